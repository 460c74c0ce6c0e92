//! The story of the products: the catalogue is read, a part of it chosen, planned, and synced twice.

use super::Story;
use super::report::{Products, Reporter};
use super::wait::until;
use crate::app::catalog::import::Begin;
use crate::app::catalog::shelf::{LinkStanding, Shelf};
use crate::app::catalog::spool::FileSource;
use crate::app::catalog::view::RunView;
use crate::app::catalog::{categories, import, switch, sync, view};
use anyhow::{Context as _, ensure};
use linkspan_core::capability::Lane;
use linkspan_core::catalog::mapping::Target;
use linkspan_core::id::RunId;
use linkspan_store::{RunState, StartedBy};

/// How many products the story syncs at least.
const ENOUGH: i64 = 420;

/// Who acts in the demo.
const ACTOR: &str = "Demo owner";

/// Syncs products and picks those that the story orders.
///
/// # Errors
/// Where a step did not hold.
pub async fn sync_twice(story: &mut Story, reporter: &mut Reporter) -> anyhow::Result<Products> {
    reporter.step("catalogue", "The distributor's catalogue file is read");
    let (app, environment, bridge) = (&story.world.app, story.world.environment, story.bridge);
    let asked = Begin { bridge, started_by: StartedBy::Person, actor: ACTOR.into() };
    let run = import::begin(app, environment, &asked, FileSource::Distributor, false).await?;
    finished(story, run).await?;
    let (selected, total) = choose(story).await?;
    reporter.tell(&format!("{selected} of {total} products are chosen, by category"));

    reporter.step("products", "The chosen products are created in Autotask");
    let rehearsal = sync::begin(app, environment, &asked, true).await?;
    finished(story, rehearsal).await?;
    let share = i64::from(story.world.config.vendors.autotask.quota_percent()) * 100;
    if let Some(plan) = view::rehearsal(app, environment, bridge, share).await? {
        let counts = &plan.run.plan;
        reporter.tell(&format!(
            "The plan: create {}, adopt {}, hold {}; {} calls",
            counts.create, counts.adopt, counts.held, counts.calls
        ));
    }
    switch::switch(app, environment, bridge, true, ACTOR).await?;
    let first = next_sync(story, reporter, None).await?;
    reporter.tell(&format!(
        "{} created, {} adopted, with {} Autotask calls",
        first.applied.created, first.applied.adopted, first.calls
    ));

    reporter.step("second_run", "The second run asks only for what changed");
    sync::sync_now(app, environment, &asked).await?;
    let second = next_sync(story, reporter, Some(first.id)).await?;
    reporter.tell(&format!("{} unchanged, {} Autotask calls", second.plan.unchanged, second.calls));
    ensure!(second.applied.total() == 0, "the second run changed {} products", second.applied.total());
    story.skus = to_order(story).await?;
    Ok(Products {
        created: u64::try_from(first.applied.created)?,
        updated: u64::try_from(first.applied.adopted + first.applied.updated)?,
        unchanged: u64::try_from(second.plan.unchanged)?,
        calls: u64::try_from(first.calls + second.calls)?,
    })
}

/// Chooses whole categories until there are enough products, and the place that they take in Autotask.
async fn choose(story: &Story) -> anyhow::Result<(i64, i64)> {
    let (app, environment, bridge) = (&story.world.app, story.world.environment, story.bridge);
    let row = app.env(environment).bridge(bridge).await?.context("the bridge is gone")?;
    let psa = app.links.psa(environment, row.psa, Lane::Person).await?;
    let category = psa.catalogue.product_categories().await?.into_iter().next();
    let billing = psa.catalogue.billing_codes().await?.into_iter().find(|code| code.label.contains("Hardware"));
    let mut settings = switch::settings(app, environment, bridge).await?;
    settings.mapping.default =
        Target { product_category: category.map(|one| one.id), billing_code: billing.map(|one| one.id) };
    switch::save(app, environment, bridge, &settings, ACTOR).await?;

    let pinned = story.vendors.distributor.ready().pinned_skus.clone();
    let mut wanted: Vec<String> = Vec::new();
    for sku in pinned {
        let product = story.vendors.distributor.product(sku).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        if !wanted.contains(&product.category) {
            wanted.push(product.category);
        }
    }
    let tree = categories::tree(app, environment, bridge, "").await?;
    let leaves = tree.roots.iter().flat_map(|root| &root.children).map(|leaf| leaf.code.clone());
    let rest: Vec<String> = leaves.filter(|code| !wanted.contains(code)).collect();
    let mut counts = (0, 0);
    for code in wanted.into_iter().chain(rest) {
        counts = categories::set(app, environment, bridge, &[(code, true)], ACTOR).await?;
        if counts.0 >= ENOUGH {
            break;
        }
    }
    ensure!(counts.0 >= ENOUGH, "the catalogue offers only {} products", counts.0);
    Ok(counts)
}

/// Waits until a run is over, and holds it to have done its work.
async fn finished(story: &Story, run: RunId) -> anyhow::Result<()> {
    let env = story.world.app.env(story.world.environment);
    let row =
        until("the run", &story.world.app, async || Ok(env.run(run).await?.filter(|row| row.finished_at.is_some())))
            .await?;
    let good = matches!(row.state, RunState::Completed | RunState::CompletedWithWarnings);
    ensure!(good, "the run ended as {}: {}", row.state.as_str(), row.sentence.unwrap_or_default());
    Ok(())
}

/// Waits for the next product sync after `before`.
async fn next_sync(story: &Story, reporter: &Reporter, before: Option<RunId>) -> anyhow::Result<RunView> {
    let (app, environment, bridge) = (&story.world.app, story.world.environment, story.bridge);
    let run = until("the product sync", app, async || {
        let now = view::overview(app, environment, bridge).await?;
        if let Some(active) = &now.active
            && let Some(total) = active.total
        {
            reporter.progress(u64::try_from(active.done)?, u64::try_from(total)?);
        }
        Ok(now.last.filter(|last| now.active.is_none() && Some(last.id) != before))
    })
    .await?;
    finished(story, run.id).await?;
    Ok(run)
}

/// Five ordinary products and, last, an adopted one; all in stock.
async fn to_order(story: &Story) -> anyhow::Result<Vec<String>> {
    let (app, environment, bridge) = (&story.world.app, story.world.environment, story.bridge);
    let adopted: Vec<String> = story.vendors.distributor.ready().pinned_skus.iter().map(u32::to_string).collect();
    let env = app.env(environment);
    let row = env.bridge(bridge).await?.context("the bridge is gone")?;
    let found = Shelf::of_bridge(&env, &row).await?.find("", Some(LinkStanding::Linked)).await?;
    let stocked = found.into_iter().map(|one| one.stored.item).filter(|item| item.quantity >= 10);
    let (ours, plain): (Vec<_>, Vec<_>) = stocked.map(|item| item.sku).partition(|sku| adopted.contains(sku));
    let mut skus: Vec<String> = plain.into_iter().take(5).collect();
    skus.extend(ours.into_iter().take(1));
    ensure!(skus.len() == 6, "only {} of the synced products can be ordered", skus.len());
    Ok(skus)
}
