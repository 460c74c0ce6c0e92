//! The story of what comes back: shipments, tracking, invoices, and where they stand in Autotask.

use super::Story;
use super::orders::Five;
use super::report::{Orders, Reporter};
use super::wait::until;
use crate::app::orders::{STATUS_WORK, WRITE_BACK_WORK};
use crate::jobs::WorkLane;
use anyhow::{Context as _, ensure};
use linkspan_core::id::OrderId;
use linkspan_core::order::OrderState;
use std::time::Duration;

/// How much time passes at a time; the emulator ships and bills within some of these.
const STEP: Duration = Duration::from_secs(6 * 3_600);

/// Lets days pass until every order is shipped and invoiced. Answers shipments and invoices.
///
/// # Errors
/// Where a step did not hold.
pub async fn follow(story: &Story, five: &Five, reporter: &mut Reporter) -> anyhow::Result<(usize, usize)> {
    reporter.step("status", "Days pass: the distributor ships and bills, and Autotask learns of it");
    let env = story.world.app.env(story.world.environment);
    let all = [five.plain, five.held, five.cut, five.partial, five.adopted];
    let mut saw_partial = false;
    for round in 0..40_u64 {
        reporter.progress(round, 40);
        let mut open = 0;
        for id in all {
            let state = env.order(id).await?.context("an order is gone")?.state;
            open += usize::from(state != OrderState::Closed);
        }
        if open == 0 {
            break;
        }
        story.clock.advance(STEP);
        check_all(story, &all).await?;
        let lines = env.order_lines(five.partial).await?;
        saw_partial |= lines.iter().any(|line| line.shipped > 0 && line.shipped < line.quantity);
    }
    ensure!(saw_partial, "the partial shipment was never seen");
    let mut shipments = 0;
    let mut invoices = 0;
    for id in all {
        let order = env.order(id).await?.context("an order is gone")?;
        ensure!(order.state == OrderState::Closed, "{} is {}", order.identity.psa_order_number, order.explanation);
        shipments += env.shipments(id).await?.len();
        invoices += env.invoices(id).await?.len();
        check_memo(story, id).await?;
    }
    reporter.tell(&format!("{shipments} shipments and {invoices} invoices came back, and stand in Autotask."));
    Ok((shipments, invoices))
}

/// What the distributor's own books say about the orders.
///
/// # Errors
/// Where they do not match the ledger.
pub fn books(story: &Story) -> anyhow::Result<Orders> {
    let books = story.vendors.distributor.orders();
    Ok(Orders {
        sent: books.orders.len(),
        held_and_released: 1,
        unknown_settled: 1,
        duplicates_at_distributor: usize::try_from(books.double_orders)?,
    })
}

/// Asks about every order now and waits until what came back is written back.
async fn check_all(story: &Story, orders: &[OrderId]) -> anyhow::Result<()> {
    let env = story.world.app.env(story.world.environment);
    let mut tx = story.world.app.store.begin().await?;
    for id in orders {
        env.enqueue(&mut tx, WorkLane::Status.as_str(), STATUS_WORK, &id.to_string(), story.world.app.clock.now())
            .await?;
    }
    tx.commit().await?;
    story.world.app.nudge.now();
    until("the orders being asked about", &story.world.app, async || {
        let now = story.world.app.clock.now();
        let busy = env.work_list(200).await?.into_iter().any(|work| {
            let ours = work.kind == STATUS_WORK || work.kind == WRITE_BACK_WORK;
            ours && (work.running || work.due <= now) && work.tries == 0
        });
        Ok((!busy).then_some(()))
    })
    .await
}

/// The purchase order says under which number the distributor has it.
async fn check_memo(story: &Story, id: OrderId) -> anyhow::Result<()> {
    let env = story.world.app.env(story.world.environment);
    let order = env.order(id).await?.context("the order is gone")?;
    let numbers = env.distributor_orders(id).await?;
    let number = numbers.first().context("the distributor gave no order number")?;
    let there = story
        .vendors
        .psa
        .tenant()
        .entity("PurchaseOrders", order.identity.psa_order_id.parse()?)
        .context("the purchase order is gone")?;
    let memo = there.get("generalMemo").and_then(serde_json::Value::as_str).unwrap_or_default();
    ensure!(memo.contains(&number.number), "the general memo of {} lacks the number", order.identity.psa_order_number);
    Ok(())
}
