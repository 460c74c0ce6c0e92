//! Settling what is uncertain: by asking, and by a person's decision.

use crate::fakes::{Plan, Say};
use crate::stage::{Stage, automatic, number};
use linkspan::app::orders::decide;
use linkspan_core::order::OrderState;
use linkspan_core::template::TemplateKind;
use std::time::Duration;

async fn uncertain(plan: Plan) -> Stage {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().plans.push_back(plan);
    stage.submit("1").await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Unknown, 1));
    assert_eq!(stage.notices("1").await, ["unknown"]);
    stage
}

#[tokio::test]
async fn it_is_asked_quickly_first_then_hourly_for_a_day_then_never() {
    let stage = uncertain(Plan::LostRequest).await;
    let before = stage.world.outside().look_ups;
    let mut asked = Vec::new();
    for wait in [10_u64, 30, 60, 120, 300, 600, 1_800].into_iter().chain([3_600; 24]) {
        stage.later(wait - 1).await;
        let early = stage.world.outside().look_ups;
        stage.later(1).await;
        asked.push((early, stage.world.outside().look_ups));
    }
    let expected: Vec<_> = (0..31).map(|n| (before + n, before + n + 1)).collect();
    assert_eq!(asked, expected);
    stage.later(500_000).await;
    assert_eq!(stage.world.outside().look_ups, before + 31);
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Unknown, 1));
    assert_eq!(stage.notices("1").await.len(), 1);
}

#[tokio::test]
async fn what_arrived_is_adopted_when_it_is_found() {
    let stage = uncertain(Plan::LostAnswer).await;
    stage.world.outside().says.extend([Say::NotFound, Say::Down, Say::Unclear]);
    for wait in [10, 30, 60] {
        stage.later(wait).await;
        assert_eq!(stage.state("1").await, OrderState::Unknown);
    }
    stage.later(120).await;
    let order = stage.order("1").await;
    assert_eq!((order.state, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
    assert_eq!(stage.env.distributor_orders(order.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn another_order_under_the_number_is_a_conflict_with_the_differences() {
    let stage = uncertain(Plan::LostRequest).await;
    stage.world.outside().says.push_back(Say::Different);
    stage.later(10).await;
    let order = stage.order("1").await;
    assert_eq!(order.state, OrderState::Conflict);
    assert!(order.explanation.contains("line 1"), "{}", order.explanation);
}

#[tokio::test]
async fn an_order_that_is_cancelled_there_is_never_adopted_as_taken() {
    let stage = uncertain(Plan::LostAnswer).await;
    stage.world.outside().says.push_back(Say::CancelledWithoutLines);
    stage.later(10).await;
    assert_eq!(stage.state("1").await, OrderState::Rejected);
}

#[tokio::test]
async fn a_person_who_knows_the_number_settles_it_with_a_reason() {
    let stage = uncertain(Plan::LostRequest).await;
    let order = stage.order("1").await;
    let say = |number: &'static str, reason: &'static str| {
        decide::it_was_ordered(&stage.app, stage.env.id(), order.id, number, "Ada", reason)
    };
    assert_eq!(say("152301636", "  ").await.unwrap_err().code, "reason_missing");
    assert_eq!(say("; drop", "They said so.").await.unwrap_err().code, "number_missing");
    say("152301636", "They said so on the phone.").await.unwrap();
    assert_eq!(say("152301637", "Twice.").await.unwrap_err().code, "order_moved");
    assert_eq!(stage.state("1").await, OrderState::Accepted);
    let numbers = stage.env.distributor_orders(order.id).await.unwrap();
    assert_eq!(numbers.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(), ["152301636"]);
    let events = stage.env.order_events(order.id).await.unwrap();
    assert_eq!(events[0].reason.as_deref(), Some("They said so on the phone."));
    assert_eq!(stage.world.submits(&number("1")), 1);
}

#[tokio::test]
async fn giving_up_ends_it_with_a_reason_and_nothing_follows() {
    let stage = uncertain(Plan::LostRequest).await;
    let order = stage.order("1").await;
    decide::give_up(&stage.app, stage.env.id(), order.id, "Ada", "Bought elsewhere.").await.unwrap();
    let look_ups = stage.world.outside().look_ups;
    stage.later(100_000).await;
    assert!(stage.send_again("1").await.is_err());
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Abandoned, 1));
    assert_eq!(stage.world.outside().look_ups, look_ups);
}

#[tokio::test]
async fn sending_again_asks_once_more_and_then_sends_the_stored_request() {
    let stage = uncertain(Plan::LostRequest).await;
    stage.edit("1", |order| order.lines[0].quantity = 9);
    stage.world.outside().quote.price = Some(rust_decimal::Decimal::from(50));
    let look_ups = stage.world.outside().look_ups;
    stage.send_again("1").await.unwrap();
    assert_eq!(stage.send_again("1").await.unwrap_err().code, "order_moved", "a doubled click");
    stage.work().await;
    {
        let outside = stage.world.outside();
        assert_eq!((outside.submits.len(), outside.look_ups), (2, look_ups + 1));
        assert_eq!(outside.submits[0], outside.submits[1]);
    }
    assert_eq!((stage.state("1").await, stage.world.ordered(&number("1"))), (OrderState::Accepted, 1));
}

#[tokio::test]
async fn sending_again_adopts_instead_when_the_order_is_found_after_all() {
    let stage = uncertain(Plan::LostAnswer).await;
    stage.send_again("1").await.unwrap();
    stage.work().await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
}

#[tokio::test]
async fn a_wish_to_send_again_outlives_an_outage_however_long() {
    let stage = uncertain(Plan::LostRequest).await;
    for _ in 0..40 {
        stage.later(3_600).await;
    }
    stage.world.outside().always_says = Some(Say::Down);
    stage.send_again("1").await.unwrap();
    for _ in 0..40 {
        stage.later(3_600).await;
    }
    assert_eq!(stage.world.submits(&number("1")), 1);
    stage.world.outside().always_says = None;
    stage.later(3_600).await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 2));
}

#[tokio::test]
async fn asking_goes_on_while_the_template_is_off_and_sending_again_does_not() {
    let stage = uncertain(Plan::LostRequest).await;
    stage.switch(TemplateKind::OrderSubmission, false).await;
    stage.send_again("1").await.unwrap();
    stage.later(100).await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Unknown, 1));
    let sent = stage.world.outside().submits[0].body.clone();
    let found = serde_json::from_str(&sent).unwrap();
    stage.world.outside().books.insert(number("1"), vec![found]);
    stage.clock.advance(Duration::from_secs(60));
    stage.later(3_600).await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
}
