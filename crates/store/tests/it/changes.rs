//! What changed, told once and in order.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::capability::distributor::Invoice;
use linkspan_core::clock::from_ms;
use linkspan_core::id::{BridgeId, OrderId};
use linkspan_core::money::{Currency, Money};
use linkspan_core::order::LineState;
use linkspan_store::{
    Change, ChangeAction, ChangeCounts, ChangeFilter, Detected, Env, LinkState, OrderLine, ProductLink, RecordModel,
    Shipment,
};
use rust_decimal::Decimal;
use std::time::Duration;

const PAGE: ChangeFilter = ChangeFilter { since: None, after: None, actions: Vec::new(), ids: Vec::new(), limit: 100 };

fn wait(fixture: &Fixture) {
    fixture.clock.advance(Duration::from_secs(3));
}

async fn put(fixture: &Fixture, env: &Env, bridge: BridgeId, links: &[ProductLink]) {
    let mut tx = fixture.store.begin().await.unwrap();
    env.put_product_links(&mut tx, bridge, links).await.unwrap();
    tx.commit().await.unwrap();
}

fn product(sku: &str) -> ProductLink {
    ProductLink { state: LinkState::Linked, product: Some(format!("P{sku}")), ..ProductLink::new(sku, "Dock") }
}

/// What is told, as `id action`.
fn told<T>(page: &[Change<T>]) -> Vec<String> {
    page.iter().map(|one| format!("{} {}", one.id, one.action().as_str())).collect()
}

#[tokio::test]
async fn a_product_is_told_when_it_is_linked_when_it_changes_and_when_it_goes() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let bridge = fixture.bridge(&env).await;
        let (other, foreign) = (fixture.bridge(&env).await, fixture.env());
        put(&fixture, &env, other, &[product("900")]).await;
        let making = ProductLink { state: LinkState::Creating, product: None, ..product("1") };
        put(&fixture, &env, bridge, &[making]).await;
        wait(&fixture);
        assert!(env.changed_products(bridge, &PAGE).await.unwrap().is_empty(), "nobody needs to know of an attempt");

        put(&fixture, &env, bridge, &[product("1"), product("2")]).await;
        let linked_at = fixture.clock.now();
        assert!(env.changed_products(bridge, &PAGE).await.unwrap().is_empty(), "what is new may not be whole yet");
        wait(&fixture);
        let page = env.changed_products(bridge, &PAGE).await.unwrap();
        assert_eq!(told(&page), ["1 added", "2 added"]);
        assert_eq!((page[0].first_seen_at, page[0].modified_at), (linked_at, linked_at));
        assert!(foreign.changed_products(bridge, &PAGE).await.unwrap().is_empty(), "another environment's");

        let named = ProductLink { name: "Dock 2".into(), ..product("1") };
        put(&fixture, &env, bridge, &[named.clone(), product("2")]).await;
        wait(&fixture);
        let since = |at| ChangeFilter { since: Some(at), ..PAGE };
        assert_eq!(told(&env.changed_products(bridge, &since(linked_at)).await.unwrap()), ["1 updated"]);

        let gone = ProductLink { state: LinkState::Retired, ..product("2") };
        put(&fixture, &env, bridge, std::slice::from_ref(&gone)).await;
        let gone_at = fixture.clock.now();
        wait(&fixture);
        put(&fixture, &env, bridge, &[gone]).await;
        wait(&fixture);
        let page = env.changed_products(bridge, &PAGE).await.unwrap();
        assert_eq!(told(&page), ["1 updated", "2 deleted"]);
        assert_eq!((page[1].deleted_at, page[1].modified_at), (Some(gone_at), gone_at), "gone once");
        let counts = env.change_counts(bridge, RecordModel::Product, Some(gone_at)).await.unwrap();
        assert_eq!(counts, ChangeCounts { present: 1, added: 0, updated: 0, deleted: 1 });
        let still = env.change_counts(bridge, RecordModel::Product, None).await.unwrap();
        assert_eq!(still, ChangeCounts { present: 1, ..ChangeCounts::default() });

        put(&fixture, &env, bridge, &[product("2")]).await;
        wait(&fixture);
        assert_eq!(told(&env.changed_products(bridge, &PAGE).await.unwrap()), ["1 updated", "2 updated"], "it is back");
    })
    .await;
}

#[tokio::test]
async fn every_filter_finds_what_it_names_and_pages_meet_without_gap_or_repeat() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let bridge = fixture.bridge(&env).await;
        let all: Vec<ProductLink> = (10..20).map(|sku| product(&sku.to_string())).collect();
        put(&fixture, &env, bridge, &all).await;
        wait(&fixture);
        let changed = |sku: &str, state| ProductLink { name: "Other".into(), state, ..product(sku) };
        put(&fixture, &env, bridge, &[changed("10", LinkState::Linked), changed("11", LinkState::Retired)]).await;
        wait(&fixture);
        let found = async |actions: &[ChangeAction]| {
            let filter = ChangeFilter { actions: actions.to_vec(), ..PAGE };
            told(&env.changed_products(bridge, &filter).await.unwrap())
        };
        use ChangeAction::{Added, Deleted, Updated};
        assert_eq!(found(&[Deleted]).await, ["11 deleted"]);
        assert_eq!(found(&[Updated, Deleted]).await, ["10 updated", "11 deleted"]);
        assert_eq!(found(&[Added, Deleted]).await.len(), 9, "eight that came and one that went");
        assert_eq!(found(&[Added, Updated, Deleted]).await, found(&[]).await);
        let ids = ChangeFilter { ids: vec!["11".into(), "1".into(), "13".into()], ..PAGE };
        assert_eq!(told(&env.changed_products(bridge, &ids).await.unwrap()), ["13 added", "11 deleted"]);

        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let filter = ChangeFilter { limit: 3, after: after.take(), ..PAGE };
            let page = env.changed_products(bridge, &filter).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.modified_at, last.id.clone()));
            seen.extend(told(&page));
        }
        assert_eq!(seen, found(&[]).await);
        assert_eq!(seen.len(), 10);
    })
    .await;
}

async fn order(fixture: &Fixture, env: &Env, bridge: BridgeId) -> OrderId {
    let identity = linkspan_store::OrderIdentity { bridge, ..fixture.identity("7") };
    let mut tx = fixture.store.begin().await.unwrap();
    let detected = env.detect_order(&mut tx, &identity, "Found.").await.unwrap();
    tx.commit().await.unwrap();
    let Detected::New(id) = detected else { panic!("known already") };
    id
}

#[tokio::test]
async fn an_order_changes_with_its_lines_and_numbers_and_not_with_a_question_alone() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let bridge = fixture.bridge(&env).await;
        let id = order(&fixture, &env, bridge).await;
        wait(&fixture);
        let page = env.changed_orders(bridge, &PAGE).await.unwrap();
        assert_eq!(told(&page), [format!("{id} added")]);
        assert_eq!(page[0].content.identity.psa_order_number, "20261122.7");

        let mut tx = fixture.store.begin().await.unwrap();
        env.set_checked(&mut tx, id).await.unwrap();
        assert!(env.add_distributor_order(&mut tx, id, "4477001", "answer").await.unwrap());
        tx.commit().await.unwrap();
        let at = fixture.clock.now();
        wait(&fixture);
        let page = env.changed_orders(bridge, &PAGE).await.unwrap();
        assert_eq!(
            (told(&page), &page[0].content.numbers),
            (vec![format!("{id} updated")], &vec!["4477001".to_owned()])
        );
        assert_eq!(page[0].modified_at, at);

        let mut tx = fixture.store.begin().await.unwrap();
        assert!(!env.add_distributor_order(&mut tx, id, "4477001", "look_up").await.unwrap());
        env.set_checked(&mut tx, id).await.unwrap();
        let line = OrderLine {
            line: 1,
            psa_item: "1".into(),
            sku: "5000101".into(),
            name: "Dock".into(),
            quantity: 1,
            unit_price: None,
            psa_price: None,
            state: LineState::Shipped,
            shipped: 1,
            backordered: 0,
            eta: None,
        };
        env.set_line_states(&mut tx, id, &[line]).await.unwrap();
        tx.commit().await.unwrap();
        wait(&fixture);
        assert_eq!(env.changed_orders(bridge, &PAGE).await.unwrap()[0].modified_at, at, "no news, no change");
        let deleted = ChangeFilter { actions: vec![ChangeAction::Deleted], ..PAGE };
        assert!(env.changed_orders(bridge, &deleted).await.unwrap().is_empty());
        assert!(fixture.env().changed_orders(bridge, &PAGE).await.unwrap().is_empty(), "another environment's");
    })
    .await;
}

#[tokio::test]
async fn shipments_change_where_the_distributor_says_otherwise_and_invoices_stay() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let bridge = fixture.bridge(&env).await;
        let id = order(&fixture, &env, bridge).await;
        let package = |quantity| Shipment {
            line: 1,
            order_number: "4477001".into(),
            tracking: "1Z:999".into(),
            quantity,
            serials: vec!["S1".into()],
            shipped_at: Some("2027-01-15".into()),
            warehouse: None,
            ship_method: Some("FG".into()),
        };
        let invoice = Invoice {
            number: "88001".into(),
            date: None,
            total: Money { amount: Decimal::new(12_345, 2), currency: Currency::USD },
            freight: None,
            tax: None,
            lines: Vec::new(),
        };
        let keep = async |quantity| {
            let mut tx = fixture.store.begin().await.unwrap();
            env.put_shipment(&mut tx, id, &package(quantity)).await.unwrap();
            env.add_invoice(&mut tx, id, &invoice).await.unwrap();
            tx.commit().await.unwrap();
            let at = fixture.clock.now();
            wait(&fixture);
            at
        };
        let first = keep(1).await;
        keep(1).await;
        let key = format!("{id}:1:4477001:1Z:999");
        let page = env.changed_shipments(bridge, &PAGE).await.unwrap();
        assert_eq!((told(&page), page[0].modified_at), (vec![format!("{key} added")], first));
        assert_eq!(page[0].content.order.psa_order_number, "20261122.7");
        let third = keep(2).await;
        let page = env.changed_shipments(bridge, &ChangeFilter { ids: vec![key.clone()], ..PAGE }).await.unwrap();
        assert_eq!((told(&page), page[0].modified_at), (vec![format!("{key} updated")], third));
        assert_eq!(page[0].content.shipment, package(2));

        let bills = env.changed_invoices(bridge, &PAGE).await.unwrap();
        assert_eq!(told(&bills), [format!("{id}:88001 added")]);
        assert_eq!((bills[0].modified_at, &bills[0].content.invoice), (first, &invoice));
        let later = ChangeFilter { since: Some(first), ..PAGE };
        assert!(env.changed_invoices(bridge, &later).await.unwrap().is_empty());
        let before = ChangeFilter { since: Some(from_ms(first.as_millisecond() - 1)), ..PAGE };
        assert_eq!(env.changed_invoices(bridge, &before).await.unwrap().len(), 1);
        let counts = async |model| env.change_counts(bridge, model, Some(third)).await.unwrap();
        assert_eq!(
            counts(RecordModel::Shipment).await,
            ChangeCounts { present: 1, updated: 1, ..ChangeCounts::default() }
        );
        assert_eq!(counts(RecordModel::Invoice).await, ChangeCounts { present: 1, ..ChangeCounts::default() });
        assert_eq!(counts(RecordModel::Order).await.present, 1);
    })
    .await;
}
