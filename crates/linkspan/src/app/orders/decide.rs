//! What a person's buttons do to an order. Each ends at the same conditional updates as everything else, so a doubled click
//! or a replayed call changes nothing.

use super::context;
use super::{ORDER_WORK, detect, send};
use crate::app::App;
use crate::jobs::WorkLane;
use linkspan_core::capability::Lane;
use linkspan_core::id::{BridgeId, EnvironmentId, OrderId};
use linkspan_core::order::{OrderEvent, OrderState};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, Order, Step};

/// A button of the order page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Send exactly this content.
    Release,
    /// Look at it again now.
    CheckAgain,
    /// It was ordered; the person knows the number.
    ItWasOrdered,
    /// Send the stored request again.
    SendAgain,
    /// Give up on it.
    GiveUp,
}

/// The buttons that an order has now.
#[must_use]
pub fn actions(order: &Order) -> Vec<Action> {
    let overridable = order.snapshot.is_some()
        && !order.reasons.is_empty()
        && order.reasons.iter().all(|r| r.code.may_be_overridden());
    match order.state {
        OrderState::AwaitingRelease => vec![Action::Release],
        OrderState::Held if overridable => vec![Action::Release, Action::CheckAgain],
        OrderState::Held | OrderState::New | OrderState::Validated => vec![Action::CheckAgain],
        OrderState::Unknown if order.request.is_some() => {
            vec![Action::CheckAgain, Action::ItWasOrdered, Action::SendAgain, Action::GiveUp]
        }
        OrderState::Unknown => vec![Action::CheckAgain, Action::ItWasOrdered, Action::GiveUp],
        OrderState::Conflict => vec![Action::ItWasOrdered, Action::GiveUp],
        _ => vec![],
    }
}

/// Releases exactly the content with this digest.
///
/// # Errors
/// `order_moved` where the order, or its content, is no longer what the person saw.
pub async fn release(
    app: &App,
    environment: EnvironmentId,
    id: OrderId,
    digest: &str,
    actor: &str,
) -> Result<(), Problem> {
    let (env, order) = find(app, environment, id).await?;
    if order.digest.as_deref() != Some(digest) || !actions(&order).contains(&Action::Release) {
        return Err(moved());
    }
    let event = match order.state {
        OrderState::AwaitingRelease => OrderEvent::Released,
        _ => OrderEvent::Validated,
    };
    let mut step = Step::new(event, "Released. It is checked once more and sent.").by(actor, None);
    step.approved = Some(digest.to_owned());
    commit(app, &env, &order, &step).await
}

/// Looks at an order again now.
///
/// # Errors
/// `order_moved` where there is nothing to look at.
pub async fn check_again(app: &App, environment: EnvironmentId, id: OrderId) -> Result<(), Problem> {
    let (env, order) = find(app, environment, id).await?;
    if !actions(&order).contains(&Action::CheckAgain) {
        return Err(moved());
    }
    let mut tx = app.store.begin().await?;
    env.enqueue(&mut tx, WorkLane::Orders.as_str(), ORDER_WORK, &id.to_string(), app.clock.now()).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

/// A person knows that it was ordered, and under which distributor order number.
///
/// # Errors
/// `reason_missing`, `number_missing`, or `order_moved`.
pub async fn it_was_ordered(
    app: &App,
    environment: EnvironmentId,
    id: OrderId,
    number: &str,
    actor: &str,
    reason: &str,
) -> Result<(), Problem> {
    let reason = needed(reason)?;
    let number = number.trim();
    if number.is_empty()
        || number.chars().count() > 20
        || !number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    {
        return Err(Problem::permanent(
            "number_missing",
            "Give the distributor order number: up to 20 letters, digits or hyphens.",
        ));
    }
    let (env, order) = find(app, environment, id).await?;
    let explanation = format!("{actor} says that it was ordered as {number}.");
    let step = Step::new(OrderEvent::SaidOrdered, explanation).by(actor, Some(reason));
    let mut tx = app.store.begin().await?;
    if !env.move_order(&mut tx, &order, &step).await? {
        return Err(moved());
    }
    env.add_distributor_order(&mut tx, id, number, actor).await?;
    send::follow_up(app, &env, &mut tx, &order, OrderState::Accepted, &step.explanation).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

/// A person wants the stored request sent again under the same number. The distributor is asked once more before.
///
/// # Errors
/// `reason_missing`, or `order_moved`.
pub async fn send_again(
    app: &App,
    environment: EnvironmentId,
    id: OrderId,
    actor: &str,
    reason: &str,
) -> Result<(), Problem> {
    let reason = needed(reason)?;
    let (env, order) = find(app, environment, id).await?;
    let mut tx = app.store.begin().await?;
    if !env.wish_send_again(&mut tx, &order, actor, &reason).await? {
        return Err(moved());
    }
    env.enqueue(&mut tx, WorkLane::Orders.as_str(), ORDER_WORK, &id.to_string(), app.clock.now()).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

/// A person gives up on an uncertain order.
///
/// # Errors
/// `reason_missing`, or `order_moved`.
pub async fn give_up(
    app: &App,
    environment: EnvironmentId,
    id: OrderId,
    actor: &str,
    reason: &str,
) -> Result<(), Problem> {
    let reason = needed(reason)?;
    let (env, order) = find(app, environment, id).await?;
    let explanation = format!("{actor} gave up on it. Whether the distributor has it was never settled.");
    commit(app, &env, &order, &Step::new(OrderEvent::GaveUp, explanation).by(actor, Some(reason))).await
}

/// Takes a purchase order that was passed over, such as one from before the start.
///
/// # Errors
/// `purchase_order_gone` where it is no longer submitted; otherwise when the PSA did not answer.
pub async fn take(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    psa_order_id: &str,
    actor: &str,
) -> Result<(), Problem> {
    let env = app.env(environment);
    let Some(context) = context::load(app, &env, bridge, Lane::Person).await? else {
        return Err(Problem::permanent("template_off", "Enable Create Orders from Autotask first."));
    };
    let submitted = context.psa.purchasing.submitted_orders(&context.bridge.vendor_id).await?;
    let Some(head) = submitted.iter().find(|head| head.id == psa_order_id) else {
        return Err(Problem::permanent(
            "purchase_order_gone",
            "The purchase order is not submitted in Autotask. Submit it there, then take it.",
        ));
    };
    detect::take(app, &env, &context, head).await?;
    let mut tx = app.store.begin().await?;
    env.take(&mut tx, bridge, psa_order_id, actor).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

async fn find(app: &App, environment: EnvironmentId, id: OrderId) -> Result<(Env, Order), Problem> {
    let env = app.env(environment);
    let order = env.order(id).await?;
    let order = order.ok_or_else(|| Problem::permanent("order_not_found", "There is no such order."))?;
    Ok((env, order))
}

async fn commit(app: &App, env: &Env, order: &Order, step: &Step) -> Result<(), Problem> {
    let mut tx = app.store.begin().await?;
    if !env.move_order(&mut tx, order, step).await? {
        return Err(moved());
    }
    env.enqueue(&mut tx, WorkLane::Orders.as_str(), ORDER_WORK, &order.id.to_string(), app.clock.now()).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

fn needed(reason: &str) -> Result<String, Problem> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(no_reason());
    }
    Ok(reason.chars().take(500).collect())
}

pub(super) fn no_reason() -> Problem {
    Problem::permanent("reason_missing", "Say why, in a few words. It is kept with the order.")
}

fn moved() -> Problem {
    Problem::permanent("order_moved", "The order has moved on meanwhile. Look at it again, then decide.")
}
