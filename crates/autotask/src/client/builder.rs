//! How a client is put together.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, RwLock},
};

use reqwest::Url;

use super::{Client, RetryPolicy, Shared, metadata, retry::Retry, standing::Standing};
use crate::{
    credentials::Credentials,
    gate::{Gate, Lane},
    quota::{QuotaGate, Share},
    time::{TimeSource, TokioTime},
    zone::Zone,
};

/// Settings of a [`Client`] on its way.
#[derive(Debug)]
pub struct ClientBuilder {
    http: reqwest::Client,
    zone: Zone,
    credentials: Credentials,
    gate: Option<Arc<dyn Gate>>,
    time: Option<Arc<dyn TimeSource>>,
    rediscover_at: Option<Url>,
    retry: RetryPolicy,
    lane: Lane,
}

impl ClientBuilder {
    pub(super) fn new(http: reqwest::Client, zone: Zone, credentials: Credentials) -> Self {
        Self {
            http,
            zone,
            credentials,
            gate: None,
            time: None,
            rediscover_at: None,
            retry: RetryPolicy::default(),
            lane: Lane::Person,
        }
    }

    /// The guard that calls pass; without one the client brings its own, with a share of 30 % of the tenant's calls.
    #[must_use]
    pub fn gate(mut self, gate: Arc<dyn Gate>) -> Self {
        self.gate = Some(gate);
        self
    }

    /// The clock for pauses; the machine's unless told.
    #[must_use]
    pub fn time(mut self, time: Arc<dyn TimeSource>) -> Self {
        self.time = Some(time);
        self
    }

    /// Where to ask, once, whether the tenant has moved when good credentials are refused. Without it a refusal stands.
    #[must_use]
    pub fn rediscover_at(mut self, discovery_url: Url) -> Self {
        self.rediscover_at = Some(discovery_url);
        self
    }

    /// How reads are repeated.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The lane of the first handle; a waiting person's unless told.
    #[must_use]
    pub fn lane(mut self, lane: Lane) -> Self {
        self.lane = lane;
        self
    }

    /// The client. Nothing is sent yet.
    pub fn build(self) -> Client {
        let time = self.time.unwrap_or_else(|| Arc::new(TokioTime::start()));
        let gate = self.gate.unwrap_or_else(|| Arc::new(QuotaGate::alone(Share::DEFAULT, Arc::clone(&time))));
        // Pauses of clients for different users should not fall together; the name is seed enough for that.
        let mut seed = DefaultHasher::new();
        self.credentials.user_name.hash(&mut seed);
        Client {
            shared: Arc::new(Shared {
                http: self.http,
                zone: RwLock::new(self.zone),
                credentials: self.credentials,
                gate,
                time,
                retry: Retry::new(self.retry, seed.finish()),
                rediscover_at: self.rediscover_at,
                standing: Standing::good(),
                metadata: metadata::Cache::default(),
            }),
            lane: self.lane,
        }
    }
}
