//! The handlers behind the portal's pages: rows become view models here, buttons become calls of use cases.

pub(super) mod door;
pub(super) mod preferences;

mod activity;
mod connect;
mod connectors;
mod home;
mod lists;
mod order;
mod order_status;
mod order_view;
mod orders;
mod run;
mod settings;
mod submission;
mod templates;
mod titles;

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
        .route("/connectors", get(connectors::list))
        .route("/connectors/{slug}", get(connectors::overview))
        .route("/connectors/{slug}/templates", get(connectors::template_cards))
        .route("/connectors/{slug}/activity", get(connectors::runs))
        .route("/connectors/{slug}/activity/records", get(connectors::records))
        .route("/connectors/{slug}/switch", post(connectors::switch))
        .route("/connectors/{slug}/connect", get(connect::form).post(connect::try_out))
        .route("/connectors/{slug}/reconnect", get(connect::form_again).post(connect::try_again))
        .route("/connectors/{slug}/confirm", post(connect::confirm))
        .route("/connectors/{slug}/disconnect", get(connectors::farewell).post(connectors::disconnect))
        .route("/bridges/{bridge}/order-submission", get(submission::show).post(submission::save))
        .route("/bridges/{bridge}/order-submission/consent", post(submission::consent))
        .route("/bridges/{bridge}/order-status", get(order_status::show).post(order_status::save))
        .route("/bridges/{bridge}/{kind}/switch", post(templates::switch))
        .route("/bridges/{bridge}/{kind}/run", post(templates::run))
        .route("/activity", get(activity::by_connection))
        .route("/activity/records", get(activity::by_record))
        .route("/activity/export/{format}", get(activity::export))
        .route("/runs/{id}", get(run::show))
        .route("/runs/{id}/cancel", post(run::cancel))
}
