//! Messages of webhooks that wait, kept in the file beside the rows: a message is written down together with the change that
//! it tells of, and struck out once it was delivered or given up.

use std::collections::BTreeMap;
use std::io;

use sqlx::{Row, Sqlite, SqlitePool, Transaction};

pub(super) const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS kept_queue (ci INTEGER, entity TEXT, webhook INTEGER, sequence INTEGER NOT NULL, \
     failed INTEGER NOT NULL, PRIMARY KEY (ci, entity, webhook)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS kept_message (ci INTEGER, entity TEXT, webhook INTEGER, sequence INTEGER, \
     body TEXT NOT NULL, PRIMARY KEY (ci, entity, webhook, sequence)) WITHOUT ROWID",
];

/// Something that happened to the queue of a registration.
#[derive(Debug)]
pub(crate) struct QueueChange {
    /// Entity of the registration, like `TicketWebhooks`.
    pub(crate) entity: &'static str,
    pub(crate) webhook: i64,
    /// Number of the message.
    pub(crate) sequence: u64,
    pub(crate) step: QueueStep,
}

/// What happened.
#[derive(Debug)]
pub(crate) enum QueueStep {
    /// A message waits.
    Waits(String),
    /// It was delivered or given up; so many events in a row have failed now.
    Settled { failed_in_a_row: u32 },
}

/// How the queue of a registration stood.
#[derive(Debug, Default)]
pub(crate) struct KeptQueue {
    /// Number of the last message that was put in.
    pub(crate) last_sequence: u64,
    pub(crate) failed_in_a_row: u32,
    /// Numbers and texts of what waits, oldest first.
    pub(crate) waiting: Vec<(u64, String)>,
}

/// All queues of a tenant, by the entity and the id of their registrations.
pub(super) async fn load(pool: &SqlitePool, ci: i64) -> io::Result<BTreeMap<(String, i64), KeptQueue>> {
    let queues = sqlx::query("SELECT entity, webhook, sequence, failed FROM kept_queue WHERE ci = $1");
    let queues = queues.bind(ci).fetch_all(pool).await.map_err(io::Error::other)?;
    let messages = sqlx::query(
        "SELECT entity, webhook, sequence, body FROM kept_message WHERE ci = $1 ORDER BY entity, webhook, sequence",
    );
    let messages = messages.bind(ci).fetch_all(pool).await.map_err(io::Error::other)?;
    let number = |value: i64| u64::try_from(value).unwrap_or_default();
    let mut all: BTreeMap<(String, i64), KeptQueue> = BTreeMap::new();
    for row in queues {
        let queue = all.entry((row.get("entity"), row.get("webhook"))).or_default();
        queue.last_sequence = number(row.get("sequence"));
        queue.failed_in_a_row = row.get("failed");
    }
    for row in messages {
        let queue = all.entry((row.get("entity"), row.get("webhook"))).or_default();
        queue.waiting.push((number(row.get("sequence")), row.get("body")));
    }
    Ok(all)
}

/// Writes one change down.
pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    ci: i64,
    change: &QueueChange,
) -> sqlx::Result<()> {
    let sequence = i64::try_from(change.sequence).unwrap_or(i64::MAX);
    let place = |text| sqlx::query(text).bind(ci).bind(change.entity).bind(change.webhook).bind(sequence);
    match &change.step {
        QueueStep::Waits(body) => {
            let number = "INSERT INTO kept_queue (ci, entity, webhook, sequence, failed) VALUES ($1, $2, $3, $4, 0) \
                          ON CONFLICT (ci, entity, webhook) DO UPDATE SET sequence = excluded.sequence";
            place(number).execute(&mut **transaction).await?;
            let message = "INSERT INTO kept_message (ci, entity, webhook, sequence, body) VALUES ($1, $2, $3, $4, $5)";
            place(message).bind(body).execute(&mut **transaction).await?;
        }
        QueueStep::Settled { failed_in_a_row } => {
            let message = "DELETE FROM kept_message WHERE ci = $1 AND entity = $2 AND webhook = $3 AND sequence = $4";
            place(message).execute(&mut **transaction).await?;
            let count = "UPDATE kept_queue SET failed = $4 WHERE ci = $1 AND entity = $2 AND webhook = $3";
            let count = sqlx::query(count).bind(ci).bind(change.entity).bind(change.webhook).bind(failed_in_a_row);
            count.execute(&mut **transaction).await?;
        }
    }
    Ok(())
}
