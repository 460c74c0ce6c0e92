//! Which purchase orders are taken.

use crate::stage::{Stage, automatic, by_hand, number};
use linkspan::app::mark;
use linkspan::app::orders::{POLL_WORK, decide, detect};
use linkspan_core::capability::psa::PurchaseOrderStatus;
use linkspan_core::id::OrderId;
use linkspan_core::order::{HoldCode, OrderState};
use linkspan_core::problem::Consequence;
use linkspan_store::NotTakenReason;

#[tokio::test]
async fn a_purchase_order_is_taken_and_sent_once_however_often_it_is_seen() {
    let stage = Stage::new(automatic()).await;
    stage.write("1");
    for _ in 0..5 {
        stage.poll().await;
        stage.clock.advance(std::time::Duration::from_secs(90));
    }
    assert_eq!((stage.world.submits(&number("1")), stage.state("1").await), (1, OrderState::Accepted));
    assert_eq!(stage.events("1").await.iter().filter(|kind| *kind == "detected").count(), 1);
}

#[tokio::test]
async fn what_was_submitted_before_the_start_is_listed_and_taken_one_by_one() {
    let stage = Stage::new(automatic()).await;
    stage.write("1");
    stage.write("2");
    detect::remember_start(&stage.app, stage.env.id(), stage.bridge).await.unwrap();
    stage.poll().await;
    let listed = stage.env.not_taken(stage.bridge).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|left| left.reason == NotTakenReason::BeforeStart));
    assert_eq!(stage.world.outside().submits.len(), 0);

    for _ in 0..2 {
        decide::take(&stage.app, stage.env.id(), stage.bridge, "2", "Ada").await.unwrap();
        stage.work().await;
        stage.poll().await;
    }
    assert_eq!((stage.world.submits(&number("1")), stage.world.submits(&number("2"))), (0, 1));
    assert_eq!(stage.env.not_taken(stage.bridge).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_purchase_order_that_went_on_unseen_is_listed_as_not_ordered_by_us() {
    let stage = Stage::new(automatic()).await;
    stage.poll().await;
    stage.write("1");
    stage.edit("1", |order| order.head.status = PurchaseOrderStatus::ReceivedPartial);
    stage.clock.advance(std::time::Duration::from_secs(3_600));
    stage.poll().await;
    let listed = stage.env.not_taken(stage.bridge).await.unwrap();
    assert_eq!(listed.iter().map(|left| left.reason).collect::<Vec<_>>(), [NotTakenReason::NotOrderedByUs]);
    assert_eq!(stage.world.outside().submits.len(), 0);
}

#[tokio::test]
async fn a_mark_of_ours_that_the_ledger_does_not_know_holds_the_order() {
    let stage = Stage::new(automatic()).await;
    let other = OrderId::parse("0193aaaa-0000-7000-8000-000000000001").unwrap();
    stage.write("1");
    let memo = mark::with_block("Ring twice.", other, &["Distributor order 7".into()]).unwrap();
    stage.edit("1", |order| order.head.memo = memo);
    stage.poll().await;
    let order = stage.order("1").await;
    assert_eq!((order.state, order.reasons[0].code), (OrderState::Held, HoldCode::ForeignMark));
    assert!(stage.release("1").await.is_err(), "nobody may override it");
    assert_eq!(stage.world.outside().submits.len(), 0);
}

#[tokio::test]
async fn a_missing_submitted_label_is_said_and_told_once_a_day() {
    let stage = Stage::new(automatic()).await;
    stage.write("1");
    stage.world.outside().psa_problem = Some(("submitted_status_missing", Consequence::NeedsPerson));
    for _ in 0..3 {
        stage.poll().await;
    }
    let work = stage.env.work_of(POLL_WORK, &stage.bridge.to_string()).await.unwrap().unwrap();
    assert!(work.sentence.unwrap().contains("submitted_status_missing"));
    assert_eq!(stage.env.notices(10).await.unwrap().len(), 1);
    stage.world.outside().psa_problem = None;
    stage.later(4_000).await;
    assert_eq!(stage.world.submits(&number("1")), 1);
}

#[tokio::test]
async fn what_was_withdrawn_and_submitted_again_asks_a_person_even_in_automatic_mode() {
    let stage = Stage::new(by_hand()).await;
    stage.submit("1").await;
    stage.edit("1", |order| order.head.status = PurchaseOrderStatus::New);
    stage.poll().await;
    assert_eq!(stage.state("1").await, OrderState::Withdrawn);
    stage.set(&automatic()).await;
    stage.edit("1", |order| order.head.status = PurchaseOrderStatus::Submitted);
    stage.poll().await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::AwaitingRelease, 0));
    stage.release("1").await.unwrap();
    stage.work().await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
}

#[tokio::test]
async fn a_number_that_another_order_has_holds_the_second() {
    let stage = Stage::new(automatic()).await;
    stage.submit("1").await;
    stage.write("2");
    stage.edit("2", |order| order.head.number = "2026.1".into());
    stage.poll().await;
    let second = stage.order("2").await;
    assert_eq!((second.state, second.reasons[0].code), (OrderState::Held, HoldCode::NumberTaken));
    assert_eq!(stage.world.outside().submits.len(), 1);
}

#[tokio::test]
async fn a_number_that_cannot_be_sent_is_held_uncut_and_derived_once_it_is_mended() {
    let stage = Stage::new(automatic()).await;
    stage.write("1");
    stage.edit("1", |order| order.head.number = "2026.with.a.very.long.tail".into());
    stage.poll().await;
    assert_eq!(stage.order("1").await.reasons[0].code, HoldCode::NumberTooLong);
    stage.edit("1", |order| order.head.number = "2026.1".into());
    stage.check_again("1").await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
    stage.edit("1", |order| order.head.number = "2026.9".into());
    assert_eq!(stage.order("1").await.identity.customer_po_number, Some(number("1")));
}
