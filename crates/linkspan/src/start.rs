//! Putting the parts together: settings become an installation that can serve and work.
//!
//! What must not be here: what is served or worked on.

use crate::app::App;
use crate::app::authorise::Authorising;
use crate::app::backup::{self, BackupError, DEFAULT_KEEP, Reason, Wish};
use crate::app::connect::Connect;
use crate::app::connect_sessions::ConnectSessions;
use crate::app::integrations::Integrations;
use crate::app::keys::Keys;
use crate::app::lend::Lending;
use crate::app::mail::Mailer;
use crate::app::proxy::{Proxy, Proxying, Resolver};
use crate::app::pulse::{self, Pulse};
use crate::app::secrets::Secrets;
use crate::app::webhooks::Courier;
use crate::config::Config;
use crate::connectors::{CallKeeper, Registry, egress_problem};
use crate::egress::relay::Relay;
use crate::jobs::{ConnectionLookJob, Nudge, Runner};
use crate::providers::{Catalogue, ProviderError};
use linkspan_core::id::EnvironmentId;
use linkspan_core::{Clock, IdSource, Problem, SystemClock, SystemIds};
use linkspan_store::{Backend, Location, Store, StoreError};
use linkspan_vault::{Created, KeyRing, VaultError};
use secrecy::ExposeSecret;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// What the first environment is called until people rename it. Programs and commands name it too.
const FIRST_ENVIRONMENT: &str = "default";

/// Everything that runs in one process.
pub struct Installation {
    /// What use cases need.
    pub app: App,
    /// The ways to all accounts, for checks and the use of calls.
    pub registry: Arc<Registry>,
    /// Connecting accounts.
    pub connect: Arc<Connect>,
    /// The keys of programs.
    pub keys: Arc<Keys>,
    /// What programs use: providers, integrations, connections.
    pub developers: Developers,
    /// What seals credentials.
    pub vault: Arc<KeyRing>,
    /// The environment that people sign in to.
    pub environment: EnvironmentId,
    /// Where the key file is.
    pub key_file: PathBuf,
    /// Whether it was made just now, so that somebody should be told.
    pub key_made: bool,
    /// Where the data is, without a password.
    pub data_place: String,
}

/// What programs use. Clones share it.
#[derive(Clone)]
pub struct Developers {
    /// The kinds of accounts.
    pub providers: Arc<Catalogue>,
    /// The kinds that are switched on.
    pub integrations: Arc<Integrations>,
    /// The accounts.
    pub lending: Arc<Lending>,
    /// What end users may link.
    pub sessions: Arc<ConnectSessions>,
    /// Linking accounts in a window of the vendor.
    pub authorising: Arc<Authorising>,
    /// Passing requests on.
    pub proxying: Arc<Proxying>,
}

/// Why an installation does not start. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys cannot be used.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// There are sealed credentials and no key file.
    #[error(
        "the key file {} is gone, and stored credentials cannot be opened without it: put back your copy of it",
        .path.display()
    )]
    KeyFileGone {
        /// Where it should be.
        path: PathBuf,
    },
    /// The data could not be copied before its schema changes.
    #[error("the backup before the upgrade could not be made, so nothing was changed")]
    Backup(#[from] BackupError),
    /// A provider's file cannot be used.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The mail settings or the HTTP library cannot be used.
    #[error(transparent)]
    Unusable(Problem),
    /// The address is taken or not ours.
    #[error("{address} cannot be listened on")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

impl Installation {
    /// Opens data and keys; both are made where there are none.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn open(config: &Config) -> Result<Self, StartError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ids: Arc<dyn IdSource> = Arc::new(SystemIds::new(Arc::clone(&clock)));
        Self::open_with(config, clock, ids).await
    }

    /// The same with a clock and ids that are passed in, as the demo and tests do.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn open_with(config: &Config, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Result<Self, StartError> {
        let (location, data_place) = place(config);
        let directory = &config.data.dir;
        std::fs::create_dir_all(directory)
            .map_err(|source| StoreError::Directory { path: directory.clone(), source })?;
        let store = Store::open_as_it_is(location, Arc::clone(&clock), Arc::clone(&ids)).await?;
        back_up_before_migration(&store, &*clock, &*ids).await?;
        store.migrate().await?;
        let environment = environment(&store).await?;
        let key_file = config.data.key_file();
        if !key_file.exists() && has_credentials(&store).await? {
            return Err(StartError::KeyFileGone { path: key_file });
        }
        let (ring, created) = KeyRing::open_or_create(&key_file)?;
        let vault = Arc::new(ring);
        let registry = Registry::new(store.clone(), Arc::clone(&vault), Arc::clone(&clock), &config.vendors);
        let registry = Arc::new(registry.map_err(StartError::Unusable)?);
        let keeper = CallKeeper::new(Arc::clone(&registry), store.clone(), Arc::clone(&clock), &*ids);
        keeper.exchange().await.map_err(StartError::Unusable)?;
        let links = Arc::clone(&registry) as Arc<_>;
        let origin = crate::http::origin(config, config.server.listen);
        let mailer = Mailer::new(&config.mail, origin).map_err(StartError::Unusable)?;
        let secrets = Secrets::new(store.clone(), Arc::clone(&vault));
        let courier = Courier::new(secrets, config.webhooks.private_hosts.clone());
        let app = App { store, clock, ids, links, nudge: Nudge::default(), mailer, courier };
        let connect = Arc::new(Connect::new(app.clone(), Arc::clone(&registry) as Arc<_>, Arc::clone(&vault)));
        let key_made = created == Created::Now;
        let keys = Arc::new(Keys::new(app.clone()));
        let developers = developers(config, &app, &connect, &registry, &vault)?;
        developers.integrations.seed(environment).await.map_err(StartError::Unusable)?;
        Ok(Self { app, registry, connect, keys, developers, vault, environment, key_file, key_made, data_place })
    }

    /// A runner whose heartbeat notices what may have happened to the data; for a process that lives by the real clock.
    #[must_use]
    pub fn guarded_runner(&self) -> Runner {
        self.runner().guarded_by(Pulse::new(self.app.clone(), pulse::place_of(&self.app)))
    }

    /// What keeps this process's count of calls.
    #[must_use]
    pub fn call_keeper(&self) -> CallKeeper {
        let (app, registry) = (&self.app, Arc::clone(&self.registry));
        CallKeeper::new(registry, app.store.clone(), Arc::clone(&app.clock), &*app.ids)
    }

    /// A runner for this process.
    #[must_use]
    pub fn runner(&self) -> Runner {
        let look = ConnectionLookJob::new(Arc::clone(&self.developers.lending));
        Runner::new(self.app.clone(), self.app.ids.next().to_string()).with(Box::new(look))
    }
}

fn developers(
    config: &Config,
    app: &App,
    connect: &Arc<Connect>,
    registry: &Arc<Registry>,
    vault: &Arc<KeyRing>,
) -> Result<Developers, StartError> {
    let mut providers = Catalogue::built_in();
    if let Some(directory) = &config.providers.directory {
        providers = providers.with_directory(directory)?;
    }
    let providers = Arc::new(providers);
    let secrets = Secrets::new(app.store.clone(), Arc::clone(vault));
    let accounts = Arc::clone(registry) as Arc<_>;
    let integrations = Integrations::new(app.clone(), secrets.clone(), Arc::clone(&providers), accounts);
    let lending = Lending::new(app.clone(), Arc::clone(connect), Arc::clone(registry), secrets, Arc::clone(&providers));
    let lending = Arc::new(lending);
    let relay = Relay::new().map_err(egress_problem).map_err(StartError::Unusable)?;
    let proxying = Proxying {
        resolver: Resolver::new(app.clone(), Arc::clone(&lending), Arc::clone(registry)),
        proxy: Proxy::new(relay, Arc::clone(&app.clock)),
    };
    let sessions = ConnectSessions::new(app.clone(), Arc::clone(vault), Arc::clone(&lending), Arc::clone(&providers));
    let (integrations, sessions) = (Arc::new(integrations), Arc::new(sessions));
    let authorising = Authorising::new(app.clone(), Arc::clone(&integrations), Arc::clone(&sessions));
    Ok(Developers {
        providers,
        integrations,
        lending,
        sessions,
        authorising: Arc::new(authorising),
        proxying: Arc::new(proxying),
    })
}

fn place(config: &Config) -> (Location, String) {
    match &config.data.database_url {
        Some(url) => (Location::Postgres(url.expose_secret().to_owned()), "PostgreSQL".to_owned()),
        None => {
            let directory = config.data.dir.clone();
            let shown = format!("SQLite, {}", directory.display());
            (Location::Directory(directory), shown)
        }
    }
}

/// What is there is copied before a newer program changes its schema. PostgreSQL is backed up by its own tools.
async fn back_up_before_migration(store: &Store, clock: &dyn Clock, ids: &dyn IdSource) -> Result<(), StartError> {
    if store.backend() == Backend::Postgres {
        return Ok(());
    }
    let (found, newest) = (store.schema_version().await?, Store::newest_schema());
    if found.core == 0 || found.core >= newest.core {
        return Ok(());
    }
    let wish = Wish { target: None, with_catalogue: false, reason: Reason::BeforeMigration };
    let made = backup::make(store, clock, ids, &wish).await?;
    if let Some(shelf) = made.path.parent() {
        backup::keep_only(shelf, DEFAULT_KEEP)?;
    }
    tracing::info!(from = found.core, to = newest.core, "the schema of the data is brought up to date");
    Ok(())
}

async fn environment(store: &Store) -> Result<EnvironmentId, StoreError> {
    if let Some(first) = store.environments().await?.into_iter().next() {
        return Ok(first.id);
    }
    let mut tx = store.begin().await?;
    let id = store.add_environment(&mut tx, FIRST_ENVIRONMENT).await?;
    tx.commit().await?;
    Ok(id)
}

async fn has_credentials(store: &Store) -> Result<bool, StoreError> {
    Ok(store.credentials_by_key().await?.iter().any(|(_, count)| *count > 0))
}
