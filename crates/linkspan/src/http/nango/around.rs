//! Around every endpoint: pages of other origins may call, the log and the counters know of it, a panic stays JSON.

use super::refusal::Refusal;
use crate::http::{Web, finish};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::json;
use std::any::Any;
use std::time::Instant;
use tracing::Instrument;

/// Headers that pages may send.
const MAY_SEND: &str = "Authorization, Content-Type, Accept, Origin, X-Requested-With, Nango-Activity-Log-Id, \
    Nango-Is-Dry-Run, Nango-Is-Sync, Provider-Config-Key, Connection-Id, Sentry-Trace, Baggage";

/// Headers that pages may read.
const MAY_READ: &str = "Authorization, Etag, Content-Type, Content-Length, X-Nango-Signature, X-RateLimit-Limit, \
    X-RateLimit-Remaining, X-RateLimit-Reset";

/// The outermost layer. No cookie is read anywhere behind it, so any origin may call.
pub(super) async fn around(State(web): State<Web>, request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS {
        return preflight();
    }
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let reference = finish::reference(&web);
    let method = request.method().clone();
    let span = tracing::info_span!("request", reference, method = %method, route);
    let began = Instant::now();
    let mut answer = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| finish::count(&route, &method, answer.status().as_u16(), began.elapsed()));
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(MAY_READ));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    finish::refer(headers, &reference);
    answer
}

fn preflight() -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, PUT, PATCH, POST, DELETE"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(MAY_SEND));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(MAY_READ));
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// A handler panicked: the log has the words, the program gets JSON.
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    finish::log_panic(&*panic);
    let words = "Something went wrong here. The log of the server says what.";
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", words).into_response()
}

/// There is no such endpoint.
pub(in crate::http) async fn nowhere() -> Response {
    Refusal::not_found("There is no such endpoint.").into_response()
}

/// There is such an endpoint, with other verbs; `Allow` says which.
pub(in crate::http) async fn another_verb() -> Response {
    let words = "This endpoint does not have this verb. The header Allow says which it has.";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", words).into_response()
}

/// The endpoint does not exist in this product.
pub(super) fn switched_off() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "feature_disabled", "Linkspan does not offer this.")
        .with_payload(json!({ "see": "/docs/api" }))
}
