//! Refuses what another site makes a browser send. The second lock beside the token in every form.

use super::Web;
use super::failure::Failure;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Method};

/// Lets reading pass; lets writing pass only from our own pages, as far as the browser says where it comes from.
pub(super) async fn same_site(State(web): State<Web>, request: Request, next: Next) -> Response {
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reading && is_foreign(&web, request.headers()) {
        return Failure::Foreign.into_response();
    }
    next.run(request).await
}

fn is_foreign(web: &Web, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    if matches!(text(http::HeaderName::from_static("sec-fetch-site")), Some("cross-site" | "same-site")) {
        return true;
    }
    match (text(ORIGIN), text(HOST)) {
        (None, _) => false,
        (Some(origin), _) if origin.eq_ignore_ascii_case(web.origin()) => false,
        // Reached by another name, as on the same machine: the name in the address bar is what counts.
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| !from.eq_ignore_ascii_case(host)),
        (Some(_), None) => true,
    }
}
