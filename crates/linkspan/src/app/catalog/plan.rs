//! Planning: each step looks at a page of products and adds to the plan what is to be done about them. It reads the
//! catalogue and our links; the PSA is asked only about SKUs that have no product yet.

use super::context::Context;
use super::detail::PlanDetail;
use super::find::{Found, find_products};
use super::outcome::product_record;
use super::sync::{Checkpoint, Phase, Step, advance};
use crate::app::App;
use linkspan_core::catalog::CatalogueItem;
use linkspan_core::catalog::decision::{Answer, Decision, Ruling, ruling};
use linkspan_core::catalog::desired::{Desired, Wishes, desired};
use linkspan_core::catalog::guard::{ProductHold, cost_hold, part_hold};
use linkspan_core::catalog::merge::{Merged, Pair, merge};
use linkspan_core::catalog::plan::{PlanAction, PlanCounts};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, LinkState, NewRecord, PlanItem, ProductLink, RecordStatus, Run};
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
    settled: Vec<NewRecord>,
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

fn has_product(link: &ProductLink) -> bool {
    matches!(link.state, LinkState::Linked | LinkState::Retired | LinkState::RowCreating) && link.product.is_some()
}

/// Whether a product may be looked at further.
enum Verdict {
    /// It waits for a person.
    Held(ProductHold),
    /// A person decided that it stays as it is.
    Kept(ProductHold, Decision),
    /// Nothing stands in its way.
    Go,
}

/// A product that is selected.
pub(super) struct Candidate {
    pub(super) item: CatalogueItem,
    pub(super) link: Option<ProductLink>,
    desired: Desired,
    /// Everything that a person would have to look at.
    holds: Vec<ProductHold>,
}

impl Candidate {
    fn new(item: CatalogueItem, link: Option<ProductLink>, wishes: &Wishes, today: jiff::civil::Date) -> Self {
        let desired = desired(&item, wishes, today);
        let mut this = Self { item, link, desired, holds: Vec::new() };
        this.holds = this.find_holds();
        // A price below cost that a person approved is the price.
        for hold in &this.holds {
            if let ProductHold::BelowCost { price, .. } = hold
                && let Ruling::GoOn(_) = ruling(hold, this.decisions())
            {
                this.desired.product.unit_price = Some(*price);
            }
        }
        this
    }

    fn pair(&self) -> Pair {
        Pair { product: self.desired.product.clone(), row: self.desired.row.clone() }
    }

    pub(super) fn decisions(&self) -> &[Decision] {
        self.link.as_ref().map(|link| link.decisions.as_slice()).unwrap_or_default()
    }

    /// Whether a person chose this product for it.
    pub(super) fn chose(&self, product: &str) -> bool {
        self.decisions()
            .iter()
            .any(|one| matches!(&one.answer, Answer::Choose { product: chosen } if chosen == product))
    }

    fn find_holds(&self) -> Vec<ProductHold> {
        let written = self.link.as_ref().and_then(|link| link.written.as_ref());
        let before = written.and_then(|pair| pair.row.cost.or(pair.product.unit_cost));
        let part = written.and_then(|pair| pair.product.manufacturer_part.as_deref());
        let below =
            self.desired.below_cost.map(|below| ProductHold::BelowCost { price: below.price, cost: below.cost });
        let now = self.desired.product.manufacturer_part.as_deref().unwrap_or_default();
        [part_hold(part, now), cost_hold(before, self.item.cost), below].into_iter().flatten().collect()
    }

    /// The first reason to wait about which nobody decided; before that, what a person left as it is.
    fn verdict(&self) -> Verdict {
        let left = self.link.as_ref().filter(|link| !has_product(link)).and_then(|link| {
            let out = link.decision().filter(|decision| decision.leaves_out())?;
            Some(Verdict::Kept(link.hold.clone()?, out.clone()))
        });
        let mut verdict = left.unwrap_or(Verdict::Go);
        for hold in &self.holds {
            match ruling(hold, self.decisions()) {
                Ruling::Leave(decision) => return Verdict::Kept(hold.clone(), decision.clone()),
                Ruling::Wait if matches!(verdict, Verdict::Go) => verdict = Verdict::Held(hold.clone()),
                Ruling::Wait | Ruling::GoOn(_) => {}
            }
        }
        verdict
    }

    /// A decision lasts as long as what it is about. A choice between products lasts until there is one.
    fn drop_spent(&self, page: &mut Page) {
        let Some(link) = self.link.as_ref().filter(|link| !link.decisions.is_empty()) else { return };
        let lasts = |decision: &&Decision| match decision.is_choice() {
            true => !has_product(link),
            false => self.holds.iter().any(|hold| hold.fingerprint() == decision.about),
        };
        let left: Vec<Decision> = link.decisions.iter().filter(lasts).cloned().collect();
        if left.len() < link.decisions.len() {
            page.spent.push((link.clone(), left));
        }
    }

    fn held(self, hold: ProductHold, at: &mut Checkpoint, page: &mut Page) {
        // A choice that could not be followed, because the product was taken meanwhile, is asked for once more.
        let fingerprint = hold.fingerprint();
        if let Some(link) = self.link.as_ref().filter(|_| self.decisions().iter().any(|one| one.about == fingerprint)) {
            let left = link.decisions.iter().filter(|one| one.about != fingerprint).cloned().collect();
            page.spent.push((link.clone(), left));
        }
        self.stays(PlanAction::Held, hold, None, at, page);
    }

    fn kept(self, hold: ProductHold, decision: &Decision, at: &mut Checkpoint, page: &mut Page) {
        self.stays(PlanAction::Kept, hold, Some(decision.sentence()), at, page);
    }

    fn stays(
        self,
        action: PlanAction,
        hold: ProductHold,
        decided: Option<String>,
        at: &mut Checkpoint,
        page: &mut Page,
    ) {
        at.plan.add(action, 0);
        let mut link = self.link.clone().unwrap_or_else(|| ProductLink::new(&self.item.sku, &self.item.description));
        let detail = PlanDetail {
            desired: self.pair(),
            before: link.written.clone(),
            product: link.product.clone(),
            hold: Some(hold.clone()),
            note: decided,
            ..PlanDetail::default()
        };
        link.hold = Some(hold);
        page.links.push(link);
        page.items.push(self.plan_item(action, 0, &detail));
    }

    fn linked(self, context: &Context, at: &mut Checkpoint, page: &mut Page) {
        let Some(link) = self.link.clone() else { return };
        let wanted = self.pair();
        let merged = merge(&wanted, link.written.as_ref(), None, &context.owners());
        let unsettled = link.state == LinkState::RowCreating;
        if merged.is_empty() && !merged.must_read && !unsettled {
            at.plan.unchanged += 1;
            page.unchanged.insert(link.sku.clone());
            if link.hold.is_some() {
                page.settled.push(settled_record(&link));
            }
            // It waits no longer, or is sold again without anything to write.
            if link.hold.is_some() || link.state != LinkState::Linked {
                page.links.push(ProductLink { hold: None, state: LinkState::Linked, ..link });
            }
            return;
        }
        let calls = merged.calls().max(1);
        at.plan.add(PlanAction::Change, calls);
        let detail = PlanDetail {
            desired: wanted,
            before: link.written.clone(),
            product: link.product,
            must_read: merged.must_read || unsettled,
            write: Some(Pair { product: merged.product, row: merged.row }),
            ..PlanDetail::default()
        };
        page.items.push(self.plan_item(PlanAction::Change, calls, &detail));
    }

    fn unlinked(self, context: &Context, found: Found, at: &mut Checkpoint, page: &mut Page) {
        match found {
            Found::Nothing => {
                at.plan.add(PlanAction::Create, 2);
                let detail = PlanDetail { desired: self.pair(), ..PlanDetail::default() };
                page.items.push(self.plan_item(PlanAction::Create, 2, &detail));
            }
            Found::Several(several) => {
                let (products, labels) = (several.keys().cloned().collect(), several);
                self.held(ProductHold::SeveralProducts { products, labels }, at, page);
            }
            Found::Product(product) => {
                let wanted = self.pair();
                let before = current(&product, &context.bridge.vendor_id);
                let has_row = before.row.part_number.is_some() || before.row.active.is_some();
                let merged = merge(&wanted, None, Some(&before), &context.owners());
                let calls = if has_row { merged.calls() } else { product_calls(&merged) + 1 };
                let row = if has_row { merged.row } else { wanted.row.clone() };
                at.plan.add(PlanAction::Adopt, calls);
                let detail = PlanDetail {
                    desired: wanted,
                    before: Some(before),
                    product: Some(product.id.clone()),
                    kept: merged.kept.iter().map(|field| (*field).to_owned()).collect(),
                    write: Some(Pair { product: merged.product, row }),
                    ..PlanDetail::default()
                };
                page.items.push(self.plan_item(PlanAction::Adopt, calls, &detail));
            }
        }
    }

    fn plan_item(&self, action: PlanAction, calls: i64, detail: &PlanDetail) -> PlanItem {
        PlanItem {
            sku: self.item.sku.clone(),
            name: self.desired.product.name.clone().unwrap_or_default(),
            action,
            calls,
            detail: serde_json::json!(detail),
            done: !action.writes(),
        }
    }
}

fn product_calls(merged: &Merged) -> i64 {
    i64::from(merged.product != linkspan_core::capability::psa::ProductWrite::default())
}

/// A product and its vendor row of the distributor, as they stand in the PSA.
pub(super) fn current(product: &linkspan_core::capability::psa::Product, vendor: &str) -> Pair {
    let row = product.vendor_rows.iter().find(|row| row.vendor == vendor);
    Pair { product: product.values.clone(), row: row.map(|row| row.values.clone()).unwrap_or_default() }
}

fn settled_record(link: &ProductLink) -> NewRecord {
    NewRecord {
        psa_id: link.product.clone(),
        sentence: "What it waited for is over; Autotask shows what the catalogue says.".to_owned(),
        ..product_record(&link.sku, &link.name)
    }
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
