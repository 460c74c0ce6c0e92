//! A call that is refused: status and body as the vendor sends them.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

/// Why a call did nothing, in the vendor's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{status}: {}", self.texts().join("; "))]
pub struct Refused {
    status: u16,
    body: Body,
    retry_after: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Body {
    Errors(Vec<String>),
    Message(String),
    Html,
    Empty,
    Json(Value),
}

impl Refused {
    /// A 500 with an `errors` list of one text: the vendor's answer to nearly everything wrong.
    pub(crate) fn error(text: impl Into<String>) -> Self {
        Self::errors(500, text)
    }

    /// Another status with an `errors` list of one text.
    pub(crate) fn errors(status: u16, text: impl Into<String>) -> Self {
        Self { status, body: Body::Errors(vec![text.into()]), retry_after: None }
    }

    /// A status with Web API's `Message`.
    pub(crate) fn message(status: u16, text: impl Into<String>) -> Self {
        Self { status, body: Body::Message(text.into()), retry_after: None }
    }

    /// A 404 with an IIS page instead of JSON.
    pub(crate) fn html_not_found() -> Self {
        Self { status: 404, body: Body::Html, retry_after: None }
    }

    /// A status alone.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, body: Body::Empty, retry_after: None }
    }

    /// A status with a body of another form.
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, body: Body::Json(body), retry_after: None }
    }

    pub(crate) fn retry_after(self, seconds: Option<u32>) -> Self {
        Self { retry_after: seconds, ..self }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The texts that tell why.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        match &self.body {
            Body::Errors(texts) => texts.clone(),
            Body::Message(text) => vec![text.clone()],
            Body::Json(value) => vec![value.to_string()],
            Body::Html | Body::Empty => Vec::new(),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = match self.body {
            Body::Errors(texts) => axum::Json(json!({ "errors": texts })).into_response(),
            Body::Message(text) => axum::Json(json!({ "Message": text })).into_response(),
            Body::Json(value) => axum::Json(value).into_response(),
            Body::Empty => Response::default(),
            Body::Html => html_page(),
        };
        *response.status_mut() = status;
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn html_page() -> Response {
    let page = "<!DOCTYPE html><html><head><title>404 - File or directory not found.</title></head>\
                <body><h1>Server Error</h1><h2>404 - File or directory not found.</h2></body></html>";
    let mut response = page.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}
