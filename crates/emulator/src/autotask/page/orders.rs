//! Purchase orders on the page: list, one with its lines, writing one, submitting, canceling.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;

use super::html::Html;
use super::{ORDERS, Shared, framed, receiving, refused};
use crate::autotask::purchaser::{DraftLine, DraftProduct, OrderDraft, Purchaser};
use crate::autotask::refusal::Refused;
use crate::autotask::sample::VENDOR_COMPANY_ID;

/// Lines that the form offers.
const FORM_LINES: usize = 5;

/// All orders, the newest first.
pub(super) async fn list(State(world): Shared, at: Purchaser) -> Response {
    let mut html = Html::default();
    html.raw("<p><a class=\"main\" href=\"/_emulator/page/orders/new\">New purchase order</a></p>");
    html.table(&["Number", "Vendor", "Status", "#Lines", "External number", "Created", ""]);
    for order in at.entities("PurchaseOrders").iter().rev() {
        let id = order["id"].as_i64().unwrap_or_default();
        html.raw("<tr><td><a href=\"/_emulator/page/orders/").text(id).raw("\">");
        html.value(&order["purchaseOrderNumber"]).raw("</a></td><td>").text(company(&at, &order["vendorID"]));
        html.raw("</td><td>").mark(status(&at, order)).raw("</td><td class=\"n\">").text(at.items_of(id).len());
        html.raw("</td>").cell(&order["externalPONumber"]).raw("<td>").time(&order["createDateTime"]);
        html.raw("</td><td><div class=\"actions\">");
        buttons(&mut html, &at, order);
        html.raw("</div></td></tr>");
    }
    html.end_table();
    framed(&world, &at, ORDERS, &html)
}

/// One order with its lines.
pub(super) async fn one(State(world): Shared, at: Purchaser, Path(id): Path<i64>) -> Response {
    let Some(order) = at.entity("PurchaseOrders", id) else {
        return refused(&world, &at, &Refused::errors(404, "There is no such order."));
    };
    let mut html = Html::default();
    html.raw("<div class=\"actions\">");
    buttons(&mut html, &at, &order);
    let is_open = receiving::is_open(status(&at, &order));
    html.mark(status(&at, &order)).raw("</div>");
    html.table(&["Product", "#Quantity", "#Received", "#Unit cost", "Estimated arrival", "Memo", "#Item"]);
    for item in at.items_of(id) {
        let received = at.received(item["id"].as_i64().unwrap_or_default());
        html.raw("<tr><td class=\"wide\">").text(product(&at, &item["productID"]));
        if is_open {
            receiving::form(&mut html, &at, id, &item, received);
        }
        html.raw("</td>")
            .cell(&item["quantity"])
            .cell(&received.into())
            .money(&item["unitCost"])
            .raw("<td>")
            .time(&item["estimatedArrivalDate"]);
        html.raw("</td>").cell(&item["memo"]).cell(&item["id"]).raw("</tr>");
    }
    html.end_table().raw("<h2>Everything in it</h2><dl>");
    for (name, value) in order.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        html.raw("<dt>").text(name).raw("</dt><dd>").value(value).raw("</dd>");
    }
    html.raw("</dl>");
    let number = order["purchaseOrderNumber"].as_str().unwrap_or_default();
    framed(&world, &at, &format!("Order {number}"), &html)
}

/// The form for a new order.
pub(super) async fn form(State(world): Shared, at: Purchaser) -> Response {
    let products = offered(&at);
    let mut html = Html::default();
    html.raw("<form method=\"post\" class=\"card\"><label>Vendor <select name=\"vendor\">");
    for vendor in at.select("Companies", |row| row.int("companyType") == Some(7) && row.flag("isActive")) {
        html.raw("<option value=\"").value(&vendor["id"]).raw("\">").value(&vendor["companyName"]).raw("</option>");
    }
    html.raw("</select></label><fieldset><legend>Lines</legend>");
    for line in 1..=FORM_LINES {
        html.raw("<p class=\"bar\"><label>Product ").text(line);
        html.raw(" <select name=\"product\"><option value=\"\">none</option>");
        for (id, name) in &products {
            html.raw("<option value=\"").text(id).raw("\">").text(name).raw("</option>");
        }
        html.raw("</select></label> <label>Quantity <input name=\"quantity\" type=\"number\" min=\"1\" value=\"1\">");
        html.raw("</label></p>");
    }
    html.raw(
        "</fieldset><p><label><input type=\"checkbox\" name=\"submit\" value=\"yes\" checked> Submit at once</label>",
    );
    html.raw("</p><button class=\"main\">Write the order</button></form>");
    framed(&world, &at, "New purchase order", &html)
}

/// Takes the form.
pub(super) async fn write(State(world): Shared, at: Purchaser, Form(fields): Form<Vec<(String, String)>>) -> Response {
    let all = |name: &str| {
        let values = fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone());
        values.collect::<Vec<String>>()
    };
    let lines = all("product").into_iter().zip(all("quantity")).filter_map(|(product, quantity)| {
        let product = DraftProduct::ProductId(product.parse().ok()?);
        Some(DraftLine { product, quantity: quantity.parse().unwrap_or_default(), unit_cost: None })
    });
    let draft = OrderDraft {
        vendor_company_id: all("vendor").first().and_then(|id| id.parse().ok()),
        lines: lines.collect(),
        submit: !all("submit").is_empty(),
        ..OrderDraft::default()
    };
    match at.purchase_order_create(&draft) {
        Ok(order) => Redirect::to(&format!("/_emulator/page/orders/{}", order.id)).into_response(),
        Err(why) => refused(&world, &at, &why),
    }
}

/// A button of an order.
pub(super) async fn act(State(world): Shared, at: Purchaser, Path((id, action)): Path<(i64, String)>) -> Response {
    let done = match action.as_str() {
        "submit" => at.purchase_order_submit(id),
        "cancel" => at.purchase_order_cancel(id),
        "reopen" => at.purchase_order_reopen(id),
        _ => Err(Refused::errors(404, "There is no such action.")),
    };
    match done {
        Ok(()) => Redirect::to(&format!("/_emulator/page/orders/{id}")).into_response(),
        Err(why) => refused(&world, &at, &why),
    }
}

fn buttons(html: &mut Html, at: &Purchaser, order: &Value) {
    let path = format!("/_emulator/page/orders/{}", order["id"]);
    let actions: &[(&str, &str)] = match status(at, order) {
        "New" => &[("submit", "Submit"), ("cancel", "Cancel order")],
        "Submitted" => &[("reopen", "Back to New"), ("cancel", "Cancel order")],
        _ => &[],
    };
    for (action, name) in actions {
        html.button(format_args!("{path}/{action}"), name);
    }
}

fn status(at: &Purchaser, order: &Value) -> &'static str {
    order["status"].as_i64().and_then(|number| at.status_label(number)).unwrap_or("Unknown")
}

fn company(at: &Purchaser, id: &Value) -> String {
    let row = id.as_i64().and_then(|id| at.entity("Companies", id));
    row.and_then(|row| row["companyName"].as_str().map(str::to_owned)).unwrap_or_default()
}

fn product(at: &Purchaser, id: &Value) -> String {
    let row = id.as_i64().and_then(|id| at.entity("Products", id));
    row.and_then(|row| row["name"].as_str().map(str::to_owned)).unwrap_or_default()
}

/// Products to choose from: those of TD SYNNEX first, at most 500.
fn offered(at: &Purchaser) -> Vec<(i64, String)> {
    let mut all: Vec<(bool, i64, String)> = at
        .select("Products", |row| row.flag("isActive"))
        .iter()
        .map(|row| {
            let is_elsewhere = row["defaultVendorID"] != VENDOR_COMPANY_ID;
            let name = row["name"].as_str().unwrap_or_default().to_owned();
            (is_elsewhere, row["id"].as_i64().unwrap_or_default(), name)
        })
        .collect();
    all.sort();
    all.truncate(500);
    all.into_iter().map(|(_, id, name)| (id, name)).collect()
}
