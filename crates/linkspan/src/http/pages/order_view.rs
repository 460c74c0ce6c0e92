//! From the ledger's rows to the view model of one order.

use super::orders::{shown_number, total};
use crate::app::orders::decide::{self, Action};
use crate::app::orders::{ORDER_WORK, STATUS_WORK};
use crate::http::failure::Failure;
use crate::http::portal::Icon;
use crate::http::portal::order::{
    Attempt as ShownAttempt, Content, Difference, Event, HeldReason, OrderAction, OrderLine as ShownLine, OrderPage,
};
use crate::http::portal::page::{Fact, Field, Link, Money};
use crate::http::portal::states::{LineState as ShownLineState, OrderState as Shown, Tone};
use crate::http::portal::strings::Text;
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::{HoldReason, OrderState};
use linkspan_store::{Attempt, Env, Order, OrderEventRow, OrderLine, Shipment, Subject};
use std::collections::BTreeMap;

/// How many calls are shown at most.
const CALLS: i64 = 200;

/// Everything that the page of an order shows.
pub(super) async fn page(env: &Env, order: &Order, t: Text, typed_number: Field) -> Result<OrderPage, Failure> {
    let lines = env.order_lines(order.id).await?;
    let shipments = env.shipments(order.id).await?;
    let numbers = env.distributor_orders(order.id).await?;
    let invoices = env.invoices(order.id).await?;
    let attempts = env.attempts(Subject::Order(order.id), CALLS).await?;
    let mut events: Vec<_> = env.order_events(order.id).await?.into_iter().map(event).collect();
    events.extend(attempts.into_iter().map(call));
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let parts = part_numbers(env, order, &lines).await?;
    let currency = order.currency.map_or_else(|| "USD".to_owned(), |currency| currency.to_string());
    Ok(OrderPage {
        id: order.id.to_string(),
        po_number: shown_number(order).to_owned(),
        state: Shown::from_code(order.state.as_str()).ok_or(Failure::NotFound)?,
        sentence: order.explanation.clone(),
        digest: order.digest.clone().unwrap_or_default(),
        reasons: order.reasons.iter().map(|reason| held(order, reason, t)).collect(),
        actions: actions(order),
        for_whom: Some(order.identity.purchase_for.clone()).filter(|name| !name.is_empty()),
        total: total(order),
        psa: None,
        distributor_orders: numbers.into_iter().map(|number| number.number).collect(),
        invoices: invoices.into_iter().map(|stored| stored.invoice.number).collect(),
        asked_at: order.checked_at,
        asks_next: next_question(env, order).await?,
        lines: lines.iter().filter_map(|one| line(one, &shipments, &currency, &parts)).collect(),
        content: order.snapshot.as_ref().map(|snapshot| content(order, snapshot, t)),
        differences: order.differences.iter().map(|sentence| difference(sentence, t)).collect(),
        events,
        typed_number,
    })
}

async fn next_question(env: &Env, order: &Order) -> Result<Option<jiff::Timestamp>, Failure> {
    let kind = if order.state == OrderState::Unknown { ORDER_WORK } else { STATUS_WORK };
    Ok(env.work_of(kind, &order.id.to_string()).await?.map(|work| work.due))
}

fn actions(order: &Order) -> Vec<OrderAction> {
    let shown = decide::actions(order).into_iter().map(|action| match (action, order.state) {
        (Action::Release, OrderState::Held) => OrderAction::Approve,
        (Action::Release, _) => OrderAction::Release,
        (Action::CheckAgain, OrderState::Unknown) => OrderAction::AskNow,
        (Action::CheckAgain, _) => OrderAction::CheckAgain,
        (Action::ItWasOrdered, _) => OrderAction::WasOrdered,
        (Action::SendAgain, _) => OrderAction::SendAgain,
        (Action::GiveUp, _) => OrderAction::GiveUp,
    });
    shown.collect()
}

fn held(order: &Order, reason: &HoldReason, t: Text) -> HeldReason {
    use linkspan_core::order::HoldCode;
    let settings = matches!(
        reason.code,
        HoldCode::ShipMethodMissing | HoldCode::ValueLimit | HoldCode::PriceDearer | HoldCode::MarginBelow
    );
    let to = format!("/bridges/{}/order-submission", order.identity.bridge);
    HeldReason { sentence: reason.to_string(), link: settings.then(|| Link::new(t.settings_link(), to)) }
}

/// The manufacturers' part numbers of the lines, by SKU, as far as the catalogue has them.
async fn part_numbers(env: &Env, order: &Order, lines: &[OrderLine]) -> Result<BTreeMap<String, String>, Failure> {
    let Some(bridge) = env.bridge(order.identity.bridge).await? else { return Ok(BTreeMap::new()) };
    let skus: Vec<_> = lines.iter().map(|line| line.sku.clone()).filter(|sku| !sku.is_empty()).collect();
    let items = env.catalogue_items(bridge.distributor, &skus).await?;
    Ok(items.into_iter().map(|stored| (stored.item.sku, stored.item.manufacturer_part)).collect())
}

/// The purchase order in the PSA, where the operator has said how its address is made.
pub(super) fn psa_link(pattern: Option<&str>, order: &Order) -> Option<Link> {
    let id: String = url::form_urlencoded::byte_serialize(order.identity.psa_order_id.as_bytes()).collect();
    let pattern = pattern?;
    Some(Link::new(order.identity.psa_order_number.clone(), pattern.replace("{id}", &id)))
}

fn line(
    line: &OrderLine,
    shipments: &[Shipment],
    currency: &str,
    parts: &BTreeMap<String, String>,
) -> Option<ShownLine> {
    let units = |count: i64| u64::try_from(count).unwrap_or(0);
    let of_line: Vec<_> = shipments.iter().filter(|shipment| shipment.line == line.line).collect();
    let tracked = of_line.iter().filter(|shipment| !shipment.tracking.is_empty());
    Some(ShownLine {
        number: u64::from(line.line),
        sku: Some(line.sku.clone()).filter(|sku| !sku.is_empty()),
        part_number: parts.get(&line.sku).cloned().unwrap_or_default(),
        name: line.name.clone(),
        ordered: units(line.quantity),
        shipped: units(line.shipped),
        backordered: units(line.backordered),
        state: ShownLineState::from_code(line.state.as_str())?,
        eta: line.eta.as_deref().and_then(noon),
        tracking: tracked.map(|shipment| track(shipment)).collect(),
        serials: of_line.iter().flat_map(|shipment| shipment.serials.clone()).collect(),
        po_price: Money::new(line.psa_price.unwrap_or_default(), currency),
        live_price: line.unit_price.map(|price| Money::new(price, currency)),
    })
}

/// A day as a moment that is the same day in every zone that does business with the distributor.
fn noon(day: &str) -> Option<jiff::Timestamp> {
    format!("{day}T18:00:00Z").parse().ok()
}

/// The carrier's page for a package, where the number says which carrier it is.
fn track(shipment: &Shipment) -> Link {
    let number = &shipment.tracking;
    let method = shipment.ship_method.as_deref().unwrap_or_default().to_ascii_lowercase();
    let safe: String = url::form_urlencoded::byte_serialize(number.as_bytes()).collect();
    let href = if number.starts_with("1Z") || method.contains("ups") {
        format!("https://www.ups.com/track?tracknum={safe}")
    } else if method.contains("fed") {
        format!("https://www.fedex.com/fedextrack/?trknbr={safe}")
    } else {
        format!("https://www.google.com/search?q={safe}")
    };
    Link::new(number.clone(), href)
}

fn content(order: &Order, snapshot: &Snapshot, t: Text) -> Content {
    let options = &snapshot.options;
    let yes = |flag: bool| if flag { t.fact_yes() } else { t.fact_no() };
    let mut facts = vec![
        Fact::new(t.fact_ship_method(), &*snapshot.ship_method),
        Fact::new(t.submission_drop_ship(), yes(options.drop_ship)),
        Fact::new(t.submission_back_orders(), yes(options.back_orders)),
        Fact::new(t.submission_ship_complete(), yes(options.ship_complete)),
        Fact::new(t.submission_split(), yes(options.warehouse_split)),
    ];
    facts.extend(options.warehouse.as_deref().map(|warehouse| Fact::new(t.submission_warehouse(), warehouse)));
    facts.extend(options.payment_term.as_deref().map(|term| Fact::new(t.submission_terms(), term)));
    if !snapshot.contact.name.is_empty() {
        facts.push(Fact::new(t.submission_contact(), &*snapshot.contact.name));
    }
    let to = &snapshot.ship_to;
    let city = format!("{} {} {}", to.city, to.state, to.postal_code);
    let lines = [&to.name, &to.line1, &to.line2, &city, &to.country, &to.phone];
    Content {
        sent_at: order.sent_at,
        facts,
        ship_to: lines.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect(),
        fingerprint: order.digest.as_deref().unwrap_or_default().chars().take(12).collect(),
    }
}

/// A difference is one sentence of ours; what it compares stands in it.
fn difference(sentence: &str, t: Text) -> Difference {
    let (what, rest) = sentence.split_once(": ").unwrap_or((t.orders_title(), sentence));
    let (now, ordered) = rest.split_once(", ").unwrap_or((rest, ""));
    Difference { what: what.to_owned(), ordered: ordered.to_owned(), now: now.to_owned() }
}

fn event(row: OrderEventRow) -> Event {
    let tone = match row.to {
        OrderState::Accepted | OrderState::Open | OrderState::Closed => Tone::Ok,
        OrderState::Held | OrderState::Unknown | OrderState::PartlyAccepted => Tone::Warn,
        OrderState::Conflict | OrderState::Rejected => Tone::Bad,
        OrderState::AwaitingRelease => Tone::Accent,
        _ => Tone::Wait,
    };
    Event {
        at: row.at,
        tone,
        icon: tone.icon(),
        title: row.sentence,
        note: row.reason,
        by: Some(row.actor).filter(|actor| actor != "linkspan" && !actor.is_empty()),
        attempt: None,
    }
}

fn call(attempt: Attempt) -> Event {
    Event {
        at: attempt.at,
        tone: Tone::Quiet,
        icon: Icon("send"),
        title: attempt.sentence,
        note: None,
        by: None,
        attempt: Some(ShownAttempt {
            id: attempt.id.to_string(),
            asked: attempt.request.unwrap_or_else(|| attempt.operation.replace('_', " ")),
            answered: attempt.response.unwrap_or(attempt.outcome),
            took: u64::try_from(attempt.elapsed_ms).unwrap_or(0),
        }),
    }
}
