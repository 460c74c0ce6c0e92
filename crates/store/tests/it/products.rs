//! Links between SKUs and products, what waits for a person, and plans.

use crate::harness::on_each;
use linkspan_core::capability::psa::{ProductWrite, VendorRowWrite};
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
        approved: None,
        chosen: None,
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
        let taken = env.linked_products(bridge, &["500".into(), "501".into()]).await.unwrap();
        assert_eq!(taken["500"], "1000");

        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.approve_product(&mut tx, bridge, "1000", &held.fingerprint()).await.unwrap());
        assert!(env.choose_product(&mut tx, bridge, "1000", "501").await.unwrap());
        assert!(!env.approve_product(&mut tx, bridge, "1001", "cost:1").await.unwrap(), "it does not wait");
        env.put_product_links(&mut tx, bridge, &[link("1000", Some("500"))]).await.unwrap();
        tx.commit().await.unwrap();
        let after = &env.product_links(bridge, &["1000".into()]).await.unwrap()["1000"];
        assert_eq!((after.approved.as_deref(), after.chosen.as_deref()), (Some("cost:10"), Some("501")));
        assert_eq!(after.hold, None);

        let page = env.product_link_page(bridge, "1000", 10).await.unwrap();
        assert_eq!(page.iter().map(|one| one.sku.as_str()).collect::<Vec<_>>(), ["1001"]);
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
    })
    .await;
}
