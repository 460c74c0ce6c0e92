//! Our own API, for everything that the portal does: connections, bridges, templates, runs, orders, products, logs.
//!
//! [`routes`] is the table of contents; an operation is a description, a handler and a line there. It shares its
//! surroundings (keys, rate, envelope of errors) with the API for the SDKs and ends at the same use cases as the portal.
//!
//! What must not be here: decisions about orders or products, SQL, a vendor's type.

mod bridge_actions;
mod bridges;
mod check;
mod connection_actions;
mod connections;
mod describe;
mod health;
mod openapi;
mod operation;
mod order_actions;
mod order_shapes;
mod orders;
mod product_actions;
mod products;
mod records;
mod reference;
mod routes;
mod run_actions;
mod runs;
mod settings;
mod settings_orders;
mod shown;
mod template_actions;
mod templates;

pub(super) use reference::reference;

use super::Web;
use super::nango::{self, Right, endpoint::Endpoint};
use axum::Router;
use axum::routing::get;

/// All operations with what stands around them, and their description.
pub(super) fn router(web: Web) -> Router<Web> {
    let endpoints: Vec<Endpoint> = routes::table().into_iter().map(|one| one.endpoint).collect();
    nango::serve(web, endpoints, nango::another_verb).route("/openapi.json", get(openapi::openapi))
}

/// The table of rights: every operation with what it needs.
#[must_use]
pub fn rights() -> Vec<Right> {
    routes::table().into_iter().map(|one| Right::of(one.endpoint)).collect()
}

/// Whether a path that leads nowhere was meant for this API.
pub(super) fn is_meant(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}
