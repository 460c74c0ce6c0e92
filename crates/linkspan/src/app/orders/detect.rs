//! Looking for purchase orders: what is submitted and not yet known is taken into the ledger.

use super::context::{self, Context};
use super::{ORDER_WORK, in_seconds, reconcile};
use crate::app::{App, notices};
use crate::jobs::Done;
use crate::jobs::WorkLane;
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::{PurchaseOrderHead, PurchaseOrderStatus};
use linkspan_core::id::{BridgeId, EnvironmentId};
use linkspan_core::order::identity::{NumberTemplate, number_key};
use linkspan_core::order::settle::next_question;
use linkspan_core::order::{OrderEvent, OrderState};
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Detected, Env, NotTaken, NotTakenReason, Order, OrderIdentity, Step};
use std::collections::HashSet;

/// Looks once for the purchase orders of a bridge.
///
/// # Errors
/// Where the PSA did not answer or refused.
pub async fn poll(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<Done, Problem> {
    let env = app.env(environment);
    match look(app, &env, bridge).await {
        Err(problem) if notices::is_for_people(&problem) => {
            let mut tx = app.store.begin().await?;
            notices::bridge_is_stuck(app, &env, &mut tx, bridge, &problem).await?;
            tx.commit().await?;
            Err(problem)
        }
        looked => looked,
    }
}

async fn look(app: &App, env: &Env, bridge: BridgeId) -> Result<Done, Problem> {
    let Some(context) = context::load(app, env, bridge, Lane::Orders).await? else { return Ok(Done::Finished) };
    reconcile::look_after(app, env, &context.bridge).await?;
    let submitted = context.psa.purchasing.submitted_orders(&context.bridge.vendor_id).await?;
    let known: HashSet<String> = env.known_purchase_orders(&context.psa.database).await?.into_iter().collect();
    let passed_over: HashSet<String> = env.not_taken(bridge).await?.into_iter().map(|left| left.psa_order_id).collect();
    let mut news = 0;
    for head in submitted.iter().filter(|head| !known.contains(&head.id) && !passed_over.contains(&head.id)) {
        take(app, env, &context, head).await?;
        news += 1;
    }
    let unfinished = env.unfinished_orders(bridge).await?;
    look_after_the_missing(app, env, &unfinished, &submitted).await?;
    look_after_the_forgotten(app, env, &unfinished).await?;
    begin_anew(app, env, &context, &unfinished, submitted.iter().filter(|head| known.contains(&head.id))).await?;
    list_what_left(app, env, &context, &known).await?;
    let mut tx = app.store.begin().await?;
    env.note_polled(&mut tx, bridge).await?;
    let seen = i64::try_from(submitted.len()).unwrap_or(i64::MAX);
    env.note_look(&mut tx, bridge, TemplateKind::OrderSubmission, (seen, news)).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(Done::At(in_seconds(app, context.settings.poll_seconds)))
}

/// Remembers what was submitted before the template was enabled: it is listed, not taken.
///
/// # Errors
/// Where the PSA did not answer or refused.
pub async fn remember_start(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<usize, Problem> {
    let env = app.env(environment);
    let Some(row) = env.bridge(bridge).await? else { return Ok(0) };
    let psa = app.links.psa(environment, row.psa, Lane::Person).await?;
    let known: HashSet<String> = env.known_purchase_orders(&psa.database).await?.into_iter().collect();
    let before = psa.purchasing.orders_beyond_new(&row.vendor_id).await?;
    let mut tx = app.store.begin().await?;
    let list: Vec<_> = before
        .iter()
        .filter(|head| !known.contains(&head.id))
        .map(|head| not_taken(app, head, NotTakenReason::BeforeStart))
        .collect();
    env.add_not_taken(&mut tx, bridge, &list).await?;
    tx.commit().await?;
    Ok(before.len())
}

/// Takes one purchase order into the ledger, with the work that it needs.
pub(super) async fn take(app: &App, env: &Env, context: &Context, head: &PurchaseOrderHead) -> Result<(), Problem> {
    let mut identity = identity(context, head);
    if let Some(number) = &identity.customer_po_number
        && env.number_is_taken(&identity, &number_key(number)).await?
    {
        identity.customer_po_number = None;
    }
    let mut tx = app.store.begin().await?;
    let sentence = "Found in Autotask as submitted.";
    if let Detected::New(id) = env.detect_order(&mut tx, &identity, sentence).await? {
        let lane = WorkLane::Orders.as_str();
        env.enqueue(&mut tx, lane, ORDER_WORK, &id.to_string(), app.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn not_taken(app: &App, head: &PurchaseOrderHead, reason: NotTakenReason) -> NotTaken {
    NotTaken {
        psa_order_id: head.id.clone(),
        psa_order_number: head.number.clone(),
        purchase_for: head.purchase_for_name.clone().unwrap_or_default(),
        reason,
        seen_at: app.clock.now(),
    }
}

fn identity(context: &Context, head: &PurchaseOrderHead) -> OrderIdentity {
    let number = NumberTemplate::parse(&context.bridge.number_template)
        .and_then(|template| template.derive(&head.number, &head.id).ok());
    OrderIdentity {
        bridge: context.bridge.id,
        psa_database: context.psa.database.clone(),
        psa_order_id: head.id.clone(),
        psa_order_number: head.number.clone(),
        distributor: context.distributor.distributor.clone(),
        country: context.distributor.country.clone(),
        account: context.distributor.account.clone(),
        customer_po_number: number,
        purchase_for: head.purchase_for_name.clone().unwrap_or_default(),
    }
}

/// Orders of ours that are no longer among the submitted ones are looked at: they may have been withdrawn.
async fn look_after_the_missing(
    app: &App,
    env: &Env,
    unfinished: &[Order],
    submitted: &[PurchaseOrderHead],
) -> Result<(), Problem> {
    let there: HashSet<&str> = submitted.iter().map(|head| head.id.as_str()).collect();
    let missing = unfinished
        .iter()
        .filter(|order| order.state.is_before_sending() && !there.contains(order.identity.psa_order_id.as_str()));
    let mut tx = app.store.begin().await?;
    for order in missing {
        let lane = WorkLane::Orders.as_str();
        env.enqueue(&mut tx, lane, ORDER_WORK, &order.id.to_string(), app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// An order that must go on by itself always has a row of work. Should it be gone, however that came, the order is found
/// here instead of standing still for ever.
async fn look_after_the_forgotten(app: &App, env: &Env, unfinished: &[Order]) -> Result<(), Problem> {
    for order in unfinished.iter().filter(|order| goes_on_by_itself(order)) {
        let subject = order.id.to_string();
        if env.work_of(ORDER_WORK, &subject).await?.is_none() {
            let mut tx = app.store.begin().await?;
            env.enqueue(&mut tx, WorkLane::Orders.as_str(), ORDER_WORK, &subject, app.clock.now()).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

fn goes_on_by_itself(order: &Order) -> bool {
    match order.state {
        OrderState::New | OrderState::Validated | OrderState::Sending => true,
        OrderState::Unknown => {
            order.wish_send_again || next_question(u32::try_from(order.questions).unwrap_or(u32::MAX)).is_some()
        }
        _ => false,
    }
}

/// What was withdrawn and is submitted again begins anew; a person releases it, whatever the policy is.
async fn begin_anew(
    app: &App,
    env: &Env,
    context: &Context,
    unfinished: &[Order],
    known: impl Iterator<Item = &PurchaseOrderHead>,
) -> Result<(), Problem> {
    let going: HashSet<&str> = unfinished.iter().map(|order| order.identity.psa_order_id.as_str()).collect();
    for head in known.filter(|head| !going.contains(head.id.as_str())) {
        let order = env.order_of_purchase_order(&context.psa.database, &head.id).await?;
        let Some(order) = order.filter(|order| order.state == OrderState::Withdrawn) else { continue };
        let mut tx = app.store.begin().await?;
        let step = Step::new(OrderEvent::Resubmitted, "It is submitted in Autotask again.");
        if env.move_order(&mut tx, &order, &step).await? {
            let subject = order.id.to_string();
            env.enqueue(&mut tx, WorkLane::Orders.as_str(), ORDER_WORK, &subject, app.clock.now()).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Once an hour: purchase orders of the vendor that went on without an order of ours are listed as such.
async fn list_what_left(app: &App, env: &Env, context: &Context, known: &HashSet<String>) -> Result<(), Problem> {
    let hour = |ms: i64| ms / 3_600_000;
    let last = context.bridge.polled_at.map_or(i64::MIN, |at| hour(at.as_millisecond()));
    if last == hour(app.clock.now_ms()) {
        return Ok(());
    }
    let beyond = context.psa.purchasing.orders_beyond_new(&context.bridge.vendor_id).await?;
    let ledger: HashSet<String> = env.known_purchase_orders(&context.psa.database).await?.into_iter().collect();
    let mut tx = app.store.begin().await?;
    let left: Vec<_> = beyond
        .iter()
        .filter(|head| head.status != PurchaseOrderStatus::Submitted && !known.contains(&head.id))
        .filter(|head| !ledger.contains(&head.id))
        .map(|head| not_taken(app, head, NotTakenReason::NotOrderedByUs))
        .collect();
    env.add_not_taken(&mut tx, context.bridge.id, &left).await?;
    tx.commit().await?;
    Ok(())
}
