//! How many calls run at once per entity.
//!
//! Autotask allows three at once per integration code and entity; two leave one for whoever else uses the code.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Calls at once per entity.
pub const THREADS_PER_ENTITY: usize = 2;

/// Above this many names, those that nobody uses are dropped: the proxy's callers may name what they like.
const MANY_NAMES: usize = 256;

/// The threads of one integration code in one database.
#[derive(Debug, Default)]
pub(super) struct Threads {
    by_entity: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Threads {
    /// Waits for a thread of each entity. Names are taken in order, so that two callers never wait for each other.
    pub(super) async fn acquire(&self, entities: &[&str]) -> Vec<OwnedSemaphorePermit> {
        let mut names: Vec<String> = entities.iter().map(|name| name.to_ascii_lowercase()).collect();
        names.sort_unstable();
        names.dedup();
        let mut permits = Vec::with_capacity(names.len());
        for name in names {
            // The semaphores are never closed, so this fails never.
            permits.extend(self.semaphore(name).acquire_owned().await.ok());
        }
        permits
    }

    fn semaphore(&self, name: String) -> Arc<Semaphore> {
        let mut by_entity = self.by_entity.lock().unwrap_or_else(PoisonError::into_inner);
        if by_entity.len() >= MANY_NAMES {
            by_entity.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        }
        Arc::clone(by_entity.entry(name).or_insert_with(|| Arc::new(Semaphore::new(THREADS_PER_ENTITY))))
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn two_at_once_per_entity_whatever_its_case() {
        let threads = Threads::default();
        let first = threads.acquire(&["Products"]).await;
        let second = threads.acquire(&["products"]).await;
        assert!(threads.acquire(&["PRODUCTS"]).now_or_never().is_none());
        assert!(threads.acquire(&["Companies"]).now_or_never().is_some());
        drop(first);
        assert!(threads.acquire(&["Products"]).now_or_never().is_some());
        drop(second);
    }

    #[tokio::test]
    async fn a_child_call_takes_a_thread_of_its_parent_too() {
        let threads = Threads::default();
        let both = threads.acquire(&["ProductVendors", "Products"]).await;
        assert_eq!(both.len(), 2);
        let _other = threads.acquire(&["Products"]).await;
        assert!(threads.acquire(&["Products"]).now_or_never().is_none());
        assert_eq!(threads.acquire(&["ProductVendors", "productvendors"]).await.len(), 1);
    }

    #[tokio::test]
    async fn names_that_nobody_uses_are_dropped() {
        let threads = Threads::default();
        let held = threads.acquire(&["Products"]).await;
        for n in 0..2_000 {
            drop(threads.acquire(&[format!("made-up-{n}").as_str()]).await);
        }
        assert!(threads.by_entity.lock().unwrap().len() <= MANY_NAMES);
        let _second = threads.acquire(&["Products"]).await;
        assert!(threads.acquire(&["Products"]).now_or_never().is_none());
        drop(held);
    }
}
