//! Receiving on the page: one form for each item that is still open.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::Value;

use super::html::Html;
use super::{Shared, refused};
use crate::autotask::purchaser::Purchaser;

/// Whether an order in that status can be received.
pub(super) fn is_open(status: &str) -> bool {
    matches!(status, "Submitted" | "Received Partial")
}

/// Below an item: how many units have come now, and of which serial number.
pub(super) fn form(html: &mut Html, at: &Purchaser, order: i64, item: &Value, received: i64) {
    let open = item["quantity"].as_i64().unwrap_or_default() - received;
    if open < 1 {
        html.raw("<p class=\"sub\">all here</p>");
        return;
    }
    let product = item["productID"].as_i64().and_then(|product| at.entity("Products", product));
    let is_serialized = product.is_some_and(|product| product["isSerialized"] == true);
    html.raw("<form class=\"row\" method=\"post\" action=\"/_emulator/page/orders/").text(order);
    html.raw("/receive\"><input type=\"hidden\" name=\"item\" value=\"").value(&item["id"]);
    html.raw("\"><input name=\"quantity\" type=\"number\" min=\"1\" aria-label=\"Units of item ").value(&item["id"]);
    html.raw("\" max=\"").text(open).raw("\" value=\"").text(if is_serialized { 1 } else { open }).raw("\">");
    if is_serialized {
        html.raw("<input name=\"serial\" required placeholder=\"Serial number\" aria-label=\"Serial number\">");
    }
    html.raw("<button>Receive</button></form>");
}

#[derive(Deserialize)]
pub(super) struct Receipt {
    item: i64,
    quantity: i64,
    #[serde(default)]
    serial: String,
}

/// Takes the form.
pub(super) async fn receive(
    State(world): Shared,
    at: Purchaser,
    Path(order): Path<i64>,
    Form(receipt): Form<Receipt>,
) -> Response {
    let serial = Some(receipt.serial.trim()).filter(|serial| !serial.is_empty());
    match at.receive(receipt.item, receipt.quantity, serial) {
        Ok(_) => Redirect::to(&format!("/_emulator/page/orders/{order}")).into_response(),
        Err(why) => refused(&world, &at, &why),
    }
}
