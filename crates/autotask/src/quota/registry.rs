//! One quota per database, one set of threads per integration code in it.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
};

use secrecy::{ExposeSecret, SecretString};

use super::{
    allowance::Allowance,
    gate::QuotaGate,
    log::PastCalls,
    policy::{Quota, Share, Snapshot},
    threads::Threads,
};
use crate::{gate::Lane, time::TimeSource};

/// Hands out guards, so that all clients of one database share its quota, however many connections there are.
#[derive(Debug)]
pub struct QuotaRegistry {
    time: Arc<dyn TimeSource>,
    share: Share,
    databases: Mutex<HashMap<i64, Database>>,
}

#[derive(Debug)]
struct Database {
    quota: Arc<Mutex<Quota>>,
    /// By a digest of the code, so that no second copy of it lies about; two codes with the same digest would only share
    /// their threads.
    threads: HashMap<u64, Arc<Threads>>,
}

impl QuotaRegistry {
    /// A registry whose quotas start with `share`.
    pub fn new(share: Share, time: Arc<dyn TimeSource>) -> Self {
        Self { time, share, databases: Mutex::default() }
    }

    /// The guard for calls to the database `ci` with this integration code.
    pub fn gate(&self, ci: i64, integration_code: &SecretString) -> QuotaGate {
        let mut digest = DefaultHasher::new();
        integration_code.expose_secret().hash(&mut digest);
        let mut databases = self.lock();
        let database = databases.entry(ci).or_insert_with(|| self.database());
        let threads = database.threads.entry(digest.finish()).or_default();
        QuotaGate::new(Arc::clone(&database.quota), Arc::clone(threads), Arc::clone(&self.time))
    }

    /// Changes the share of one database.
    pub fn set_share(&self, ci: i64, share: Share) {
        let mut databases = self.lock();
        let database = databases.entry(ci).or_insert_with(|| self.database());
        database.quota.lock().unwrap_or_else(PoisonError::into_inner).set_share(share);
    }

    /// Tells the quota of one database the calls of ours that it has not counted itself; see [`Quota::set_siblings`].
    pub fn set_siblings(&self, ci: i64, calls: &[PastCalls]) {
        let now_ms = self.time.now_ms();
        let mut databases = self.lock();
        let database = databases.entry(ci).or_insert_with(|| self.database());
        database.quota.lock().unwrap_or_else(PoisonError::into_inner).set_siblings(calls, now_ms);
    }

    /// The calls that were counted here, for each database, minute by minute.
    pub fn minutes(&self) -> Vec<(i64, Vec<PastCalls>)> {
        let now_ms = self.time.now_ms();
        let counted = |quota: &Mutex<Quota>| quota.lock().unwrap_or_else(PoisonError::into_inner).minutes(now_ms);
        self.lock().iter().map(|(ci, database)| (*ci, counted(&database.quota))).collect()
    }

    /// The state of one database; `None` if no guard for it was handed out.
    pub fn snapshot(&self, ci: i64) -> Option<Snapshot> {
        let quota = Arc::clone(&self.lock().get(&ci)?.quota);
        let now_ms = self.time.now_ms();
        Some(quota.lock().unwrap_or_else(PoisonError::into_inner).snapshot(now_ms))
    }

    /// What a lane of one database may still do; `None` if no guard for it was handed out.
    pub fn allowance(&self, ci: i64, lane: Lane) -> Option<Allowance> {
        let quota = Arc::clone(&self.lock().get(&ci)?.quota);
        let now_ms = self.time.now_ms();
        Some(quota.lock().unwrap_or_else(PoisonError::into_inner).allowance_of(lane, now_ms))
    }

    fn database(&self) -> Database {
        Database { quota: Arc::new(Mutex::new(Quota::new(self.share))), threads: HashMap::new() }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<i64, Database>> {
        self.databases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;
    use crate::{gate::Gate, time::ManualTime};

    fn registry() -> QuotaRegistry {
        QuotaRegistry::new(Share::DEFAULT, Arc::new(ManualTime::at(0)))
    }

    #[tokio::test]
    async fn all_codes_of_a_database_share_its_hour() {
        let registry = registry();
        let (one, two) = (registry.gate(7, &"code-one".into()), registry.gate(7, &"code-two".into()));
        drop(one.acquire(Lane::Person, &["Products"]).await.unwrap());
        drop(two.acquire(Lane::Person, &["Products"]).await.unwrap());
        assert_eq!(registry.snapshot(7).unwrap().used, 2);
        assert_eq!(registry.gate(8, &"code-one".into()).snapshot().used, 0);
        assert_eq!(registry.snapshot(9), None);
        assert_eq!(registry.allowance(7, Lane::Proxy).unwrap().left, 1_000);
        assert_eq!(registry.allowance(9, Lane::Proxy), None);
    }

    #[tokio::test]
    async fn threads_belong_to_the_code() {
        let registry = registry();
        let (one, same, two) = (
            registry.gate(7, &"code-one".into()),
            registry.gate(7, &"code-one".into()),
            registry.gate(7, &"code-two".into()),
        );
        let _first = one.acquire(Lane::Person, &["Products"]).await.unwrap();
        let _second = same.acquire(Lane::Person, &["Products"]).await.unwrap();
        assert!(one.acquire(Lane::Person, &["Products"]).now_or_never().is_none());
        assert!(two.acquire(Lane::Person, &["Products"]).now_or_never().is_some());
    }

    #[tokio::test]
    async fn what_one_registry_counted_counts_in_another() {
        let (one, two) = (registry(), registry());
        let gate = one.gate(7, &"code".into());
        drop(gate.acquire(Lane::Person, &["Products"]).await.unwrap());
        for (ci, minutes) in one.minutes() {
            two.set_siblings(ci, &minutes);
        }
        assert_eq!(two.gate(7, &"code".into()).snapshot().used, 1);
        assert_eq!(two.minutes(), [(7, Vec::new())]);
    }

    #[test]
    fn a_share_can_be_changed_while_it_is_used() {
        let registry = registry();
        let gate = registry.gate(7, &"code-one".into());
        registry.set_share(7, Share::percent(50).unwrap());
        assert_eq!(gate.snapshot().allowance, 5_000);
        assert!(!format!("{registry:?}").contains("code-one"));
    }
}
