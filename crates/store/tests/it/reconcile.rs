//! Bridges that wait for a person after a restore, and the list that the person confirms.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::{OrderEvent, OrderState};
use linkspan_store::{Detected, Env, Finding, FindingKind, FoundOrder, Intent, ReconcileReason, Step};
use std::time::Duration;

fn row(id: &str, known: bool) -> FoundOrder {
    FoundOrder {
        psa_order_id: id.into(),
        psa_order_number: format!("2026.{id}"),
        purchase_for: "Harbor Dental".into(),
        customer_po_number: Some(format!("LS-2026.{id}")),
        known,
        finding: Finding { kind: FindingKind::Waiting, sentence: String::new(), order_numbers: vec![] },
        asked_at: None,
    }
}

#[tokio::test]
async fn after_a_restore_every_bridge_waits_until_a_person_confirms_its_own() {
    on_each(|fixture| async move {
        let (store, env, other) = (&fixture.store, fixture.env(), fixture.env());
        let (id, foreign) = (fixture.bridge(&env).await, fixture.bridge(&other).await);
        let mut tx = store.begin().await.unwrap();
        let began = store.begin_reconciling_all(&mut tx, ReconcileReason::Restored).await.unwrap();
        assert_eq!(began.len(), 2);
        assert!(other.begin_reconciling(&mut tx, id, ReconcileReason::HostChanged).await.unwrap().is_none());
        tx.commit().await.unwrap();
        let bridge = env.bridge(id).await.unwrap().unwrap();
        assert_eq!((bridge.reconcile_first, bridge.reconcile_reason), (true, Some(ReconcileReason::Restored)));

        // It begins to wait anew while a person looks at the old list: that confirmation is void.
        fixture.clock.advance(Duration::from_secs(60));
        let mut tx = store.begin().await.unwrap();
        let again = env.begin_reconciling(&mut tx, id, ReconcileReason::ClockWentBack).await.unwrap().unwrap();
        assert!(!env.end_reconciling(&mut tx, &bridge).await.unwrap());
        assert!(!other.end_reconciling(&mut tx, &again).await.unwrap());
        assert!(env.end_reconciling(&mut tx, &again).await.unwrap());
        tx.commit().await.unwrap();
        assert!(!env.bridge(id).await.unwrap().unwrap().reconcile_first);
        assert!(other.bridge(foreign).await.unwrap().unwrap().reconcile_first);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_replaced_as_a_whole_and_answered_row_by_row() {
    on_each(|fixture| async move {
        let (store, env, other) = (&fixture.store, fixture.env(), fixture.env());
        let id = fixture.bridge(&env).await;
        let mut tx = store.begin().await.unwrap();
        env.begin_reconciling(&mut tx, id, ReconcileReason::LongSilence).await.unwrap();
        env.put_reconcile_list(&mut tx, id, &[row("9", true)]).await.unwrap();
        env.put_reconcile_list(&mut tx, id, &[row("2", false), row("1", true)]).await.unwrap();
        let said = Finding {
            kind: FindingKind::Same,
            sentence: "The distributor has exactly this order.".into(),
            order_numbers: vec!["152301636".into()],
        };
        env.set_finding(&mut tx, id, "2", &said).await.unwrap();
        other.set_finding(&mut tx, id, "1", &said).await.unwrap();
        tx.commit().await.unwrap();
        let list = env.reconcile_list(id).await.unwrap();
        assert_eq!(list[0], row("1", true));
        assert_eq!((list.len(), &list[1].finding, list[1].asked_at), (2, &said, Some(fixture.clock.now())));
        assert!(other.reconcile_list(id).await.unwrap().is_empty());
        assert_eq!(env.bridge(id).await.unwrap().unwrap().reconcile_listed_at, Some(fixture.clock.now()));
        let mut tx = store.begin().await.unwrap();
        env.begin_reconciling(&mut tx, id, ReconcileReason::LongSilence).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(env.bridge(id).await.unwrap().unwrap().reconcile_listed_at, None);
    })
    .await;
}

/// The claim itself looks at the bridge, so that no moment between a check and the claim can be used.
#[tokio::test]
async fn no_order_of_a_waiting_bridge_can_be_claimed() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let bridge = fixture.bridge(&env).await;
        let mut identity = fixture.identity("7");
        identity.bridge = bridge;
        let mut tx = fixture.store.begin().await.unwrap();
        let Detected::New(id) = env.detect_order(&mut tx, &identity, "Found.").await.unwrap() else { panic!("known") };
        tx.commit().await.unwrap();
        let digest = validated(&fixture, &env, id).await;
        let claim = async || {
            let order = env.order(id).await.unwrap().unwrap();
            let intent = Intent { digest: &digest, request: "<o/>", priced_at: order.updated_at, by_policy: true };
            let mut tx = fixture.store.begin().await.unwrap();
            let claimed = env.claim_order(&mut tx, &order, &intent).await.unwrap();
            tx.commit().await.unwrap();
            claimed
        };
        let begin = async || {
            let mut tx = fixture.store.begin().await.unwrap();
            let bridge = env.begin_reconciling(&mut tx, bridge, ReconcileReason::Restored).await.unwrap().unwrap();
            tx.commit().await.unwrap();
            bridge
        };
        let waiting = begin().await;
        assert_eq!(claim().await, None);
        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.end_reconciling(&mut tx, &waiting).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(claim().await, Some(1));

        let sending = env.order(id).await.unwrap().unwrap();
        let mut tx = fixture.store.begin().await.unwrap();
        env.move_order(&mut tx, &sending, &Step::new(OrderEvent::OutcomeUnknown, "Cut.")).await.unwrap();
        tx.commit().await.unwrap();
        let unknown = env.order(id).await.unwrap().unwrap();
        assert_eq!(unknown.state, OrderState::Unknown);
        begin().await;
        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.wish_send_again(&mut tx, &unknown, "Ada", "They never got it.").await.unwrap());
        assert_eq!(env.claim_order_again(&mut tx, &unknown).await.unwrap(), None);
        tx.commit().await.unwrap();
    })
    .await;
}

async fn validated(fixture: &Fixture, env: &Env, id: linkspan_core::id::OrderId) -> String {
    let order = env.order(id).await.unwrap().unwrap();
    let content = Snapshot {
        currency: linkspan_core::money::Currency::USD,
        ship_to: Default::default(),
        contact: Default::default(),
        ship_method: "FG".into(),
        options: Default::default(),
        lines: vec![],
    };
    let mut step = Step::new(OrderEvent::Validated, "Checked.");
    let digest = content.digest();
    step.content = Some((content, order.created_at));
    let mut tx = fixture.store.begin().await.unwrap();
    assert!(env.move_order(&mut tx, &order, &step).await.unwrap());
    tx.commit().await.unwrap();
    digest
}
