//! How many calls run at once per entity, and who is next.
//!
//! Autotask allows three at once per integration code and entity; two leave one for whoever else uses the code. A thread
//! that becomes free goes to the most urgent lane that waits, so a person never stands behind a queue of catalogue work.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::oneshot;

use crate::gate::Lane;

/// Calls at once per entity.
pub const THREADS_PER_ENTITY: usize = 2;

/// Above this many names, those that nobody uses are dropped: the proxy's callers may name what they like.
const MANY_NAMES: usize = 256;

/// The threads of one integration code in one database.
#[derive(Debug, Default)]
pub(super) struct Threads {
    by_entity: Mutex<HashMap<String, Arc<Queue>>>,
}

/// One entity's threads.
#[derive(Debug, Default)]
struct Queue {
    state: Mutex<QueueState>,
}

#[derive(Debug, Default)]
struct QueueState {
    running: usize,
    /// By lane, the most urgent first.
    waiting: [VecDeque<oneshot::Sender<Thread>>; Lane::ALL.len()],
}

/// A thread that is taken; dropping it lets the next one go.
#[derive(Debug)]
pub(super) struct Thread {
    queue: Option<Arc<Queue>>,
}

impl Threads {
    /// Waits for a thread of each entity. Names are taken in order, so that two callers never wait for each other.
    pub(super) async fn acquire(&self, lane: Lane, entities: &[&str]) -> Vec<Thread> {
        let mut names: Vec<String> = entities.iter().map(|name| name.to_ascii_lowercase()).collect();
        names.sort_unstable();
        names.dedup();
        let mut threads = Vec::with_capacity(names.len());
        for name in names {
            threads.extend(self.queue(name).thread(lane).await);
        }
        threads
    }

    fn queue(&self, name: String) -> Arc<Queue> {
        let mut by_entity = self.by_entity.lock().unwrap_or_else(PoisonError::into_inner);
        if by_entity.len() >= MANY_NAMES {
            by_entity.retain(|_, queue| Arc::strong_count(queue) > 1);
        }
        Arc::clone(by_entity.entry(name).or_default())
    }
}

impl Queue {
    /// Waits for a thread; a queue is never given up while somebody waits, so there always is one in the end.
    async fn thread(self: Arc<Self>, lane: Lane) -> Option<Thread> {
        let turn = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.running < THREADS_PER_ENTITY {
                state.running += 1;
                return Some(Thread { queue: Some(Arc::clone(&self)) });
            }
            let (sender, turn) = oneshot::channel();
            state.waiting[lane.index()].push_back(sender);
            turn
        };
        turn.await.ok()
    }

    /// Hands a thread on to the next one who still waits.
    fn hand_on(self: Arc<Self>) {
        loop {
            let next = {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                let next = state.waiting.iter_mut().find_map(VecDeque::pop_front);
                if next.is_none() {
                    state.running -= 1;
                }
                next
            };
            let Some(next) = next else { return };
            match next.send(Thread { queue: Some(Arc::clone(&self)) }) {
                Ok(()) => return,
                // Whoever waited has gone: this thread must not hand itself on.
                Err(mut unwanted) => unwanted.queue = None,
            }
        }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        if let Some(queue) = self.queue.take() {
            queue.hand_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    const LANE: Lane = Lane::Status;

    #[tokio::test]
    async fn two_at_once_per_entity_whatever_its_case() {
        let threads = Threads::default();
        let first = threads.acquire(LANE, &["Products"]).await;
        let second = threads.acquire(LANE, &["products"]).await;
        assert!(threads.acquire(LANE, &["PRODUCTS"]).now_or_never().is_none());
        assert!(threads.acquire(LANE, &["Companies"]).now_or_never().is_some());
        drop(first);
        assert!(threads.acquire(LANE, &["Products"]).now_or_never().is_some());
        drop(second);
    }

    #[tokio::test]
    async fn a_child_call_takes_a_thread_of_its_parent_too() {
        let threads = Threads::default();
        let both = threads.acquire(LANE, &["ProductVendors", "Products"]).await;
        assert_eq!(both.len(), 2);
        let _other = threads.acquire(LANE, &["Products"]).await;
        assert!(threads.acquire(LANE, &["Products"]).now_or_never().is_none());
        assert_eq!(threads.acquire(LANE, &["ProductVendors", "productvendors"]).await.len(), 1);
    }

    #[tokio::test]
    async fn the_most_urgent_goes_first_however_late_it_came() {
        let threads = Threads::default();
        let mut held = vec![threads.acquire(LANE, &["Products"]).await, threads.acquire(LANE, &["Products"]).await];
        let threads = &threads;
        let mut waiting: Vec<_> = [Lane::Bulk, Lane::Bulk, Lane::Orders, Lane::Person]
            .map(|lane| Box::pin(async move { (lane, threads.acquire(lane, &["Products"]).await) }))
            .into_iter()
            .collect();
        assert!(waiting.iter_mut().all(|call| call.now_or_never().is_none()));
        let mut order = Vec::new();
        while !waiting.is_empty() {
            held.remove(0);
            let done = waiting.iter_mut().enumerate().find_map(|(at, call)| Some((at, call.now_or_never()?)));
            let (at, (lane, thread)) = done.unwrap();
            drop(waiting.remove(at));
            held.push(thread);
            order.push(lane);
        }
        assert_eq!(order, [Lane::Person, Lane::Orders, Lane::Bulk, Lane::Bulk]);
    }

    #[tokio::test]
    async fn whoever_stops_waiting_takes_no_thread_along() {
        let threads = Threads::default();
        let (first, second) = (threads.acquire(LANE, &["Products"]).await, threads.acquire(LANE, &["Products"]).await);
        let mut granted = Box::pin(threads.acquire(LANE, &["Products"]));
        let mut gone = Box::pin(threads.acquire(LANE, &["Products"]));
        assert!((&mut granted).now_or_never().is_none() && (&mut gone).now_or_never().is_none());
        drop(gone);
        drop(first);
        // Its turn came, but it was never told.
        drop(granted);
        drop(second);
        let again = (threads.acquire(LANE, &["Products"]).await, threads.acquire(LANE, &["Products"]).await);
        assert!(threads.acquire(LANE, &["Products"]).now_or_never().is_none());
        drop(again);
    }

    #[tokio::test]
    async fn names_that_nobody_uses_are_dropped() {
        let threads = Threads::default();
        let held = threads.acquire(LANE, &["Products"]).await;
        for n in 0..2_000 {
            drop(threads.acquire(LANE, &[format!("made-up-{n}").as_str()]).await);
        }
        assert!(threads.by_entity.lock().unwrap().len() <= MANY_NAMES);
        let _second = threads.acquire(LANE, &["Products"]).await;
        assert!(threads.acquire(LANE, &["Products"]).now_or_never().is_none());
        drop(held);
    }
}
