//! The table of contents: every address that is served.

use super::pages::{door, preferences};
use super::{Web, api, assets, connect_page, docs, events, failure, finish, guard, nango, oauth, probes};
use axum::Router;
use axum::extract::{DefaultBodyLimit, OriginalUri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use tower_http::catch_panic::CatchPanicLayer;

/// The longest body of a form, in bytes.
const FORM: usize = 256 * 1024;

/// All routes with what stands around them. What is for programs has its own surroundings: no cookies, no pages. So has the
/// connect page, which any site may frame: no cookies.
pub(super) fn router(web: Web) -> Router {
    let own = pages(web.clone()).merge(connect_page::router(web.clone()));
    let all = own.merge(nango::router(web.clone())).merge(api::router(web.clone()));
    all.with_state(web.clone()).layer(from_fn_with_state(web, oauth::upgraded))
}

fn pages(web: Web) -> Router<Web> {
    Router::new()
        .merge(machines())
        .merge(in_front_of_the_door())
        .merge(for_anybody())
        .merge(oauth::routes())
        .merge(super::pages::portal())
        .fallback(nowhere)
        .layer(DefaultBodyLimit::max(FORM))
        .layer(from_fn_with_state(web.clone(), guard::same_site))
        .layer(CatchPanicLayer::custom(finish::panicked))
        .layer(from_fn_with_state(web, finish::finish))
}

/// A program that went astray gets JSON, a person a page.
async fn nowhere(OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    match nango::is_meant(uri.path()) || api::is_meant(uri.path()) || headers.contains_key(AUTHORIZATION) {
        true => nango::nowhere().await,
        false => failure::Failure::NotFound.into_response(),
    }
}

fn machines() -> Router<Web> {
    Router::new()
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz))
        .route("/metrics", get(probes::metrics))
        .route("/assets/{name}", get(assets::asset))
        .route("/events/{*topic}", get(events::events))
}

fn for_anybody() -> Router<Web> {
    Router::new()
        .route("/docs", get(docs::index))
        .route("/docs/api", get(docs::reference))
        .route("/docs/{*guide}", get(docs::guide))
        .route("/llms.txt", get(docs::for_machines))
}

fn in_front_of_the_door() -> Router<Web> {
    Router::new()
        .route("/welcome/{token}", get(door::welcome))
        .route("/first-run/{token}", get(door::first_run).post(door::become_owner))
        .route("/sign-in", get(door::sign_in_page).post(door::sign_in))
        .route("/sign-out", post(door::sign_out))
        .route("/preferences", post(preferences::choose))
}
