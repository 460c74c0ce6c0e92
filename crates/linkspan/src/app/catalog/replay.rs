//! Working off a plan that a person saw: what it showed and nothing else. Right before each step its products are planned
//! once more; what is otherwise by now, in the catalogue or in the PSA, is passed over with its reason and left to the next
//! plan. Nothing is ever added.

use super::context::Context;
use super::detail::PlanDetail;
use super::plan::{self, Page};
use super::sync::Checkpoint;
use super::{gone, outcome};
use crate::app::App;
use linkspan_core::catalog::guard::ProductHold;
use linkspan_core::catalog::plan::PlanAction;
use linkspan_core::problem::Problem;
use linkspan_store::{Env, LinkState, NewRecord, PlanItem, ProductLink, RecordStatus, Run};
use std::collections::{BTreeMap, BTreeSet};

/// What has become of one product of the plan.
enum Now {
    /// As the plan showed it.
    Same,
    /// It was done meanwhile.
    Done,
    /// Otherwise, and how.
    Other(String),
}

/// What is left of some rows of a plan; the others are settled with their reason.
///
/// # Errors
/// What the PSA or the store says; then nothing of it lasts.
pub(super) async fn sift(
    app: &App,
    env: &Env,
    context: &Context,
    run: &Run,
    at: &mut Checkpoint,
    items: Vec<PlanItem>,
) -> Result<Vec<PlanItem>, Problem> {
    let skus: Vec<String> = items.iter().map(|item| item.sku.clone()).collect();
    let links = env.product_links(context.bridge.id, &skus).await?;
    // What was begun already was looked at then; it is finished.
    let begun = |item: &PlanItem| {
        let state = links.get(&item.sku).map(|link| link.state);
        matches!(state, Some(LinkState::Creating | LinkState::RowCreating))
    };
    let (mut left, open): (Vec<PlanItem>, Vec<PlanItem>) = items.into_iter().partition(begun);
    let wanted: Vec<String> = open.iter().map(|item| item.sku.clone()).collect();
    let sold = gone::sold(env, context, &wanted).await?;
    let mut page = Page::default();
    at.calls += plan::again(app, env, context, &wanted, &mut page).await?;
    let present: BTreeMap<&str, &PlanItem> = page.items.iter().map(|item| (item.sku.as_str(), item)).collect();
    let mut settled = Vec::new();
    for item in open {
        let now = match item.action {
            PlanAction::Deactivate => still_gone(&item, &sold, links.get(&item.sku)),
            _ if page.unchanged.contains(&item.sku) => Now::Done,
            _ => compare(&item, present.get(item.sku.as_str()).copied())?,
        };
        match now {
            Now::Same => left.push(item),
            Now::Done => settled.push(passed(item, None, at)?),
            Now::Other(why) => settled.push(passed(item, Some(why), at)?),
        }
    }
    keep(app, env, run, at, &settled).await?;
    Ok(left)
}

fn still_gone(item: &PlanItem, sold: &BTreeSet<String>, link: Option<&ProductLink>) -> Now {
    if sold.contains(&item.sku) {
        return Now::Other("It is sold again.".to_owned());
    }
    match link.map(|link| link.state) {
        Some(LinkState::Linked) => Now::Same,
        _ => Now::Done,
    }
}

fn compare(seen: &PlanItem, present: Option<&PlanItem>) -> Result<Now, Problem> {
    let Some(present) = present else {
        return Ok(Now::Other("It is no longer in the selection, or no longer in the catalogue.".to_owned()));
    };
    let (before, now) = (PlanDetail::of(seen)?, PlanDetail::of(present)?);
    if !present.action.writes() {
        let why = now.hold.as_ref().map(ProductHold::sentence).unwrap_or_default();
        return Ok(Now::Other(why));
    }
    if (seen.action, &before.product) != (present.action, &now.product) {
        return Ok(Now::Other(match present.action {
            PlanAction::Adopt => "Autotask has a product for it by now.".to_owned(),
            PlanAction::Create => "The product that it was to be linked to is not in Autotask any more.".to_owned(),
            _ => "It was linked meanwhile.".to_owned(),
        }));
    }
    let (shown, changes) = (before.changes(), now.changes());
    let mut differing: BTreeSet<&str> = BTreeSet::new();
    for (these, those) in [(&shown, &changes), (&changes, &shown)] {
        differing.extend(these.iter().filter(|one| !those.contains(one)).map(|one| one.field.as_str()));
    }
    if differing.is_empty() {
        return Ok(Now::Same);
    }
    let fields = differing.into_iter().map(|field| field.replace('_', " ")).collect::<Vec<_>>().join(", ");
    Ok(Now::Other(format!("Its catalogue row or its product in Autotask changed since: {fields}.")))
}

/// A row that is not worked off; without a reason it was done already.
fn passed(item: PlanItem, why: Option<String>, at: &mut Checkpoint) -> Result<PlanItem, Problem> {
    at.plan.take_back(item.action, item.calls);
    match &why {
        Some(_) => at.plan.add(PlanAction::Passed, 0),
        None => at.plan.unchanged += 1,
    }
    let detail = PlanDetail { note: why, ..PlanDetail::of(&item)? };
    Ok(PlanItem { action: PlanAction::Passed, calls: 0, done: true, detail: serde_json::json!(detail), ..item })
}

async fn keep(app: &App, env: &Env, run: &Run, at: &Checkpoint, settled: &[PlanItem]) -> Result<(), Problem> {
    if settled.is_empty() {
        return Ok(());
    }
    let mut tx = app.store.begin().await?;
    env.rewrite_plan_items(&mut tx, run.id, settled).await?;
    for item in settled {
        let detail = PlanDetail::of(item)?;
        let Some(why) = detail.note else { continue };
        let record = NewRecord {
            psa_id: detail.product,
            status: RecordStatus::Excluded,
            activity: "pass_over".to_owned(),
            code: Some("not_as_planned".to_owned()),
            sentence: format!("Not as the plan showed it, so left to the next run. {why}"),
            ..outcome::product_record(&item.sku, &item.name)
        };
        env.put_record(&mut tx, run, &record).await?;
    }
    env.advance_run(&mut tx, run.id, &at.progress()).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::capability::psa::{ProductWrite, VendorRowWrite};
    use linkspan_core::catalog::merge::Pair;
    use rust_decimal::Decimal;

    fn item(action: PlanAction, product: Option<&str>, cost: i64) -> PlanItem {
        let detail = PlanDetail {
            desired: Pair {
                product: ProductWrite::default(),
                row: VendorRowWrite { cost: Some(Decimal::new(cost, 2)), ..VendorRowWrite::default() },
            },
            product: product.map(str::to_owned),
            ..PlanDetail::default()
        };
        PlanItem {
            sku: "1".into(),
            name: "Dock".into(),
            action,
            calls: 1,
            detail: serde_json::json!(detail),
            done: false,
        }
    }

    fn said(seen: &PlanItem, present: Option<&PlanItem>) -> String {
        match compare(seen, present).unwrap() {
            Now::Same => "same".into(),
            Now::Done => "done".into(),
            Now::Other(why) => why,
        }
    }

    #[test]
    fn only_what_is_as_it_was_shown_is_done() {
        let create = item(PlanAction::Create, None, 100);
        assert_eq!(said(&create, Some(&create)), "same");
        assert!(said(&create, Some(&item(PlanAction::Create, None, 101))).ends_with("changed since: vendor cost."));
        assert!(said(&create, Some(&item(PlanAction::Adopt, Some("7"), 100))).contains("has a product for it"));
        let adopt = item(PlanAction::Adopt, Some("7"), 100);
        assert!(said(&adopt, Some(&create)).contains("not in Autotask any more"));
        assert!(!said(&adopt, Some(&item(PlanAction::Adopt, Some("8"), 100))).contains("same"));
        assert!(said(&create, None).contains("no longer in the selection"));
        let held = PlanDetail { hold: Some(ProductHold::CostZero), ..PlanDetail::default() };
        let held = PlanItem { action: PlanAction::Held, detail: serde_json::json!(held), ..create.clone() };
        assert_eq!(said(&create, Some(&held)), ProductHold::CostZero.sentence());
    }

    #[test]
    fn a_row_that_is_passed_over_moves_its_count() {
        let mut at = Checkpoint::default();
        at.plan.add(PlanAction::Create, 2);
        at.plan.add(PlanAction::Create, 2);
        let gone = PlanItem { calls: 2, ..item(PlanAction::Create, None, 1) };
        let row = passed(gone.clone(), Some("Why.".into()), &mut at).unwrap();
        assert_eq!(
            (row.action, row.done, at.plan.create, at.plan.passed, at.plan.calls),
            (PlanAction::Passed, true, 1, 1, 2)
        );
        passed(gone, None, &mut at).unwrap();
        assert_eq!((at.plan.create, at.plan.passed, at.plan.unchanged, at.plan.calls), (0, 1, 1, 0));
    }
}
