//! Links between SKUs and products, what waits for a person, and plans.

use crate::harness::on_each;
use linkspan_core::capability::psa::{ProductWrite, VendorRowWrite};
use linkspan_core::catalog::decision::{Answer, Decision};
use linkspan_core::catalog::guard::ProductHold;
use linkspan_core::catalog::merge::Pair;
use linkspan_core::catalog::plan::PlanAction;
use linkspan_store::{LinkState, NewRun, PlanFilter, PlanItem, ProductLink, RunKind, RunState, StartedBy};
use rust_decimal::Decimal;
use serde_json::json;

fn link(sku: &str, product: Option<&str>) -> ProductLink {
    let written = Pair {
        product: ProductWrite { unit_cost: Some(Decimal::new(73_928, 2)), ..ProductWrite::default() },
        row: VendorRowWrite { part_number: Some(sku.into()), ..VendorRowWrite::default() },
    };
    ProductLink {
        sku: sku.into(),
        name: format!("Dock {sku}"),
        state: if product.is_some() { LinkState::Linked } else { LinkState::Creating },
        product: product.map(str::to_owned),
        vendor_row: None,
        made_by_us: true,
        written: Some(written),
        hold: None,
        decisions: Vec::new(),
        decision_no: 0,
        updated_at: "2027-01-15T08:00:00Z".parse().unwrap(),
    }
}

#[tokio::test]
async fn a_link_reads_back_and_what_a_person_said_survives_the_next_run() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let bridge = fixture.bridge(&env).await;
        let held = ProductHold::CostJump { before: Decimal::ONE, now: Decimal::TEN };
        let waiting = ProductLink { hold: Some(held.clone()), ..link("1000", Some("500")) };
        let mut tx = fixture.store.begin().await.unwrap();
        env.put_product_links(&mut tx, bridge, &[waiting.clone(), link("1001", None)]).await.unwrap();
        tx.commit().await.unwrap();

        let found = env.product_links(bridge, &["1000".into(), "1001".into(), "7".into()]).await.unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found["1000"], waiting);
        let counts = env.product_link_counts(bridge).await.unwrap();
        assert_eq!((counts.linked, counts.held, counts.retired, counts.uncertain), (1, 1, 0, 1));
        assert_eq!(env.held_products(bridge, "DOCK", 10, 0).await.unwrap().len(), 1);
        assert!(env.held_products(bridge, "1001", 10, 0).await.unwrap().is_empty());
        let greek =
            ProductLink { name: "ΣΤΑΘΜΟΣ Größe".into(), hold: Some(held.clone()), ..link("1002", None) };
        let mut tx = fixture.store.begin().await.unwrap();
        env.put_product_links(&mut tx, bridge, &[greek]).await.unwrap();
        tx.commit().await.unwrap();
        for words in ["ΣΤΑΘΜΟΣ", "σταθμος GRÖßE"] {
            assert_eq!(env.held_products(bridge, words, 10, 0).await.unwrap().len(), 1, "{words}");
        }
        let taken = env.linked_products(bridge, &["500".into(), "501".into()]).await.unwrap();
        assert_eq!(taken["500"], "1000");

        let decision = Decision {
            answer: Answer::Keep,
            about: held.fingerprint(),
            by: "Ada".into(),
            at: "2027-01-15T09:00:00Z".parse().unwrap(),
            reason: "A promotion, says the \"vendor\".".into(),
        };
        assert!(waiting.waits() && waiting.decision().is_none());
        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.keep_decisions(&mut tx, bridge, &waiting, std::slice::from_ref(&decision)).await.unwrap());
        assert!(!env.keep_decisions(&mut tx, bridge, &waiting, &[]).await.unwrap(), "somebody decided meanwhile");
        assert!(!fixture.env().keep_decisions(&mut tx, bridge, &waiting, &[]).await.unwrap(), "of another environment");
        env.put_product_links(&mut tx, bridge, std::slice::from_ref(&waiting)).await.unwrap();
        tx.commit().await.unwrap();
        let after = &env.product_links(bridge, &["1000".into()]).await.unwrap()["1000"];
        assert_eq!((&after.decisions, after.decision()), (&vec![decision.clone()], Some(&decision)));
        assert!(!after.waits());
        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.keep_decisions(&mut tx, bridge, after, &[]).await.unwrap());
        env.put_product_links(&mut tx, bridge, &[link("1000", Some("500"))]).await.unwrap();
        tx.commit().await.unwrap();
        let last = &env.product_links(bridge, &["1000".into()]).await.unwrap()["1000"];
        assert!(last.hold.is_none() && last.decisions.is_empty());

        let page = env.product_link_page(bridge, "1000", 10).await.unwrap();
        assert_eq!(page.iter().map(|one| one.sku.as_str()).collect::<Vec<_>>(), ["1001", "1002"]);
        let other = fixture.env();
        assert!(other.product_links(bridge, &["1000".into()]).await.unwrap().is_empty());
        assert!(other.product_link_page(bridge, "", 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_plan_is_worked_off_once_and_makes_room_for_the_next() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let bridge = fixture.bridge(&env).await;
        let new = |rehearsal| NewRun {
            bridge: Some(bridge),
            kind: RunKind::ProductSync,
            started_by: StartedBy::Person,
            actor: "Ada".into(),
            rehearsal,
            due_at: None,
        };
        let item = |sku: u32, action| PlanItem {
            sku: sku.to_string(),
            name: format!("Dock {sku}"),
            action,
            calls: 2,
            detail: json!({"after": {"name": "Dock"}}),
            done: false,
        };
        let mut tx = fixture.store.begin().await.unwrap();
        let first = env.start_run(&mut tx, &new(false)).await.unwrap().unwrap();
        let rehearsal = env.start_run(&mut tx, &new(true)).await.unwrap().unwrap();
        let plan: Vec<_> = (1_000..1_005).map(|sku| item(sku, PlanAction::Create)).collect();
        for run in [first, rehearsal] {
            env.put_plan_items(&mut tx, run, &plan).await.unwrap();
            env.put_plan_items(&mut tx, run, &[item(1_000, PlanAction::Held)]).await.unwrap();
        }
        env.settle_plan_items(&mut tx, first, &["1000".into(), "1001".into()]).await.unwrap();
        tx.commit().await.unwrap();

        let left = env.plan_to_do(first, 2).await.unwrap();
        assert_eq!(left, [item(1_002, PlanAction::Create), item(1_003, PlanAction::Create)]);
        let filter =
            PlanFilter { action: Some(PlanAction::Create), text: "dock 100".into(), limit: 2, ..Default::default() };
        let page = env.plan_page(rehearsal, &filter).await.unwrap();
        assert_eq!((page.items.len(), page.total), (2, 5));
        assert_eq!(fixture.env().plan_page(rehearsal, &PlanFilter::default()).await.unwrap().total, 0);

        let mut tx = fixture.store.begin().await.unwrap();
        env.finish_run(&mut tx, first, RunState::Completed, "Done.").await.unwrap();
        env.finish_run(&mut tx, rehearsal, RunState::Completed, "Done.").await.unwrap();
        let second = env.start_run(&mut tx, &new(false)).await.unwrap().unwrap();
        env.drop_old_plans(&mut tx, bridge, second).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(env.plan_page(first, &PlanFilter::default()).await.unwrap().total, 0);
        assert_eq!(env.plan_page(rehearsal, &PlanFilter::default()).await.unwrap().total, 5, "a rehearsal is kept");

        let mut tx = fixture.store.begin().await.unwrap();
        env.settle_plan_items(&mut tx, rehearsal, &["1004".into()]).await.unwrap();
        assert_eq!(env.copy_plan(&mut tx, rehearsal, second).await.unwrap(), 4, "what is done stays behind");
        let passed = PlanItem { done: true, detail: json!({}), ..item(1_001, PlanAction::Passed) };
        env.rewrite_plan_items(&mut tx, second, std::slice::from_ref(&passed)).await.unwrap();
        tx.commit().await.unwrap();
        let left = env.plan_after(second, "1000", 10).await.unwrap();
        assert_eq!(left.iter().map(|one| one.sku.as_str()).collect::<Vec<_>>(), ["1002", "1003"]);
        let filter = PlanFilter { action: Some(PlanAction::Passed), ..Default::default() };
        assert_eq!(env.plan_page(second, &filter).await.unwrap().items, [passed]);
    })
    .await;
}
