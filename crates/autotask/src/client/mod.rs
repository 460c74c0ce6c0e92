//! The client: a cheap handle on one tenant's API with one user's credentials.
//!
//! Every call passes the gate; reads are repeated when the vendor has a passing trouble, writes never. It must not
//! know what records mean to a business, nor where credentials are kept.

mod builder;
mod call;
mod metadata;
mod read;
mod retry;
mod service;
mod standing;
mod write;
mod zone_rule;

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use reqwest::Url;

pub use self::{
    builder::ClientBuilder,
    retry::RetryPolicy,
    service::{ApiVersion, Threshold},
    write::Checked,
};
use crate::{
    credentials::Credentials,
    gate::{Gate, Lane},
    time::TimeSource,
    zone::Zone,
};

/// A connection to one tenant. Clones share everything but the lane.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    lane: Lane,
}

struct Shared {
    http: reqwest::Client,
    zone: RwLock<Zone>,
    credentials: Credentials,
    gate: Arc<dyn Gate>,
    time: Arc<dyn TimeSource>,
    retry: retry::Retry,
    rediscover_at: Option<Url>,
    standing: standing::Standing,
    metadata: metadata::Cache,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("zone", &self.zone())
            .field("credentials", &self.shared.credentials)
            .field("lane", &self.lane)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Starts a client for a zone found by [`discover`](crate::discover).
    ///
    /// The HTTP client is the caller's, so that one place can guard all outgoing traffic; give its builder the settings
    /// of [`hardened`](crate::hardened), above all no redirects.
    pub fn builder(http: reqwest::Client, zone: Zone, credentials: Credentials) -> ClientBuilder {
        ClientBuilder::new(http, zone, credentials)
    }

    /// The same client, its calls made in another lane.
    #[must_use]
    pub fn in_lane(&self, lane: Lane) -> Self {
        Self { shared: Arc::clone(&self.shared), lane }
    }

    /// The lane that calls are made in.
    pub fn lane(&self) -> Lane {
        self.lane
    }

    /// The zone in use. It changes when the tenant has moved and the client has found out.
    pub fn zone(&self) -> Zone {
        self.shared.zone.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the vendor has refused the credentials, after which nothing is sent any more: repeating a wrong secret
    /// locks the account. Build a new client with other credentials.
    pub fn credentials_refused(&self) -> bool {
        self.shared.standing.is_refused()
    }
}
