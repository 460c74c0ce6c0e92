//! Writing an order's state back to its purchase order: read first, change only what is ours and only what differs.

use super::check::{bridge_moved, settings};
use super::settings::StatusSettings;
use super::text::{line_lines, order_lines};
use crate::app::{App, mark};
use crate::jobs::Done;
use jiff::civil::Date;
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::{Address, LineWriteBack, OrderWriteBack, PurchaseOrder, PurchaseOrderStatus};
use linkspan_core::clock::from_ms;
use linkspan_core::id::{EnvironmentId, OrderId};
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::problem::Problem;
use linkspan_store::{DistributorOrder, Env, NewAttempt, Order, OrderLine, Shipment, Subject};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long until an order of a switched-off bridge is looked at again.
const OFF_MS: i64 = 600_000;
/// How often the purchase order is compared with what was ordered where nothing may be written.
const COMPARE_MS: i64 = 3_600_000;

/// What was written last: the base for telling our own values from a person's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    external_number: Option<String>,
    arrivals: BTreeMap<String, Date>,
    /// The PSA refused because the order is received; that is said once and not tried again.
    refused: bool,
}

struct Facts {
    numbers: Vec<DistributorOrder>,
    lines: Vec<OrderLine>,
    shipments: Vec<Shipment>,
    memo: Vec<String>,
}

/// Writes back once what differs. Nothing to write costs one read.
///
/// # Errors
/// Where the PSA did not answer or refused; a refusal because the order is received is shown once instead.
pub async fn write_back(app: &App, environment: EnvironmentId, id: OrderId) -> Result<Done, Problem> {
    let env = app.env(environment);
    let Some(order) = env.order(id).await? else { return Ok(Done::Finished) };
    let Some(bridge) = env.bridge(order.identity.bridge).await? else { return Ok(Done::Finished) };
    if !bridge.enabled {
        return Ok(Done::At(from_ms(app.clock.now_ms() + OFF_MS)));
    }
    let mut written: Written =
        order.written_back.as_deref().and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default();
    let psa = app.links.psa(environment, bridge.psa, Lane::Status).await?;
    if psa.database != order.identity.psa_database {
        return Err(bridge_moved());
    }
    let Some(there) = psa.purchasing.order(&order.identity.psa_order_id, &bridge.vendor_id).await? else {
        return note_differences(app, &env, &order, vec!["The purchase order is gone in Autotask.".into()]).await;
    };
    if let Some(snapshot) = &order.snapshot {
        note_differences(app, &env, &order, differences(&there, snapshot)).await?;
    }
    let Some(settings) = settings(&env, bridge.id).await? else {
        let compare_again = Done::At(from_ms(app.clock.now_ms() + COMPARE_MS));
        return Ok(if order.state.is_at_distributor() { compare_again } else { Done::Finished });
    };
    let facts = facts(&env, id).await?;
    let change = change(&there, &order, &facts, &settings, &mut written);
    if written.refused || change.is_empty() {
        return Ok(Done::Finished);
    }
    keep_written(app, &env, id, &written).await?;
    let outcome = psa.purchasing.write_back(&order.identity.psa_order_id, &change).await;
    written.refused = matches!(&outcome, Err(problem) if problem.code == "order_received");
    record(app, &env, &order, &change, &outcome, &written).await?;
    match outcome {
        Err(problem) if problem.code != "order_received" => Err(problem),
        _ => Ok(Done::Finished),
    }
}

async fn facts(env: &Env, id: OrderId) -> Result<Facts, Problem> {
    let numbers = env.distributor_orders(id).await?;
    let lines = env.order_lines(id).await?;
    let shipments = env.shipments(id).await?;
    let memo = order_lines(&numbers, &lines, &shipments, &env.invoices(id).await?);
    Ok(Facts { numbers, lines, shipments, memo })
}

/// What to change, compared with what stands there now.
fn change(
    there: &PurchaseOrder,
    order: &Order,
    facts: &Facts,
    settings: &StatusSettings,
    written: &mut Written,
) -> OrderWriteBack {
    let mut change = OrderWriteBack::default();
    if settings.order_memo {
        change.memo = mark::with_block(&there.head.memo, order.id, &facts.memo).filter(|memo| *memo != there.head.memo);
    }
    if settings.may_write_external_number()
        && let Some(number) = facts.numbers.first()
    {
        let stands = there.head.external_number.as_deref();
        let ours = stands.is_none() || stands == written.external_number.as_deref();
        if ours && stands != Some(&number.number) {
            change.external_number = Some(number.number.clone());
            written.external_number.clone_from(&change.external_number);
        }
    }
    change.lines = facts
        .lines
        .iter()
        .filter_map(|line| {
            let item = there.lines.iter().find(|item| item.id == line.psa_item)?;
            let memo = mark::with_block(&item.memo, order.id, &line_lines(line, &facts.shipments))
                .filter(|memo| settings.line_memo && *memo != item.memo);
            let arrival = arrival(line, item.estimated_arrival, &item.id, settings, written);
            let changed = memo.is_some() || arrival.is_some();
            changed.then(|| LineWriteBack { id: item.id.clone(), memo, estimated_arrival: arrival })
        })
        .collect();
    change
}

/// The arrival date to write, where there is one and the date that stands there is none or ours.
fn arrival(
    line: &OrderLine,
    stands: Option<Date>,
    item: &str,
    settings: &StatusSettings,
    written: &mut Written,
) -> Option<Date> {
    let wanted: Date = line.eta.as_deref().and_then(|eta| eta.parse().ok())?;
    let ours = stands.is_none() || stands == written.arrivals.get(item).copied();
    if !settings.estimated_arrival || !ours || stands == Some(wanted) {
        return None;
    }
    written.arrivals.insert(item.to_owned(), wanted);
    Some(wanted)
}

/// How the purchase order differs now from what was ordered.
fn differences(there: &PurchaseOrder, ordered: &Snapshot) -> Vec<String> {
    let mut found = Vec::new();
    if there.head.status == PurchaseOrderStatus::Cancelled {
        found
            .push("The purchase order was cancelled in Autotask. The distributor does not know: call them.".to_owned());
    }
    for line in &ordered.lines {
        match there.lines.iter().find(|item| item.id == line.psa_item) {
            None => {
                found.push(format!("Line {} ({}) is gone in Autotask. Call the distributor.", line.line, line.name));
            }
            Some(item) if item.quantity != line.quantity => found.push(format!(
                "Line {} ({}): {} in Autotask, {} ordered. Call the distributor.",
                line.line, line.name, item.quantity, line.quantity
            )),
            Some(item) if item.sku.as_deref().map(str::trim) != Some(line.sku.as_str()) => found.push(format!(
                "Line {} is another product in Autotask than was ordered. Call the distributor.",
                line.line
            )),
            Some(_) => {}
        }
    }
    if place(&there.ship_to) != place(&ordered.ship_to) {
        found.push("The ship-to address is another in Autotask than was ordered. Call the distributor.".to_owned());
    }
    let known = |id: &str| ordered.lines.iter().any(|line| line.psa_item == id);
    for item in there.lines.iter().filter(|item| !known(&item.id)) {
        found.push(format!("{} was added in Autotask and is not ordered.", item.product_name));
    }
    found
}

/// What makes an address another place. State and country are left out: they were sent as codes.
fn place(address: &Address) -> [&str; 5] {
    let Address { name, line1, line2, city, postal_code, .. } = address;
    [name, line1, line2, city, postal_code].map(|part| part.trim())
}

/// Our values are known as ours before they are written: a write whose end is not seen leaves nothing that looks like a
/// person's.
async fn keep_written(app: &App, env: &Env, id: OrderId, written: &Written) -> Result<(), Problem> {
    let mut tx = app.store.begin().await?;
    env.set_written_back(&mut tx, id, &serde_json::to_string(written).map_err(unreadable)?).await?;
    tx.commit().await?;
    Ok(())
}

fn unreadable(error: serde_json::Error) -> Problem {
    Problem::permanent("write_back_unreadable", "The change cannot be kept.").caused_by(error)
}

async fn note_differences(app: &App, env: &Env, order: &Order, found: Vec<String>) -> Result<Done, Problem> {
    let mut tx = app.store.begin().await?;
    if env.set_differences(&mut tx, order.id, &found).await? && !found.is_empty() {
        let states = (order.state, order.state);
        env.add_order_event(&mut tx, order.id, "differs", "linkspan", states, &found.join(" "), None).await?;
    }
    tx.commit().await?;
    Ok(Done::Finished)
}

async fn record(
    app: &App,
    env: &Env,
    order: &Order,
    change: &OrderWriteBack,
    outcome: &Result<(), Problem>,
    written: &Written,
) -> Result<(), Problem> {
    let (word, sentence) = match outcome {
        Ok(()) => ("written", "Written back to the purchase order.".to_owned()),
        Err(problem) => (problem.code, problem.sentence.clone()),
    };
    let attempt = NewAttempt {
        subject: Subject::Order(order.id),
        operation: "write_back",
        request: Some(serde_json::to_string(change).map_err(unreadable)?),
        response: None,
        outcome: word.to_owned(),
        sentence: sentence.clone(),
        elapsed_ms: 0,
    };
    let mut tx = app.store.begin().await?;
    env.add_attempt(&mut tx, &attempt).await?;
    if written.refused {
        env.set_written_back(&mut tx, order.id, &serde_json::to_string(written).map_err(unreadable)?).await?;
        let states = (order.state, order.state);
        env.add_order_event(&mut tx, order.id, "write_back_refused", "linkspan", states, &sentence, None).await?;
    }
    tx.commit().await?;
    Ok(())
}
