//! After a restore, and anything like it: the distributor is asked about everything, and a person confirms before one order
//! is sent.

use crate::fakes::{Plan, Say};
use crate::stage::{Stage, automatic, by_hand, number};
use linkspan::app::orders::RECONCILE_WORK;
use linkspan::app::orders::reconcile::{self, Scope, enter_reconcile_first};
use linkspan::jobs::WorkLane;
use linkspan_core::order::OrderState;
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::template::TemplateKind;
use linkspan_store::{AuditFilter, FindingKind as F, ReconcileReason};
use std::time::Duration;

/// A purchase order whose order the distributor has, though this ledger never heard of it.
async fn ordered_by_a_lost_ledger(stage: &Stage, id: &str, change: impl FnOnce(&mut Snapshot)) {
    let other = Stage::new(automatic()).await;
    let mut sent = other.submit(id).await.snapshot.unwrap();
    change(&mut sent);
    stage.write(id);
    stage.world.outside().books.insert(number(id), vec![sent]);
}

async fn findings(stage: &Stage) -> Vec<(String, bool, F)> {
    let rows = stage.list().await.rows;
    rows.into_iter().map(|row| (row.psa_order_id, row.known, row.finding.kind)).collect()
}

fn sent(stage: &Stage, ids: &[&str]) -> Vec<usize> {
    ids.iter().map(|id| stage.world.submits(&number(id))).collect()
}

#[tokio::test]
async fn after_a_restore_of_an_older_backup_nothing_is_sent_until_a_person_confirms_the_list() {
    let stage = Stage::new(automatic()).await;
    // The restored ledger knows 1 as uncertain and 2 as ready; 3 and 4 were ordered after the backup was made.
    stage.world.outside().plans.push_back(Plan::LostRequest);
    stage.submit("1").await;
    stage.set(&by_hand()).await;
    stage.submit("2").await;
    stage.set(&automatic()).await;
    stage.clock.advance(Duration::from_secs(1));
    ordered_by_a_lost_ledger(&stage, "3", |_| {}).await;
    ordered_by_a_lost_ledger(&stage, "4", |sent| sent.lines[0].quantity = 9).await;
    stage.write("5");
    stage.reconcile_first(ReconcileReason::Restored).await;
    stage.send_again("1").await.unwrap();
    stage.poll().await;
    stage.later(10_000).await;
    assert_eq!(sent(&stage, &["1", "2", "3", "4", "5"]), [1, 0, 0, 0, 0]);
    assert_eq!(
        findings(&stage).await,
        [
            ("1".into(), true, F::NotFound),
            ("2".into(), true, F::NotFound),
            ("3".into(), false, F::Same),
            ("4".into(), false, F::Different),
            ("5".into(), false, F::NotFound),
        ]
    );
    let list = stage.list().await;
    assert_eq!((list.is_complete(), list.rows[2].finding.order_numbers.as_slice()), (true, &["SO1".to_owned()][..]));
    assert!(list.rows[3].finding.sentence.contains("line 1"), "{}", list.rows[3].finding.sentence);
    assert!(stage.order("5").await.explanation.contains("confirmed"), "{}", stage.order("5").await.explanation);

    stage.confirm().await.unwrap();
    stage.later(10_000).await;
    assert_eq!(sent(&stage, &["1", "2", "3", "4", "5"]), [2, 1, 0, 0, 1]);
    assert_eq!(stage.state("3").await, OrderState::Accepted);
    assert_eq!(stage.state("4").await, OrderState::Conflict);
    let adopted = stage.order("3").await;
    assert_eq!(stage.env.distributor_orders(adopted.id).await.unwrap()[0].number, "SO1");
    assert!(stage.events("3").await.contains(&"found_there".to_owned()));
    let audit = stage.env.audit(&AuditFilter::default()).await.unwrap();
    let confirmed = audit.iter().find(|entry| entry.content.action == "bridge.reconciled").expect("it is in the audit");
    assert_eq!(
        (confirmed.content.actor.as_str(), confirmed.content.detail["list"].as_array().unwrap().len()),
        ("Ada", 5)
    );
}

#[tokio::test]
async fn an_order_that_is_there_already_is_never_sent_whatever_stands_in_its_way_here() {
    let stage = Stage::new(automatic()).await;
    // Held for its address: there is no frozen content to compare with, and still the same order is recognised.
    ordered_by_a_lost_ledger(&stage, "1", |_| {}).await;
    stage.edit("1", |order| order.ship_to.line1 = String::new());
    stage.reconcile_first(ReconcileReason::HostChanged).await;
    stage.poll().await;
    assert_eq!(stage.state("1").await, OrderState::Held);
    stage.confirm().await.unwrap();
    stage.work().await;
    let adopted = stage.order("1").await;
    assert_eq!((adopted.state, sent(&stage, &["1"])), (OrderState::Accepted, vec![0]));
    assert_eq!(stage.env.order_lines(adopted.id).await.unwrap().len(), 2, "order status has lines to follow");
}

#[tokio::test]
async fn a_list_with_a_question_open_cannot_be_confirmed_and_is_asked_again_by_itself() {
    let stage = Stage::new(by_hand()).await;
    stage.submit("1").await;
    stage.world.outside().always_says = Some(Say::Down);
    stage.reconcile_first(ReconcileReason::ClockWentBack).await;
    stage.work().await;
    assert_eq!(findings(&stage).await, [("1".into(), false, F::NoAnswer)]);
    assert_eq!(stage.confirm().await.unwrap_err().code, "reconcile_incomplete");
    stage.world.outside().always_says = None;
    stage.later(121).await;
    assert_eq!(findings(&stage).await[0].2, F::NotFound);
    let digest = stage.list().await.digest;
    let click = async || reconcile::confirm(&stage.app, stage.env.id(), stage.bridge, &digest, "Ada").await;
    click().await.unwrap();
    assert_eq!(click().await.unwrap_err().code, "bridge_not_reconciling", "a doubled click");
    assert_eq!(stage.state("1").await, OrderState::AwaitingRelease, "the confirmation releases nothing");
}

#[tokio::test]
async fn refused_credentials_are_not_tried_for_every_number_and_the_page_says_so() {
    let stage = Stage::new(by_hand()).await;
    for id in ["1", "2", "3"] {
        stage.submit(id).await;
    }
    stage.world.outside().always_says = Some(Say::BadPassword);
    let before = stage.world.outside().look_ups;
    stage.reconcile_first(ReconcileReason::LongSilence).await;
    stage.work().await;
    stage.later(600).await;
    assert_eq!(stage.world.outside().look_ups, before + 1);
    let list = stage.list().await;
    assert!(list.trouble.as_ref().expect("it is said").0.contains("password"));
    assert!(!list.is_complete());
}

#[tokio::test]
async fn what_a_person_saw_is_what_is_confirmed() {
    let stage = Stage::new(by_hand()).await;
    stage.submit("1").await;
    stage.reconcile_first(ReconcileReason::Restored).await;
    stage.work().await;
    let seen = stage.list().await.digest;
    // The order turns up there while the person looks at the old list.
    let content = stage.order("1").await.snapshot.unwrap();
    stage.world.outside().books.insert(number("1"), vec![content]);
    reconcile::ask_again(&stage.app, stage.env.id(), stage.bridge).await.unwrap();
    assert_eq!(stage.confirm().await.unwrap_err().code, "reconcile_incomplete", "the list is being made");
    stage.work().await;
    let stale = reconcile::confirm(&stage.app, stage.env.id(), stage.bridge, &seen, "Ada").await;
    assert_eq!(stale.unwrap_err().code, "reconcile_list_moved");
    stage.confirm().await.unwrap();
    stage.work().await;
    assert_eq!((stage.state("1").await, sent(&stage, &["1"])), (OrderState::Accepted, vec![0]));
}

#[tokio::test]
async fn what_waits_begins_anew_when_it_happens_again_and_people_are_told_each_time() {
    let stage = Stage::new(automatic()).await;
    stage.reconcile_first(ReconcileReason::LongSilence).await;
    stage.work().await;
    let first = stage.list().await;
    assert!(first.is_complete() && first.rows.is_empty(), "an empty list is a list");
    stage.clock.advance(Duration::from_secs(5));
    assert_eq!(enter_reconcile_first(&stage.app, Scope::All, ReconcileReason::Restored).await.unwrap(), 1);
    let old = reconcile::confirm(&stage.app, stage.env.id(), stage.bridge, &first.digest, "Ada").await;
    assert!(old.is_err());
    stage.work().await;
    assert_eq!(stage.list().await.bridge.reconcile_reason, Some(ReconcileReason::Restored));
    let notices = stage.env.notices(10).await.unwrap();
    assert_eq!(notices.iter().filter(|notice| notice.content.state.starts_with("reconcile_first")).count(), 2);
    stage.confirm().await.unwrap();
    assert!(reconcile::view(&stage.app, stage.env.id(), stage.bridge).await.unwrap().is_none());
}

#[tokio::test]
async fn what_is_at_the_distributor_already_stays_as_the_ledger_has_it() {
    let stage = Stage::new(automatic()).await;
    stage.submit("1").await;
    stage.clock.advance(Duration::from_secs(1));
    stage.reconcile_first(ReconcileReason::HostChanged).await;
    stage.work().await;
    assert_eq!(findings(&stage).await, [("1".into(), true, F::Same)]);
    stage.confirm().await.unwrap();
    stage.later(1_000).await;
    assert_eq!((stage.state("1").await, sent(&stage, &["1"])), (OrderState::Accepted, vec![1]));
}

#[tokio::test]
async fn a_list_is_made_even_while_the_template_is_off_or_its_work_is_lost() {
    let stage = Stage::new(by_hand()).await;
    stage.submit("1").await;
    stage.switch(TemplateKind::OrderSubmission, false).await;
    stage.reconcile_first(ReconcileReason::Restored).await;
    stage.work().await;
    assert_eq!(findings(&stage).await.len(), 1);
    stage.switch(TemplateKind::OrderSubmission, true).await;
    stage.reconcile_first(ReconcileReason::Restored).await;
    let mut tx = stage.app.store.begin().await.unwrap();
    stage.env.drop_work(&mut tx, RECONCILE_WORK, &stage.bridge.to_string()).await.unwrap();
    tx.commit().await.unwrap();
    stage.poll().await;
    stage.work().await;
    assert!(stage.list().await.is_complete());
}

#[tokio::test]
async fn a_list_longer_than_one_turn_is_asked_about_to_its_end() {
    let stage = Stage::new(by_hand()).await;
    for id in 10..40 {
        stage.write(&id.to_string());
    }
    stage.reconcile_first(ReconcileReason::Restored).await;
    stage.wish(RECONCILE_WORK, WorkLane::Orders, &stage.bridge.to_string()).await;
    stage.work().await;
    let list = stage.list().await;
    assert_eq!((list.rows.len(), list.count(F::NotFound), list.is_complete()), (30, 30, true));
}
