//! Two workers, frozen workers, killed workers, lost rows: on each database at hand.

use crate::crash::{Frozen, crash_after, freeze_in};
use crate::fakes::{Plan, Point, Say};
use crate::stage::{Stage, automatic, by_hand, number};
use linkspan::app::orders::{ORDER_WORK, advance};
use linkspan::jobs::WorkLane;
use linkspan_core::order::OrderState;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const LEASE: Duration = Duration::from_secs(241);

/// The order of purchase order 1 is released, and its work is due.
async fn released(stage: &Stage) {
    stage.submit("1").await;
    stage.release("1").await.unwrap();
}

#[tokio::test]
async fn two_workers_send_one_order() {
    for stage in Stage::on_each(by_hand()).await {
        for id in ["1", "2", "3"] {
            stage.submit(id).await;
            stage.release(id).await.unwrap();
        }
        let (one, two) = (stage.runner("one"), stage.runner("two"));
        let (one, two) = tokio::join!(one.run_due(), two.run_due());
        assert!(one.is_ok() && two.is_ok());
        for id in ["1", "2", "3"] {
            assert_eq!((stage.state(id).await, stage.world.submits(&number(id))), (OrderState::Accepted, 1));
        }
    }
}

#[tokio::test]
async fn without_any_lease_many_workers_on_one_order_still_send_it_once() {
    for stage in Stage::on_each(by_hand()).await {
        released(&stage).await;
        let id = stage.order("1").await.id;
        let go = || advance(&stage.app, stage.env.id(), id);
        let _ = tokio::join!(go(), go(), go(), go());
        assert_eq!(stage.world.submits(&number("1")), 1);
        for _ in 0..3 {
            stage.later(241).await;
        }
        assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
    }
}

#[tokio::test]
async fn a_worker_frozen_before_the_call_finds_that_another_took_over_and_sent_again() {
    let Some(frozen) = Frozen::here("a_worker_frozen_before_the_call_finds_that_another_took_over_and_sent_again")
    else {
        return;
    };
    for stage in Stage::on_each(by_hand()).await {
        let worker = frozen.worker(&stage).await;
        assert_eq!(stage.world.submits(&number("1")), 0);
        stage.later(241).await;
        assert_eq!(stage.state("1").await, OrderState::Unknown, "shown as doubtful, not sent");
        stage.later(10).await;
        stage.send_again("1").await.unwrap();
        // The second worker has its own attempt before either goes on; it stops at the same place.
        let done = AtomicBool::new(false);
        let second = async {
            stage.work().await;
            done.store(true, Ordering::SeqCst);
        };
        let thaw = async {
            while stage.order("1").await.attempt < 2 {
                tokio::task::yield_now().await;
            }
            while !done.load(Ordering::SeqCst) {
                frozen.thaw();
                tokio::task::yield_now().await;
            }
            frozen.thaw();
        };
        tokio::join!(second, thaw);
        worker.await.unwrap();
        assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
    }
}

#[tokio::test]
async fn a_worker_frozen_before_the_call_and_called_uncertain_does_not_send_either() {
    let Some(frozen) = Frozen::here("a_worker_frozen_before_the_call_and_called_uncertain_does_not_send_either") else {
        return;
    };
    for stage in Stage::on_each(by_hand()).await {
        let worker = frozen.worker(&stage).await;
        stage.later(241).await;
        frozen.thaw();
        worker.await.unwrap();
        assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Unknown, 0));
        stage.later(100_000).await;
        assert_eq!(stage.world.submits(&number("1")), 0);
    }
}

#[tokio::test]
async fn a_worker_killed_between_intent_and_call_leaves_no_order_and_a_doubt_that_people_see() {
    for stage in Stage::on_each(by_hand()).await {
        released(&stage).await;
        let runner = stage.runner("one");
        let mut killed = Box::pin(runner.run_due());
        freeze_in(&mut killed, &stage, "1", OrderState::Sending).await;
        drop(killed);
        stage.restart().await;
        assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Unknown, 0));
        assert_eq!(stage.notices("1").await, ["unknown"]);
    }
}

#[tokio::test]
async fn a_late_answer_of_a_frozen_call_still_counts() {
    for stage in Stage::on_each(by_hand()).await {
        released(&stage).await;
        let (clock, second) = (stage.clock.clone(), stage.runner("two"));
        stage.world.at(Point::AfterEffect, move || async move {
            clock.advance(LEASE);
            second.run_due().await.unwrap();
        });
        stage.world.outside().always_says = Some(Say::NotFound);
        stage.work().await;
        assert!(stage.events("1").await.contains(&"outcome_unknown".to_owned()));
        assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
        stage.later(10_000).await;
        assert_eq!(stage.world.submits(&number("1")), 1);
    }
}

#[tokio::test]
async fn killed_during_or_after_the_call_it_is_adopted_and_never_sent_again() {
    for stage in Stage::on_each(by_hand()).await {
        released(&stage).await;
        stage.world.at(Point::AfterEffect, std::future::pending);
        let runner = stage.runner("one");
        let mut killed = Box::pin(runner.run_due());
        while stage.world.submits(&number("1")) == 0 {
            let _ = futures::poll!(&mut killed);
            tokio::task::yield_now().await;
        }
        drop(killed);
        stage.restart().await;
        assert_eq!(stage.state("1").await, OrderState::Unknown);
        stage.later(10).await;
        assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
    }
}

#[tokio::test]
async fn an_order_whose_row_of_work_is_gone_is_found_again() {
    for stage in Stage::on_each(automatic()).await {
        stage.write("1");
        stage.only_poll().await.unwrap();
        stage.lose_work("1").await;
        stage.poll().await;
        stage.poll().await;
        assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
    }
}

#[tokio::test]
async fn an_order_left_sending_without_a_row_of_work_is_shown_and_settled() {
    for stage in Stage::on_each(by_hand()).await {
        released(&stage).await;
        let id = stage.order("1").await.id;
        let mut killed = Box::pin(advance(&stage.app, stage.env.id(), id));
        freeze_in(&mut killed, &stage, "1", OrderState::Sending).await;
        drop(killed);
        stage.lose_work("1").await;
        stage.poll().await;
        stage.poll().await;
        assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Unknown, 0));
        stage.lose_work("1").await;
        let look_ups = stage.world.outside().look_ups;
        stage.poll().await;
        stage.poll().await;
        assert!(stage.world.outside().look_ups > look_ups, "it is asked about again");
    }
}

#[tokio::test]
async fn a_frozen_task_does_not_give_back_what_its_own_worker_took_again() {
    for stage in Stage::on_each(by_hand()).await {
        released(&stage).await;
        stage.world.outside().plans.push_back(Plan::NotSent);
        let (clock, app, env) = (stage.clock.clone(), stage.app.clone(), stage.env.clone());
        // The same process takes the row again after its lease has ended, and holds it while the first task wakes up.
        stage.world.at(Point::AfterEffect, move || async move {
            clock.advance(LEASE);
            let until = linkspan_core::clock::from_ms(linkspan_core::Clock::now_ms(&clock) + 240_000);
            let again = app.store.claim_work(WorkLane::Orders.as_str(), "one", until, 16).await.unwrap();
            assert_eq!(again.len(), 1);
            let order = env.order_of_purchase_order("30595", "1").await.unwrap().unwrap();
            advance(&app, env.id(), order.id).await.unwrap();
        });
        stage.work().await;
        let subject = stage.order("1").await.id.to_string();
        let row = stage.env.work_of(ORDER_WORK, &subject).await.unwrap().expect("the row is still there");
        assert!(row.running, "and still held by the second task");
    }
}

#[tokio::test]
async fn wherever_a_worker_is_killed_one_order_comes_of_it_or_a_doubt() {
    for polls in (1..60).step_by(3) {
        let stage = Stage::new(automatic()).await;
        stage.write("1");
        stage.only_poll().await.unwrap();
        let runner = stage.runner("one");
        crash_after(runner.run_due(), polls).await;
        for _ in 0..3 {
            stage.restart().await;
        }
        let (state, ordered) = (stage.state("1").await, stage.world.ordered(&number("1")));
        let right = match state {
            OrderState::Accepted => ordered == 1,
            OrderState::Unknown => ordered == 0 && stage.notices("1").await == ["unknown"],
            _ => false,
        };
        assert!(right, "after {polls} polls: {state:?}, {ordered} ordered");
    }
}
