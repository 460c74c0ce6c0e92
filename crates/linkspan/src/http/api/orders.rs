//! The order ledger: the list, one order with everything known of it, its history, its calls.

use super::describe::{COUNT, CURSOR, Described, Field, Gives, Kind, LIMIT, MONEY, Shape, TEXT, field};
use super::operation::{Ask, Reply, all, nowhere, page};
use super::{order_shapes, shown};
use crate::http::nango::refusal::Refusal;
use linkspan_core::id::{BridgeId, OrderId};
use linkspan_core::order::OrderState;
use linkspan_store::{Attempt, Order, OrderEventRow, OrderFilter, Subject};
use serde_json::{Value, json};

/// Calls that are given at most.
const CALLS: i64 = 200;

/// The states of an order.
pub(super) fn states() -> Vec<&'static str> {
    OrderState::ALL.iter().map(|state| state.as_str()).collect()
}

/// What the list and one order have in common.
macro_rules! order_fields {
    ($($more:expr),* $(,)?) => {
        &[
            field("id", Kind::Id, "Its id."),
            field("bridge", Kind::Id, "The bridge that took it."),
            field("state", Kind::WordOf(states), "Where it stands."),
            field("explanation", TEXT, "The one sentence that explains the state."),
            field("psa_order_id", TEXT, "The PSA's id of the purchase order."),
            field("psa_order_number", TEXT, "The number of the purchase order that people see."),
            field("purchase_for", TEXT, "For whom it is bought; may be empty."),
            field("customer_po_number", TEXT, "The number under which it goes to the distributor.").or_null(),
            field("total", Kind::Object(&MONEY), "The value at live prices.").or_null(),
            field("digest", TEXT, "The mark of the frozen content; a release names it.").or_null(),
            field("sent_at", Kind::Time, "When it was sent last.").or_null(),
            field("checked_at", Kind::Time, "When the distributor was asked last.").or_null(),
            field("created_at", Kind::Time, "When it was detected."),
            field("updated_at", Kind::Time, "When it changed last."),
            $($more),*
        ]
    };
}
pub(super) use order_fields;

static ROW: Shape = Shape { name: "OrderSummary", about: "An order in a list.", fields: order_fields!() };

/// The order of a path.
pub(super) const PATH: &[Field] = &[field("order", Kind::Id, "Id of the order.")];

pub(super) static LIST: Described = Described {
    id: "listOrders",
    group: "Orders",
    summary: "List orders",
    more: "Newest first, by when they were detected.",
    query: &[
        field("state", Kind::List(&Kind::WordOf(states)), "Only these states; may be repeated.").optional(),
        field("bridge", Kind::Id, "Only those of this bridge.").optional(),
        field("q", Kind::Text(0, 100), "Part of a number or of the customer's name, in any case.").optional(),
        field("since", Kind::Time, "Only those detected at or after this moment.").optional(),
        field("until", Kind::Time, "Only those detected before this moment.").optional(),
        LIMIT,
        CURSOR,
    ],
    gives: Gives::Page(&ROW),
    ..Described::READ
};

/// `GET /api/v1/orders`.
pub(super) async fn list(ask: Ask) -> Reply {
    let filter = OrderFilter {
        states: ask.asked_all("state").into_iter().filter_map(OrderState::parse).collect(),
        text: ask.asked("q").to_owned(),
        since: ask.asked_time("since").map(|at| at.as_millisecond()),
        until: ask.asked_time("until").map(|at| at.as_millisecond()),
        limit: ask.limit() + 1,
        ..OrderFilter::default()
    };
    let bridge = BridgeId::parse(ask.asked("bridge"));
    let rows = ask.env().orders_before(ask.cursor(OrderId::parse), bridge, &filter).await?;
    Ok(page(rows, ask.limit(), |order| order.id.to_string(), head))
}

/// What the list says of an order.
pub(super) fn head(row: &Order) -> Value {
    let identity = &row.identity;
    let currency = row.currency.map_or_else(|| "USD".to_owned(), |currency| currency.to_string());
    json!({
        "id": row.id.to_string(), "bridge": identity.bridge.to_string(), "state": row.state.as_str(),
        "explanation": row.explanation, "psa_order_id": identity.psa_order_id,
        "psa_order_number": identity.psa_order_number, "purchase_for": identity.purchase_for,
        "customer_po_number": identity.customer_po_number, "total": shown::money(row.total, &currency),
        "digest": row.digest, "sent_at": shown::time(row.sent_at), "checked_at": shown::time(row.checked_at),
        "created_at": shown::time(Some(row.created_at)), "updated_at": shown::time(Some(row.updated_at)),
    })
}

pub(super) static GET: Described = Described {
    id: "getOrder",
    group: "Orders",
    summary: "Get an order",
    more: "With its lines, shipments and invoices, the frozen content, and the actions that it allows now.",
    path: PATH,
    gives: Gives::One(&order_shapes::ORDER),
    ..Described::READ
};

/// `GET /api/v1/orders/{order}`.
pub(super) async fn get(ask: Ask) -> Reply {
    let order = find(&ask).await?;
    order_shapes::whole(&ask.env(), &order).await
}

/// The order that the path names.
pub(super) async fn find(ask: &Ask) -> Result<Order, Refusal> {
    let id = ask.id("order", OrderId::parse)?;
    ask.env().order(id).await?.ok_or_else(nowhere)
}

static EVENT: Shape = Shape {
    name: "OrderEvent",
    about: "One line of an order's history.",
    fields: &[
        field("at", Kind::Time, "When."),
        field("kind", TEXT, "What, as a stable word."),
        field("actor", TEXT, "Who."),
        field("from", Kind::WordOf(states), "The state before."),
        field("to", Kind::WordOf(states), "The state after."),
        field("sentence", TEXT, "In words."),
        field("reason", TEXT, "The reason that a person gave.").or_null(),
    ],
};

pub(super) static EVENTS: Described = Described {
    id: "listOrderEvents",
    group: "Orders",
    summary: "List the history of an order",
    more: "Newest first.",
    path: PATH,
    gives: Gives::All(&EVENT),
    ..Described::READ
};

/// `GET /api/v1/orders/{order}/events`.
pub(super) async fn events(ask: Ask) -> Reply {
    let order = find(&ask).await?;
    Ok(all(ask.env().order_events(order.id).await?.iter().map(event).collect()))
}

fn event(row: &OrderEventRow) -> Value {
    json!({
        "at": shown::time(Some(row.at)), "kind": row.kind, "actor": row.actor, "from": row.from.as_str(),
        "to": row.to.as_str(), "sentence": row.sentence, "reason": row.reason,
    })
}

static ATTEMPT: Shape = Shape {
    name: "Attempt",
    about: "One outside call, with the exact request without credentials.",
    fields: &[
        field("id", Kind::Id, "Its id."),
        field("at", Kind::Time, "When it ended."),
        field("operation", TEXT, "What was asked, as a word."),
        field("outcome", TEXT, "The outcome, as a stable word."),
        field("sentence", TEXT, "The outcome in words."),
        field("request", TEXT, "The exact request, without credentials.").or_null(),
        field("response", TEXT, "The answer, shortened, without credentials.").or_null(),
        field("elapsed_ms", COUNT, "How long it took, in milliseconds."),
    ],
};

pub(super) static ATTEMPTS: Described = Described {
    id: "listOrderAttempts",
    group: "Orders",
    summary: "List the calls that were made for an order",
    more: "Newest first, the last 200.",
    path: PATH,
    gives: Gives::All(&ATTEMPT),
    ..Described::READ
};

/// `GET /api/v1/orders/{order}/attempts`.
pub(super) async fn attempts(ask: Ask) -> Reply {
    let order = find(&ask).await?;
    Ok(all(ask.env().attempts(Subject::Order(order.id), CALLS).await?.iter().map(attempt).collect()))
}

fn attempt(row: &Attempt) -> Value {
    json!({
        "id": row.id.to_string(), "at": shown::time(Some(row.at)), "operation": row.operation,
        "outcome": row.outcome, "sentence": row.sentence, "request": row.request, "response": row.response,
        "elapsed_ms": row.elapsed_ms.max(0),
    })
}
