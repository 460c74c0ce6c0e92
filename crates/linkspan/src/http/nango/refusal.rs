//! What is answered when something is not as it should be: one envelope for everything, always JSON.
//!
//! `{"error": {"code", "message"?, "errors"?: [{"code", "message", "path"}], "payload"?}}`. The frontend SDK reads
//! `error.message` and `error.code` of every answer that is no success.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::StoreError;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// A request that is not answered as asked.
#[derive(Debug)]
pub(in crate::http) struct Refusal(Box<Inner>);

#[derive(Debug)]
struct Inner {
    status: StatusCode,
    code: Cow<'static, str>,
    message: Option<Cow<'static, str>>,
    errors: Vec<Issue>,
    payload: Option<Value>,
    more: Map<String, Value>,
    retry_after: Option<u64>,
}

/// One thing that is wrong with a body, a query or a path. It never repeats what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::http) struct Issue {
    /// `invalid_type`, `invalid_format`, `unrecognized_keys`, `too_small`, `too_big`, `invalid_union`, `invalid_value` or
    /// `custom`.
    pub(in crate::http) code: &'static str,
    /// In words.
    pub(in crate::http) message: String,
    /// Where, from the outside in.
    pub(in crate::http) path: Vec<String>,
}

impl Issue {
    /// Something that only we know to be wrong.
    pub(in crate::http) fn custom(message: impl Into<String>, path: &[&str]) -> Self {
        Self { code: "custom", message: message.into(), path: path.iter().map(|part| (*part).to_owned()).collect() }
    }
}

impl Refusal {
    /// A refusal without words; callers go by its code.
    pub(in crate::http) fn bare(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            status,
            code: code.into(),
            message: None,
            errors: Vec::new(),
            payload: None,
            more: Map::new(),
            retry_after: None,
        }))
    }

    /// A refusal.
    pub(in crate::http) fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        let mut refusal = Self::bare(status, code);
        refusal.0.message = Some(message.into());
        refusal
    }

    /// A 400.
    pub(in crate::http) fn bad(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A 404 with the common code.
    pub(in crate::http) fn not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// A 403 with the common code.
    pub(in crate::http) fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// A 400 of a schema: `code` says of which part, such as `invalid_body`.
    pub(in crate::http) fn schema(code: &'static str, errors: Vec<Issue>) -> Self {
        let mut refusal = Self::bare(StatusCode::BAD_REQUEST, code);
        refusal.0.errors = errors;
        refusal
    }

    /// The same about one thing in the body.
    pub(in crate::http) fn in_body(message: impl Into<String>, path: &[&str]) -> Self {
        Self::schema("invalid_body", vec![Issue::custom(message, path)])
    }

    /// With data for the program.
    pub(in crate::http) fn with_payload(mut self, payload: Value) -> Self {
        self.0.payload = Some(payload);
        self
    }

    /// With a member of its own beside the code.
    pub(in crate::http) fn with_member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.more.insert(name.to_owned(), value.into());
        self
    }

    /// With the seconds after which it makes sense to ask again.
    pub(in crate::http) fn after_seconds(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// The stable code.
    pub(in crate::http) fn code(&self) -> &str {
        &self.0.code
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Problem::from(error).into()
    }
}

/// What a use case said. What is a person's or a program's doing is a 4xx with its code and words; the rest is ours and says
/// nothing about itself.
impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let status = status(&problem);
        if status != StatusCode::INTERNAL_SERVER_ERROR {
            return Self::new(status, problem.code, problem.sentence);
        }
        tracing::error!(code = problem.code, cause = problem.cause_chain(), "a request failed: {problem}");
        Self::new(status, "server_error", "Something went wrong here. The log of the server says what.")
    }
}

fn status(problem: &Problem) -> StatusCode {
    match (problem.code, &problem.consequence) {
        ("store_failed" | "vault_failed" | "no_randomness" | "credentials_unreadable", _) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
        ("connection_in_use" | "another_tenant", _) => StatusCode::CONFLICT,
        ("invalid_credentials", _) => StatusCode::BAD_REQUEST,
        (code, _) if code.ends_with("_not_found") => StatusCode::NOT_FOUND,
        (_, Consequence::Permanent | Consequence::NeedsPerson) => StatusCode::BAD_REQUEST,
        (_, Consequence::Credentials) => StatusCode::FAILED_DEPENDENCY,
        (_, Consequence::UnknownOutcome) => StatusCode::BAD_GATEWAY,
        (_, Consequence::Retry { .. } | Consequence::NotSent | Consequence::Limit { .. }) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let inner = *self.0;
        let mut error = Map::new();
        error.insert("code".into(), inner.code.into());
        if let Some(message) = inner.message {
            error.insert("message".into(), message.into());
        }
        if !inner.errors.is_empty() {
            error.insert("errors".into(), json!(inner.errors));
        }
        if let Some(payload) = inner.payload {
            error.insert("payload".into(), payload);
        }
        error.extend(inner.more);
        let mut response = (inner.status, Json(json!({ "error": error }))).into_response();
        if let Some(seconds) = inner.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    async fn said(refusal: Refusal) -> (u16, Value) {
        let (parts, body) = refusal.into_response().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status.as_u16(), serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn the_envelope_has_what_is_there_and_nothing_else() {
        let bare = said(Refusal::bare(StatusCode::BAD_REQUEST, "unknown_connection")).await;
        assert_eq!(bare, (400, json!({"error": {"code": "unknown_connection"}})));
        let full = said(Refusal::in_body("It is taken.", &["uniqueKey"])).await;
        let issue = json!({"code": "custom", "message": "It is taken.", "path": ["uniqueKey"]});
        assert_eq!(full, (400, json!({"error": {"code": "invalid_body", "errors": [issue]}})));
    }

    #[tokio::test]
    async fn our_own_failures_say_nothing_about_themselves() {
        let (status, body) = said(Problem::retry("store_failed", "The table was locked.").into()).await;
        assert_eq!((status, &body["error"]["code"]), (500, &json!("server_error")));
        assert!(!body.to_string().contains("table"));
        let (status, body) = said(Problem::permanent("connection_in_use", "A bridge uses it.").into()).await;
        assert_eq!((status, &body["error"]["message"]), (409, &json!("A bridge uses it.")));
    }
}
