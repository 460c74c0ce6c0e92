//! Working off a plan. The intent of a step is committed before its first call, its outcome after its last: a step that was
//! interrupted finds its intents, asks what became of them, and goes on.

use super::context::Context;
use super::detail::PlanDetail;
use super::outcome::{Outcome, commit};
use super::plan::current;
use super::replay;
use super::sync::{Checkpoint, Step};
use super::write::Writer;
use crate::app::App;
use futures::StreamExt;
use linkspan_core::capability::psa::Product;
use linkspan_core::catalog::desired::reference;
use linkspan_core::catalog::plan::PlanAction;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{Env, LinkState, PlanItem, ProductLink, Run};
use std::collections::BTreeMap;

/// How many products a step works off.
const STEP: i64 = 40;
/// How many of them at the same time. The PSA takes two calls at a time for each kind of record.
const AT_ONCE: usize = 4;

/// One product of a step, with all that is known of it.
pub(super) struct Task {
    pub(super) item: PlanItem,
    pub(super) detail: PlanDetail,
    pub(super) link: ProductLink,
    /// The product as it stands in the PSA, where it was read.
    pub(super) product: Option<Product>,
}

/// Takes the next step.
///
/// # Errors
/// A limit, a PSA that does not answer, refused credentials: what was done before lasts, the rest is still to do.
pub(super) async fn step(
    app: &App,
    env: &Env,
    context: &Context,
    run: &Run,
    at: &mut Checkpoint,
) -> Result<Step, Problem> {
    let items = env.plan_to_do(run.id, STEP).await?;
    if items.is_empty() {
        return Ok(Step::Over);
    }
    let items = match at.shown {
        Some(_) => replay::sift(app, env, context, run, at, items).await?,
        None => items,
    };
    let (tasks, questions) = prepare(env, context, items).await?;
    at.calls += questions;
    declare(app, env, context, &tasks).await?;
    let writer = Writer { app, context, owners: context.owners() };
    let outcomes: Vec<Outcome> =
        futures::stream::iter(tasks).map(|task| writer.write(task)).buffer_unordered(AT_ONCE).collect().await;
    let stop = outcomes.iter().position(|outcome| outcome.stops.is_some());
    let step = commit(app, env, context, run, at, &outcomes).await?;
    match stop.and_then(|first| outcomes.into_iter().nth(first)).and_then(|outcome| outcome.stops) {
        Some(problem) => Err(problem),
        None => Ok(step),
    }
}

/// Reads everything that the step must know before it writes: links, products whose making is uncertain, and present values
/// where a person may have changed them.
async fn prepare(env: &Env, context: &Context, items: Vec<PlanItem>) -> Result<(Vec<Task>, i64), Problem> {
    let skus: Vec<String> = items.iter().map(|item| item.sku.clone()).collect();
    let mut links = env.product_links(context.bridge.id, &skus).await?;
    let mut tasks = Vec::with_capacity(items.len());
    for item in items {
        let detail = PlanDetail::of(&item)?;
        let link = links.remove(&item.sku).unwrap_or_else(|| ProductLink::new(&item.sku, &item.name));
        tasks.push(Task { item, detail, link, product: None });
    }
    let mut calls = 0;
    let uncertain: Vec<String> = tasks
        .iter()
        .filter(|task| task.link.state == LinkState::Creating && task.link.product.is_none())
        .map(|task| reference(&task.item.sku))
        .collect();
    let by_reference = if uncertain.is_empty() {
        Vec::new()
    } else {
        calls += 1;
        context.psa.catalogue.products_by_reference(&uncertain).await?
    };
    let mut wanted: Vec<String> = tasks.iter().filter(|task| must_read(task)).filter_map(product_of).collect();
    wanted.sort();
    wanted.dedup();
    let by_id: BTreeMap<String, Product> = if wanted.is_empty() {
        BTreeMap::new()
    } else {
        calls += 1;
        let products = context.psa.catalogue.products_by_id(&wanted).await?;
        products.into_iter().map(|product| (product.id.clone(), product)).collect()
    };
    for task in &mut tasks {
        let own = reference(&task.item.sku);
        let made = by_reference.iter().find(|product| product.values.reference.as_deref() == Some(own.as_str()));
        task.product = match product_of(task) {
            Some(id) => by_id.get(&id).cloned(),
            None => made.cloned(),
        };
    }
    Ok((tasks, calls))
}

fn product_of(task: &Task) -> Option<String> {
    task.link.product.clone().or_else(|| task.detail.product.clone())
}

fn must_read(task: &Task) -> bool {
    task.detail.must_read
        || matches!(task.item.action, PlanAction::Adopt | PlanAction::Deactivate)
        || task.link.state == LinkState::RowCreating
}

/// Commits what the step is about to do, for everything that makes something.
async fn declare(app: &App, env: &Env, context: &Context, tasks: &[Task]) -> Result<(), Problem> {
    let intents: Vec<ProductLink> = tasks.iter().filter_map(|task| intent(task, &context.bridge.vendor_id)).collect();
    if intents.is_empty() {
        return Ok(());
    }
    let mut tx = app.store.begin().await?;
    env.put_product_links(&mut tx, context.bridge.id, &intents).await?;
    tx.commit().await?;
    Ok(())
}

fn intent(task: &Task, vendor: &str) -> Option<ProductLink> {
    let known = product_of(task).or_else(|| task.product.as_ref().map(|product| product.id.clone()));
    let has_row = task.product.as_ref().is_some_and(|product| current(product, vendor).row.active.is_some());
    let state = match task.item.action {
        PlanAction::Create if known.is_none() => LinkState::Creating,
        PlanAction::Create | PlanAction::Adopt if !has_row => LinkState::RowCreating,
        _ => return None,
    };
    let made_by_us = task.link.made_by_us || task.item.action == PlanAction::Create || was_being_made(task);
    Some(ProductLink { state, product: known, made_by_us, ..task.link.clone() })
}

/// Whether the product that is being adopted is one whose making by us was interrupted.
pub(super) fn was_being_made(task: &Task) -> bool {
    task.link.state == LinkState::Creating
}

/// Whether a problem concerns the whole run and not one product.
pub(super) fn stops_the_run(problem: &Problem) -> bool {
    matches!(
        problem.consequence,
        Consequence::Limit { .. } | Consequence::Retry { .. } | Consequence::NotSent | Consequence::Credentials
    ) || problem.code == "permission_missing"
}
