//! What people decide about products that wait, and what the next runs make of it.

use crate::catalog::MICE;
use crate::catalog_sync::{change, synced};
use crate::harness::{ACTOR, Linked, World};
use linkspan::app::catalog::{holds, view};
use linkspan_core::catalog::decision::Answer;
use linkspan_core::catalog::price_rule::PriceRule;
use linkspan_emulator::td_synnex::{DayShares, ProductChange};
use linkspan_store::{RecordFilter, RecordStatus, RunState};
use rust_decimal::Decimal;

#[tokio::test]
async fn a_sku_with_two_hits_may_get_a_new_product_or_be_left_out() {
    let linked = World::start().await;
    let mut settings = linked.sync_settings(&[]);
    settings.selection.skus = linked.td_synnex.ready().pinned_skus.iter().map(u32::to_string).collect();
    linked.save_sync(&settings).await;
    linked.sync_now().await;
    let held = view::held(&linked.app, linked.environment, linked.bridge, "", 10, 0).await.unwrap().remove(0);
    let sku = held.sku;
    linked.decide(&sku, &Answer::Keep).await.unwrap();
    linked.forget_calls();
    let run = linked.sync_now().await;
    assert_eq!((run.plan.kept, run.plan.held, run.applied.total()), (1, 0, 0), "{:?}", run.sentence);
    assert_eq!((run.state, linked.product_calls()), (RunState::Completed, 0), "nobody asks about what is left out");
    let filter = RecordFilter { text: sku.clone(), latest: true, ..RecordFilter::default() };
    let record = linked.env().records(&filter).await.unwrap().records.remove(0);
    assert_eq!(record.content.status, RecordStatus::Excluded);
    assert!(record.content.sentence.starts_with("Left out by Dana: Because."), "{}", record.content.sentence);

    holds::undo(&linked.app, linked.environment, linked.bridge, &sku, ACTOR).await.unwrap();
    assert_eq!(linked.sync_now().await.plan.held, 1, "it waits again");
    linked.decide(&sku, &Answer::CreateNew).await.unwrap();
    let before = linked.autotask.tenant().count("Products");
    let run = linked.sync_now().await;
    assert_eq!((run.applied.created, run.plan.held), (1, 0), "{:?}", run.sentence);
    assert_eq!(linked.autotask.tenant().count("Products"), before + 1);
}

#[tokio::test]
async fn what_a_person_keeps_is_respected_until_the_catalogue_says_something_else() {
    let linked = synced(&[MICE]).await;
    let sku = linked.made_skus().await[0];
    let before = linked.td_synnex.product(sku).unwrap().price;
    let costs = |times: i64| (before * Decimal::from(times)).round_dp(2);
    let cost_of = |linked: &Linked| linked.row_of(sku).unwrap()["vendorCost"].as_f64().unwrap().to_string();
    linked.td_synnex.change_product(&ProductChange { price: Some(costs(3)), ..change(sku) }).unwrap();
    assert_eq!(linked.sync_now().await.plan.held, 1);
    linked.decide(&sku.to_string(), &Answer::Keep).await.unwrap();
    linked.forget_calls();
    for _ in 0..2 {
        let run = linked.sync_now().await;
        assert_eq!((run.plan.kept, run.plan.held, run.applied.total()), (1, 0, 0), "{:?}", run.sentence);
        assert!(run.sentence.unwrap().contains("1 kept as they are"));
    }
    assert_eq!((linked.product_calls(), cost_of(&linked)), (0, before.normalize().to_string()));

    linked.td_synnex.change_product(&ProductChange { price: Some(costs(4)), ..change(sku) }).unwrap();
    assert_eq!(linked.sync_now().await.plan.held, 1, "another cost waits again");
    // The value that was kept once is a new question when it comes back.
    linked.td_synnex.change_product(&ProductChange { price: Some(costs(3)), ..change(sku) }).unwrap();
    assert_eq!(linked.sync_now().await.plan.held, 1);
    linked.td_synnex.change_product(&ProductChange { price: Some(before), ..change(sku) }).unwrap();
    let run = linked.sync_now().await;
    assert_eq!((run.plan.held, run.plan.kept, run.plan.unchanged), (0, 0, run.plan.selected));
    let filter = RecordFilter { statuses: vec![RecordStatus::Held], latest: true, ..RecordFilter::default() };
    assert_eq!(linked.env().records(&filter).await.unwrap().total, 0, "nothing is said to wait any more");
}

#[tokio::test]
async fn a_price_below_cost_that_was_approved_is_written_and_not_asked_about_again() {
    let linked = World::start().await;
    let mut settings = linked.sync_settings(&[MICE]);
    settings.price.rule = PriceRule::Markup { percent: Decimal::from(-10) };
    linked.save_sync(&settings).await;
    let run = linked.sync_now().await;
    assert!(run.plan.held > 1 && run.applied.total() == 0, "{:?}", run.sentence);
    let held = view::held(&linked.app, linked.environment, linked.bridge, "", 100, 0).await.unwrap();
    let (one, other) = (held[0].sku.clone(), held[1].sku.clone());
    linked.decide(&one, &Answer::Accept).await.unwrap();
    linked.decide(&other, &Answer::Keep).await.unwrap();
    let run = linked.sync_now().await;
    assert_eq!((run.applied.total(), run.plan.kept), (1, 1), "{:?}", run.sentence);
    let product = linked.product_of(one.parse().unwrap()).unwrap();
    assert!(
        product["unitPrice"].as_f64() < product["unitCost"].as_f64() && product["unitPrice"].is_number(),
        "{product}"
    );
    assert!(linked.product_of(other.parse().unwrap()).is_none(), "what is kept gets no product");
    let again = linked.sync_now().await;
    assert_eq!((again.applied.total(), again.plan.held), (0, run.plan.held));
}

#[tokio::test]
async fn products_gone_with_many_are_kept_where_a_person_says_so_even_when_few_are_gone() {
    let linked = synced(&["003"]).await;
    linked.td_synnex.next_day(DayShares { changed: 0.0, new: 0.0, gone: 0.3 });
    let run = linked.sync_now().await;
    assert!(run.plan.held > 5, "{:?}", run.sentence);
    let held = view::held(&linked.app, linked.environment, linked.bridge, "", 1_000, 0).await.unwrap();
    assert_eq!(i64::try_from(held.len()).unwrap(), run.plan.held);
    for one in &held[1..] {
        linked.decide(&one.sku, &Answer::Keep).await.unwrap();
    }
    let next = linked.sync_now().await;
    assert_eq!((next.plan.kept, next.applied.deactivated), (run.plan.held - 1, 1), "{:?}", next.sentence);
    let inactive = linked.autotask.tenant().entities("Products").iter().filter(|one| one["isActive"] == false).count();
    assert_eq!(inactive, 1);
}

#[tokio::test]
async fn a_cost_that_is_not_believed_waits_until_a_person_approves_it() {
    let linked = synced(&[MICE]).await;
    let sku = linked.made_skus().await[0];
    let before = linked.td_synnex.product(sku).unwrap().price;
    let jump = (before * Decimal::from(3)).round_dp(2);
    linked.td_synnex.change_product(&ProductChange { price: Some(jump), ..change(sku) }).unwrap();
    linked.forget_calls();
    let run = linked.sync_now().await;
    assert_eq!((run.plan.held, run.applied.total(), linked.product_calls()), (1, 0, 0));
    let filter = RecordFilter { statuses: vec![RecordStatus::Held], latest: true, ..RecordFilter::default() };
    let records = linked.env().records(&filter).await.unwrap();
    assert_eq!(records.records[0].content.code.as_deref(), Some("cost_jump"));

    linked.decide(&sku.to_string(), &Answer::Accept).await.unwrap();
    let run = linked.sync_now().await;
    assert_eq!((run.plan.held, run.applied.updated), (0, 1));
    assert_eq!(linked.row_of(sku).unwrap()["vendorCost"].as_f64().unwrap().to_string(), jump.normalize().to_string());
    let again = linked.decide(&sku.to_string(), &Answer::Accept).await;
    assert_eq!(again.unwrap_err().code, "nothing_waits");
}
