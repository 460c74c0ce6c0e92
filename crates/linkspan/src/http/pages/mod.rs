//! The handlers behind the portal's pages: rows become view models here, buttons become calls of use cases.

pub(super) mod door;
pub(super) mod preferences;

mod activity;
mod api_keys;
mod backup;
mod bridge;
mod connect;
mod connectors;
mod decisions;
mod home;
mod lists;
mod new_bridge;
mod order;
mod order_records;
mod order_status;
mod order_view;
mod orders;
mod product;
mod products;
mod reconcile;
mod run;
mod run_decide;
mod settings;
mod shares;
mod submission;
pub(super) mod submission_form;
mod sync_categories;
mod sync_mapping;
mod sync_preview;
mod sync_prices;
mod templates;
mod titles;
mod webhooks;

use super::Web;
use super::failure::Failure;
use super::signed::Signed;
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
        .route("/bridges/new", get(new_bridge::form).post(new_bridge::make))
        .route("/bridges/{bridge}/reconcile", get(reconcile::show))
        .route("/bridges/{bridge}/reconcile/ask", post(reconcile::ask))
        .route("/bridges/{bridge}/reconcile/confirm", post(reconcile::confirm))
        .route("/settings", get(settings::show))
        .route("/settings/notices", post(settings::save_notices))
        .route("/settings/notices/test", post(settings::test_notice))
        .route("/settings/quota/{database}", post(shares::save))
        .route("/settings/backup", get(backup::show).post(backup::make))
        .route("/settings/backup/keep", post(backup::keep))
        .route("/settings/backup/{name}", get(backup::download))
        .route("/settings/keys", get(api_keys::show).post(api_keys::make))
        .route("/settings/keys/{id}/revoke", post(api_keys::revoke))
        .route("/settings/webhooks", get(webhooks::show).post(webhooks::save))
        .route("/settings/webhooks/test", post(webhooks::test))
        .route("/settings/webhooks/key", post(webhooks::show_key))
        .route("/settings/webhooks/key/change", post(webhooks::change_key))
        .route("/settings/webhooks/{id}/{action}", post(webhooks::act))
        .route("/connectors", get(connectors::list))
        .route("/connectors/{slug}", get(connectors::overview))
        .route("/connectors/{slug}/templates", get(connectors::template_cards))
        .route("/connectors/{slug}/activity", get(connectors::runs))
        .route("/connectors/{slug}/activity/records", get(connectors::records))
        .route("/connectors/{slug}/switch", post(connectors::switch))
        .route("/connectors/{slug}/connect", get(connect::form).post(connect::try_out))
        .route("/connectors/{slug}/reconnect", get(connect::form_again).post(connect::try_again))
        .route("/connectors/{slug}/check", post(connectors::check))
        .route("/connectors/{slug}/host-key", post(connectors::accept_host_key))
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
        .route("/runs/{id}/resume", post(run_decide::resume))
        .route("/runs/{id}/decide", post(run_decide::decide))
        .route("/products", get(products::list))
        .route("/products/{sku}", get(product::show))
        .route("/products/{sku}/ask", post(product::ask))
        .route("/products/{sku}/decide", post(product::decide))
        .route("/bridges/{bridge}/product-sync", get(sync_categories::first))
        .route("/bridges/{bridge}/product-sync/categories", get(sync_categories::show).post(sync_categories::save))
        .route("/bridges/{bridge}/product-sync/catalogue", post(sync_categories::read))
        .route("/bridges/{bridge}/product-sync/categories/reset", post(sync_categories::reset))
        .route("/bridges/{bridge}/product-sync/mapping", get(sync_mapping::show).post(sync_mapping::save))
        .route("/bridges/{bridge}/product-sync/mapping/add", post(sync_mapping::add))
        .route("/bridges/{bridge}/product-sync/mapping/remove", post(sync_mapping::remove))
        .route("/bridges/{bridge}/product-sync/prices", get(sync_prices::show).post(sync_prices::save))
        .route("/bridges/{bridge}/product-sync/preview", get(sync_preview::show).post(sync_preview::make))
        .route("/bridges/{bridge}/product-sync/apply", post(sync_preview::apply))
}

/// Lets owners pass; for everybody else there is no such page.
fn owner(signed: &Signed) -> Result<(), Failure> {
    if signed.user.owner { Ok(()) } else { Err(Failure::NotFound) }
}
