//! Products on the page, with a search.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::html::Html;
use super::{Shared, framed};
use crate::autotask::purchaser::Purchaser;

/// Title of the page.
pub(super) const TITLE: &str = "Products";
/// Rows that are shown at most.
const SHOWN: usize = 200;

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// Products whose name, SKU or part number contains the text.
pub(super) async fn list(State(world): Shared, at: Purchaser, Query(search): Query<Search>) -> Response {
    let wanted = search.q.to_lowercase();
    let found = at.select("Products", |row| {
        ["name", "sku", "manufacturerProductName", "manufacturerName"]
            .iter()
            .any(|field| row.text(field).is_some_and(|text| text.to_lowercase().contains(&wanted)))
    });
    let mut html = Html::default();
    html.raw("<form class=\"bar\"><label>Search <input name=\"q\" type=\"search\" value=\"").text(&search.q);
    html.raw("\"></label><button>Search</button></form><p class=\"sub\">").text(found.len()).raw(" products</p>");
    html.table(&["#Id", "Name", "SKU", "Manufacturer", "Part number", "#Cost", "#Price", "Active"]);
    for row in found.iter().take(SHOWN) {
        html.raw("<tr>");
        for field in ["id", "name", "sku", "manufacturerName", "manufacturerProductName"] {
            html.cell(&row[field]);
        }
        html.money(&row["unitCost"]).money(&row["unitPrice"]);
        html.raw("<td>").text(if row["isActive"] == true { "yes" } else { "no" }).raw("</td></tr>");
    }
    html.end_table();
    framed(&world, &at, TITLE, &html)
}
