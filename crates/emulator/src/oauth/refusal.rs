//! Refusals of the token endpoint and of the resource, as RFC 6749 5.2 and RFC 6750 3 have them.

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, PRAGMA, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::json;

/// Why no token was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// `error`.
    pub(super) code: &'static str,
    /// `error_description`.
    pub(super) why: String,
    status: StatusCode,
    asks_for_header: bool,
}

impl Refusal {
    fn new(code: &'static str, why: &str) -> Self {
        Self { code, why: why.to_owned(), status: StatusCode::BAD_REQUEST, asks_for_header: false }
    }

    pub(super) fn request(why: &str) -> Self {
        Self::new("invalid_request", why)
    }

    pub(super) fn grant(why: &str) -> Self {
        Self::new("invalid_grant", why)
    }

    pub(super) fn scope(why: &str) -> Self {
        Self::new("invalid_scope", why)
    }

    pub(super) fn grant_type() -> Self {
        Self::new("unsupported_grant_type", "The grant type is not supported.")
    }

    /// The client is not who it says. `by_header` is how it tried.
    pub(super) fn client(by_header: bool) -> Self {
        let refusal = Self::new("invalid_client", "The client is not known or its secret is wrong.");
        Self { status: StatusCode::UNAUTHORIZED, asks_for_header: by_header, ..refusal }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({"error": self.code, "error_description": self.why});
        let mut response = (self.status, axum::Json(body)).into_response();
        if self.asks_for_header {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"token\""));
        }
        unkept(response)
    }
}

/// Marks an answer that nobody may keep (RFC 6749 5.1).
pub(super) fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// A refusal of the protected resource (RFC 6750 3.1); without a token there is no error code.
pub(super) fn challenge(status: StatusCode, error: Option<(&str, &str)>) -> Response {
    let text = match error {
        Some((code, why)) => format!("Bearer realm=\"api\", error=\"{code}\", error_description=\"{why}\""),
        None => "Bearer realm=\"api\"".to_owned(),
    };
    let code = error.map_or("unauthorized", |(code, _)| code);
    let mut response = (status, axum::Json(json!({"error": code}))).into_response();
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}
