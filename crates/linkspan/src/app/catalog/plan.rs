//! Planning: each step looks at a page of products and adds to the plan what is to be done about them. It reads the
//! catalogue and our links; the PSA is asked only about SKUs that have no product yet.

use super::candidate::{Candidate, Verdict, has_product};
use super::context::Context;
use super::detail::PlanDetail;
use super::find::{Found, find_products};
use super::outcome::product_record;
use super::sync::{Checkpoint, Phase, Step, advance};
use crate::app::App;
use linkspan_core::catalog::CatalogueItem;
use linkspan_core::catalog::decision::Decision;
use linkspan_core::catalog::guard::ProductHold;
use linkspan_core::catalog::merge::{Pair, merge};
use linkspan_core::catalog::plan::{PlanAction, PlanCounts};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, NewRecord, PlanItem, ProductLink, RecordStatus, Run};
use std::collections::BTreeSet;

/// How many products a step looks at: as many as one question to the PSA may name.
pub(super) const PAGE: usize = 400;

/// What a step adds.
#[derive(Default)]
pub(super) struct Page {
    pub(super) items: Vec<PlanItem>,
    /// Links that are to be kept: those that wait for a person now, or no longer.
    pub(super) links: Vec<ProductLink>,
    /// Links with decisions about values that stand no longer; those that are left.
    pub(super) spent: Vec<(ProductLink, Vec<Decision>)>,
    /// SKUs that are as they should be.
    pub(super) unchanged: BTreeSet<String>,
    /// Records of products that wait no longer although nothing was written.
    pub(super) settled: Vec<NewRecord>,
}

/// Takes the next step of planning.
///
/// # Errors
/// What the PSA or the store says; then nothing of the step lasts.
pub(super) async fn step(
    app: &App,
    env: &Env,
    context: &Context,
    run: &Run,
    at: &mut Checkpoint,
) -> Result<Step, Problem> {
    let mut page = Page::default();
    match at.phase {
        Phase::Categories => categories(app, env, context, at, &mut page).await?,
        Phase::Explicit => explicit(app, env, context, at, &mut page).await?,
        Phase::Gone => super::gone::plan(env, context, at, &mut page).await?,
        Phase::Apply => return Ok(Step::Over),
    }
    if run.rehearsal {
        // What is shown to a person is compared with what stands in the PSA, not with what was written last.
        at.calls += read_present(context, &mut page, &mut at.plan).await?;
    }
    let mut tx = app.store.begin().await?;
    env.put_plan_items(&mut tx, run.id, &page.items).await?;
    if !run.rehearsal {
        env.put_product_links(&mut tx, context.bridge.id, &page.links).await?;
        for (link, left) in &page.spent {
            // Where somebody decides at this moment, the next run looks again.
            env.keep_decisions(&mut tx, context.bridge.id, link, left).await?;
        }
        for record in &page.settled {
            env.put_record(&mut tx, run, record).await?;
        }
    }
    for item in page.items.iter().filter(|item| matches!(item.action, PlanAction::Held | PlanAction::Kept)) {
        env.put_record(&mut tx, run, &waiting_record(item)?).await?;
    }
    let step = advance(env, &mut tx, run.id, at).await?;
    tx.commit().await?;
    Ok(step)
}

async fn categories(
    app: &App,
    env: &Env,
    context: &Context,
    at: &mut Checkpoint,
    page: &mut Page,
) -> Result<(), Problem> {
    let codes: Vec<String> = context.settings.selection.categories.iter().cloned().collect();
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let rows = env.catalogue_page(context.bridge.distributor, &codes, &at.after, most).await?;
    let last = rows.last().map(|row| row.item.sku.clone());
    let full = rows.len() == PAGE;
    look_at(app, env, context, at, page, rows.into_iter().map(|row| row.item).collect()).await?;
    match last.filter(|_| full) {
        Some(last) => at.after = last,
        None => (at.phase, at.after) = (Phase::Explicit, String::new()),
    }
    Ok(())
}

async fn explicit(
    app: &App,
    env: &Env,
    context: &Context,
    at: &mut Checkpoint,
    page: &mut Page,
) -> Result<(), Problem> {
    let after = std::ops::Bound::Excluded(at.after.clone());
    let listed = context.settings.selection.skus.range((after, std::ops::Bound::Unbounded));
    let skus: Vec<String> = listed.take(PAGE).cloned().collect();
    let rows = env.catalogue_items(context.bridge.distributor, &skus).await?;
    // Those of a chosen category were looked at with it.
    let selection = &context.settings.selection;
    let rest = rows.into_iter().filter(|row| row.gone_at.is_none() && !selection.holds_category(&row.item.category));
    look_at(app, env, context, at, page, rest.map(|row| row.item).collect()).await?;
    match skus.last().filter(|_| skus.len() == PAGE) {
        Some(last) => at.after.clone_from(last),
        None => (at.phase, at.after) = (Phase::Gone, String::new()),
    }
    Ok(())
}

/// What would be planned for these SKUs now, compared with what stands in the PSA. Nothing of it is kept; answers the calls.
///
/// # Errors
/// What the PSA or the store says.
pub(super) async fn again(
    app: &App,
    env: &Env,
    context: &Context,
    skus: &[String],
    page: &mut Page,
) -> Result<i64, Problem> {
    let mut at = Checkpoint::default();
    let rows = env.catalogue_items(context.bridge.distributor, skus).await?;
    let items = rows.into_iter().filter(|row| row.gone_at.is_none()).map(|row| row.item).collect();
    look_at(app, env, context, &mut at, page, items).await?;
    let read = read_present(context, page, &mut at.plan).await?;
    Ok(at.calls + read)
}

/// Reads the products that are to be changed, and says what that leaves to write. Answers the calls.
async fn read_present(context: &Context, page: &mut Page, counts: &mut PlanCounts) -> Result<i64, Problem> {
    let changed = |item: &&mut PlanItem| item.action == PlanAction::Change;
    let mut ids = Vec::new();
    for item in page.items.iter_mut().filter(changed) {
        ids.extend(PlanDetail::of(item)?.product);
    }
    if ids.is_empty() {
        return Ok(0);
    }
    let products = context.psa.catalogue.products_by_id(&ids).await?;
    for item in page.items.iter_mut().filter(changed) {
        let mut detail = PlanDetail::of(item)?;
        let Some(product) = products.iter().find(|one| Some(&one.id) == detail.product.as_ref()) else { continue };
        let before = current(product, &context.bridge.vendor_id);
        let merged = merge(&detail.desired, detail.before.as_ref(), Some(&before), &context.owners());
        counts.calls += merged.calls() - item.calls;
        item.calls = merged.calls();
        detail.kept = merged.kept.iter().map(|field| (*field).to_owned()).collect();
        detail.write = Some(Pair { product: merged.product, row: merged.row });
        detail.before = Some(before);
        item.detail = serde_json::json!(detail);
    }
    Ok(1)
}

/// Decides about a page of products.
async fn look_at(
    app: &App,
    env: &Env,
    context: &Context,
    at: &mut Checkpoint,
    page: &mut Page,
    items: Vec<CatalogueItem>,
) -> Result<(), Problem> {
    let skus: Vec<String> = items.iter().map(|item| item.sku.clone()).collect();
    let links = env.product_links(context.bridge.id, &skus).await?;
    let (wishes, today) = (context.wishes(), context.settings.today(app.clock.now()));
    let mut fresh = Vec::new();
    for item in items {
        let link = links.get(&item.sku);
        match context.settings.selection.judge(&item) {
            Ok(()) => {}
            Err(reason) if reason.keeps_linked() && link.is_some_and(has_product) => {}
            Err(_) => continue,
        }
        at.plan.selected += 1;
        let candidate = Candidate::new(item, link.cloned(), &wishes, today);
        candidate.drop_spent(page);
        match candidate.verdict() {
            Verdict::Held(hold) => candidate.held(hold, at, page),
            Verdict::Kept(hold, decision) => candidate.kept(hold, &decision, at, page),
            Verdict::Go if candidate.link.as_ref().is_some_and(has_product) => candidate.linked(context, at, page),
            Verdict::Go => fresh.push(candidate),
        }
    }
    let (found, calls) = find_products(env, context, &fresh).await?;
    at.calls += calls;
    for candidate in fresh {
        let found = found.get(&candidate.item.sku).cloned().unwrap_or(Found::Nothing);
        candidate.unlinked(context, found, at, page);
    }
    Ok(())
}

/// A product and its vendor row of the distributor, as they stand in the PSA.
pub(super) fn current(product: &linkspan_core::capability::psa::Product, vendor: &str) -> Pair {
    let row = product.vendor_rows.iter().find(|row| row.vendor == vendor);
    Pair { product: product.values.clone(), row: row.map(|row| row.values.clone()).unwrap_or_default() }
}

fn waiting_record(item: &PlanItem) -> Result<NewRecord, Problem> {
    let detail = PlanDetail::of(item)?;
    let why = detail.hold.as_ref().map(ProductHold::sentence).unwrap_or_default();
    let (status, activity, sentence) = match detail.note {
        Some(decided) => (RecordStatus::Excluded, "keep", format!("{decided} {why}")),
        None => (RecordStatus::Held, "hold", why),
    };
    Ok(NewRecord {
        psa_id: detail.product,
        status,
        activity: activity.to_owned(),
        code: detail.hold.as_ref().map(|hold| hold.code().to_owned()),
        sentence,
        ..product_record(&item.sku, &item.name)
    })
}
