//! From a stored connection to a link: credentials are opened in memory, clients are built and kept for a while.
//!
//! A kept client serves only as long as the connection's row says that nothing changed, so a reconnect, a switch or a
//! disconnect counts at once, in every process.

use super::accounts::{Accounts, Examination, Finding, Trial};
use super::calls::Minutes;
use super::file_server::FileServerKeeper;
use super::health::Watch;
use super::provider::{Provider, ProviderKind, provider};
use super::{DistributorLink, Links, PsaLink, autotask, submitted_status_setting, td_synnex};
use crate::config::Vendors;
use ::autotask::quota::QuotaGate;
use async_trait::async_trait;
use linkspan_core::Clock;
use linkspan_core::capability::Lane;
use linkspan_core::id::{ConnectionId, EnvironmentId, RowId};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{Connection, ConnectionState, CredentialOwner, Store};
use linkspan_vault::{Context, KeyRing, Sealed};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How often the vendor is asked how many calls others make, in milliseconds.
const OBSERVE_MS: i64 = 5 * 60 * 1000;

/// The ways to all accounts of all environments.
pub struct Registry {
    store: Store,
    vault: Arc<KeyRing>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) autotask: autotask::Outfit,
    pub(super) td_synnex: td_synnex::Outfit,
    kept: Mutex<HashMap<(EnvironmentId, ConnectionId), Kept>>,
    /// Counts what was forgotten, for those who keep something of their own about connections.
    changes: AtomicU64,
}

/// A client with the state of the row that it was built from.
struct Kept {
    connected_at: i64,
    settings: serde_json::Value,
    client: KeptClient,
}

#[derive(Clone)]
enum KeptClient {
    Autotask(Arc<AutotaskClient>),
    TdSynnex(Box<TdSynnexClient>),
}

#[derive(Clone)]
struct TdSynnexClient {
    client: ::td_synnex::Client,
    /// Keeps the token between links.
    application: Option<Arc<::td_synnex::partner::PartnerClient>>,
    file_password: Option<SecretString>,
}

struct AutotaskClient {
    client: ::autotask::Client,
    gate: QuotaGate,
    lists: Arc<autotask::Lists>,
    observed_ms: Mutex<i64>,
}

/// How the calls of a PSA's database are used in the present hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct CallBudget {
    /// Calls that the vendor allows the database.
    pub limit: u32,
    /// Calls that Linkspan allows itself.
    pub share: u32,
    /// Our calls.
    pub used: u32,
    /// Calls of others, as last observed.
    pub others: u32,
    /// Our calls by lane: person, orders, status, proxy, bulk.
    pub used_by_lane: [u32; 5],
    /// Calls that product sync could make now.
    pub left_for_bulk: u32,
    /// When others were last observed, epoch milliseconds.
    pub observed_at_ms: Option<i64>,
}

impl Registry {
    /// The registry of a process. There should be one, because the quota of a database is counted here.
    ///
    /// # Errors
    /// Where the HTTP library cannot start.
    pub fn new(store: Store, vault: Arc<KeyRing>, clock: Arc<dyn Clock>, vendors: &Vendors) -> Result<Self, Problem> {
        Ok(Self {
            autotask: autotask::Outfit::new(vendors.autotask.clone(), Arc::clone(&clock))?,
            td_synnex: td_synnex::Outfit::new(vendors.td_synnex.clone()),
            store,
            vault,
            clock,
            kept: Mutex::default(),
            changes: AtomicU64::new(0),
        })
    }

    /// The use of a PSA database's calls; `None` where none was made by this process.
    #[must_use]
    pub fn call_budget(&self, database: &str) -> Option<CallBudget> {
        let seen = self.autotask.quota(database.parse().ok()?)?;
        Some(CallBudget {
            limit: seen.limit,
            share: seen.allowance,
            used: seen.used,
            others: seen.others,
            used_by_lane: seen.used_by_lane,
            left_for_bulk: seen.left_by_lane[4],
            observed_at_ms: seen.observed_at_ms,
        })
    }

    /// Sets the share of a database's calls, in percent; `None` is the operator's. It holds at once.
    pub(super) fn set_call_share(&self, database: &str, percent: Option<u8>) {
        if let Ok(ci) = database.parse() {
            self.autotask.set_share(ci, percent);
        }
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// The calls that this process made, for each database, by the minute (epoch milliseconds) and lane.
    pub(super) fn calls_here(&self) -> Vec<(String, Minutes)> {
        self.autotask.calls_here().into_iter().map(|(ci, minutes)| (ci.to_string(), minutes)).collect()
    }

    /// The calls to a database that other processes made, or this one before it was started anew.
    pub(super) fn set_calls_elsewhere(&self, database: &str, calls: &[(i64, [u32; 5])]) {
        if let Ok(ci) = database.parse() {
            self.autotask.set_calls_elsewhere(ci, calls);
        }
    }

    /// The operator's integration code for everybody, where the provider has such a thing.
    #[must_use]
    pub fn preset_code(&self, provider: &str) -> Option<SecretString> {
        self.autotask.preset_code().filter(|_| provider == autotask::NAME)
    }

    async fn usable(
        &self,
        environment: EnvironmentId,
        id: ConnectionId,
        kind: ProviderKind,
    ) -> Result<Connection, Problem> {
        let connection = self.store.env(environment).connection(id).await?;
        let connection = connection.ok_or_else(|| unusable("There is no such connection."))?;
        if provider(&connection.provider).is_none_or(|provider| provider.kind != kind) {
            return Err(unusable("The connection is of another kind."));
        }
        standing(&connection)?;
        Ok(connection)
    }

    /// The kept client, or a new one.
    async fn client(&self, connection: &Connection) -> Result<KeptClient, Problem> {
        let key = (connection.environment, connection.id);
        let connected_at = connection.connected_at.map_or(0, |at| at.as_millisecond());
        {
            let kept = self.lock();
            let fresh = |kept: &&Kept| kept.connected_at == connected_at && kept.settings == connection.settings;
            if let Some(kept) = kept.get(&key).filter(fresh) {
                return Ok(kept.client.clone());
            }
        }
        let client = self.build(connection).await?;
        let kept = Kept { connected_at, settings: connection.settings.clone(), client: client.clone() };
        self.lock().insert(key, kept);
        Ok(client)
    }

    async fn build(&self, connection: &Connection) -> Result<KeptClient, Problem> {
        let mut secrets = self.open_secrets(connection).await?;
        match connection.provider.as_str() {
            autotask::NAME => {
                let settings: autotask::Settings = settings(connection)?;
                let secret = secrets.remove(autotask::SECRET_SLOT).ok_or_else(no_credentials)?;
                let code = secrets.remove(autotask::CODE_SLOT).or_else(|| self.autotask.preset_code());
                let credentials = ::autotask::Credentials {
                    user_name: settings.user_name,
                    secret,
                    integration_code: code.ok_or_else(no_credentials)?,
                };
                let gate = self.autotask.gate(settings.zone.ci, &credentials.integration_code);
                Ok(KeptClient::Autotask(Arc::new(AutotaskClient {
                    gate,
                    client: self.autotask.client(settings.zone, credentials),
                    lists: Arc::default(),
                    observed_ms: Mutex::new(i64::MIN),
                })))
            }
            td_synnex::NAME => {
                let settings: td_synnex::Settings = settings(connection)?;
                let order = secrets.remove(td_synnex::ORDER_SLOT).ok_or_else(no_credentials)?;
                let slots = td_synnex::credential_slots(&settings, order, secrets.remove(td_synnex::READ_SLOT));
                let file_password = secrets.remove(td_synnex::FILE_SLOT);
                let client = self.td_synnex.client(&settings, slots)?;
                let application = self.td_synnex.partner(&settings)?;
                Ok(KeptClient::TdSynnex(Box::new(TdSynnexClient { client, application, file_password })))
            }
            _ => Err(unusable("The connection is of a kind that this version does not know.")),
        }
    }

    async fn open_secrets(&self, connection: &Connection) -> Result<HashMap<String, SecretString>, Problem> {
        let owner = CredentialOwner::Connection(connection.id);
        let sealed = self.store.env(connection.environment).credentials(owner).await?;
        let open = |id: RowId, slot: &str, bytes: Vec<u8>| {
            let place = Context { environment: connection.environment, row: id, slot };
            self.vault.open(&place, &Sealed::from_bytes(bytes)?)
        };
        sealed
            .into_iter()
            .map(|one| {
                let secret = open(one.id, &one.slot, one.sealed).map_err(|error| {
                    Problem::new(
                        "credentials_unreadable",
                        "The stored credentials cannot be opened with this key file. Put the right key file in place, or reconnect.",
                        Consequence::NeedsPerson,
                    )
                    .caused_by(error)
                })?;
                Ok((one.slot, secret))
            })
            .collect()
    }

    /// How often something about a connection changed in this process.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// Where an account lives and who counts its calls.
    pub(super) async fn autotask_way(&self, connection: &Connection) -> Result<(::autotask::Zone, QuotaGate), Problem> {
        match self.client(connection).await? {
            KeptClient::Autotask(kept) => Ok((kept.client.zone(), kept.gate.clone())),
            KeptClient::TdSynnex(_) => Err(unusable("The connection is of another kind.")),
        }
    }

    /// Where the services of an account are.
    pub(super) fn td_synnex_place(&self, connection: &Connection) -> Result<url::Url, Problem> {
        Ok(self.td_synnex.place(&settings(connection)?))
    }

    /// Who asks an account's questions in the place of programs.
    pub(super) async fn td_synnex_questions(&self, connection: &Connection) -> Result<td_synnex::Questions, Problem> {
        match self.client(connection).await? {
            KeptClient::TdSynnex(kept) => Ok(td_synnex::Questions(kept.client)),
            KeptClient::Autotask(_) => Err(unusable("The connection is of another kind.")),
        }
    }

    /// A secret of a connection that is renewed; `None` where it has none, or none that can be opened any more.
    async fn kept_secret(&self, connection: Option<&Connection>, slot: &str) -> Option<SecretString> {
        self.open_secrets(connection?).await.ok()?.remove(slot)
    }

    fn td_synnex_feed(&self, connection: &Connection, kept: &TdSynnexClient) -> Result<td_synnex::Feed, Problem> {
        let env = self.store.env(connection.environment);
        let keeper = FileServerKeeper::new(env, connection.id, Arc::clone(&self.clock));
        Ok(self.td_synnex.feed(&settings(connection)?, kept.file_password.clone(), Some(keeper)))
    }

    pub(super) fn watch(&self, connection: &Connection) -> Watch {
        Watch::new(self.store.env(connection.environment), connection.id, Arc::clone(&self.clock))
    }

    fn autotask_session(&self, connection: &Connection, kept: &AutotaskClient, lane: Lane) -> autotask::Session {
        let client = kept.client.in_lane(autotask::lane(lane));
        autotask::Session::new(client, Arc::clone(&self.clock), Some(self.watch(connection)), Arc::clone(&kept.lists))
    }

    /// Every few minutes the vendor is asked what others use; without that the quota guard would not see them.
    async fn observe(&self, session: &autotask::Session, kept: &AutotaskClient) {
        let now = self.clock.now_ms();
        {
            let mut observed = kept.observed_ms.lock().unwrap_or_else(PoisonError::into_inner);
            if now.saturating_sub(*observed) < OBSERVE_MS {
                return;
            }
            *observed = now;
        }
        if let Err(problem) = session.run(session.client().threshold()).await {
            tracing::info!(code = problem.code, "the use of Autotask's calls could not be observed");
        }
    }
}

impl Registry {
    /// A tenant that has moved is found again by the client; where it lives now is kept, so that no later process asks at
    /// the old place first.
    async fn keep_zone(&self, connection: &Connection, kept: &AutotaskClient) -> Result<(), Problem> {
        let mut settings: autotask::Settings = settings(connection)?;
        let zone = kept.client.zone();
        if settings.zone == zone {
            return Ok(());
        }
        settings.zone = zone;
        let changed = serde_json::json!(settings);
        let mut tx = self.store.begin().await?;
        let (name, email) = (&connection.display_name, connection.email.as_deref());
        let env = self.store.env(connection.environment);
        env.set_connection_settings(&mut tx, connection.id, name, email, &changed).await?;
        tx.commit().await?;
        if let Some(kept) = self.lock().get_mut(&(connection.environment, connection.id)) {
            kept.settings = changed;
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(EnvironmentId, ConnectionId), Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Links for Registry {
    async fn psa(&self, environment: EnvironmentId, id: ConnectionId, lane: Lane) -> Result<PsaLink, Problem> {
        let connection = self.usable(environment, id, ProviderKind::Psa).await?;
        let KeptClient::Autotask(kept) = self.client(&connection).await? else {
            return Err(unusable("The connection is of another kind."));
        };
        let chosen: Option<String> = self.store.env(environment).setting(&submitted_status_setting(id)).await?;
        let submitted = chosen.and_then(|number| number.parse().ok());
        let session = self.autotask_session(&connection, &kept, lane).with_submitted(submitted);
        self.observe(&session, &kept).await;
        self.keep_zone(&connection, &kept).await?;
        Ok(autotask::link(session))
    }

    async fn distributor(&self, environment: EnvironmentId, id: ConnectionId) -> Result<DistributorLink, Problem> {
        let connection = self.usable(environment, id, ProviderKind::Distributor).await?;
        let KeptClient::TdSynnex(kept) = self.client(&connection).await? else {
            return Err(unusable("The connection is of another kind."));
        };
        let feed = self.td_synnex_feed(&connection, &kept)?;
        let session = td_synnex::Session::new(kept.client, Some(self.watch(&connection)));
        Ok(td_synnex::link(session, feed, kept.application))
    }
}

#[async_trait]
impl Accounts for Registry {
    fn preset(&self, provider: &Provider) -> Vec<&'static str> {
        let code = provider.name == autotask::NAME && self.autotask.preset_code().is_some();
        if code { vec![autotask::CODE_SLOT] } else { Vec::new() }
    }

    async fn examine(&self, trial: &Trial<'_>) -> Examination {
        match trial.provider.kind {
            ProviderKind::Psa => {
                let examiner = autotask::Examiner { outfit: &self.autotask, clock: Arc::clone(&self.clock) };
                examiner.examine(trial).await
            }
            ProviderKind::Distributor => {
                let kept_file_password = self.kept_secret(trial.known, td_synnex::FILE_SLOT).await;
                td_synnex::Examiner { outfit: &self.td_synnex, kept_file_password }.examine(trial).await
            }
        }
    }

    async fn check(&self, environment: EnvironmentId, id: ConnectionId) -> Result<Vec<Finding>, Problem> {
        let env = self.store.env(environment);
        let connection = env.connection(id).await?.ok_or_else(|| unusable("There is no such connection."))?;
        if connection.state == ConnectionState::NotConnected {
            return Err(unusable(&format!("{} is not connected.", connection.display_name)));
        }
        // A check is a person's wish to try once more, also with credentials that were refused before.
        self.forget(environment, id);
        let (findings, permissions) = match self.client(&connection).await? {
            KeptClient::Autotask(kept) => {
                let session = self.autotask_session(&connection, &kept, Lane::Person);
                autotask::check(&session, connection.email.as_deref()).await
            }
            KeptClient::TdSynnex(kept) => {
                let feed = self.td_synnex_feed(&connection, &kept)?;
                let session = td_synnex::Session::new(kept.client, Some(self.watch(&connection)));
                (td_synnex::check(&session, &feed).await, None)
            }
        };
        if let Some(permissions) = permissions {
            let mut tx = self.store.begin().await?;
            env.set_connection_permissions(&mut tx, id, &permissions).await?;
            tx.commit().await?;
        }
        if findings.iter().all(|finding| finding.failure().is_none()) {
            self.watch(&connection).healthy().await?;
        }
        Ok(findings)
    }

    fn forget(&self, environment: EnvironmentId, id: ConnectionId) {
        self.lock().remove(&(environment, id));
        self.changes.fetch_add(1, Ordering::SeqCst);
    }
}

fn settings<T: DeserializeOwned>(connection: &Connection) -> Result<T, Problem> {
    serde_json::from_value(connection.settings.clone())
        .map_err(|error| unusable("The connection's settings cannot be read. Reconnect it.").caused_by(error))
}

/// Whether a connection may be used as it stands.
pub(super) fn standing(connection: &Connection) -> Result<(), Problem> {
    match connection.state {
        ConnectionState::Connected => Ok(()),
        ConnectionState::Error if !credentials_are_dead(connection) => Ok(()),
        ConnectionState::Error => Err(dead(connection)),
        ConnectionState::Disabled => {
            Err(unusable(&format!("{} is switched off. Switch it on at Connectors.", connection.display_name)))
        }
        ConnectionState::NotConnected => {
            Err(unusable(&format!("{} is not connected. Connect it at Connectors.", connection.display_name)))
        }
    }
}

fn unusable(sentence: &str) -> Problem {
    Problem::new("connection_unusable", sentence, Consequence::NeedsPerson)
}

fn no_credentials() -> Problem {
    unusable("The connection has no credentials. Reconnect it.")
}

/// The health of a connection whose credentials were refused. A call that may pass by itself does not count.
fn credentials_are_dead(connection: &Connection) -> bool {
    let codes =
        ["credentials_refused", "account_locked", "integration_code_refused", "user_unknown", "password_expired"];
    connection.health.as_ref().is_some_and(|health| codes.contains(&health.code.as_str()))
}

fn dead(connection: &Connection) -> Problem {
    let said = connection.health.as_ref().map(|health| health.sentence.clone()).unwrap_or_default();
    Problem::new("connection_unusable", said, Consequence::Credentials)
}
