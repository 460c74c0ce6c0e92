//! What a machine that wakes up does before anything else.

use crate::harness::{Linked, World};
use linkspan::app::App;
use linkspan::app::pulse::Pulse;
use linkspan_core::ManualClock;
use linkspan_store::{Bridge, ReconcileReason};
use std::sync::Arc;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

fn pulse(world: &World, place: &str) -> Pulse {
    Pulse::new(world.app.clone(), Some(place.to_owned()))
}

async fn bridge(world: &Linked) -> Bridge {
    world.env().bridge(world.bridge).await.unwrap().unwrap()
}

/// Lets the bridge send again, as a person does who has confirmed its list.
async fn let_go(world: &Linked) {
    let bridge = bridge(world).await;
    let mut tx = world.app.store.begin().await.unwrap();
    assert!(world.env().end_reconciling(&mut tx, &bridge).await.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_installation_that_lives_goes_on() {
    let world = World::start().await;
    let one = pulse(&world, "here");
    one.beat().await.unwrap();
    for hours in [1, 23, 24] {
        world.advance(HOUR * hours);
        one.beat().await.unwrap();
    }
    pulse(&world, "here").beat().await.unwrap();
    assert!(!bridge(&world).await.reconcile_first);
}

#[tokio::test]
async fn silence_a_clock_that_went_back_and_another_machine_stop_sending() {
    let world = World::start().await;
    let one = pulse(&world, "here");
    one.beat().await.unwrap();
    world.advance(HOUR * 25);
    one.beat().await.unwrap();
    assert_eq!(bridge(&world).await.reconcile_reason, Some(ReconcileReason::LongSilence));
    let_go(&world).await;
    one.beat().await.unwrap();
    world.advance(HOUR);
    one.beat().await.unwrap();
    assert!(!bridge(&world).await.reconcile_first, "it is asked once");

    let earlier = linkspan_core::clock::from_ms(world.app.clock.now_ms() - 3_600_000);
    let app = App { clock: Arc::new(ManualClock::starting_at(earlier)), ..world.app.clone() };
    Pulse::new(app, Some("here".into())).beat().await.unwrap();
    assert_eq!(bridge(&world).await.reconcile_reason, Some(ReconcileReason::ClockWentBack));
    let_go(&world).await;

    pulse(&world, "there").beat().await.unwrap();
    assert_eq!(bridge(&world).await.reconcile_reason, Some(ReconcileReason::HostChanged));
    let_go(&world).await;
    pulse(&world, "there").beat().await.unwrap();
    assert!(!bridge(&world).await.reconcile_first);
}

#[tokio::test]
async fn a_worker_takes_no_work_before_it_has_looked_at_the_clock() {
    let world = World::start().await;
    pulse(&world, "here").beat().await.unwrap();
    world.advance(HOUR * 30);
    let runner = world.installation.runner().guarded_by(pulse(&world, "here"));
    runner.run_due().await.unwrap();
    let waits = bridge(&world).await;
    assert_eq!(waits.reconcile_reason, Some(ReconcileReason::LongSilence));
    assert!(waits.reconcile_listed_at.is_some(), "the list was made by the first work");
}
