//! One product that is selected: what it should look like, what it would wait for, and what the plan does about it.

use super::context::Context;
use super::detail::PlanDetail;
use super::find::Found;
use super::outcome::product_record;
use super::plan::{Page, current};
use super::sync::Checkpoint;
use linkspan_core::capability::psa::ProductWrite;
use linkspan_core::catalog::CatalogueItem;
use linkspan_core::catalog::decision::{Answer, Decision, Ruling, ruling};
use linkspan_core::catalog::desired::{Desired, Wishes, desired};
use linkspan_core::catalog::guard::{ProductHold, cost_hold, part_hold};
use linkspan_core::catalog::merge::{Merged, Pair, merge};
use linkspan_core::catalog::plan::PlanAction;
use linkspan_store::{LinkState, NewRecord, PlanItem, ProductLink};

/// Whether a product may be looked at further.
pub(super) enum Verdict {
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
    pub(super) fn new(
        item: CatalogueItem,
        link: Option<ProductLink>,
        wishes: &Wishes,
        today: jiff::civil::Date,
    ) -> Self {
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
    pub(super) fn verdict(&self) -> Verdict {
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
    pub(super) fn drop_spent(&self, page: &mut Page) {
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

    pub(super) fn held(self, hold: ProductHold, at: &mut Checkpoint, page: &mut Page) {
        // A choice that could not be followed, because the product was taken meanwhile, is asked for once more.
        let fingerprint = hold.fingerprint();
        if let Some(link) = self.link.as_ref().filter(|_| self.decisions().iter().any(|one| one.about == fingerprint)) {
            let left = link.decisions.iter().filter(|one| one.about != fingerprint).cloned().collect();
            page.spent.push((link.clone(), left));
        }
        self.stays(PlanAction::Held, hold, None, at, page);
    }

    pub(super) fn kept(self, hold: ProductHold, decision: &Decision, at: &mut Checkpoint, page: &mut Page) {
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

    pub(super) fn linked(self, context: &Context, at: &mut Checkpoint, page: &mut Page) {
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

    pub(super) fn unlinked(self, context: &Context, found: Found, at: &mut Checkpoint, page: &mut Page) {
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

/// Whether there is a product that can be changed.
pub(super) fn has_product(link: &ProductLink) -> bool {
    matches!(link.state, LinkState::Linked | LinkState::Retired | LinkState::RowCreating) && link.product.is_some()
}

fn product_calls(merged: &Merged) -> i64 {
    i64::from(merged.product != ProductWrite::default())
}

fn settled_record(link: &ProductLink) -> NewRecord {
    NewRecord {
        psa_id: link.product.clone(),
        sentence: "What it waited for is over; Autotask shows what the catalogue says.".to_owned(),
        ..product_record(&link.sku, &link.name)
    }
}
