//! The handlers behind the portal's pages: rows become view models here, buttons become calls of use cases.

pub(super) mod door;
pub(super) mod preferences;

mod home;
mod lists;
mod order;
mod order_view;
mod orders;
mod settings;

use super::Web;
use axum::Router;
use axum::routing::{get, post};

/// The pages for people who are signed in.
pub(super) fn portal() -> Router<Web> {
    Router::new()
        .route("/", get(home::home))
        .route("/orders", get(orders::list))
        .route("/orders/{id}", get(order::show))
        .route("/orders/{id}/{action}", post(order::act))
        .route("/bridges/{bridge}/take/{po_id}", post(orders::take))
        .route("/settings", get(settings::show))
        .route("/settings/notices", post(settings::save_notices))
        .route("/settings/notices/test", post(settings::test_notice))
}
