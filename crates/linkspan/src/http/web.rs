//! What every handler shares.

use super::connect_page::Look;
use super::nango::RateLimit;
use super::oauth::Hub;
use super::quotes::Quotes;
use crate::app::App;
use crate::app::connect::Connect;
use crate::app::keys::Keys;
use crate::app::sign_in::Throttle;
use crate::config::{Config, Server};
use crate::connectors::Registry;
use crate::jobs::Runner;
use crate::start::{Developers, Installation};
use jiff::tz::TimeZone;
use linkspan_core::Timestamp;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::{ExposeSecret, SecretString};
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// Calls an hour that Autotask allows a database, for estimates; the quota guard asks for the real number.
const CALLS_PER_HOUR: i64 = 10_000;

/// What every handler shares. Clones are the same.
#[derive(Clone)]
pub struct Web {
    inner: Arc<Inner>,
}

/// The content of [`Web`].
pub struct Inner {
    /// What use cases need.
    pub app: App,
    /// Connecting accounts.
    pub connect: Arc<Connect>,
    /// The use of calls.
    pub registry: Arc<Registry>,
    /// Tries at signing in.
    pub throttle: Throttle,
    /// The keys of programs.
    pub keys: Arc<Keys>,
    /// What programs use.
    pub developers: Developers,
    pub(super) rate: RateLimit,
    pub(super) look: Look,
    pub(super) sockets: Hub,
    pub(super) quotes: Quotes,
    pub(super) server: Server,
    pub(super) origin: String,
    pub(super) demo: bool,
    pub(super) calls_per_hour: i64,
    pub(super) code_preset: bool,
    pub(super) sender_addresses: Vec<String>,
    pub(super) purchase_order_link: Option<String>,
    pub(super) data_place: String,
    pub(super) mail_through: Option<String>,
    pub(super) time_zone: TimeZone,
    pub(super) started_at: Timestamp,
    pub(super) stop: CancellationToken,
    pub(super) prometheus: PrometheusHandle,
    pub(super) working: AtomicBool,
    runner: Mutex<Option<Runner>>,
}

impl Deref for Web {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl Web {
    /// What a server at `listening` shares.
    #[must_use]
    pub fn new(installation: &Installation, config: &Config, listening: SocketAddr) -> Self {
        let app = installation.app.clone();
        let inner = Inner {
            throttle: Throttle::new(Arc::clone(&app.clock)),
            keys: Arc::clone(&installation.keys),
            developers: installation.developers.clone(),
            look: Look::of(&config.connect),
            rate: RateLimit::new(config.api.requests_per_minute),
            sockets: Hub::default(),
            quotes: Quotes::new(Arc::clone(&app.clock)),
            server: config.server.clone(),
            origin: origin(config, listening),
            calls_per_hour: CALLS_PER_HOUR * i64::from(config.vendors.autotask.quota_percent()) / 100,
            demo: config.vendors.autotask.allow_private && config.vendors.td_synnex.allow_private,
            purchase_order_link: config.vendors.autotask.purchase_order_link.clone(),
            sender_addresses: config.vendors.td_synnex.sender_addresses.iter().map(ToString::to_string).collect(),
            code_preset: config.vendors.autotask.integration_code.is_some(),
            connect: Arc::clone(&installation.connect),
            registry: Arc::clone(&installation.registry),
            data_place: installation.data_place.clone(),
            mail_through: mail_through(config),
            time_zone: TimeZone::system(),
            started_at: app.clock.now(),
            stop: CancellationToken::new(),
            prometheus: super::metrics::handle(),
            working: AtomicBool::new(false),
            runner: Mutex::new(Some(installation.runner())),
            app,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The address that people type, without a slash at the end.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The base of the connect page, without a slash at the end.
    #[must_use]
    pub fn connect_page(&self) -> String {
        format!("{}/connect/ui", self.origin)
    }

    /// Where a one-time link leads.
    #[must_use]
    pub fn welcome(&self, token: &SecretString) -> String {
        format!("{}/welcome/{}", self.origin, token.expose_secret())
    }

    /// Whether people reach it over TLS, so that cookies may be marked so.
    pub(super) fn secure(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// Puts another runner in the place of the plain one, before the server begins.
    pub fn run_with(&self, runner: Runner) {
        *self.runner.lock().unwrap_or_else(PoisonError::into_inner) = Some(runner);
    }

    /// The runner, for the one who starts it.
    pub(super) fn take_runner(&self) -> Option<Runner> {
        self.runner.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether the workers run.
    pub(super) fn works(&self) -> bool {
        self.working.load(Ordering::SeqCst)
    }
}

/// The address that people type: the operator's, or the one that is listened on.
#[must_use]
pub fn origin(config: &Config, listening: SocketAddr) -> String {
    match &config.server.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://{listening}"),
    }
}

fn mail_through(config: &Config) -> Option<String> {
    let mail = &config.mail;
    match (&mail.spool_file, &mail.smtp.host, &mail.from) {
        (Some(file), _, _) => Some(file.display().to_string()),
        (None, Some(host), Some(_)) => Some(host.clone()),
        _ => None,
    }
}
