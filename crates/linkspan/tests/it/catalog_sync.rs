//! Product sync end to end: the first run creates, the next costs nothing, changes travel, people decide.

use crate::catalog::{MICE, doubles};
use crate::harness::{ACTOR, Linked, World};
use linkspan::app::catalog::shelf::{LinkStanding, Shelf};
use linkspan::app::catalog::view;
use linkspan::app::catalog::{switch, sync};
use linkspan_core::catalog::decision::Answer;
use linkspan_core::catalog::plan::PlanAction;
use linkspan_core::catalog::price_rule::{PriceRule, PriceSettings};
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::td_synnex::{DayShares, ListedStatus, ProductChange};
use linkspan_store::{RecordFilter, RecordStatus, RunKind, RunState, Subject};
use rust_decimal::Decimal;
use std::time::Duration;

pub fn change(sku: u32) -> ProductChange {
    ProductChange { sku, price: None, quantity: None, status: None }
}

/// A world with the first run behind it.
pub async fn synced(categories: &[&str]) -> Linked {
    let linked = World::start().await;
    linked.save_sync(&linked.sync_settings(categories)).await;
    let run = linked.sync_now().await;
    assert_eq!(run.state, RunState::Completed, "{:?}", run.sentence);
    linked
}

#[tokio::test]
async fn the_first_run_creates_and_the_second_costs_no_call() {
    let linked = World::start().await;
    linked.save_sync(&linked.sync_settings(&[MICE])).await;
    linked.forget_calls();
    let first = linked.sync_now().await;
    assert_eq!(first.state, RunState::Completed, "{:?}", first.sentence);
    assert!(first.applied.created > 5 && first.applied.failed == 0, "{first:?}");
    assert_eq!(first.plan.selected, first.applied.created + first.applied.adopted);
    // Two calls for each product, and a handful of questions for all of them.
    let expected = usize::try_from(first.applied.created * 2 + first.applied.adopted * 2).unwrap();
    assert!(linked.product_calls() <= expected + 8, "{} calls", linked.product_calls());

    let sku = linked.made_skus().await[0];
    let offered = linked.td_synnex.product(sku).unwrap();
    let (product, row) = (linked.product_of(sku).unwrap(), linked.row_of(sku).unwrap());
    assert_eq!(product["manufacturerProductName"], offered.part_number.as_str());
    assert_eq!(product["isSerialized"], false);
    assert_eq!(row["productID"], product["id"]);
    assert_eq!(row["vendorCost"].as_f64().unwrap().to_string(), offered.price.normalize().to_string());

    linked.forget_calls();
    let second = linked.sync_now().await;
    assert_eq!((second.applied.total(), second.plan.unchanged), (0, first.plan.selected));
    assert_eq!(linked.product_calls(), 0, "an unchanged SKU costs no call");
    assert_eq!(second.state, RunState::Completed);
}

#[tokio::test]
async fn the_next_day_changes_only_what_changed() {
    let linked = synced(&[MICE, "003056000"]).await;
    let skus = linked.made_skus().await;
    let dearer = skus[1];
    let before = linked.td_synnex.product(dearer).unwrap().price;
    let price = before + Decimal::ONE.min(before / Decimal::TEN).round_dp(2);
    linked.td_synnex.change_product(&ProductChange { price: Some(price), ..change(dearer) }).unwrap();
    linked.td_synnex.change_product(&ProductChange { quantity: Some(3), ..change(skus[2]) }).unwrap();
    linked.advance(Duration::from_hours(24));
    linked.forget_calls();
    let run = linked.sync_now().await;
    assert_eq!((run.applied.updated, run.applied.created, run.plan.unchanged), (1, 0, run.plan.selected - 1));
    assert_eq!(linked.product_calls(), 2, "product and vendor row of the one; stock is not Autotask's affair");
    let cost = linked.product_of(dearer).unwrap()["unitCost"].as_f64().unwrap();
    assert_eq!(cost.to_string(), price.normalize().to_string());

    let shelf = Shelf::of(&linked.env()).await.unwrap().unwrap();
    let found = shelf.one(&dearer.to_string()).await.unwrap().unwrap();
    let costs = shelf.costs(&found, 10).await.unwrap();
    assert_eq!(costs.iter().map(|point| point.cost).collect::<Vec<_>>(), [Some(price), Some(before)]);
    let warehouses = shelf.warehouses(&found).await.unwrap();
    assert!(warehouses.iter().all(|place| place.name.contains(", ")), "warehouses have names: {warehouses:?}");
    assert_eq!(found.stands, LinkStanding::Linked);
}

#[tokio::test]
async fn products_that_autotask_had_are_adopted_and_two_hits_wait_for_a_person() {
    let linked = World::start().await;
    let pinned: Vec<u32> = linked.td_synnex.ready().pinned_skus.clone();
    let mut settings = linked.sync_settings(&[]);
    settings.selection.skus = pinned.iter().map(u32::to_string).collect();
    linked.save_sync(&settings).await;
    let before = linked.autotask.tenant().count("Products");
    let run = linked.sync_now().await;
    assert_eq!((run.applied.adopted, run.applied.created, run.plan.held), (11, 0, 1), "{:?}", run.sentence);
    assert_eq!(run.state, RunState::CompletedWithWarnings);
    assert_eq!(linked.autotask.tenant().count("Products"), before);
    let adopted = linked.product_of(pinned[0]).unwrap();
    assert_eq!(adopted["name"], "Veltraxis 14 Notebook G5 16 GB 512 GB", "what people wrote stays");
    assert!(linked.row_of(pinned[0]).is_some());

    let held = view::held(&linked.app, linked.environment, linked.bridge, "", 10, 0).await.unwrap();
    assert_eq!((held.len(), held[0].code, held[0].choices.len()), (1, "several_products", 2));
    assert!(held[0].choices.iter().all(|(_, label)| !label.is_empty()), "{held:?}");
    let (sku, right) = (held[0].sku.clone(), held[0].choices[0].0.clone());
    let choose = |product: &str| Answer::Choose { product: product.to_owned() };
    assert_eq!(linked.decide(&sku, &choose("1")).await.unwrap_err().code, "not_listed");
    let taken = adopted["id"].to_string();
    assert_eq!(linked.decide(&sku, &choose(&taken)).await.unwrap_err().code, "not_listed");
    linked.decide(&sku, &choose(&right)).await.unwrap();
    let run = linked.sync_now().await;
    assert_eq!((run.applied.adopted, run.plan.held), (1, 0), "{:?}", run.sentence);
    let chosen = linked.product_of(sku.parse().unwrap()).unwrap();
    assert_eq!(chosen["id"].to_string(), right);
    assert!(view::held(&linked.app, linked.environment, linked.bridge, "", 10, 0).await.unwrap().is_empty());
    let next = linked.sync_now().await;
    assert_eq!((next.applied.total(), next.plan.held), (0, 0));
    let link =
        linked.env().product_links(linked.bridge, std::slice::from_ref(&sku)).await.unwrap().remove(&sku).unwrap();
    assert!(link.decisions.is_empty(), "a choice that was followed is spent");
}

#[tokio::test]
async fn too_many_gone_at_once_wait_and_few_are_set_inactive() {
    let linked = synced(&["003", "007"]).await;
    let skus = linked.made_skus().await;
    assert!(skus.len() > 40, "{}", skus.len());
    linked
        .td_synnex
        .change_product(&ProductChange { status: Some(ListedStatus::Discontinued), ..change(skus[0]) })
        .unwrap();
    let run = linked.sync_now().await;
    assert_eq!((run.applied.deactivated, run.plan.held), (1, 0), "{:?}", run.sentence);
    assert_eq!(linked.product_of(skus[0]).unwrap()["isActive"], false);

    linked.td_synnex.next_day(DayShares { changed: 0.0, new: 0.0, gone: 0.3 });
    let run = linked.sync_now().await;
    assert!(run.plan.held > 5 && run.applied.deactivated == 0, "{:?}", run.sentence);
    let active = linked.autotask.tenant().entities("Products").iter().filter(|one| one["isActive"] == false).count();
    assert_eq!(active, 1, "none of them was touched");

    // What comes back is active again.
    linked.td_synnex.change_product(&ProductChange { status: Some(ListedStatus::Active), ..change(skus[0]) }).unwrap();
    let run = linked.sync_now().await;
    assert_eq!(run.applied.updated, 1, "{:?}", run.sentence);
    assert_eq!(linked.product_of(skus[0]).unwrap()["isActive"], true);
}

#[tokio::test]
async fn a_rehearsal_writes_nothing_and_shows_every_field() {
    let linked = World::start().await;
    let mut settings = linked.sync_settings(&[MICE]);
    settings.price =
        PriceSettings { rule: PriceRule::Markup { percent: Decimal::from(20) }, ..PriceSettings::default() };
    linked.save_sync(&settings).await;
    linked.import().await;
    linked.forget_calls();
    let run = linked.rehearse().await;
    let writes = linked
        .autotask
        .server()
        .journal()
        .count(|entry| entry.path.contains("/Product") && entry.method != "GET" && !entry.path.ends_with("/query"));
    assert_eq!(writes, 0);
    let plan = view::rehearsal(&linked.app, linked.environment, linked.bridge, 3_000).await.unwrap().unwrap();
    assert_eq!((plan.run.id, plan.run.state, plan.outdated), (run, RunState::Completed, false));
    let counts = plan.run.plan;
    assert_eq!((counts.create + counts.adopt, counts.calls), (counts.selected, counts.selected * 2));
    assert!(plan.minutes.is_some_and(|minutes| minutes >= 1));
    let row = plan.sample.iter().find(|row| row.action == PlanAction::Create).unwrap();
    let field = |name: &str| row.changes.iter().find(|change| change.field == name).map(|change| change.after.clone());
    assert!(field("unit_price").is_some() && field("unit_price") != field("unit_cost"));
    assert_eq!(field("vendor_part"), Some(row.sku.clone()));

    settings.cap = 2;
    linked.save_sync(&settings).await;
    let outdated = view::rehearsal(&linked.app, linked.environment, linked.bridge, 0).await.unwrap().unwrap();
    assert!(outdated.outdated && outdated.minutes.is_none());
    let over = linked.rehearse().await;
    let over = linked.env().run(over).await.unwrap().unwrap();
    assert_eq!(over.state, RunState::Failed);
    assert!(over.sentence.unwrap().contains("limit of 2 SKUs"));
}

#[tokio::test]
async fn a_product_whose_creation_is_uncertain_is_asked_for_and_never_made_twice() {
    let linked = World::start().await;
    linked.save_sync(&linked.sync_settings(&[MICE])).await;
    for (route, skip) in [("POST /atservicesrest/v1.0/products", 2), ("/vendors", 3)] {
        linked.autotask.server().faults().add(Fault::once(route, FaultAction::CutAfter).after(skip));
    }
    let run = linked.sync_now().await;
    assert_eq!(doubles(&linked), Vec::<String>::new());
    let again = linked.sync_now().await;
    assert_eq!(doubles(&linked), Vec::<String>::new());
    assert_eq!(again.applied.failed, 0, "{:?} then {:?}", run.sentence, again.sentence);
    let counts = linked.env().product_link_counts(linked.bridge).await.unwrap();
    assert_eq!((counts.linked, counts.uncertain), (run.plan.selected, 0));
}

#[tokio::test]
async fn a_run_that_dies_in_the_middle_goes_on_without_doubles() {
    let linked = World::start().await;
    linked.save_sync(&linked.sync_settings(&["003", "009"])).await;
    sync::sync_now(&linked.app, linked.environment, &linked.by_person()).await.unwrap();
    let before = linked.autotask.tenant().count("Products");
    {
        // Nothing of the worker survives being dropped, just as with a killed process.
        let working = linked.run_due();
        let enough = async {
            while linked.autotask.tenant().count("Products") < before + 25 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = working => panic!("it was done before it could be stopped"),
            () = enough => {}
        }
    }
    linked.advance(Duration::from_secs(300));
    linked.run_due().await;
    let run = linked.last_sync().await;
    assert_eq!(run.state, RunState::Completed, "{:?}", run.sentence);
    assert_eq!(doubles(&linked), Vec::<String>::new());
    let made = linked.autotask.tenant().count("Products") - before;
    assert_eq!(i64::try_from(made).unwrap(), run.plan.create);
    assert_eq!(linked.sync_now().await.applied.total(), 0);
}

#[tokio::test]
async fn a_run_stops_when_it_is_asked_to_and_the_next_does_the_rest() {
    let linked = World::start().await;
    linked.save_sync(&linked.sync_settings(&[MICE])).await;
    linked.import().await;
    let run = sync::begin(&linked.app, linked.environment, &linked.by_person(), false).await.unwrap();
    let same = sync::begin(&linked.app, linked.environment, &linked.by_person(), false).await.unwrap();
    assert_eq!(run, same, "one at a time");
    assert!(sync::cancel(&linked.app, linked.environment, run).await.unwrap());
    linked.run_due().await;
    assert_eq!(linked.last_sync().await.state, RunState::Cancelled);
    assert!(!sync::cancel(&linked.app, linked.environment, run).await.unwrap());
    assert!(linked.sync_now().await.applied.created > 0);
}

#[tokio::test]
async fn the_switch_begins_the_first_run_and_the_daily_time_the_others() {
    let linked = World::start().await;
    let refused = switch::switch(&linked.app, linked.environment, linked.bridge, true, ACTOR).await.unwrap_err();
    assert_eq!(refused.code, "settings_missing");
    let mut settings = linked.sync_settings(&[MICE]);
    settings.daily_at = jiff::civil::Time::constant(18, 0, 0, 0);
    linked.save_sync(&settings).await;
    assert!(switch::switch(&linked.app, linked.environment, linked.bridge, true, ACTOR).await.unwrap().is_some());
    linked.run_due().await;
    let first = linked.last_sync().await;
    assert!(first.applied.created > 0);
    let overview = view::overview(&linked.app, linked.environment, linked.bridge).await.unwrap();
    assert_eq!(overview.next_run_at, Some("2026-11-23T18:00:00Z".parse().unwrap()));

    linked.advance(Duration::from_hours(3));
    linked.run_due().await;
    let second = linked.last_sync().await;
    assert_ne!(second.id, first.id);
    assert_eq!(second.applied.total(), 0);

    switch::switch(&linked.app, linked.environment, linked.bridge, false, ACTOR).await.unwrap();
    linked.advance(Duration::from_hours(48));
    linked.run_due().await;
    assert_eq!(linked.last_sync().await.id, second.id);
}

#[tokio::test]
async fn a_used_up_quota_makes_the_run_rest_and_not_fail() {
    let linked = World::start().await;
    linked.save_sync(&linked.sync_settings(&[MICE])).await;
    linked.import().await;
    // Others use the hour's calls; the bulk lane falls silent before everybody else.
    linked.autotask.tenant().use_up_calls(8_000);
    linked.advance(Duration::from_mins(6));
    let run = sync::begin(&linked.app, linked.environment, &linked.by_person(), false).await.unwrap();
    linked.run_due().await;
    let row = linked.env().run(run).await.unwrap().unwrap();
    assert_eq!((row.state, row.finished_at), (RunState::Running, None));
    linked.live(Duration::from_hours(2), Duration::from_mins(10)).await;
    assert_eq!(linked.last_sync().await.state, RunState::Completed);
}

#[tokio::test]
async fn records_and_attempts_tell_what_was_written_and_the_catalogue_is_searched() {
    let linked = synced(&[MICE]).await;
    let sku = linked.made_skus().await[0].to_string();
    let filter = RecordFilter { text: sku.clone(), kind: Some(RunKind::ProductSync), ..RecordFilter::default() };
    let record = linked.env().records(&filter).await.unwrap().records.remove(0);
    assert_eq!((record.content.activity.as_str(), record.content.status), ("create", RecordStatus::InSync));
    let attempts = linked.env().attempts(Subject::Record(record.id), 10).await.unwrap();
    let operations: Vec<_> = attempts.iter().map(|one| (one.operation.as_str(), one.outcome.as_str())).collect();
    assert_eq!(operations, [("create_vendor_row", "ok"), ("create_product", "ok")]);
    assert!(attempts[1].request.as_ref().unwrap().contains(&format!("TDS-{sku}")));

    let shelf = Shelf::of(&linked.env()).await.unwrap().unwrap();
    let found = shelf.find("MOUSE", Some(LinkStanding::Linked)).await.unwrap();
    let categories: Vec<_> = found.iter().map(|one| shelf.category(&one.stored.item.category)).collect();
    assert!(!found.is_empty() && categories.iter().all(|name| name.starts_with("Input Devices > ")), "{categories:?}");
}
