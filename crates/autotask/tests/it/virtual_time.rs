//! Hours in an instant: a clock that jumps to the next thing that anybody waits for, and a loop that runs tasks on it.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
};

use autotask::time::TimeSource;
use futures::{FutureExt, StreamExt, stream::FuturesUnordered};

/// A task that may borrow from the test.
pub(crate) type Task<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// The clock; it moves only in [`VirtualTime::run`].
#[derive(Debug, Default)]
pub(crate) struct VirtualTime {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    now_ms: i64,
    /// Who sleeps until when, and a number that keeps equal times apart.
    sleepers: BTreeMap<(i64, u64), Waker>,
    numbered: u64,
}

impl VirtualTime {
    pub(crate) fn start() -> Arc<Self> {
        Arc::default()
    }

    /// Runs the tasks to their ends.
    pub(crate) fn run(&self, tasks: Vec<Task<'_>>) {
        let mut tasks: FuturesUnordered<Task<'_>> = tasks.into_iter().collect();
        loop {
            while let Some(done) = tasks.next().now_or_never() {
                if done.is_none() {
                    return;
                }
            }
            self.jump();
        }
    }

    /// Moves on to the first that anybody waits for.
    fn jump(&self) {
        let mut state = self.state.lock().unwrap();
        let ((at_ms, _), waker) = state.sleepers.pop_first().expect("tasks that are not done wait for the clock");
        state.now_ms = state.now_ms.max(at_ms);
        drop(state);
        waker.wake();
    }
}

#[async_trait::async_trait]
impl TimeSource for VirtualTime {
    fn now_ms(&self) -> i64 {
        self.state.lock().unwrap().now_ms
    }

    async fn sleep_until_ms(&self, at_ms: i64) {
        poll_fn(|context| {
            let mut state = self.state.lock().unwrap();
            if state.now_ms >= at_ms {
                return Poll::Ready(());
            }
            state.numbered += 1;
            let key = (at_ms, state.numbered);
            state.sleepers.insert(key, context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
