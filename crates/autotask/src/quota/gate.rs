//! The guard at work: waits for a thread, asks the quota, waits a little or says when to come back.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;

use super::{
    allowance::{Allowance, COME_BACK_MS},
    policy::{Decision, Quota, Share, Snapshot},
    threads::Threads,
};
use crate::{
    error::Error,
    gate::{Gate, Lane, Observation, Permit},
    time::{TimeSource, millis},
};

/// The longest wait inside a call, unless told: work that has to wait longer should do something else meanwhile.
const PATIENCE: Duration = Duration::from_secs(5);

/// Guards the calls of one integration code in one database.
#[derive(Debug, Clone)]
pub struct QuotaGate {
    quota: Arc<Mutex<Quota>>,
    threads: Arc<Threads>,
    time: Arc<dyn TimeSource>,
    patience_ms: i64,
}

impl QuotaGate {
    /// A guard that shares its quota with nobody; where several clients reach one database, take it from a
    /// [`QuotaRegistry`](super::QuotaRegistry) instead.
    pub fn alone(share: Share, time: Arc<dyn TimeSource>) -> Self {
        Self::new(Arc::new(Mutex::new(Quota::new(share))), Arc::new(Threads::default()), time)
    }

    pub(super) fn new(quota: Arc<Mutex<Quota>>, threads: Arc<Threads>, time: Arc<dyn TimeSource>) -> Self {
        Self { quota, threads, time, patience_ms: millis(PATIENCE) }
    }

    /// The same guard, its calls waiting this long before they are sent away; five seconds unless told.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience_ms = millis(patience);
        self
    }

    /// The state for people and metrics.
    pub fn snapshot(&self) -> Snapshot {
        let now_ms = self.time.now_ms();
        self.quota().snapshot(now_ms)
    }

    /// Calls that a lane could make now.
    pub fn left(&self, lane: Lane) -> u32 {
        let now_ms = self.time.now_ms();
        self.quota().left(lane, now_ms)
    }

    /// What a lane may still do and when: what a proxy tells its callers.
    pub fn allowance(&self, lane: Lane) -> Allowance {
        let now_ms = self.time.now_ms();
        self.quota().allowance_of(lane, now_ms)
    }

    async fn wait_for(
        &self,
        lane: Lane,
        entities: &[&str],
        decide: impl Fn(&mut Quota, i64) -> Decision + Send,
    ) -> Result<Permit, Error> {
        let give_up_ms = self.time.now_ms().saturating_add(self.patience_ms);
        loop {
            let threads = self.threads.acquire(lane, entities).await;
            let now_ms = self.time.now_ms();
            let decision = decide(&mut self.quota(), now_ms);
            match decision {
                Decision::Go => return Ok(Permit::holding(threads)),
                Decision::Refused => return Err(Error::quota_reserved(now_ms.saturating_add(COME_BACK_MS))),
                Decision::WaitUntil(at_ms) if at_ms > give_up_ms => return Err(Error::quota_reserved(at_ms)),
                Decision::WaitUntil(at_ms) => {
                    // Whoever waits for the hour must not keep a thread from those who need not.
                    drop(threads);
                    self.time.sleep_until_ms(at_ms).await;
                }
            }
        }
    }

    fn quota(&self) -> std::sync::MutexGuard<'_, Quota> {
        self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Gate for QuotaGate {
    async fn acquire(&self, lane: Lane, entities: &[&str]) -> Result<Permit, Error> {
        self.wait_for(lane, entities, |quota, now_ms| quota.try_acquire(lane, now_ms)).await
    }

    async fn acquire_probe(&self, entities: &[&str]) -> Result<Permit, Error> {
        self.wait_for(Lane::Person, entities, Quota::try_acquire_probe).await
    }

    fn observe(&self, observation: Observation) {
        let now_ms = self.time.now_ms();
        match observation {
            Observation::Threshold { used, limit } => self.quota().observe_threshold(used, limit, now_ms),
            Observation::HourlyLimit { retry_after } => {
                self.quota().observe_suspension(retry_after.map(millis), now_ms);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;
    use crate::{error::Kind, time::ManualTime};

    fn gate(percent: u8) -> (QuotaGate, Arc<ManualTime>) {
        let time = Arc::new(ManualTime::at(0));
        (QuotaGate::alone(Share::percent(percent).unwrap(), Arc::clone(&time) as Arc<dyn TimeSource>), time)
    }

    async fn use_up(gate: &QuotaGate, lane: Lane) {
        while gate.left(lane) > 0 {
            drop(gate.acquire(lane, &["Products"]).await.unwrap());
        }
    }

    #[tokio::test]
    async fn whoever_would_wait_long_is_told_when_to_come_back() {
        let (gate, time) = gate(1);
        use_up(&gate, Lane::Orders).await;
        let error = gate.acquire(Lane::Orders, &["Products"]).await.unwrap_err();
        assert_eq!(error.kind(), &Kind::QuotaReserved { retry_at_ms: 3_610_000 });
        assert_eq!(time.now_ms(), 0);
        assert_eq!(gate.snapshot().used, 100);
    }

    #[tokio::test]
    async fn patience_waits_for_the_window() {
        let (gate, time) = gate(1);
        use_up(&gate, Lane::Orders).await;
        let patient = gate.with_patience(Duration::from_secs(2 * 3600));
        let _permit = patient.acquire(Lane::Orders, &["Products"]).await.unwrap();
        assert_eq!(time.now_ms(), 3_610_000);
    }

    #[tokio::test]
    async fn a_busy_entity_makes_calls_wait_and_counts_none() {
        let (gate, _) = gate(30);
        let first = gate.acquire(Lane::Bulk, &["Products"]).await.unwrap();
        let _second = gate.acquire(Lane::Bulk, &["Products"]).await.unwrap();
        assert!(gate.acquire(Lane::Person, &["Products"]).now_or_never().is_none());
        assert_eq!(gate.snapshot().used, 2);
        drop(first);
        assert!(gate.acquire(Lane::Person, &["Products"]).now_or_never().is_some());
    }

    #[tokio::test]
    async fn the_vendors_words_reach_the_quota() {
        let (gate, time) = gate(30);
        gate.observe(Observation::Threshold { used: 9_100, limit: 10_000 });
        let error = gate.acquire(Lane::Orders, &["Products"]).await.unwrap_err();
        assert_eq!(error.kind(), &Kind::QuotaReserved { retry_at_ms: COME_BACK_MS });
        drop(gate.acquire_probe(&["ThresholdInformation"]).await.unwrap());
        gate.observe(Observation::Threshold { used: 10, limit: 10_000 });
        gate.observe(Observation::HourlyLimit { retry_after: Some(Duration::from_secs(3)) });
        let _permit = gate.acquire(Lane::Orders, &["Products"]).await.unwrap();
        assert_eq!(time.now_ms(), 3_000);
    }
}
