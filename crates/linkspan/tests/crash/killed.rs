//! Killed before the intent, between intent and call, during and after the call.

use crate::process::Scene;
use linkspan::app::orders::decide;
use linkspan_emulator::faults::{Fault, FaultAction};

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_intent_it_is_ordered_once_after_the_restart() {
    let scene = Scene::prepare().await;
    let purchase_order = scene.submit_purchase_order();
    let first = scene.start(Some("before_intent"));
    first.paused().await;
    first.kill();
    assert_eq!((scene.ordered(), scene.state(purchase_order).await.as_str()), (0, "validated"));

    let _second = scene.start(None);
    scene.wait_for(purchase_order, "accepted").await;
    assert_eq!(scene.ordered(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_intent_and_call_it_is_unknown_and_ordered_only_by_the_button() {
    let scene = Scene::prepare().await;
    let purchase_order = scene.submit_purchase_order();
    let first = scene.start(Some("after_intent"));
    first.paused().await;
    first.kill();
    assert_eq!((scene.ordered(), scene.state(purchase_order).await.as_str()), (0, "sending"));

    let second = scene.start(None);
    scene.wait_for(purchase_order, "unknown").await;
    second.kill();
    assert_eq!(scene.ordered(), 0);

    let world = scene.open().await;
    let env = world.app.env(world.environment);
    let database = scene.vendors.psa.tenant().ci().to_string();
    let order = env.order_of_purchase_order(&database, &purchase_order.to_string()).await.unwrap().unwrap();
    decide::send_again(&world.app, world.environment, order.id, "Ada", "They never got it.").await.unwrap();
    world.app.store.close().await;
    drop((env, world));

    let _third = scene.start(None);
    scene.wait_for(purchase_order, "accepted").await;
    assert_eq!(scene.ordered(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_during_the_call_it_is_unknown_and_not_sent_again_by_itself() {
    let scene = Scene::prepare().await;
    // The distributor has read the request and thinks about it for longer than the caller lives.
    let slow = Fault::once("POST /SynnexXML/PO", FaultAction::Delay { millis: 600_000 });
    scene.vendors.distributor.faults().add(Fault { body_contains: Some("OrderRequest".into()), ..slow });
    let purchase_order = scene.submit_purchase_order();
    let first = scene.start(None);
    scene.wait_for(purchase_order, "sending").await;
    first.kill();

    let _second = scene.start(None);
    scene.wait_for(purchase_order, "unknown").await;
    assert_eq!(scene.ordered(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_call_and_before_its_outcome_is_kept_it_is_adopted() {
    let scene = Scene::prepare().await;
    let purchase_order = scene.submit_purchase_order();
    let first = scene.start(Some("after_call"));
    first.paused().await;
    first.kill();
    assert_eq!((scene.ordered(), scene.state(purchase_order).await.as_str()), (1, "sending"));

    let _second = scene.start(None);
    scene.wait_for(purchase_order, "accepted").await;
    assert_eq!(scene.ordered(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_only_slept_goes_on_and_orders_once() {
    let scene = Scene::prepare().await;
    let purchase_order = scene.submit_purchase_order();
    let process = scene.start(Some("after_intent"));
    process.paused().await;
    process.go_on();
    scene.wait_for(purchase_order, "accepted").await;
    assert_eq!(scene.ordered(), 1);
}
