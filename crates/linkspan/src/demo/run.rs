//! The whole story, from nothing to invoices.

use super::report::{Reporter, Summary};
use super::world::{Vendors, World, demo_clock};
use super::{Story, orders, products, status};
use anyhow::ensure;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

/// Both vendors and a new installation, not linked yet.
pub struct Stage {
    /// The installation.
    pub world: World,
    /// Both vendors.
    pub vendors: Vendors,
    clock: super::clock::DemoClock,
}

/// Sets the stage on a new data directory. The caller then runs the workers.
///
/// # Errors
/// Where a port or the directory cannot be used, or the directory holds an installation already.
pub async fn stage(directory: &Path, listen: SocketAddr, reporter: &mut Reporter) -> anyhow::Result<Stage> {
    reporter.step("start", "Two emulators start: an Autotask tenant and the distributor TD SYNNEX");
    let vendors = Vendors::start().await?;
    reporter.tell(&format!("Autotask at {}/_emulator/", vendors.psa.url()));
    reporter.tell(&format!("TD SYNNEX at {}/_emulator/", vendors.distributor.url()));
    let clock = demo_clock(&vendors);
    let urls = (vendors.psa.url(), vendors.distributor.url());
    let files = vendors.distributor.ready().sftp_url.as_deref();
    let mut world = World::open(directory, urls, files, Arc::new(clock.clone())).await?;
    world.config.server.listen = listen;
    let bridges = world.app.env(world.environment).bridges().await?;
    ensure!(bridges.is_empty(), "{} holds an installation already; give the demo a new directory", directory.display());
    Ok(Stage { world, vendors, clock })
}

/// Plays the whole story. The workers must be running.
///
/// # Errors
/// Where a step did not hold.
pub async fn play(stage: Stage, reporter: &mut Reporter) -> anyhow::Result<(Story, Summary)> {
    let Stage { world, vendors, clock } = stage;
    reporter.step("connect", "Both accounts are linked");
    let bridge = world.link(&vendors).await?;
    let mut story = Story { world, vendors, clock, bridge, skus: Vec::new() };
    let products = products::sync_twice(&mut story, reporter).await?;
    story.world.enable_orders(bridge).await?;
    let five = orders::send_five(&story, reporter).await?;
    let (shipments, invoices) = status::follow(&story, &five, reporter).await?;
    let summary = Summary { products, orders: status::books(&story)?, shipments, invoices, seconds: reporter.finish() };
    Ok((story, summary))
}
