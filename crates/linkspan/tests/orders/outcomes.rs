//! Every row of the table of outcomes.

use crate::fakes::{Plan, Point, Say};
use crate::stage::{Stage, automatic, number};
use linkspan::app::orders::decide;
use linkspan_core::order::{HoldCode, LineState, OrderState};
use rstest::rstest;

#[rstest]
#[case(Plan::Accept, OrderState::Accepted, LineState::Accepted)]
#[case(Plan::BackOrder, OrderState::Accepted, LineState::Backordered)]
#[case(Plan::Review, OrderState::PendingReview, LineState::Accepted)]
#[case(Plan::Partly, OrderState::PartlyAccepted, LineState::Accepted)]
#[tokio::test]
async fn what_is_taken_is_kept_with_its_numbers(
    #[case] plan: Plan,
    #[case] state: OrderState,
    #[case] line: LineState,
) {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().plans.push_back(plan);
    let order = stage.submit("1").await;
    assert_eq!((order.state, stage.world.submits(&number("1"))), (state, 1));
    assert_eq!(stage.env.order_lines(order.id).await.unwrap()[0].state, line);
    assert_eq!(stage.env.distributor_orders(order.id).await.unwrap()[0].number, "SO1");
    for _ in 0..4 {
        stage.later(3_600).await;
        stage.poll().await;
    }
    assert_eq!(stage.world.submits(&number("1")), 1);
}

#[tokio::test]
async fn a_rejected_order_is_over_and_people_know() {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().plans.push_back(Plan::Reject);
    let order = stage.submit("1").await;
    stage.later(100_000).await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Rejected, 1));
    assert!(stage.env.distributor_orders(order.id).await.unwrap().is_empty());
    assert_eq!(stage.notices("1").await, ["rejected"]);
}

#[rstest]
#[case(Plan::WrongAddress, HoldCode::AddressNotRegistered, "registered")]
#[case(Plan::Incomplete, HoldCode::RequestIncomplete, "(1) City")]
#[tokio::test]
async fn a_refused_request_is_held_with_its_cure_and_sent_once_when_mended(
    #[case] plan: Plan,
    #[case] code: HoldCode,
    #[case] cure: &str,
) {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().plans.push_back(plan);
    let held = stage.submit("1").await;
    assert_eq!((held.state, held.reasons[0].code), (OrderState::Held, code));
    assert!(held.explanation.contains(cure), "{}", held.explanation);
    stage.later(100_000).await;
    assert_eq!(stage.world.submits(&number("1")), 1, "nothing is tried again before a person mended it");
    stage.check_again("1").await;
    assert_eq!((stage.state("1").await, stage.world.ordered(&number("1"))), (OrderState::Accepted, 1));
    assert_eq!(stage.world.submits(&number("1")), 2);
}

#[tokio::test]
async fn what_was_certainly_not_sent_is_tried_again_by_itself_and_sent_once() {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().plans.extend([Plan::NotSent, Plan::NotSent]);
    let waiting = stage.submit("1").await;
    assert_eq!((waiting.state, stage.world.submits(&number("1"))), (OrderState::Validated, 0));
    assert!(waiting.explanation.contains("the name was not found"));
    for _ in 0..6 {
        stage.later(900).await;
    }
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
}

#[rstest]
#[case(Say::Different)]
#[case(Say::Unclear)]
#[case(Say::CancelledWithoutLines)]
#[tokio::test]
async fn a_number_that_is_known_before_anything_was_sent_is_a_conflict(#[case] say: Say) {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().says.push_back(say);
    stage.submit("1").await;
    stage.later(100_000).await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Conflict, 0));
    assert_eq!(stage.notices("1").await, ["conflict"]);
}

#[tokio::test]
async fn an_unanswered_question_sends_nothing_and_says_so_until_it_is_answered() {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().says.extend([Say::Down, Say::Down]);
    let waiting = stage.submit("1").await;
    assert_eq!((waiting.state, stage.world.submits(&number("1"))), (OrderState::Validated, 0));
    assert!(waiting.explanation.contains("did not answer"), "{}", waiting.explanation);
    assert!(stage.notices("1").await.is_empty());
    for _ in 0..4 {
        stage.later(900).await;
    }
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
}

#[tokio::test]
async fn a_dead_password_is_told_before_anything_is_sent() {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().always_says = Some(Say::BadPassword);
    let waiting = stage.submit("1").await;
    stage.later(8_000).await;
    assert_eq!((waiting.state, stage.world.submits(&number("1"))), (OrderState::Validated, 0));
    assert!(stage.order("1").await.explanation.contains("password"));
    assert_eq!(stage.notices("1").await, ["stuck"]);
    stage.world.outside().always_says = None;
    stage.later(4_600).await;
    assert_eq!(stage.world.submits(&number("1")), 1);
}

#[tokio::test]
async fn a_duplicate_on_the_first_attempt_is_a_conflict_and_its_number_is_never_kept() {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().plans.push_back(Plan::Duplicate);
    let order = stage.submit("1").await;
    stage.later(100_000).await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Conflict, 1));
    assert!(stage.env.distributor_orders(order.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_first_duplicate_that_comes_late_is_a_conflict_too() {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().plans.push_back(Plan::Duplicate);
    let (clock, second) = (stage.clock.clone(), stage.runner("two"));
    stage.world.at(Point::BeforeEffect, move || async move {
        clock.advance(std::time::Duration::from_secs(241));
        second.run_due().await.unwrap();
    });
    stage.submit("1").await;
    stage.later(100_000).await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Conflict, 1));
}

/// An order whose first answer was lost, and a person's wish to send it again.
async fn sent_again(first: Plan, second: Plan, then: Option<Say>) -> Stage {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().plans.extend([first, second]);
    stage.submit("1").await;
    assert_eq!(stage.state("1").await, OrderState::Unknown);
    stage.world.outside().says.push_back(Say::NotFound);
    stage.world.outside().says.extend(then);
    stage.send_again("1").await.unwrap();
    stage.work().await;
    stage
}

#[tokio::test]
async fn a_duplicate_after_a_doubtful_attempt_adopts_the_same_order() {
    let stage = sent_again(Plan::LostAnswer, Plan::Duplicate, None).await;
    assert_eq!((stage.state("1").await, stage.world.ordered(&number("1"))), (OrderState::Accepted, 1));
}

#[tokio::test]
async fn a_duplicate_after_a_doubtful_attempt_with_other_content_is_a_conflict() {
    let stage = sent_again(Plan::LostRequest, Plan::Duplicate, Some(Say::Different)).await;
    assert_eq!(stage.state("1").await, OrderState::Conflict);
}

#[rstest]
#[case(Plan::NotSent, "not found")]
#[case(Plan::WrongAddress, "registered")]
#[case(Plan::Incomplete, "(1) City")]
#[case(Plan::Reject, "credit")]
#[tokio::test]
async fn a_second_attempt_that_ordered_nothing_leaves_the_first_in_doubt(#[case] second: Plan, #[case] word: &str) {
    let stage = sent_again(Plan::LostAnswer, second, Some(Say::NotFound)).await;
    let order = stage.order("1").await;
    assert_eq!((order.state, order.may_have_left), (OrderState::Unknown, true));
    assert!(order.explanation.contains(word), "{}", order.explanation);
    // Nothing is rebuilt or sent by itself: asking finds the first one.
    stage.edit("1", |purchase_order| purchase_order.lines[0].quantity = 9);
    for _ in 0..4 {
        stage.later(60).await;
    }
    assert_eq!((stage.state("1").await, stage.world.ordered(&number("1"))), (OrderState::Accepted, 1));
}

#[tokio::test]
async fn an_acceptance_that_comes_after_a_person_gave_up_is_told() {
    let stage = Stage::new(automatic()).await;
    let (clock, app, env) = (stage.clock.clone(), stage.app.clone(), stage.env.clone());
    let second = stage.runner("two");
    stage.world.at(Point::AfterEffect, move || async move {
        clock.advance(std::time::Duration::from_secs(241));
        second.run_due().await.unwrap();
        let id = env.order_of_purchase_order("30595", "1").await.unwrap().unwrap().id;
        decide::give_up(&app, env.id(), id, "Ada", "Bought elsewhere.").await.unwrap();
    });
    stage.submit("1").await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Abandoned, 1));
    assert!(stage.notices("1").await.contains(&"late_answer".to_owned()));
    assert!(stage.events("1").await.contains(&"late_answer".to_owned()));
}
