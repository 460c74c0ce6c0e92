//! Making a bridge, the companies to choose from, and the list that stands before sending after a restore.

use super::bridges::{self, BRIDGE};
use super::connections;
use super::describe::{Described, Gives, Kind, Shape, TEXT, field};
use super::operation::{Ask, Reply, WRITES, all, nowhere, refused};
use super::shown;
use crate::app::bridge::{self, BridgeRequest};
use crate::app::orders::reconcile;
use linkspan_core::id::ConnectionId;
use linkspan_core::order::identity::{NumberSource, NumberTemplate};
use linkspan_store::{FindingKind, FoundOrder};
use serde_json::{Value, json};

static VENDOR: Shape = Shape {
    name: "VendorCompany",
    about: "A company of the PSA that may stand for the distributor.",
    fields: &[field("id", TEXT, "The PSA's id."), field("name", TEXT, "Its name.")],
};

pub(super) static VENDORS: Described = Described {
    id: "listVendorCompanies",
    group: "Bridges",
    summary: "List companies that may stand for the distributor",
    more: "Asks the PSA; the likely ones come first.",
    path: connections::PATH,
    query: &[field("q", Kind::Text(0, 100), "Part of the name.").optional()],
    gives: Gives::All(&VENDOR),
    refusals: WRITES,
    ..Described::READ
};

/// `GET /api/v1/connections/{connection}/vendor_companies`.
pub(super) async fn vendors(ask: Ask) -> Reply {
    let psa = connections::find(&ask).await?;
    let app = &ask.web.app;
    let found =
        bridge::vendor_choices(app, ask.env().id(), psa.id, "TD SYNNEX", ask.asked("q")).await.map_err(refused)?;
    Ok(all(found.iter().map(|one| json!({ "id": one.id, "name": one.label })).collect()))
}

static NEW: Shape = Shape {
    name: "NewBridge",
    about: "A bridge to be made.",
    fields: &[
        field("psa", Kind::Id, "The PSA connection."),
        field("distributor", Kind::Id, "The distributor connection."),
        field("vendor_id", Kind::Text(1, 40), "The PSA's id of the company that stands for the distributor."),
        field(
            "number_prefix",
            Kind::Text(0, 20),
            "What stands before each customer PO number; it cannot be changed later.",
        )
        .optional(),
        field("number_source", Kind::Word(&["number", "id"]), "What follows: the purchase order's number, or its id.")
            .optional(),
    ],
};

pub(super) static MAKE: Described = Described {
    id: "createBridge",
    group: "Bridges",
    summary: "Make a bridge",
    more: "Its templates are off at first. Two connections are bridged once: a repeated call is a 409.",
    body: Some(&NEW),
    gives: Gives::One(&BRIDGE),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/bridges`.
pub(super) async fn make(ask: Ask) -> Reply {
    let connection = |name: &str| ConnectionId::parse(ask.text(name)).ok_or_else(nowhere);
    let source = if ask.text("number_source") == "id" { NumberSource::Id } else { NumberSource::Number };
    let request = BridgeRequest {
        psa: connection("psa")?,
        distributor: connection("distributor")?,
        vendor: ask.text("vendor_id").to_owned(),
        numbers: NumberTemplate { prefix: ask.text("number_prefix").to_owned(), source },
    };
    let made = bridge::make(&ask.web.app, ask.env().id(), &request, ask.actor()).await.map_err(refused)?;
    let row = ask.env().bridge(made).await?.ok_or_else(nowhere)?;
    Ok(bridges::bridge(&row))
}

fn findings() -> Vec<&'static str> {
    FindingKind::ALL.iter().map(|kind| kind.as_str()).collect()
}

static FOUND: Shape = Shape {
    name: "FoundOrder",
    about: "A submitted purchase order, and what the distributor said about its number.",
    fields: &[
        field("psa_order_id", TEXT, "The PSA's id."),
        field("psa_order_number", TEXT, "The number that people see."),
        field("purchase_for", TEXT, "For whom it is bought; may be empty."),
        field("customer_po_number", TEXT, "The number that the distributor is asked about.").or_null(),
        field("known", Kind::Flag, "Whether the ledger knew it before."),
        field("finding", Kind::WordOf(findings), "What the distributor said."),
        field("sentence", TEXT, "The same in words."),
        field("distributor_orders", Kind::List(&TEXT), "The distributor order numbers that were found."),
        field("asked_at", Kind::Time, "When it was asked last.").or_null(),
    ],
};

static LIST: Shape = Shape {
    name: "ReconcileList",
    about: "What a person confirms before a bridge sends again.",
    fields: &[
        field("waiting", Kind::Flag, "Whether the bridge waits for that."),
        field("complete", Kind::Flag, "Whether every question is answered."),
        field("trouble", TEXT, "What is in the way of the list.").or_null(),
        field("rows", Kind::List(&Kind::Object(&FOUND)), "The list."),
    ],
};

pub(super) static RECONCILE: Described = Described {
    id: "getReconcileList",
    group: "Bridges",
    summary: "Get the list that a person must confirm",
    more: "After a restore, a clock that went back or a long silence a bridge sends nothing until a person has confirmed this \
           list in the portal. That cannot be done through the API.",
    path: bridges::PATH,
    gives: Gives::One(&LIST),
    ..Described::READ
};

/// `GET /api/v1/bridges/{bridge}/reconcile`.
pub(super) async fn reconcile_list(ask: Ask) -> Reply {
    let bridge = bridges::find(&ask).await?;
    let Some(waits) = reconcile::view(&ask.web.app, ask.env().id(), bridge.id).await.map_err(refused)? else {
        return Ok(json!({ "waiting": false, "complete": true, "trouble": null, "rows": [] }));
    };
    Ok(json!({
        "waiting": true, "complete": waits.is_complete(), "trouble": waits.trouble.as_ref().map(|(words, _)| words),
        "rows": waits.rows.iter().map(found).collect::<Vec<_>>(),
    }))
}

pub(super) static ASK_AGAIN: Described = Described {
    id: "askReconcileList",
    group: "Bridges",
    summary: "Make the list anew",
    more: "The distributor is asked about every submitted purchase order once more.",
    path: bridges::PATH,
    gives: Gives::One(&LIST),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/bridges/{bridge}/reconcile/ask`.
pub(super) async fn ask_again(ask: Ask) -> Reply {
    let bridge = bridges::find(&ask).await?;
    reconcile::ask_again(&ask.web.app, ask.env().id(), bridge.id).await.map_err(refused)?;
    reconcile_list(ask).await
}

fn found(row: &FoundOrder) -> Value {
    json!({
        "psa_order_id": row.psa_order_id, "psa_order_number": row.psa_order_number, "purchase_for": row.purchase_for,
        "customer_po_number": row.customer_po_number, "known": row.known, "finding": row.finding.kind.as_str(),
        "sentence": row.finding.sentence, "distributor_orders": row.finding.order_numbers,
        "asked_at": shown::time(row.asked_at),
    })
}
