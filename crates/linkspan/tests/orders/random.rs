//! Random interleavings of everything at once. Whatever happens, nothing is ordered twice and nothing is hidden.

use crate::crash::crash_after;
use crate::fakes::{Plan, Point, Say};
use crate::stage::{Stage, automatic, number};
use linkspan::app::orders::decide;
use linkspan_core::capability::psa::PurchaseOrderStatus;
use linkspan_core::order::OrderState;
use proptest::prelude::*;
use std::time::Duration;

const IDS: [&str; 3] = ["1", "2", "3"];

#[derive(Debug, Clone)]
enum Act {
    Write(usize),
    Edit(usize, i64),
    Cancel(usize),
    Poll,
    Work,
    Crash(usize),
    TwoWorkers,
    Release(usize),
    SendAgain(usize),
    GiveUp(usize),
    Wait(u64),
    Plan(Plan),
    Say(Say),
    SlowCall,
}

fn act() -> impl Strategy<Value = Act> {
    let order = 0..IDS.len();
    let plan = prop::sample::select(vec![
        Plan::Accept,
        Plan::Partly,
        Plan::Review,
        Plan::Reject,
        Plan::Duplicate,
        Plan::WrongAddress,
        Plan::NotSent,
        Plan::LostAnswer,
        Plan::LostRequest,
    ]);
    prop_oneof![
        3 => order.clone().prop_map(Act::Write),
        1 => (order.clone(), 1_i64..9).prop_map(|(id, quantity)| Act::Edit(id, quantity)),
        1 => order.clone().prop_map(Act::Cancel),
        4 => Just(Act::Poll),
        3 => Just(Act::Work),
        4 => (1_usize..80).prop_map(Act::Crash),
        2 => Just(Act::TwoWorkers),
        2 => order.clone().prop_map(Act::Release),
        2 => order.clone().prop_map(Act::SendAgain),
        1 => order.prop_map(Act::GiveUp),
        3 => prop::sample::select(vec![1_u64, 11, 61, 241, 4_000]).prop_map(Act::Wait),
        4 => plan.prop_map(Act::Plan),
        2 => prop::sample::select(vec![Say::NotFound, Say::Down, Say::Unclear]).prop_map(Act::Say),
        1 => Just(Act::SlowCall),
    ]
}

async fn play(stage: &Stage, act: &Act) {
    let known = async |id: usize| stage.find(IDS[id]).await;
    match act {
        Act::Write(id) if !stage.world.outside().purchase_orders.contains_key(IDS[*id]) => stage.write(IDS[*id]),
        Act::Edit(id, quantity) if known(*id).await.is_some() => {
            stage.edit(IDS[*id], |order| order.lines[0].quantity = *quantity);
        }
        Act::Cancel(id) if known(*id).await.is_some() => {
            stage.edit(IDS[*id], |order| order.head.status = PurchaseOrderStatus::Cancelled);
        }
        Act::Poll => stage.poll().await,
        Act::Work => stage.work().await,
        Act::Crash(polls) => {
            let runner = stage.runner("crashed");
            crash_after(runner.run_due(), *polls).await;
        }
        Act::TwoWorkers => {
            let (one, two) = (stage.runner("one"), stage.runner("two"));
            let (one, two) = tokio::join!(one.run_due(), two.run_due());
            assert!(one.is_ok() && two.is_ok());
        }
        Act::Release(id) if known(*id).await.is_some() => {
            let _ = stage.release(IDS[*id]).await;
        }
        Act::SendAgain(id) if known(*id).await.is_some() => {
            let _ = stage.send_again(IDS[*id]).await;
        }
        Act::GiveUp(id) => {
            if let Some(order) = known(*id).await {
                let _ = decide::give_up(&stage.app, stage.env.id(), order.id, "Ada", "Enough.").await;
            }
        }
        Act::Wait(seconds) => stage.clock.advance(Duration::from_secs(*seconds)),
        Act::Plan(plan) => stage.world.outside().plans.push_back(*plan),
        Act::Say(say) => stage.world.outside().says.push_back(*say),
        Act::SlowCall => {
            let (clock, second) = (stage.clock.clone(), stage.runner("other"));
            stage.world.at(Point::AfterEffect, move || async move {
                clock.advance(Duration::from_secs(241));
                second.run_due().await.unwrap();
            });
        }
        _ => {}
    }
}

/// The vendors are well again, and enough time passes.
async fn come_to_rest(stage: &Stage) {
    stage.world.outside().plans.clear();
    stage.world.outside().says.clear();
    for _ in 0..4 {
        stage.clock.advance(Duration::from_secs(3_700));
        stage.poll().await;
    }
}

async fn check(stage: &Stage, id: &str, rested: bool) {
    let Some(order) = stage.find(id).await else {
        assert_eq!(stage.world.submits(&number(id)), 0, "{id} was sent without a row in the ledger");
        return;
    };
    let events = stage.events(id).await;
    let again = events.iter().filter(|kind| *kind == "send_again").count();
    let ordered = stage.world.ordered(&number(id));
    assert!(ordered <= 1 + again, "{id}: ordered {ordered} times: {events:?}");
    let first = events.iter().filter(|kind| *kind == "claimed").count();
    assert!(stage.world.submits(&number(id)) <= first + again, "{id}: a call without an intent: {events:?}");
    if order.state.is_at_distributor() {
        assert!(ordered >= 1, "{id} is {:?} and nobody has it: {events:?}", order.state);
    }
    if order.state == OrderState::Unknown {
        assert!(order.state.waits_for_person() && stage.notices(id).await.contains(&"unknown".to_owned()));
    }
    if ordered > 0 {
        assert!(!order.state.is_before_sending(), "{id} is ordered and {:?}: {events:?}", order.state);
        assert_ne!(order.state, OrderState::Withdrawn, "{id} is ordered: {events:?}");
    }
    if rested {
        assert_ne!(order.state, OrderState::Sending, "{id} stands still: {events:?}");
        assert!(!matches!(order.state, OrderState::New | OrderState::Validated), "{id} stands still: {events:?}");
    }
}

/// A few stories each time; `LINKSPAN_RANDOM_STORIES` asks for more.
fn config() -> ProptestConfig {
    let cases = std::env::var("LINKSPAN_RANDOM_STORIES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24);
    ProptestConfig { cases, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_is_ordered_twice_and_nothing_is_hidden(acts in prop::collection::vec(act(), 8..28)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let stage = Stage::new(automatic()).await;
            for act in &acts {
                play(&stage, act).await;
                for id in IDS {
                    check(&stage, id, false).await;
                }
            }
            come_to_rest(&stage).await;
            for id in IDS {
                check(&stage, id, true).await;
            }
        });
    }
}
