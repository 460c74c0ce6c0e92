//! The table of contents: every address that is served.

use super::pages::{door, preferences};
use super::{Web, assets, events, finish, guard, probes};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

/// The longest body of a form, in bytes.
const FORM: usize = 256 * 1024;

/// All routes with what stands around them.
pub(super) fn router(web: Web) -> Router {
    Router::new()
        .merge(machines())
        .merge(in_front_of_the_door())
        .merge(super::pages::portal())
        .fallback(|| async { super::failure::Failure::NotFound })
        .layer(DefaultBodyLimit::max(FORM))
        .layer(from_fn_with_state(web.clone(), guard::same_site))
        .layer(CatchPanicLayer::custom(finish::panicked))
        .layer(from_fn_with_state(web.clone(), finish::finish))
        .with_state(web)
}

fn machines() -> Router<Web> {
    Router::new()
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz))
        .route("/metrics", get(probes::metrics))
        .route("/assets/{name}", get(assets::asset))
        .route("/events/{*topic}", get(events::events))
}

fn in_front_of_the_door() -> Router<Web> {
    Router::new()
        .route("/welcome/{token}", get(door::welcome))
        .route("/first-run/{token}", get(door::first_run).post(door::become_owner))
        .route("/sign-in", get(door::sign_in_page).post(door::sign_in))
        .route("/sign-out", post(door::sign_out))
        .route("/preferences", post(preferences::choose))
}
