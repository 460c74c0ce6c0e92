//! Asking the distributor about one order, and keeping what it says.

use super::settings::StatusSettings;
use crate::app::App;
use crate::app::orders::{STATUS_WORK, WRITE_BACK_WORK};
use crate::connectors::DistributorLink;
use crate::jobs::{Done, WorkLane};
use linkspan_core::capability::distributor::{AnswerCode, Invoice, OrderAnswer, OrderEntry};
use linkspan_core::clock::from_ms;
use linkspan_core::id::{BridgeId, EnvironmentId, OrderId};
use linkspan_core::order::line::header_event;
use linkspan_core::order::progress::{Ordered, Progress, next_check, progress};
use linkspan_core::order::{LineState, OrderEvent};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_core::template::TemplateKind;
use linkspan_store::{Env, NewAttempt, Order, OrderLine, Shipment, Step, Subject, Tx};
use std::time::Duration;

/// How long until an order of a switched-off template is looked at again.
const OFF: Duration = Duration::from_secs(600);

/// Asks once about an order that the distributor has.
///
/// # Errors
/// Where no usable answer came.
pub async fn check(app: &App, environment: EnvironmentId, id: OrderId) -> Result<Done, Problem> {
    let env = app.env(environment);
    let Some(order) = env.order(id).await?.filter(|order| order.state.is_at_distributor()) else {
        return Ok(Done::Finished);
    };
    let Some(number) = order.identity.customer_po_number.clone() else { return Ok(Done::Finished) };
    if settings(&env, order.identity.bridge).await?.is_none() {
        return Ok(later(app, OFF));
    }
    let Some(bridge) = env.bridge(order.identity.bridge).await? else { return Ok(Done::Finished) };
    let distributor = app.links.distributor(environment, bridge.distributor).await?;
    if distributor.account != order.identity.account {
        return Err(bridge_moved());
    }
    let answer = distributor.lookup.look_up(&number, false).await?;
    let before = env.order_lines(id).await?;
    let invoices = invoices(&distributor, &number, &answer, &before).await?;
    let lines = merged(&before, &answer, &invoices);
    let changed = keep(app, &env, &order, &answer, &invoices, (&before, &lines)).await?;
    let mut tx = app.store.begin().await?;
    env.note_look(&mut tx, bridge.id, TemplateKind::OrderStatus, (1, i64::from(changed))).await?;
    tx.commit().await?;
    if changed {
        app.nudge.now();
    }
    let states: Vec<LineState> = lines.iter().map(|line| line.state).collect();
    if states.iter().all(|state| state.is_done()) && !states.is_empty() {
        return Ok(Done::Finished);
    }
    let age = app.clock.now_ms() - order.sent_at.unwrap_or(order.created_at).as_millisecond();
    Ok(later(app, next_check(&states, Duration::from_millis(u64::try_from(age).unwrap_or(0)))))
}

/// The settings of a bridge's order status; `None` where it or the bridge is off.
pub(super) async fn settings(env: &Env, bridge: BridgeId) -> Result<Option<StatusSettings>, Problem> {
    let on = env.bridge(bridge).await?.is_some_and(|bridge| bridge.enabled);
    let template = env.template(bridge, TemplateKind::OrderStatus).await?;
    let Some(template) = template.filter(|template| on && template.enabled) else { return Ok(None) };
    let read = template.settings.map(serde_json::from_value).transpose().map_err(|error| {
        Problem::permanent(
            "settings_unreadable",
            "The settings of Get Order Status cannot be read. Open and save them once more.",
        )
        .caused_by(error)
    })?;
    Ok(Some(read.unwrap_or_default()))
}

/// The connections no longer reach the database or account of an order: the same ids mean something else there.
pub(super) fn bridge_moved() -> Problem {
    Problem::new(
        "bridge_moved",
        "The bridge now reaches another database or account than this order belongs to. Reconnect the ones it had.",
        Consequence::NeedsPerson,
    )
}

/// Starts or goes on with all orders of a bridge: called when the template is switched on.
///
/// # Errors
/// What the database says.
pub async fn resume(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<(), Problem> {
    let env = app.env(environment);
    let mut tx = app.store.begin().await?;
    for order in env.unfinished_orders(bridge).await?.iter().filter(|order| order.state.is_at_distributor()) {
        for kind in [STATUS_WORK, WRITE_BACK_WORK] {
            env.enqueue(&mut tx, WorkLane::Status.as_str(), kind, &order.id.to_string(), app.clock.now()).await?;
        }
    }
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

fn later(app: &App, wait: Duration) -> Done {
    Done::At(from_ms(app.clock.now_ms() + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)))
}

/// Invoices are asked for only once something has shipped.
async fn invoices(
    distributor: &DistributorLink,
    number: &str,
    answer: &OrderAnswer,
    before: &[OrderLine],
) -> Result<Vec<Invoice>, Problem> {
    let anything_shipped =
        answer.entries.iter().any(|entry| entry.shipped > 0) || before.iter().any(|line| line.shipped > 0);
    if anything_shipped { distributor.invoices.invoices(number).await } else { Ok(Vec::new()) }
}

fn merged(before: &[OrderLine], answer: &OrderAnswer, invoices: &[Invoice]) -> Vec<OrderLine> {
    let ordered: Vec<Ordered> = before
        .iter()
        .map(|line| Ordered { line: line.line, sku: line.sku.clone(), quantity: line.quantity, state: line.state })
        .collect();
    let now = progress(&ordered, answer, invoices);
    before
        .iter()
        .zip(now)
        .map(|(line, Progress { state, shipped, backordered, eta, .. })| OrderLine {
            state,
            // What was shipped once stays shipped, should an answer forget it.
            shipped: shipped.max(line.shipped),
            backordered,
            eta: eta.map(|date| date.to_string()),
            ..line.clone()
        })
        .collect()
}

/// Keeps everything in one transaction. Answers whether anything is news.
async fn keep(
    app: &App,
    env: &Env,
    order: &Order,
    answer: &OrderAnswer,
    invoices: &[Invoice],
    (before, lines): (&[OrderLine], &[OrderLine]),
) -> Result<bool, Problem> {
    let mut tx = app.store.begin().await?;
    let mut news = before != lines;
    env.set_checked(&mut tx, order.id).await?;
    env.set_line_states(&mut tx, order.id, lines).await?;
    for entry in &answer.entries {
        if let Some(number) = &entry.order_number {
            news |= env.add_distributor_order(&mut tx, order.id, number, "look_up").await?;
        }
        for shipment in shipments(entry) {
            env.put_shipment(&mut tx, order.id, &shipment).await?;
        }
    }
    for invoice in invoices {
        news |= env.add_invoice(&mut tx, order.id, invoice).await?;
    }
    news |= move_header(env, &mut tx, order, answer, lines).await?;
    if news {
        env.add_attempt(&mut tx, &attempt(order, answer)).await?;
    }
    if news || a_new_hour(app, order) {
        let lane = WorkLane::Status.as_str();
        env.enqueue(&mut tx, lane, WRITE_BACK_WORK, &order.id.to_string(), app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(news)
}

/// The purchase order is read again once an hour even without news: somebody may have changed or cancelled it there.
fn a_new_hour(app: &App, order: &Order) -> bool {
    let hour = |ms: i64| ms.div_euclid(3_600_000);
    order.checked_at.is_none_or(|last| hour(last.as_millisecond()) != hour(app.clock.now_ms()))
}

async fn move_header(
    env: &Env,
    tx: &mut Tx,
    order: &Order,
    answer: &OrderAnswer,
    lines: &[OrderLine],
) -> Result<bool, Problem> {
    let states: Vec<LineState> = lines.iter().map(|line| line.state).collect();
    let in_review = !answer.entries.is_empty() && answer.entries.iter().all(|entry| entry.in_review);
    let Some(event) = header_event(&states).filter(|_| !in_review) else { return Ok(false) };
    let ordered: i64 = lines.iter().map(|line| line.quantity).sum();
    let shipped: i64 = lines.iter().map(|line| line.shipped).sum();
    let explanation = match event {
        OrderEvent::CancelledThere => "The distributor cancelled the order.".to_owned(),
        OrderEvent::Completed => "Everything that was delivered is invoiced.".to_owned(),
        _ => format!("The distributor works on it: {shipped} of {ordered} shipped."),
    };
    if order.state.after(event) == Some(order.state) && order.explanation == explanation {
        return Ok(false);
    }
    Ok(env.move_order(tx, order, &Step::new(event, explanation)).await?)
}

/// One shipment per package; an entry that shipped without packages is one without a tracking number.
fn shipments(entry: &OrderEntry) -> Vec<Shipment> {
    let one = |tracking: &str, quantity, serials: &[String]| Shipment {
        line: entry.line,
        order_number: entry.order_number.clone().unwrap_or_default(),
        tracking: tracking.to_owned(),
        quantity,
        serials: serials.to_vec(),
        shipped_at: entry.shipped_at.clone(),
        warehouse: entry.warehouse.clone(),
        ship_method: entry.ship_method.clone(),
    };
    if entry.packages.is_empty() && entry.shipped > 0 {
        return vec![one("", entry.shipped, &[])];
    }
    entry.packages.iter().map(|package| one(&package.tracking, package.quantity, &package.serials)).collect()
}

fn attempt(order: &Order, answer: &OrderAnswer) -> NewAttempt {
    let outcome = if answer.code == AnswerCode::NotFound { "not_found" } else { "found" };
    NewAttempt {
        subject: Subject::Order(order.id),
        operation: "status",
        request: order.identity.customer_po_number.clone(),
        response: answer.raw_answer.clone(),
        outcome: outcome.into(),
        sentence: format!("The distributor names {} entries.", answer.entries.len()),
        elapsed_ms: 0,
    }
}
