//! Keeps an emulator's state in a SQLite file, so that a restart shows the same rows, ids and clock. What an API call has
//! changed is on disk before the call is answered, and so are the messages that webhooks have yet to deliver. The journal and
//! the hour of the limits are not kept.

mod queues;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePool, SqlitePoolOptions};
use sqlx::{Row, Sqlite, Transaction};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub(crate) use self::queues::{KeptQueue, QueueChange, QueueStep};
use super::record::{Record, UdfDefinition};
use super::tenant::{Data, Tenant};
use crate::clock::VirtualClock;

const FILE: &str = "autotask-emulator.sqlite";
const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS kept_row (ci INTEGER, entity TEXT, id INTEGER, body TEXT NOT NULL, \
     PRIMARY KEY (ci, entity, id)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS kept_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
];
const CLOCK: &str = "clock";

/// A row that was changed, or `None` in its place if it was deleted.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) entity: &'static str,
    pub(crate) id: i64,
    pub(crate) row: Option<Arc<Record>>,
    pub(crate) udfs: Arc<Vec<UdfDefinition>>,
}

/// What one change of a tenant touched.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) ci: i64,
    pub(crate) rows: Vec<Changed>,
    /// Named values: next ids, orders numbered, the clock.
    pub(crate) state: Vec<(String, String)>,
    /// Messages of webhooks that wait or wait no more.
    pub(crate) queues: Vec<QueueChange>,
}

/// Writes batches in the order in which they were sent.
#[derive(Debug)]
pub(crate) struct Keeper {
    sender: UnboundedSender<Batch>,
    sent: AtomicU64,
    committed: watch::Receiver<u64>,
}

/// The open file of an emulator's state.
pub(crate) struct File {
    pool: SqlitePool,
}

impl File {
    /// Opens or makes the file in a folder, which is made too; one emulator at a time.
    pub(crate) async fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join(FILE))
            .create_if_missing(true)
            .locking_mode(SqliteLockingMode::Exclusive)
            .journal_mode(SqliteJournalMode::Wal);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(io::Error::other)?;
        for table in TABLES.into_iter().chain(queues::TABLES) {
            sqlx::query(table).execute(&pool).await.map_err(io::Error::other)?;
        }
        Ok(Self { pool })
    }

    /// The clock as it was kept: as far ahead of the machine's as it was, or standing where it stood.
    pub(crate) async fn clock(&self) -> io::Result<Option<VirtualClock>> {
        let Some(kept) = self.state(CLOCK).await? else { return Ok(None) };
        let kept: Value = serde_json::from_str(&kept)?;
        let frozen = kept["frozen"].as_str().and_then(|at| at.parse::<Timestamp>().ok()).map(VirtualClock::frozen);
        Ok(frozen.or_else(|| kept["ahead_millis"].as_i64().map(SignedDuration::from_millis).map(VirtualClock::ahead)))
    }

    /// Puts the rows that were kept in the place of the sample's; tells whether there were any.
    pub(crate) async fn load(&self, tenant: &Arc<Tenant>) -> io::Result<bool> {
        let ci = tenant.ci;
        let Some(orders) = self.state(&orders_key(ci)).await? else { return Ok(false) };
        let rows = sqlx::query("SELECT entity, body FROM kept_row WHERE ci = $1")
            .bind(ci)
            .fetch_all(&self.pool)
            .await
            .map_err(io::Error::other)?;
        let next = sqlx::query("SELECT name, value FROM kept_state WHERE name LIKE $1")
            .bind(format!("next/{ci}/%"))
            .fetch_all(&self.pool)
            .await
            .map_err(io::Error::other)?;
        tenant.change(|data| {
            data.clear_rows();
            data.orders_numbered = orders.parse().unwrap_or_default();
            for row in rows {
                restore(data, row.get("entity"), row.get("body"));
            }
            for row in next {
                let (name, value): (&str, &str) = (row.get("name"), row.get("value"));
                let entity = name.rsplit('/').next().and_then(|name| data.catalogue.entity(name));
                if let Some(entity) = entity {
                    data.table_mut(entity).begin_ids_at(value.parse().unwrap_or_default());
                }
            }
            // What was just read need not be written again.
            drop(data.take_batch(ci));
        });
        Ok(true)
    }

    /// The queues of a tenant's webhooks as they stood, by the entity and the id of their registrations.
    pub(crate) async fn queues(&self, ci: i64) -> io::Result<BTreeMap<(String, i64), KeptQueue>> {
        queues::load(&self.pool, ci).await
    }

    /// Keeps everything from now on. The clock is kept whenever it is moved.
    pub(crate) fn keep(self, clock: &VirtualClock, stop: CancellationToken) -> Arc<Keeper> {
        let (sender, batches) = unbounded_channel();
        let (committed, seen) = watch::channel(0);
        let keeper = Arc::new(Keeper { sender, sent: AtomicU64::new(0), committed: seen });
        tokio::spawn(write_all(self.pool, batches, committed));
        let (watcher, clock) = (Arc::clone(&keeper), clock.clone());
        tokio::spawn(async move {
            let watch = async {
                loop {
                    let moved = clock.moved();
                    watcher.send(Batch { state: vec![(CLOCK.to_owned(), clock_value(&clock))], ..Batch::default() });
                    moved.await;
                }
            };
            stop.run_until_cancelled(watch).await
        });
        keeper
    }

    async fn state(&self, name: &str) -> io::Result<Option<String>> {
        let row = sqlx::query("SELECT value FROM kept_state WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.pool)
            .await
            .map_err(io::Error::other)?;
        Ok(row.map(|row| row.get("value")))
    }
}

impl Keeper {
    /// Has a batch written behind those sent before.
    pub(crate) fn send(&self, batch: Batch) {
        self.sent.fetch_add(1, Ordering::SeqCst);
        // The writer ends only with its last sender.
        let _ = self.sender.send(batch);
    }

    /// Waits until everything sent so far is on disk.
    pub(crate) async fn settled(&self) {
        let sent = self.sent.load(Ordering::SeqCst);
        let mut committed = self.committed.clone();
        // Without a writer there is nothing to wait for; it has said why.
        let _ = committed.wait_for(|&committed| committed >= sent).await;
    }
}

/// Name of the count of numbered orders, which also tells that a tenant was kept at all.
pub(crate) fn orders_key(ci: i64) -> String {
    format!("orders/{ci}")
}

/// Name of the next id of an entity.
pub(crate) fn next_key(ci: i64, entity: &str) -> String {
    format!("next/{ci}/{entity}")
}

fn clock_value(clock: &VirtualClock) -> String {
    let value = match clock.ahead_of_system() {
        Some(ahead) => json!({"ahead_millis": i64::try_from(ahead.as_millis()).unwrap_or_default()}),
        None => json!({"frozen": clock.now()}),
    };
    value.to_string()
}

fn restore(data: &mut Data, entity: &str, body: &str) {
    let Some(entity) = data.catalogue.entity(entity) else { return };
    let Ok(Value::Object(body)) = serde_json::from_str::<Value>(body) else { return };
    let mut row = Record::new(entity);
    for (name, value) in body.get("fields").and_then(Value::as_object).into_iter().flatten() {
        row.set(name, value.clone());
    }
    let udfs = data.shared_udfs(entity);
    for (name, value) in body.get("udfs").and_then(Value::as_object).into_iter().flatten() {
        if let Some(at) = udfs.iter().position(|udf| udf.name == *name) {
            row.set_udf_at(at, value.as_str().map(str::to_owned));
        }
    }
    data.table_mut(entity).put(row);
}

async fn write_all(pool: SqlitePool, mut batches: UnboundedReceiver<Batch>, committed: watch::Sender<u64>) {
    let mut waiting = Vec::new();
    while batches.recv_many(&mut waiting, 1_000).await > 0 {
        let count = waiting.len() as u64;
        if let Err(error) = write(&pool, &waiting).await {
            tracing::error!(%error, "the emulator's state cannot be kept any more");
            return;
        }
        waiting.clear();
        committed.send_modify(|committed| *committed += count);
    }
    pool.close().await;
}

async fn write(pool: &SqlitePool, batches: &[Batch]) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    for batch in batches {
        for changed in &batch.rows {
            write_row(&mut transaction, batch.ci, changed).await?;
        }
        for change in &batch.queues {
            queues::write(&mut transaction, batch.ci, change).await?;
        }
        for (name, value) in &batch.state {
            sqlx::query(
                "INSERT INTO kept_state (name, value) VALUES ($1, $2) \
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )
            .bind(name)
            .bind(value)
            .execute(&mut *transaction)
            .await?;
        }
    }
    transaction.commit().await
}

async fn write_row(transaction: &mut Transaction<'_, Sqlite>, ci: i64, changed: &Changed) -> sqlx::Result<()> {
    let statement = match &changed.row {
        Some(row) => sqlx::query(
            "INSERT INTO kept_row (ci, entity, id, body) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (ci, entity, id) DO UPDATE SET body = excluded.body",
        )
        .bind(ci)
        .bind(changed.entity)
        .bind(changed.id)
        .bind(body(row, &changed.udfs)),
        None => sqlx::query("DELETE FROM kept_row WHERE ci = $1 AND entity = $2 AND id = $3")
            .bind(ci)
            .bind(changed.entity)
            .bind(changed.id),
    };
    statement.execute(&mut **transaction).await.map(|_| ())
}

/// A row by the names of its fields, so that it outlives a change of the entity data.
fn body(row: &Record, udfs: &[UdfDefinition]) -> String {
    let fields = row.entity.fields.iter().enumerate();
    let fields: Map<String, Value> = fields
        .filter(|(at, _)| !row.at(*at).is_null())
        .map(|(at, field)| (field.name.clone(), row.at(at).clone()))
        .collect();
    let udfs: Map<String, Value> = udfs
        .iter()
        .enumerate()
        .filter_map(|(at, udf)| Some((udf.name.clone(), Value::from(row.udf_at(at)?))))
        .collect();
    json!({"fields": fields, "udfs": udfs}).to_string()
}
