//! Opening the data: locking the directory, the pools, bringing the schema up to date.

use crate::backup::SchemaVersion;
use crate::error::{Result, StoreError};
use crate::lock::DirectoryLock;
use linkspan_core::clock::Clock;
use linkspan_core::id::IdSource;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Any, Executor, Pool, SqlStr};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Where the data is.
pub enum Location {
    /// Two SQLite files in a directory, which is made where it does not exist.
    Directory(PathBuf),
    /// A PostgreSQL database. The URL may hold a password and is never shown.
    Postgres(String),
}

/// Which engine holds the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Two files, one writer.
    Sqlite,
    /// One database, many workers.
    Postgres,
}

/// The data of one installation. Clones share it.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) backend: Backend,
    pub(crate) core: Pool<Any>,
    pub(crate) catalogue: Pool<Any>,
    pub(crate) core_writer: Arc<Mutex<()>>,
    pub(crate) catalogue_writer: Arc<Mutex<()>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    directory: Option<PathBuf>,
    _lock: Option<DirectoryLock>,
}

impl Store {
    /// Opens the data and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where another process has the directory, [`StoreError::Newer`] where a newer program wrote
    /// it, otherwise what the database or the file system says.
    pub async fn open(location: Location, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Result<Self> {
        let store = Self::open_as_it_is(location, clock, ids).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens the data with the schema that it has. Nothing but a look at the schema and a copy is possible before
    /// [`Store::migrate`].
    ///
    /// # Errors
    /// As [`Store::open`], except for the schema.
    pub async fn open_as_it_is(location: Location, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let inner = match location {
            Location::Directory(directory) => {
                let lock = DirectoryLock::take(&directory)?;
                let core = sqlite(&directory.join("core.db"), "FULL").await?;
                let catalogue = sqlite(&directory.join("catalogue.db"), "NORMAL").await?;
                Inner {
                    backend: Backend::Sqlite,
                    core,
                    catalogue,
                    core_writer: Arc::default(),
                    catalogue_writer: Arc::default(),
                    clock,
                    ids,
                    directory: Some(directory),
                    _lock: Some(lock),
                }
            }
            Location::Postgres(url) => {
                let pool = AnyPoolOptions::new().max_connections(16).connect(&url).await?;
                Inner {
                    backend: Backend::Postgres,
                    core: pool.clone(),
                    catalogue: pool,
                    core_writer: Arc::default(),
                    catalogue_writer: Arc::default(),
                    clock,
                    ids,
                    directory: None,
                    _lock: None,
                }
            }
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] where a newer program wrote the data, otherwise what the database says.
    pub async fn migrate(&self) -> Result<()> {
        migrate(&self.inner.core, CORE, "linkspan_core_schema").await?;
        migrate(&self.inner.catalogue, CATALOGUE, "linkspan_catalogue_schema").await
    }

    /// Which engine holds the data.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.inner.backend
    }

    /// The directory of the SQLite files; `None` on PostgreSQL.
    #[must_use]
    pub fn directory(&self) -> Option<&Path> {
        self.inner.directory.as_deref()
    }

    /// Closes all connections; on SQLite the write-ahead logs are folded in.
    pub async fn close(&self) {
        self.inner.core.close().await;
        self.inner.catalogue.close().await;
    }

    /// Answers when the database does.
    ///
    /// # Errors
    /// What the database says.
    pub async fn ping(&self) -> Result<()> {
        self.inner.core.execute("SELECT 1").await?;
        Ok(())
    }

    /// Prepares every registered statement; only tests call it.
    ///
    /// # Errors
    /// The name of the first statement that the database does not take, with its words.
    pub async fn prepare_all(&self) -> Result<(), String> {
        for (name, sql) in Self::statements() {
            let pool = if name.contains("CATALOGUE") { &self.inner.catalogue } else { &self.inner.core };
            let mut connection = pool.acquire().await.map_err(|error| format!("{name}: {error}"))?;
            let sqlite_only = sql.contains("FOR UPDATE SKIP LOCKED") && self.inner.backend == Backend::Sqlite;
            if !sqlite_only {
                connection.prepare(SqlStr::from_static(sql)).await.map_err(|error| format!("{name}: {error}"))?;
            }
        }
        Ok(())
    }
}

async fn sqlite(path: &Path, synchronous: &'static str) -> Result<Pool<Any>> {
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let options = AnyConnectOptions::from_str(&url)?;
    let pool = AnyPoolOptions::new()
        .max_connections(8)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                // The time-out comes first: changing the journal mode may have to wait for a lock.
                connection.execute("PRAGMA busy_timeout = 10000").await?;
                connection.execute("PRAGMA journal_mode = WAL").await?;
                let durable = match synchronous {
                    "FULL" => "PRAGMA synchronous = FULL",
                    _ => "PRAGMA synchronous = NORMAL",
                };
                connection.execute(durable).await?;
                connection.execute("PRAGMA foreign_keys = ON").await?;
                // Destroyed credentials must not stay behind in free pages.
                connection.execute("PRAGMA secure_delete = ON").await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

type Step = (i64, &'static str, &'static str);

/// The schema of what must not be lost. A migration that has landed is never edited.
const CORE: &[Step] = &[
    (1, "orders and work", include_str!("../migrations/core/0001_orders_and_work.sql")),
    (2, "accounts", include_str!("../migrations/core/0002_accounts.sql")),
    (3, "activity", include_str!("../migrations/core/0003_activity.sql")),
    (4, "products", include_str!("../migrations/core/0004_products.sql")),
    (5, "reconcile and looks", include_str!("../migrations/core/0005_reconcile_and_looks.sql")),
    (6, "operation", include_str!("../migrations/core/0006_operation.sql")),
    (7, "product decisions", include_str!("../migrations/core/0007_product_decisions.sql")),
    (8, "developers", include_str!("../migrations/core/0008_developers.sql")),
    (9, "connect sessions", include_str!("../migrations/core/0009_connect_sessions.sql")),
    (10, "oauth", include_str!("../migrations/core/0010_oauth.sql")),
    (11, "webhooks", include_str!("../migrations/core/0011_webhooks.sql")),
    (12, "records", include_str!("../migrations/core/0012_records.sql")),
];

/// The schema of what can be made again.
const CATALOGUE: &[Step] = &[
    (1, "marker", include_str!("../migrations/catalogue/0001_marker.sql")),
    (2, "items", include_str!("../migrations/catalogue/0002_items.sql")),
    (3, "search", include_str!("../migrations/catalogue/0003_search.sql")),
];

/// The last step of both schemas.
pub(crate) fn newest() -> SchemaVersion {
    let last = |steps: &[Step]| steps.iter().map(|(version, ..)| *version).max().unwrap_or(0);
    SchemaVersion { core: last(CORE), catalogue: last(CATALOGUE) }
}

async fn migrate(pool: &Pool<Any>, steps: &'static [Step], table: &'static str) -> Result<()> {
    let list = steps
        .iter()
        .map(|(version, description, sql)| {
            let sql = SqlStr::from_static(sql);
            Migration::new(*version, Cow::Borrowed(*description), MigrationType::Simple, sql, false)
        })
        .collect();
    let mut migrator = Migrator::with_migrations(list);
    migrator.set_locking(false);
    migrator.dangerous_set_table_name(table);
    migrator.run(pool).await.map_err(|error| match error {
        MigrateError::VersionMissing(found) => StoreError::Newer { found },
        other => StoreError::Migrate(other),
    })
}
