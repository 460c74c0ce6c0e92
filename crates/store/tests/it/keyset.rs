//! Lists for programs: each row once, whatever comes or moves between two pages, and only those of the environment.

use crate::harness::{Fixture, on_each};
use linkspan_core::id::BridgeId;
use linkspan_core::order::OrderEvent;
use linkspan_core::template::TemplateKind;
use linkspan_store::{
    AuditFilter, Detected, Env, NewAudit, NewRecord, NewRun, Order, OrderFilter, RecordFilter, RecordObject,
    RecordStatus, Run, RunFilter, RunState, StartedBy, Step,
};
use serde_json::json;

async fn order(fixture: &Fixture, env: &Env, bridge: BridgeId, number: &str) -> Order {
    let mut identity = fixture.identity(number);
    identity.bridge = bridge;
    let mut tx = fixture.store.begin().await.unwrap();
    let Detected::New(id) = env.detect_order(&mut tx, &identity, "New.").await.unwrap() else { panic!("taken") };
    tx.commit().await.unwrap();
    env.order(id).await.unwrap().unwrap()
}

async fn run(fixture: &Fixture, env: &Env, bridge: BridgeId) -> Run {
    let asked = NewRun {
        bridge: Some(bridge),
        kind: TemplateKind::ProductSync.into(),
        started_by: StartedBy::Program,
        actor: "Backend".into(),
        rehearsal: false,
        due_at: None,
    };
    let mut tx = fixture.store.begin().await.unwrap();
    let id = env.start_run(&mut tx, &asked).await.unwrap().unwrap();
    env.finish_run(&mut tx, id, RunState::Completed, "Done.").await.unwrap();
    tx.commit().await.unwrap();
    env.run(id).await.unwrap().unwrap()
}

fn product(sku: &str, status: RecordStatus) -> NewRecord {
    NewRecord {
        object: RecordObject::Product,
        subject: sku.into(),
        name: format!("Dock {sku} 50%"),
        psa_id: None,
        distributor_id: Some(sku.into()),
        status,
        activity: "create".into(),
        code: None,
        sentence: "Created.".into(),
    }
}

#[tokio::test]
async fn orders_come_once_each_although_one_moves_between_two_pages() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let bridge = fixture.bridge(&env).await;
        let mut all = Vec::new();
        for number in ["1001", "1002", "1003"] {
            all.push(order(&fixture, &env, bridge, number).await);
        }
        let two = OrderFilter { limit: 2, ..OrderFilter::default() };
        let ids = |orders: Vec<Order>| orders.into_iter().map(|order| order.id).collect::<Vec<_>>();
        let first = ids(env.orders_before(None, None, &two).await.unwrap());
        assert_eq!(first, [all[2].id, all[1].id], "newest first");
        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.move_order(&mut tx, &all[0], &Step::new(OrderEvent::HoldFound, "It waits.")).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(ids(env.orders_before(Some(first[1]), None, &two).await.unwrap()), [all[0].id]);
        let held = OrderFilter { states: vec![linkspan_core::order::OrderState::Held], ..two.clone() };
        assert_eq!(ids(env.orders_before(None, Some(bridge), &held).await.unwrap()), [all[0].id]);
        let text = OrderFilter { text: "1002".into(), ..two.clone() };
        assert_eq!(ids(env.orders_before(None, None, &text).await.unwrap()), [all[1].id]);
        let none = OrderFilter { text: "%".into(), ..two.clone() };
        assert!(env.orders_before(None, None, &none).await.unwrap().is_empty(), "a sign of a pattern is a sign");
        let later = OrderFilter { since: Some(i64::MAX), ..two.clone() };
        assert!(env.orders_before(None, None, &later).await.unwrap().is_empty());
        assert!(other.orders_before(None, None, &two).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn runs_and_their_records_come_page_by_page() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let bridge = fixture.bridge(&env).await;
        let (older, newer) = (run(&fixture, &env, bridge).await, run(&fixture, &env, bridge).await);
        let one =
            RunFilter { bridge: Some(bridge), states: vec![RunState::Completed], limit: 1, ..RunFilter::default() };
        let first = env.runs_before(None, &one).await.unwrap();
        assert_eq!(first[0].id, newer.id);
        assert_eq!(env.runs_before(Some(newer.id), &one).await.unwrap()[0].id, older.id);
        assert!(env.runs_before(Some(older.id), &one).await.unwrap().is_empty());
        assert!(other.runs_before(None, &one).await.unwrap().is_empty());

        let mut tx = fixture.store.begin().await.unwrap();
        let failing = env.put_record(&mut tx, &older, &product("1", RecordStatus::Failing)).await.unwrap();
        let good = env.put_record(&mut tx, &newer, &product("1", RecordStatus::InSync)).await.unwrap();
        tx.commit().await.unwrap();
        let every = RecordFilter { limit: 10, ..RecordFilter::default() };
        let ids = |records: Vec<linkspan_store::Record>| records.into_iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(env.records_before(None, &every).await.unwrap()), [good, failing]);
        assert_eq!(ids(env.records_before(Some(good), &every).await.unwrap()), [failing]);
        let latest = RecordFilter { latest: true, text: "50%".into(), ..every.clone() };
        assert_eq!(ids(env.records_before(None, &latest).await.unwrap()), [good]);
        let of_run = RecordFilter { run: Some(older.id), statuses: vec![RecordStatus::Failing], ..every.clone() };
        assert_eq!(ids(env.records_before(None, &of_run).await.unwrap()), [failing]);
        assert!(other.records_before(None, &every).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_audit_is_read_backwards() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let entry = |about: &str| NewAudit {
            actor: "Backend".into(),
            action: "order.release".into(),
            subject_kind: "order".into(),
            subject_id: about.into(),
            sentence: "Sent.".into(),
            detail: json!({}),
        };
        let mut tx = fixture.store.begin().await.unwrap();
        for about in ["7", "8", "9"] {
            env.add_audit(&mut tx, &entry(about)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let two = AuditFilter { limit: 2, subject_kind: "order".into(), ..AuditFilter::default() };
        let first = env.audit_before(None, &two).await.unwrap();
        let about = |entries: &[linkspan_store::AuditEntry]| {
            entries.iter().map(|entry| entry.content.subject_id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(about(&first), ["9", "8"]);
        assert_eq!(about(&env.audit_before(Some(first[1].id), &two).await.unwrap()), ["7"]);
        let eighth = AuditFilter { subject_id: "8".into(), text: "BACKEND".into(), ..two.clone() };
        assert_eq!(about(&env.audit_before(None, &eighth).await.unwrap()), ["8"]);
        assert!(other.audit_before(None, &two).await.unwrap().is_empty());
    })
    .await;
}
