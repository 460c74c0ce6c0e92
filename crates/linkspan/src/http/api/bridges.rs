//! Bridges: one PSA connection and one distributor connection; the templates hang on them.

use super::describe::{Described, Field, Gives, Kind, Shape, TEXT, field};
use super::operation::{Ask, Reply, all, nowhere};
use super::shown;
use crate::http::nango::refusal::Refusal;
use linkspan_core::id::BridgeId;
use linkspan_store::{Bridge, NotTaken, NotTakenReason};
use serde_json::{Value, json};

pub(super) static BRIDGE: Shape = Shape {
    name: "Bridge",
    about: "A PSA connection and a distributor connection.",
    fields: &[
        field("id", Kind::Id, "Its id."),
        field("psa", Kind::Id, "The PSA connection."),
        field("distributor", Kind::Id, "The distributor connection."),
        field("vendor_id", TEXT, "The PSA's id of the company that stands for the distributor."),
        field("vendor_name", TEXT, "That company's name."),
        field("number_template", TEXT, "How customer PO numbers are made; fixed when the bridge is made."),
        field(
            "reconcile_first",
            Kind::Flag,
            "Whether nothing is sent until a person has confirmed the list of submitted orders.",
        ),
        field("polled_at", Kind::Time, "When purchase orders were looked for last.").or_null(),
        field("created_at", Kind::Time, "Since when it exists."),
        field("updated_at", Kind::Time, "When it changed last."),
    ],
};

/// The bridge of a path.
pub(super) const PATH: &[Field] = &[field("bridge", Kind::Id, "Id of the bridge.")];

pub(super) static LIST: Described = Described {
    id: "listBridges",
    group: "Bridges",
    summary: "List bridges",
    gives: Gives::All(&BRIDGE),
    ..Described::READ
};

/// `GET /api/v1/bridges`.
pub(super) async fn list(ask: Ask) -> Reply {
    Ok(all(ask.env().bridges().await?.iter().map(bridge).collect()))
}

pub(super) static GET: Described = Described {
    id: "getBridge",
    group: "Bridges",
    summary: "Get a bridge",
    path: PATH,
    gives: Gives::One(&BRIDGE),
    ..Described::READ
};

/// `GET /api/v1/bridges/{bridge}`.
pub(super) async fn get(ask: Ask) -> Reply {
    Ok(bridge(&find(&ask).await?))
}

/// The bridge that the path names.
pub(super) async fn find(ask: &Ask) -> Result<Bridge, Refusal> {
    let id = ask.id("bridge", BridgeId::parse)?;
    ask.env().bridge(id).await?.ok_or_else(nowhere)
}

/// A bridge as programs see it.
pub(super) fn bridge(row: &Bridge) -> Value {
    json!({
        "id": row.id.to_string(), "psa": row.psa.to_string(), "distributor": row.distributor.to_string(),
        "vendor_id": row.vendor_id, "vendor_name": row.vendor_name, "number_template": row.number_template,
        "reconcile_first": row.reconcile_first, "polled_at": shown::time(row.polled_at),
        "created_at": shown::time(Some(row.created_at)), "updated_at": shown::time(Some(row.updated_at)),
    })
}

fn reasons() -> Vec<&'static str> {
    NotTakenReason::ALL.iter().map(|reason| reason.as_str()).collect()
}

static NOT_TAKEN: Shape = Shape {
    name: "NotTaken",
    about: "A purchase order that is left alone on purpose.",
    fields: &[
        field("psa_order_id", TEXT, "The PSA's id."),
        field("psa_order_number", TEXT, "The number that people see."),
        field("purchase_for", TEXT, "For whom it is bought; may be empty."),
        field("reason", Kind::WordOf(reasons), "Why it is left alone."),
        field("seen_at", Kind::Time, "Since when."),
    ],
};

pub(super) static LEFT_ALONE: Described = Described {
    id: "listNotTaken",
    group: "Orders",
    summary: "List purchase orders that are left alone",
    more: "Those that were submitted before the template was switched on, and those that left *Submitted* without an order.",
    path: PATH,
    gives: Gives::All(&NOT_TAKEN),
    ..Described::READ
};

/// `GET /api/v1/bridges/{bridge}/not_taken`.
pub(super) async fn left_alone(ask: Ask) -> Reply {
    let bridge = find(&ask).await?;
    Ok(all(ask.env().not_taken(bridge.id).await?.iter().map(not_taken).collect()))
}

fn not_taken(row: &NotTaken) -> Value {
    json!({
        "psa_order_id": row.psa_order_id, "psa_order_number": row.psa_order_number, "purchase_for": row.purchase_for,
        "reason": row.reason.as_str(), "seen_at": shown::time(Some(row.seen_at)),
    })
}
