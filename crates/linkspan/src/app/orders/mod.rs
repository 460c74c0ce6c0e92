//! Order submission: from a submitted purchase order to a distributor order, never twice and never silently not at all.
//!
//! [`detect`](detect::poll) takes purchase orders into the ledger. [`advance`] is the one function that moves an order: it
//! reads the row, looks at the world, acts, commits; a timer, a nudge and a restart all end here. [`decide`] is what a
//! person's buttons do, and [`reconcile`] what stands before sending after a restore. Nothing else may send an order.

pub mod act;
pub mod decide;
pub mod detect;
pub mod reconcile;
pub mod settings;

mod content;
mod context;
mod outcome;
mod pause;
mod send;
mod settle;

use crate::app::{App, notices};
use crate::jobs::Done;
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, OrderId};
use linkspan_core::order::{OrderEvent, OrderState};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, Order, Step};

/// Work that moves one order; its subject is the order.
pub const ORDER_WORK: &str = "order";
/// Work that looks for purchase orders; its subject is the bridge.
pub const POLL_WORK: &str = "order_poll";
/// Work that makes the list of a bridge that must be reconciled first; its subject is the bridge.
pub const RECONCILE_WORK: &str = "order_reconcile";
/// Work that asks the distributor about one order; its subject is the order.
pub const STATUS_WORK: &str = "order_status";
/// Work that writes one order back to the PSA; its subject is the order.
pub const WRITE_BACK_WORK: &str = "order_write_back";

/// Moves an order as far as it goes now.
///
/// # Errors
/// Where it cannot go on; its consequence says when it is worth another look. The order itself is in a state that people
/// see, and nothing was sent that is not in the ledger.
pub async fn advance(app: &App, environment: EnvironmentId, id: OrderId) -> Result<Done, Problem> {
    let env = app.env(environment);
    let Some(order) = env.order(id).await? else { return Ok(Done::Finished) };
    match order.state {
        OrderState::New | OrderState::Held | OrderState::Validated | OrderState::AwaitingRelease => {
            let prepared = content::prepare(app, &env, order).await;
            if let Err(problem) = &prepared {
                say_what_is_in_the_way(app, &env, id, problem).await?;
            }
            prepared
        }
        OrderState::Sending => found_sending(app, &env, &order).await,
        OrderState::Unknown => settle::settle(app, &env, &order).await,
        _ => Ok(Done::Finished),
    }
}

/// An order that waits for a vendor to answer says so, and people are told where waiting will not help.
async fn say_what_is_in_the_way(app: &App, env: &Env, id: OrderId, problem: &Problem) -> Result<(), Problem> {
    let waits = |order: &Order| matches!(order.state, OrderState::New | OrderState::Validated);
    let Some(order) = env.order(id).await?.filter(waits) else { return Ok(()) };
    if order.explanation == problem.sentence {
        return Ok(());
    }
    let mut tx = app.store.begin().await?;
    let explanation = format!("Nothing was sent yet. {}", problem.sentence);
    if env.explain_order(&mut tx, &order, &explanation).await? && notices::is_for_people(problem) {
        notices::order_is_stuck(app, env, &mut tx, &order, &explanation).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The intent is committed and nobody here is in the call: whoever was, is gone or frozen. It may have been ordered.
async fn found_sending(app: &App, env: &Env, order: &Order) -> Result<Done, Problem> {
    let explanation = "Linkspan was interrupted while sending. It is being checked whether the order arrived.";
    let mut tx = app.store.begin().await?;
    env.move_order(&mut tx, order, &Step::new(OrderEvent::OutcomeUnknown, explanation)).await?;
    notices::order_needs_person(app, env, &mut tx, order, OrderState::Unknown, explanation).await?;
    tx.commit().await?;
    Ok(settle::first_question(app))
}

fn in_seconds(app: &App, seconds: i64) -> Timestamp {
    from_ms(app.clock.now_ms() + seconds * 1_000)
}
