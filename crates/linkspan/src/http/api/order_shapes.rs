//! One order as a whole: what it holds, in shapes, and how it is put together from the ledger's rows.

use super::describe::{COUNT, Kind, MONEY, Shape, TEXT, field};
use super::operation::Reply;
use super::orders::{order_fields, states};
use super::{orders, shown};
use crate::app::orders::decide::{self, Action};
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::{HoldCode, HoldReason, LineState};
use linkspan_store::{Env, Order, OrderLine, Shipment, StoredInvoice};
use serde_json::{Value, json};

fn hold_codes() -> Vec<&'static str> {
    HoldCode::ALL.iter().map(|code| code.as_str()).collect()
}

fn line_states() -> Vec<&'static str> {
    LineState::ALL.iter().map(|state| state.as_str()).collect()
}

/// The words of the actions, as the paths of the API have them.
pub(super) const ACTIONS: [(Action, &str); 5] = [
    (Action::Release, "release"),
    (Action::CheckAgain, "check"),
    (Action::ItWasOrdered, "it_was_ordered"),
    (Action::SendAgain, "send_again"),
    (Action::GiveUp, "give_up"),
];

fn actions() -> Vec<&'static str> {
    ACTIONS.iter().map(|(_, word)| *word).collect()
}

static REASON: Shape = Shape {
    name: "HoldReason",
    about: "One reason why an order is held.",
    fields: &[
        field("code", Kind::WordOf(hold_codes), "The kind."),
        field("sentence", TEXT, "In words."),
        field("line", COUNT, "The line that it is about.").or_null(),
        field("field", TEXT, "The field that it is about.").or_null(),
        field("limit", TEXT, "The limit that was broken.").or_null(),
        field("found", TEXT, "What was found.").or_null(),
    ],
};

static LINE: Shape = Shape {
    name: "OrderLine",
    about: "A line of an order.",
    fields: &[
        field("line", COUNT, "Our line number."),
        field("psa_item_id", TEXT, "The PSA's id of the line."),
        field("sku", TEXT, "The distributor's product number."),
        field("name", TEXT, "The product's name."),
        field("quantity", COUNT, "Units ordered."),
        field("unit_price", Kind::Object(&MONEY), "The live price that the order carries.").or_null(),
        field("psa_price", Kind::Object(&MONEY), "The price that stood in the purchase order.").or_null(),
        field("state", Kind::WordOf(line_states), "Where it stands."),
        field("shipped", COUNT, "Units shipped."),
        field("backordered", COUNT, "Units that wait for stock."),
        field("eta", TEXT, "The day on which it is expected, `YYYY-MM-DD`.").or_null(),
    ],
};

static SHIPMENT: Shape = Shape {
    name: "Shipment",
    about: "A package, or a part of a line that was sent without a tracking number.",
    fields: &[
        field("line", COUNT, "Our line number."),
        field("distributor_order", TEXT, "The distributor order number."),
        field("tracking", TEXT, "The carrier's number; empty where there is none."),
        field("quantity", COUNT, "Units."),
        field("serials", Kind::List(&TEXT), "Serial numbers."),
        field("shipped_at", TEXT, "When it shipped, as the distributor says it.").or_null(),
        field("warehouse", TEXT, "From which warehouse.").or_null(),
        field("ship_method", TEXT, "Carrier and service.").or_null(),
    ],
};

static INVOICE: Shape = Shape {
    name: "Invoice",
    about: "An invoice of the distributor.",
    fields: &[
        field("number", TEXT, "Its number."),
        field("date", TEXT, "Its day, `YYYY-MM-DD`.").or_null(),
        field("total", Kind::Object(&MONEY), "The total to pay."),
        field("freight", Kind::Object(&MONEY), "Freight in it.").or_null(),
        field("tax", Kind::Object(&MONEY), "Tax in it.").or_null(),
        field("first_seen_at", Kind::Time, "Since when it is known."),
    ],
};

static CONTENT: Shape = Shape {
    name: "OrderContent",
    about: "What goes, or went, to the distributor, without credentials.",
    fields: &[
        field("ship_to", Kind::Map(&TEXT), "The address."),
        field("contact", Kind::Map(&TEXT), "Who is asked about the delivery."),
        field("ship_method", TEXT, "The distributor's code of the ship method."),
        field("drop_ship", Kind::Flag, "Whether it ships without the distributor's papers."),
        field("back_orders", Kind::Flag, "Whether lines that are not in stock are taken as back orders."),
        field("ship_complete", Kind::Flag, "Whether it waits until everything can ship together."),
        field("warehouse_split", Kind::Flag, "Whether it may come from several warehouses."),
        field("warehouse", TEXT, "The only warehouse.").or_null(),
        field("payment_term", TEXT, "The code of the payment term.").or_null(),
    ],
};

pub(super) static ORDER: Shape = Shape {
    name: "Order",
    about: "An order of the ledger.",
    fields: order_fields!(
        field("reasons", Kind::List(&Kind::Object(&REASON)), "Why it is held."),
        field("actions", Kind::List(&Kind::WordOf(actions)), "What may be done to it now; each is a path below it."),
        field(
            "differences",
            Kind::List(&TEXT),
            "How the purchase order differs from what was ordered, one sentence each."
        ),
        field("distributor_orders", Kind::List(&TEXT), "The distributor order numbers."),
        field("lines", Kind::List(&Kind::Object(&LINE)), "Its lines."),
        field("shipments", Kind::List(&Kind::Object(&SHIPMENT)), "What was shipped."),
        field("invoices", Kind::List(&Kind::Object(&INVOICE)), "What was invoiced."),
        field("content", Kind::Object(&CONTENT), "The frozen content.").or_null(),
    ),
};

/// Everything known of an order.
pub(super) async fn whole(env: &Env, order: &Order) -> Reply {
    let currency = order.currency.map_or_else(|| "USD".to_owned(), |currency| currency.to_string());
    let lines = env.order_lines(order.id).await?;
    let shipments = env.shipments(order.id).await?;
    let invoices = env.invoices(order.id).await?;
    let numbers = env.distributor_orders(order.id).await?;
    let allowed = decide::actions(order);
    let mut value = orders::head(order);
    let more = json!({
        "reasons": order.reasons.iter().map(reason).collect::<Vec<_>>(),
        "actions": ACTIONS.iter().filter(|(one, _)| allowed.contains(one)).map(|(_, word)| *word).collect::<Vec<_>>(),
        "differences": order.differences,
        "distributor_orders": numbers.into_iter().map(|number| number.number).collect::<Vec<_>>(),
        "lines": lines.iter().map(|one| line(one, &currency)).collect::<Vec<_>>(),
        "shipments": shipments.iter().map(shipment).collect::<Vec<_>>(),
        "invoices": invoices.iter().map(invoice).collect::<Vec<_>>(),
        "content": order.snapshot.as_ref().map(content),
    });
    if let (Some(all), Value::Object(more)) = (value.as_object_mut(), more) {
        all.extend(more);
    }
    Ok(value)
}

fn reason(one: &HoldReason) -> Value {
    json!({
        "code": one.code.as_str(), "sentence": one.to_string(), "line": one.line, "field": one.field,
        "limit": one.limit, "found": one.found,
    })
}

fn line(one: &OrderLine, currency: &str) -> Value {
    json!({
        "line": one.line, "psa_item_id": one.psa_item, "sku": one.sku, "name": one.name, "quantity": one.quantity,
        "unit_price": shown::money(one.unit_price, currency), "psa_price": shown::money(one.psa_price, currency),
        "state": one.state.as_str(), "shipped": one.shipped, "backordered": one.backordered, "eta": one.eta,
    })
}

fn shipment(one: &Shipment) -> Value {
    json!({
        "line": one.line, "distributor_order": one.order_number, "tracking": one.tracking, "quantity": one.quantity,
        "serials": one.serials, "shipped_at": one.shipped_at, "warehouse": one.warehouse,
        "ship_method": one.ship_method,
    })
}

fn invoice(stored: &StoredInvoice) -> Value {
    let one = &stored.invoice;
    let currency = one.total.currency.to_string();
    json!({
        "number": one.number, "date": one.date.map(|day| day.to_string()),
        "total": shown::money(Some(one.total.amount), &currency), "freight": shown::money(one.freight, &currency),
        "tax": shown::money(one.tax, &currency), "first_seen_at": shown::time(Some(stored.first_seen_at)),
    })
}

fn content(snapshot: &Snapshot) -> Value {
    let (to, options) = (&snapshot.ship_to, &snapshot.options);
    json!({
        "ship_to": {
            "name": to.name, "line1": to.line1, "line2": to.line2, "city": to.city, "state": to.state,
            "postal_code": to.postal_code, "country": to.country, "phone": to.phone,
        },
        "contact": {
            "name": snapshot.contact.name, "phone": snapshot.contact.phone, "email": snapshot.contact.email,
        },
        "ship_method": snapshot.ship_method, "drop_ship": options.drop_ship, "back_orders": options.back_orders,
        "ship_complete": options.ship_complete, "warehouse_split": options.warehouse_split,
        "warehouse": options.warehouse, "payment_term": options.payment_term,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::order::OrderState;

    #[test]
    fn the_words_of_an_order_are_those_of_the_ledger() {
        assert_eq!(states().len(), OrderState::ALL.len());
        assert!(hold_codes().contains(&"price_dearer") && line_states().contains(&"backordered"));
        assert_eq!(actions(), ["release", "check", "it_was_ordered", "send_again", "give_up"]);
    }
}
