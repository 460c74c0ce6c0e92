//! What is decided about a product that waits for a person.

use super::describe::{Described, Gives, Kind, Shape, TEXT, field};
use super::operation::{Ask, Reply, WRITES, nowhere, refused};
use super::products;
use crate::app::catalog::holds::{self, Given};
use linkspan_core::catalog::decision::Answer;
use serde_json::json;

static DECISION: Shape = Shape {
    name: "ProductDecision",
    about: "What is decided about the value that a product waits for.",
    fields: &[
        field(
            "answer",
            Kind::Word(&["accept", "keep", "choose", "create_new", "undo"]),
            "`accept` the value, `keep` the product as it is or the SKU without one, `choose` a product, `create_new`, or \
             `undo` a decision.",
        ),
        field("product", Kind::Text(1, 40), "The PSA's id of the product, for `choose`.").optional(),
        field("reason", Kind::Text(0, 500), "Why, in a few words.").optional(),
    ],
};

static DECIDED: Shape = Shape {
    name: "Decided",
    about: "A decision that was kept.",
    fields: &[field("sku", TEXT, "The product."), field("answer", TEXT, "The answer.")],
};

pub(super) static DECIDE: Described = Described {
    id: "decideProduct",
    group: "Products",
    summary: "Decide about a product that waits",
    more: "The decision is about one value and is asked again when the catalogue says another. The next run acts on it.",
    path: products::PATH,
    body: Some(&DECISION),
    gives: Gives::One(&DECIDED),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/products/{sku}/decide`.
pub(super) async fn decide(ask: Ask) -> Reply {
    let (shelf, found) = products::find(&ask).await?;
    let bridge = shelf.bridge.ok_or_else(nowhere)?;
    let (sku, app, environment) = (&found.stored.item.sku, &ask.web.app, ask.env().id());
    let answer = match ask.text("answer") {
        "accept" => Some(Answer::Accept),
        "keep" => Some(Answer::Keep),
        "choose" => Some(Answer::Choose { product: ask.text("product").to_owned() }),
        "create_new" => Some(Answer::CreateNew),
        _ => None,
    };
    match &answer {
        None => holds::undo(app, environment, bridge, sku, ask.actor()).await.map_err(refused)?,
        Some(answer) => {
            let given = Given { sku, answer, reason: ask.text("reason"), actor: ask.actor() };
            holds::decide(app, environment, bridge, &given).await.map_err(refused)?;
        }
    }
    Ok(json!({ "sku": sku, "answer": ask.text("answer") }))
}
