//! Checking and freezing the content of an order, before anything is sent.

use super::context::{self, Context};
use super::send::{self, Ready};
use super::{in_seconds, reconcile};
use crate::app::{App, mark, notices};
use crate::jobs::Done;
use jiff::tz::TimeZone;
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::{PurchaseOrder, PurchaseOrderStatus};
use linkspan_core::clock::Timestamp;
use linkspan_core::order::identity::{NumberTemplate, number_key};
use linkspan_core::order::schedule::Gate;
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::validate::{Checked, validate};
use linkspan_core::order::{HoldCode, HoldReason, OrderEvent, OrderState};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, Order, Step};

/// How long until a held order is looked at again by itself; a button does it at once.
const HELD_SECONDS: i64 = 1_800;
/// How long until an order of a switched-off template is looked at again.
const OFF_SECONDS: i64 = 300;

/// Reads the purchase order, checks and freezes it, and sends it where that is allowed.
pub(super) async fn prepare(app: &App, env: &Env, order: Order) -> Result<Done, Problem> {
    let Some(context) = context::load(app, env, order.identity.bridge, Lane::Orders).await? else {
        return Ok(Done::At(in_seconds(app, OFF_SECONDS)));
    };
    context.is_of(&order)?;
    let Some(purchase_order) = read(&context, &order).await? else {
        return withdraw(app, env, &order).await;
    };
    let order = give_number(app, env, &context, order, &purchase_order).await?;
    let priced_at = app.clock.now();
    let checked = check(env, &context, &order, &purchase_order).await?;
    let Some(snapshot) = passes(&order, &checked) else {
        hold(app, env, &order, checked, priced_at).await?;
        return Ok(Done::At(in_seconds(app, HELD_SECONDS)));
    };
    let digest = snapshot.digest();
    let unchanged = order.digest.as_deref() == Some(&digest);
    let approved = order.approved_digest.as_deref() == Some(&digest);
    if !approved && !goes_by_itself(env, &context, &order).await? {
        if !(unchanged && order.state == OrderState::AwaitingRelease) {
            await_release(app, env, &order, snapshot, priced_at).await?;
        }
        return Ok(Done::Finished);
    }
    match freeze(app, env, order, snapshot, priced_at).await? {
        Some(order) if context.bridge.reconcile_first => {
            let mut tx = app.store.begin().await?;
            env.explain_order(&mut tx, &order, reconcile::WAITS).await?;
            tx.commit().await?;
            Ok(Done::At(in_seconds(app, OFF_SECONDS)))
        }
        Some(order) if !approved && context.settings.gate(app.clock.now()) != Gate::Open => {
            wait_for_its_time(app, env, &order, &context).await
        }
        Some(order) => {
            let ready = Ready { order, purchase_order, priced_at, by_policy: !approved };
            send::send(app, env, &ready, &context).await
        }
        None => Ok(Done::At(in_seconds(app, 1))),
    }
}

/// What policy lets go waits for a time of the schedule; it is read, priced and checked anew then.
async fn wait_for_its_time(app: &App, env: &Env, order: &Order, context: &Context) -> Result<Done, Problem> {
    let Gate::Until(at) = context.settings.gate(app.clock.now()) else {
        return Ok(Done::At(in_seconds(app, OFF_SECONDS)));
    };
    let zone = TimeZone::get(&context.settings.time_zone).unwrap_or(TimeZone::UTC);
    let moment = at.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string();
    let explanation = format!("Everything is in order. It goes out at {moment} ({}).", context.settings.time_zone);
    let mut tx = app.store.begin().await?;
    env.explain_order(&mut tx, order, &explanation).await?;
    tx.commit().await?;
    Ok(Done::At(at))
}

/// The purchase order as it stands there now; `None` where it is no longer submitted, or no longer with this vendor.
pub(super) async fn read(context: &Context, order: &Order) -> Result<Option<PurchaseOrder>, Problem> {
    let vendor = &context.bridge.vendor_id;
    let read = context.psa.purchasing.order(&order.identity.psa_order_id, vendor).await?;
    Ok(read.filter(|read| read.head.status == PurchaseOrderStatus::Submitted && read.head.vendor == *vendor))
}

/// Whether policy lets it go. What was withdrawn and submitted again may have been ordered by hand meanwhile: it never goes
/// by itself.
async fn goes_by_itself(env: &Env, context: &Context, order: &Order) -> Result<bool, Problem> {
    let sent = env.orders_sent(order.identity.bridge).await?;
    if !context.settings.goes_by_itself(sent) {
        return Ok(false);
    }
    let events = env.order_events(order.id).await?;
    Ok(events.iter().all(|event| event.kind != OrderEvent::Resubmitted.as_str()))
}

/// A number that could not be derived when the purchase order was found is derived once it can be; then never again.
async fn give_number(
    app: &App,
    env: &Env,
    context: &Context,
    mut order: Order,
    purchase_order: &PurchaseOrder,
) -> Result<Order, Problem> {
    if order.identity.customer_po_number.is_some() {
        return Ok(order);
    }
    let Ok(number) = derived_number(context, purchase_order) else { return Ok(order) };
    if env.number_is_taken(&order.identity, &number_key(&number)).await? {
        return Ok(order);
    }
    let mut tx = app.store.begin().await?;
    if env.set_order_number(&mut tx, order.id, &number).await? {
        tx.commit().await?;
        order.identity.customer_po_number = Some(number);
    }
    Ok(order)
}

fn derived_number(context: &Context, purchase_order: &PurchaseOrder) -> Result<String, HoldReason> {
    let head = &purchase_order.head;
    NumberTemplate::parse(&context.bridge.number_template)
        .ok_or_else(|| HoldReason::of(HoldCode::NumberMissing))
        .and_then(|template| template.derive(&head.number, &head.id))
}

/// The content that may go on: without reasons to hold it, or with reasons that a person overrode for exactly this content.
fn passes(order: &Order, checked: &Checked) -> Option<Snapshot> {
    let snapshot = checked.snapshot.as_ref()?;
    let overridden =
        checked.may_be_overridden() && order.approved_digest.as_deref() == Some(snapshot.digest().as_str());
    (checked.holds.is_empty() || overridden).then(|| snapshot.clone())
}

async fn check(
    env: &Env,
    context: &Context,
    order: &Order,
    purchase_order: &PurchaseOrder,
) -> Result<Checked, Problem> {
    let mut skus: Vec<String> =
        purchase_order.lines.iter().filter_map(|line| line.sku.clone()).filter(|sku| !sku.trim().is_empty()).collect();
    skus.sort_unstable();
    skus.dedup();
    let quotes = if skus.is_empty() { Vec::new() } else { context.distributor.prices.quote(&skus).await? };
    let minimums = env.minimum_quantities(context.bridge.distributor, &skus).await?;
    let mut checked = validate(purchase_order, &quotes, &minimums, &context.settings.rules);
    if order.identity.customer_po_number.is_none() {
        checked.snapshot = None;
        checked.holds.insert(0, number_problem(context, purchase_order));
    }
    if let Some(found) = mark::foreign(&purchase_order.head.memo, order.id) {
        checked.snapshot = None;
        checked.holds.insert(0, HoldReason::of(HoldCode::ForeignMark).found(found));
    }
    if let (Some(snapshot), Some(number)) = (&checked.snapshot, &order.identity.customer_po_number)
        && let Err(refused) = context.distributor.submission.prepare(number, snapshot)
    {
        checked.snapshot = None;
        checked.holds.extend(refused);
    }
    Ok(checked)
}

fn number_problem(context: &Context, purchase_order: &PurchaseOrder) -> HoldReason {
    match derived_number(context, purchase_order) {
        Err(reason) => reason,
        Ok(number) => HoldReason::of(HoldCode::NumberTaken).found(number),
    }
}

async fn withdraw(app: &App, env: &Env, order: &Order) -> Result<Done, Problem> {
    let explanation = "The purchase order is no longer submitted in Autotask. Nothing was ordered.";
    let mut tx = app.store.begin().await?;
    env.move_order(&mut tx, order, &Step::new(OrderEvent::Withdrawn, explanation)).await?;
    tx.commit().await?;
    Ok(Done::Finished)
}

async fn hold(app: &App, env: &Env, order: &Order, checked: Checked, priced_at: Timestamp) -> Result<(), Problem> {
    let digest = checked.snapshot.as_ref().map(Snapshot::digest);
    let same = order.state == OrderState::Held && order.reasons == checked.holds;
    if same && (digest.is_none() || order.digest == digest) {
        return Ok(());
    }
    let explanation = match checked.holds.as_slice() {
        [one] => one.to_string(),
        [first, rest @ ..] => format!("{first} And {} more.", rest.len()),
        [] => String::new(),
    };
    let mut step = Step::new(OrderEvent::HoldFound, explanation.clone());
    step.holds = checked.holds;
    step.content = checked.snapshot.map(|snapshot| (snapshot, priced_at));
    let mut tx = app.store.begin().await?;
    if env.move_order(&mut tx, order, &step).await? {
        notices::order_needs_person(app, env, &mut tx, order, OrderState::Held, &explanation).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn await_release(
    app: &App,
    env: &Env,
    order: &Order,
    snapshot: Snapshot,
    priced_at: Timestamp,
) -> Result<(), Problem> {
    let explanation = match order.approved_digest {
        Some(_) => "The content changed after it was released. Look at it and release it again.",
        None => "Everything is in order. It is sent when you release it.",
    };
    let mut step = Step::new(OrderEvent::ReleaseNeeded, explanation);
    step.content = Some((snapshot, priced_at));
    let mut tx = app.store.begin().await?;
    env.move_order(&mut tx, order, &step).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes sure that the order is *validated* with exactly this content. `None` where it moved meanwhile. That policy lets it
/// go is not kept: policy may be another one by the time it is sent.
async fn freeze(
    app: &App,
    env: &Env,
    order: Order,
    snapshot: Snapshot,
    priced_at: Timestamp,
) -> Result<Option<Order>, Problem> {
    if order.state == OrderState::Validated && order.digest.as_deref() == Some(&snapshot.digest()) {
        return Ok(Some(order));
    }
    let mut step = Step::new(OrderEvent::Validated, "Everything is in order. It is about to be sent.");
    step.content = Some((snapshot, priced_at));
    let mut tx = app.store.begin().await?;
    let moved = env.move_order(&mut tx, &order, &step).await?;
    tx.commit().await?;
    if !moved {
        return Ok(None);
    }
    Ok(env.order(order.id).await?.filter(|order| order.state == OrderState::Validated))
}
