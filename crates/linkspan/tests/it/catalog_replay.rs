//! A plan that a person saw is worked off as it was shown; what is otherwise by then is passed over and said.

use crate::catalog::MICE;
use crate::catalog_sync::{change, synced};
use crate::harness::{Linked, World};
use linkspan::app::catalog::view::RunView;
use linkspan::app::catalog::{sync, view};
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::ProductWrite;
use linkspan_core::catalog::plan::PlanAction;
use linkspan_core::id::RunId;
use linkspan_emulator::td_synnex::{DayShares, ListedStatus, ProductChange};
use linkspan_store::{RecordFilter, RecordStatus, RunState};
use rust_decimal::Decimal;

impl Linked {
    /// Works the plan of a rehearsal off to its end.
    async fn apply(&self, plan: RunId) -> RunView {
        sync::apply_plan(&self.app, self.environment, &self.by_person(), plan).await.unwrap();
        self.run_due().await;
        self.last_sync().await
    }

    async fn refused(&self, plan: RunId) -> &'static str {
        sync::apply_plan(&self.app, self.environment, &self.by_person(), plan).await.unwrap_err().code
    }

    /// Sets the cost of a product in Autotask, as a person there does.
    async fn set_cost(&self, sku: u32, cost: Decimal) {
        let psa = self.app.links.psa(self.environment, self.psa, Lane::Person).await.unwrap();
        let change = ProductWrite { unit_cost: Some(cost), ..ProductWrite::default() };
        let id = self.product_of(sku).unwrap()["id"].to_string();
        psa.catalogue.change_product(&id, &change).await.unwrap();
    }

    /// SKUs that the plan of a run has with an action.
    async fn planned(&self, run: RunId, action: PlanAction) -> Vec<u32> {
        let rows = view::plan_page(&self.app, self.environment, run, Some(action), "", 1_000, 0).await.unwrap().0;
        rows.iter().map(|row| row.sku.parse().unwrap()).collect()
    }

    /// Why products of a run were passed over, by SKU.
    async fn passed_over(&self, run: RunId) -> Vec<(String, String)> {
        let filter = RecordFilter {
            run: Some(run),
            statuses: vec![RecordStatus::Excluded],
            limit: 500,
            ..RecordFilter::default()
        };
        let records = self.env().records(&filter).await.unwrap().records;
        let mut found: Vec<_> = records.into_iter().map(|one| (one.content.subject, one.content.sentence)).collect();
        found.sort();
        found
    }
}

/// A world whose catalogue was read, with a plan of it.
async fn planned(categories: &[&str]) -> (Linked, RunId) {
    let linked = World::start().await;
    linked.save_sync(&linked.sync_settings(categories)).await;
    linked.import().await;
    let plan = linked.rehearse().await;
    (linked, plan)
}

#[tokio::test]
async fn what_was_shown_is_done_and_what_changed_since_is_passed_over() {
    let (linked, plan) = planned(&[MICE]).await;
    let create = linked.planned(plan, PlanAction::Create).await;
    let (dearer, gone, taken) = (create[0], create[1], create[2]);
    let price = linked.td_synnex.product(dearer).unwrap().price + Decimal::ONE;
    linked.td_synnex.change_product(&ProductChange { price: Some(price), ..change(dearer) }).unwrap();
    linked
        .td_synnex
        .change_product(&ProductChange { status: Some(ListedStatus::Discontinued), ..change(gone) })
        .unwrap();
    linked.import().await;
    linked.sync_by_hand(taken);
    let before = linked.autotask.tenant().count("Products");

    let run = linked.apply(plan).await;
    assert_eq!(run.state, RunState::CompletedWithWarnings, "{:?}", run.sentence);
    assert!(run.sentence.unwrap().contains("3 passed over"), "and says so");
    assert_eq!((run.plan.passed, run.applied.failed), (3, 0));
    assert_eq!(usize::try_from(run.applied.created).unwrap(), create.len() - 3);
    assert_eq!(linked.autotask.tenant().count("Products"), before + create.len() - 3);
    assert!(linked.product_of(dearer).is_none() && linked.product_of(gone).is_none());
    let why = linked.passed_over(run.id).await;
    let said = |sku: u32| why.iter().find(|(one, _)| *one == sku.to_string()).unwrap().1.clone();
    assert!(said(dearer).contains("changed since") && said(dearer).contains("vendor cost"), "{why:?}");
    assert!(said(gone).contains("no longer in the selection"), "{why:?}");
    assert!(said(taken).contains("Autotask has a product for it by now"), "{why:?}");

    let next = linked.sync_now().await;
    assert_eq!((next.applied.created, next.applied.adopted), (1, 1), "the next run does the rest: {:?}", next.sentence);
}

#[tokio::test]
async fn a_product_that_appeared_after_the_plan_is_not_written_by_it() {
    let (linked, plan) = planned(&[MICE]).await;
    let mut settings = linked.sync_settings(&[MICE]);
    let create = linked.planned(plan, PlanAction::Create).await.len();
    linked.td_synnex.next_day(DayShares { changed: 0.0, new: 0.5, gone: 0.0 });
    let file = linked.import().await;
    assert!(file.added > 0, "{file:?}");
    let run = linked.apply(plan).await;
    assert_eq!(usize::try_from(run.applied.created).unwrap(), create, "{:?}", run.sentence);

    let again = linked.apply(plan).await;
    assert_eq!((again.applied.total(), again.plan.passed), (0, 0), "applied twice, it finds its work done");
    settings.cap = 5;
    linked.save_sync(&settings).await;
    assert_eq!(linked.refused(plan).await, "plan_outdated");
    assert_eq!(linked.refused(again.id).await, "plan_missing", "only a rehearsal was shown");
}

#[tokio::test]
async fn a_change_is_made_only_over_the_value_that_was_shown() {
    let linked = synced(&[MICE]).await;
    let skus = linked.made_skus().await;
    let costs: Vec<Decimal> = skus[..2].iter().map(|sku| linked.td_synnex.product(*sku).unwrap().price).collect();
    for (sku, cost) in skus.iter().zip(&costs) {
        let price = (*cost * Decimal::new(11, 1)).round_dp(2);
        linked.td_synnex.change_product(&ProductChange { price: Some(price), ..change(*sku) }).unwrap();
    }
    // A person had set another cost before the plan was made: the plan shows it.
    linked.set_cost(skus[0], Decimal::new(15, 1)).await;
    linked.import().await;
    let plan = linked.rehearse().await;
    let shown = view::rehearsal(&linked.app, linked.environment, linked.bridge, 3_000).await.unwrap().unwrap();
    let row = shown.sample.iter().find(|row| row.sku == skus[0].to_string()).unwrap();
    let cost = row.changes.iter().find(|change| change.field == "unit_cost").unwrap();
    assert_eq!(cost.before.as_deref(), Some("1.50"), "what stands there, not what was written last");
    // Another person changes the second one after the plan was made.
    linked.set_cost(skus[1], Decimal::new(25, 1)).await;
    let run = linked.apply(plan).await;
    assert_eq!((run.applied.updated, run.plan.passed), (1, 1), "{:?}", run.sentence);
    let cost_of = |sku: u32| linked.product_of(sku).unwrap()["unitCost"].as_f64();
    assert_eq!(cost_of(skus[1]), Some(2.5));
    assert_ne!(cost_of(skus[0]), Some(1.5));
    let why = linked.passed_over(run.id).await;
    assert!(why[0].0 == skus[1].to_string() && why[0].1.contains("unit cost"), "{why:?}");
}

#[tokio::test]
async fn a_plan_that_was_stopped_goes_on_after_a_restart_with_the_rest_and_nothing_else() {
    let (linked, plan) = planned(&["003", "009"]).await;
    let create = linked.planned(plan, PlanAction::Create).await.len();
    assert!(create > 60, "{create}");
    let before = linked.autotask.tenant().count("Products");
    let asked = linked.by_person();
    let run = sync::apply_plan(&linked.app, linked.environment, &asked, plan).await.unwrap();
    assert_eq!(sync::apply_plan(&linked.app, linked.environment, &asked, plan).await.unwrap(), run, "one at a time");
    {
        // Nothing of the worker survives being dropped, just as with a killed process.
        let working = linked.run_due();
        let enough = async {
            while linked.autotask.tenant().count("Products") < before + 20 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = working => panic!("it was done before it could be stopped"),
            () = enough => {}
        }
    }
    let Linked { world, psa, distributor, bridge } = linked;
    let linked = Linked { world: world.restarted().await, psa, distributor, bridge };
    assert!(sync::cancel(&linked.app, linked.environment, run).await.unwrap());
    linked.advance(std::time::Duration::from_secs(300));
    linked.run_due().await;
    assert_eq!(linked.last_sync().await.state, RunState::Cancelled);
    let begun = linked.autotask.tenant().count("Products") - before;
    assert!(begun < create, "{begun} of {create}");

    let next = sync::resume(&linked.app, linked.environment, run, &asked).await.unwrap();
    linked.run_due().await;
    let done = linked.last_sync().await;
    assert_eq!((done.id, done.state), (next, RunState::Completed), "{:?}", done.sentence);
    assert_eq!(linked.autotask.tenant().count("Products") - before, create);
    assert_eq!(crate::catalog::doubles(&linked), Vec::<String>::new());
    let counts = linked.env().product_link_counts(linked.bridge).await.unwrap();
    assert_eq!((usize::try_from(counts.linked).unwrap() >= create, counts.uncertain), (true, 0));
    let refused = sync::resume(&linked.app, linked.environment, run, &asked).await.unwrap_err();
    assert_eq!(refused.code, "run_not_resumable");
}
