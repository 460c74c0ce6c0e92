//! The story of the orders: five purchase orders written in Autotask, and what becomes of each.

use super::Story;
use super::report::Reporter;
use super::wait::{order_in, until};
use crate::app::orders::decide;
use anyhow::{Context as _, ensure};
use linkspan_core::id::OrderId;
use linkspan_core::order::OrderState;
use linkspan_emulator::autotask::{DraftLine, DraftProduct, OrderDraft};
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::td_synnex::Plan;
use rust_decimal::Decimal;
use std::time::Duration;

/// The orders of the story by the part that they play.
pub struct Five {
    /// An ordinary order of two lines.
    pub plain: OrderId,
    /// Held for its price, then released by a person.
    pub held: OrderId,
    /// Its connection is cut after the distributor took it.
    pub cut: OrderId,
    /// It ships in two parts.
    pub partial: OrderId,
    /// It orders a product that was adopted.
    pub adopted: OrderId,
}

/// Writes and sends the five orders.
///
/// # Errors
/// Where a step did not hold.
pub async fn send_five(story: &Story, reporter: &mut Reporter) -> anyhow::Result<Five> {
    reporter.step("orders", "Five purchase orders are written in Autotask and submitted");
    let skus = &story.skus;
    ensure!(skus.len() >= 6, "the catalogue has too few products for the story");
    let plain = write(story, &[(&skus[0], 2, None), (&skus[1], 1, None)]).await?;
    let sent = order_in(&story.world.app, story.world.environment, plain, &[OrderState::Accepted]).await?;
    reporter.tell(&format!("{}: {}", sent.identity.psa_order_number, sent.explanation));

    let held = held_and_released(story, reporter, &skus[2]).await?;
    let cut = cut_and_settled(story, reporter, &skus[3]).await?;

    let partial = write(story, &[(&skus[4], 2, None)]).await?;
    let number = number(story, partial).await?;
    story.vendors.distributor.plan(&number, Plan { timing: None, shipments: Some(2) });
    order_in(&story.world.app, story.world.environment, partial, &[OrderState::Accepted]).await?;
    let adopted = write(story, &[(&skus[5], 1, None)]).await?;
    let last = order_in(&story.world.app, story.world.environment, adopted, &[OrderState::Accepted]).await?;
    reporter.tell(&format!("{}: {}", last.identity.psa_order_number, last.explanation));
    Ok(Five { plain, held, cut, partial, adopted })
}

async fn held_and_released(story: &Story, reporter: &Reporter, sku: &str) -> anyhow::Result<OrderId> {
    let cheap = Decimal::new(100, 2);
    let id = write(story, &[(sku, 1, Some(cheap))]).await?;
    let held = order_in(&story.world.app, story.world.environment, id, &[OrderState::Held]).await?;
    reporter.tell(&format!("{} is held: {}", held.identity.psa_order_number, held.explanation));
    let digest = held.digest.context("a held price can be released, so its content is frozen")?;
    decide::release(&story.world.app, story.world.environment, id, &digest, "Demo").await?;
    let sent = order_in(&story.world.app, story.world.environment, id, &[OrderState::Accepted]).await?;
    reporter.tell(&format!("{} is released at the live price: {}", sent.identity.psa_order_number, sent.explanation));
    Ok(id)
}

async fn cut_and_settled(story: &Story, reporter: &Reporter, sku: &str) -> anyhow::Result<OrderId> {
    story.vendors.distributor.faults().add(Fault {
        body_contains: Some("OrderRequest".into()),
        ..Fault::once("POST /SynnexXML/PO", FaultAction::CutAfter)
    });
    let id = write(story, &[(sku, 1, None)]).await?;
    let doubtful = order_in(&story.world.app, story.world.environment, id, &[OrderState::Unknown]).await?;
    reporter.tell(&format!("{} is not sure yet: {}", doubtful.identity.psa_order_number, doubtful.explanation));
    story.clock.advance(Duration::from_secs(11));
    let settled = order_in(&story.world.app, story.world.environment, id, &[OrderState::Accepted]).await?;
    reporter.tell(&format!("{} is settled by asking: {}", settled.identity.psa_order_number, settled.explanation));
    Ok(id)
}

/// Writes and submits a purchase order as a purchaser would, and waits until the ledger has it.
async fn write(story: &Story, lines: &[(&str, i64, Option<Decimal>)]) -> anyhow::Result<OrderId> {
    let lines = lines
        .iter()
        .map(|(sku, quantity, unit_cost)| DraftLine {
            product: DraftProduct::VendorPartNumber((*sku).to_owned()),
            quantity: *quantity,
            unit_cost: *unit_cost,
        })
        .collect();
    let draft = OrderDraft { lines, submit: true, ..OrderDraft::default() };
    let written =
        story.vendors.psa.tenant().purchase_order_create(&draft).map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
    let database = story.vendors.psa.tenant().ci().to_string();
    story.world.look_for_orders(story.bridge).await?;
    let env = story.world.app.env(story.world.environment);
    let order = until("the purchase order being found", &story.world.app, async || {
        Ok(env.order_of_purchase_order(&database, &written.id.to_string()).await?)
    })
    .await?;
    Ok(order.id)
}

async fn number(story: &Story, id: OrderId) -> anyhow::Result<String> {
    let order = story.world.app.env(story.world.environment).order(id).await?.context("the order is gone")?;
    order.identity.customer_po_number.context("the order has no number")
}
