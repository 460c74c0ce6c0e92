//! The connect page: people link accounts in other apps here, in a frame of the app or by a link. Pages are rendered whole on
//! the server; script only spares the reload and talks with the app.
//!
//! It has its own surroundings, because any site may frame it: no cookie is read or set, and whoever holds the token of a
//! connect session is all there is to know. The token comes in bodies of requests, and in the address of the link alone.

mod colours;
mod form;
mod look;
mod steps;

pub(super) use look::Look;

use super::{Web, finish};
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

/// The longest body of a form, in bytes.
const FORM: usize = 64 * 1024;

/// How long a request may take; connecting an account asks the vendor.
const LONGEST: Duration = Duration::from_secs(95);

/// Nothing from elsewhere, nothing inline; any site may frame it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors *";

/// All routes with what stands around them.
pub(super) fn router(web: Web) -> Router<Web> {
    let begin = get(steps::open).post(steps::next);
    Router::new()
        .route("/connect/ui", begin.clone())
        .route("/connect/ui/", begin)
        .route("/connect/ui/link", post(steps::link).get(steps::open))
        .route("/connect/ui/confirm", post(steps::confirm).get(steps::open))
        .route("/connect/ui/colours/{name}", get(look::colours))
        .route("/connect/ui/logo", get(look::logo))
        .layer(DefaultBodyLimit::max(FORM))
        .layer(CatchPanicLayer::custom(finish::panicked))
        .layer(from_fn_with_state(web, around))
}

/// Around every request: its log line, its counters, a limit to its time, and the headers that browsers need to be careful.
async fn around(State(web): State<Web>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let reference = finish::reference(&web);
    let method = request.method().clone();
    let span = tracing::info_span!("request", reference, method = %method, route);
    let began = Instant::now();
    let answer = tokio::time::timeout(LONGEST, next.run(request).instrument(span.clone())).await;
    let mut answer = answer.unwrap_or_else(|_| StatusCode::GATEWAY_TIMEOUT.into_response());
    span.in_scope(|| finish::count(&route, &method, answer.status().as_u16(), began.elapsed()));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    finish::refer(headers, &reference);
    answer
}
