//! The whole story, from nothing to invoices.

use super::report::{Reporter, Summary};
use super::world::{Vendors, World, demo_clock, seed_product};
use super::{Story, orders, status};
use anyhow::Context as _;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Plays the story on a data directory; the workers run until `stop`.
///
/// # Errors
/// Where a step did not hold.
pub async fn play(
    directory: &Path,
    reporter: &mut Reporter,
    stop: CancellationToken,
) -> anyhow::Result<(Story, Summary)> {
    reporter.step("start", "Two emulators start: an Autotask tenant and the distributor TD SYNNEX");
    let vendors = Vendors::start().await?;
    reporter.tell(&format!("Autotask at {}, TD SYNNEX at {}", vendors.psa.url(), vendors.distributor.url()));
    let clock = demo_clock(&vendors);
    let world = World::open(directory, vendors.psa.url(), vendors.distributor.url(), Arc::new(clock.clone())).await?;
    let runner = world.runner();
    tokio::spawn(async move {
        if let Err(problem) = runner.run(stop).await {
            tracing::error!("the workers ended: {problem:?}");
        }
    });

    reporter.step("connect", "Both accounts are linked");
    let bridge = world.link(&vendors).await?;
    let mut story = Story { world, vendors, clock, bridge, skus: Vec::new() };
    for index in 0..6 {
        story.skus.push(seed_product(&story.vendors, index).context("seeding")?);
    }
    story.world.enable_orders(bridge).await?;
    let five = orders::send_five(&story, reporter).await?;
    let (shipments, invoices) = status::follow(&story, &five, reporter).await?;
    let summary = Summary {
        orders: status::books(&story)?,
        shipments,
        invoices,
        seconds: reporter.finish(),
        ..Summary::default()
    };
    Ok((story, summary))
}
