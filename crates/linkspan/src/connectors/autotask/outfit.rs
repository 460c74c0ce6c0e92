//! What every client of Autotask in this process shares: addresses, the quota of each database, the clock.

use super::clock_time::ClockTime;
use crate::config;
use crate::connectors::calls::Minutes;
use crate::connectors::egress_problem;
use crate::connectors::provider::{Provider, provider};
use crate::egress::{self, HostRules, Policy};
use ::autotask::quota::{PastCalls, QuotaGate, QuotaRegistry, Share, Snapshot};
use ::autotask::time::TimeSource;
use ::autotask::{Client, Credentials, Zone};
use linkspan_core::Clock;
use linkspan_core::problem::Problem;
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The provider's name.
pub(crate) const NAME: &str = "autotask";

/// Just above the vendor's own five minutes for a query.
const LONGEST_CALL: Duration = Duration::from_secs(310);

/// Builds clients.
pub(crate) struct Outfit {
    config: config::Autotask,
    quota: QuotaRegistry,
    time: Arc<dyn TimeSource>,
    http: reqwest::Client,
}

impl Outfit {
    /// # Errors
    /// Where the HTTP library cannot start.
    pub(crate) fn new(config: config::Autotask, clock: Arc<dyn Clock>) -> Result<Self, Problem> {
        let share = Share::percent(config.quota_percent()).unwrap_or(Share::DEFAULT);
        let time: Arc<dyn TimeSource> = Arc::new(ClockTime::new(clock));
        let http = egress::ordinary(&policy(&config)).map_err(egress_problem)?;
        Ok(Self { quota: QuotaRegistry::new(share, Arc::clone(&time)), config, time, http })
    }

    /// A client whose calls pass the quota of its database.
    pub(crate) fn client(&self, zone: Zone, credentials: Credentials) -> Client {
        let gate = Arc::new(self.gate(zone.ci, &credentials.integration_code));
        Client::builder(self.http.clone(), zone, credentials)
            .gate(gate)
            .time(Arc::clone(&self.time))
            .rediscover_at(self.config.discovery_url.clone())
            .build()
    }

    /// Who counts the calls of an integration code in a database.
    pub(crate) fn gate(&self, ci: i64, integration_code: &SecretString) -> QuotaGate {
        self.quota.gate(ci, integration_code)
    }

    /// Whether private addresses are allowed.
    pub(crate) fn allows_private(&self) -> bool {
        self.config.allow_private
    }

    /// Finds the zone of a user. No secret is sent.
    pub(crate) async fn discover(&self, user_name: &str) -> Result<Zone, ::autotask::Error> {
        ::autotask::discover(&self.http, &self.config.discovery_url, user_name).await
    }

    /// Whether a secret may be sent there.
    pub(crate) fn allows(&self, url: &Url) -> bool {
        policy(&self.config).check(url).is_ok()
    }

    /// The hosts to which secrets may be sent, for people.
    pub(crate) fn allowed_hosts(&self) -> String {
        own_hosts().with(&self.config.allowed_hosts).to_string()
    }

    /// Whether the address is one that the operator put in the vendor's place.
    pub(crate) fn is_test_host(&self, url: &Url) -> bool {
        !url.host_str().is_some_and(|host| own_hosts().allow(host))
    }

    /// The operator's integration code for everybody.
    pub(crate) fn preset_code(&self) -> Option<SecretString> {
        self.config.integration_code.clone()
    }

    /// Sets the share of one database, in percent; `None` is the operator's.
    pub(crate) fn set_share(&self, ci: i64, percent: Option<u8>) {
        let percent = percent.unwrap_or_else(|| self.config.quota_percent());
        self.quota.set_share(ci, Share::percent(percent).unwrap_or(Share::DEFAULT));
    }

    /// The calls made here, for each database, by minute and lane.
    pub(crate) fn calls_here(&self) -> Vec<(i64, Minutes)> {
        let plain = |past: PastCalls| (past.minute_ms, past.by_lane);
        self.quota.minutes().into_iter().map(|(ci, past)| (ci, past.into_iter().map(plain).collect())).collect()
    }

    /// The calls made elsewhere or earlier.
    pub(crate) fn set_calls_elsewhere(&self, ci: i64, calls: &[(i64, [u32; 5])]) {
        let past: Vec<_> = calls.iter().map(|&(minute_ms, by_lane)| PastCalls { minute_ms, by_lane }).collect();
        self.quota.set_siblings(ci, &past);
    }

    /// The use of a database's calls; `None` where none was made yet.
    pub(crate) fn quota(&self, ci: i64) -> Option<Snapshot> {
        self.quota.snapshot(ci)
    }
}

fn this_provider() -> &'static Provider {
    provider(NAME).expect("the provider is in the list, as a test shows")
}

fn own_hosts() -> HostRules {
    this_provider().allowed_hosts.clone()
}

fn policy(config: &config::Autotask) -> Policy {
    let discovery = HostRules::of([&config.discovery_url]);
    Policy {
        provider: NAME,
        hosts: own_hosts().with(&config.allowed_hosts).with(&discovery),
        allow_private: config.allow_private,
        timeout: LONGEST_CALL,
    }
}
