//! Modes, switches, and a bridge that must be confirmed first.

use crate::fakes::{Plan, Point, Say};
use crate::stage::{Stage, automatic, by_hand, number};
use linkspan::app::orders::settings::OrderSettings;
use linkspan_core::order::OrderState;
use linkspan_core::template::TemplateKind;

async fn bridge(stage: &Stage, on: bool) {
    let mut tx = stage.app.store.begin().await.unwrap();
    stage.env.set_bridge_enabled(&mut tx, stage.bridge, on).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn automatic_takes_effect_after_the_first_orders_that_the_distributor_saw() {
    let stage = Stage::new(OrderSettings { hold_first: 2, ..automatic() }).await;
    stage.submit("1").await;
    stage.world.outside().plans.push_back(Plan::WrongAddress);
    stage.release("1").await.unwrap();
    stage.work().await;
    assert_eq!(stage.state("1").await, OrderState::Held);
    for id in ["2", "3"] {
        assert_eq!(stage.submit(id).await.state, OrderState::AwaitingRelease);
        stage.release(id).await.unwrap();
        stage.work().await;
        assert_eq!(stage.state(id).await, OrderState::Accepted);
    }
    assert_eq!(stage.submit("4").await.state, OrderState::Accepted);
}

#[tokio::test]
async fn in_hold_mode_nothing_goes_without_a_click_and_one_click_sends_one_order() {
    let stage = Stage::new(by_hand()).await;
    stage.submit("1").await;
    stage.later(100_000).await;
    assert_eq!((stage.state("1").await, stage.world.outside().submits.len()), (OrderState::AwaitingRelease, 0));
    let clicks = [stage.release("1").await, stage.release("1").await];
    assert_eq!(clicks.map(|click| click.is_ok()), [true, false]);
    stage.work().await;
    assert!(stage.release("1").await.is_err(), "a replayed call");
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
}

#[tokio::test]
async fn what_policy_let_go_waits_for_a_person_once_the_mode_is_hold() {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().always_says = Some(Say::Down);
    assert_eq!(stage.submit("1").await.state, OrderState::Validated);
    stage.set(&by_hand()).await;
    stage.world.outside().always_says = None;
    stage.later(900).await;
    assert_eq!((stage.state("1").await, stage.world.outside().submits.len()), (OrderState::AwaitingRelease, 0));
}

#[tokio::test]
async fn nothing_is_sent_while_the_template_or_the_bridge_is_off() {
    let stage = Stage::new(by_hand()).await;
    stage.submit("1").await;
    stage.switch(TemplateKind::OrderSubmission, false).await;
    stage.release("1").await.unwrap();
    stage.later(1_000).await;
    assert_eq!(stage.world.outside().submits.len(), 0);
    bridge(&stage, false).await;
    stage.switch(TemplateKind::OrderSubmission, true).await;
    stage.later(1_000).await;
    assert_eq!(stage.world.outside().submits.len(), 0);
    bridge(&stage, true).await;
    stage.later(1_000).await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
}

#[tokio::test]
async fn a_switch_that_is_turned_while_the_distributor_is_asked_still_stops_the_order() {
    let stage = Stage::new(automatic()).await;
    let (app, env, id) = (stage.app.clone(), stage.env.clone(), stage.bridge);
    stage.world.at(Point::LookUp, move || async move {
        let mut tx = app.store.begin().await.unwrap();
        env.set_bridge_enabled(&mut tx, id, false).await.unwrap();
        tx.commit().await.unwrap();
    });
    stage.submit("1").await;
    stage.later(1_000).await;
    assert_eq!((stage.state("1").await, stage.world.outside().submits.len()), (OrderState::Validated, 0));
}

#[tokio::test]
async fn a_bridge_that_reaches_another_database_or_account_sends_nothing_and_says_so() {
    let stage = Stage::new(by_hand()).await;
    stage.submit("1").await;
    stage.release("1").await.unwrap();
    stage.world.outside().account = "700200".into();
    stage.work().await;
    assert!(stage.order("1").await.explanation.contains("another database or account"));
    assert_eq!(stage.notices("1").await, ["stuck"]);
    stage.world.outside().account = "700100".into();
    stage.world.outside().database = "44444".into();
    stage.later(5_000).await;
    assert_eq!(stage.world.outside().submits.len(), 0);
    stage.world.outside().database = "30595".into();
    stage.later(20_000).await;
    assert_eq!(stage.world.submits(&number("1")), 1);
}
