//! Calls to a vendor's database by the minute, as each process counted its own: what a restart has to remember of the hour,
//! what processes tell each other, and what the chart of the hour is drawn from.
//!
//! The vendor counts by its own database, whoever calls; so these rows belong to no environment.

use crate::error::Result;
use crate::row::Row;
use crate::{Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};

/// The calls that one process made in one minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallMinute {
    /// The vendor's database.
    pub database: String,
    /// The process, by a name that no other ever has.
    pub process: String,
    /// When the minute began.
    pub minute: Timestamp,
    /// Calls by lane: person, orders, status, proxy, bulk.
    pub by_lane: [u32; 5],
    /// Calls of others in the hour before, as last observed in this minute; `None` where nothing was observed.
    pub others: Option<u32>,
}

impl CallMinute {
    /// Calls of all lanes.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.by_lane.iter().map(|calls| u64::from(*calls)).sum()
    }
}

statements! {
    /// The vendor counts by its own database, whichever environment calls.
    GLOBAL_PUT = "INSERT INTO call_minutes (vendor_database, process, minute, person, orders, status, proxy, bulk, others) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (vendor_database, process, minute) DO UPDATE SET \
            person = excluded.person, orders = excluded.orders, status = excluded.status, proxy = excluded.proxy, \
            bulk = excluded.bulk, others = COALESCE(excluded.others, call_minutes.others)";
    /// All processes are added up.
    GLOBAL_SINCE = "SELECT * FROM call_minutes WHERE minute >= $1 ORDER BY minute, process";
    GLOBAL_FORGET = "DELETE FROM call_minutes WHERE minute < $1";
}

impl Store {
    /// Keeps what a process counted. Keeping a minute again replaces it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_call_minutes(&self, tx: &mut Tx, minutes: &[CallMinute]) -> Result<()> {
        for one in minutes {
            let mut query = sqlx::query(GLOBAL_PUT)
                .bind(one.database.clone())
                .bind(one.process.clone())
                .bind(one.minute.as_millisecond());
            for calls in one.by_lane {
                query = query.bind(i64::from(calls));
            }
            query.bind(one.others.map(i64::from)).execute(tx.connection()).await?;
        }
        Ok(())
    }

    /// What all processes counted in minutes that began at `since` or later, in order of time.
    ///
    /// # Errors
    /// What the database says.
    pub async fn call_minutes(&self, since: Timestamp) -> Result<Vec<CallMinute>> {
        let rows = sqlx::query(GLOBAL_SINCE).bind(since.as_millisecond()).fetch_all(&self.inner.core).await?;
        rows.into_iter().map(|row| read(&Row::of("call_minutes", row))).collect()
    }

    /// Removes minutes that began before `before`. Answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_call_minutes(&self, tx: &mut Tx, before: Timestamp) -> Result<u64> {
        let done = sqlx::query(GLOBAL_FORGET).bind(before.as_millisecond()).execute(tx.connection()).await?;
        Ok(done.rows_affected())
    }
}

fn read(row: &Row) -> Result<CallMinute> {
    let count = |found: i64| u32::try_from(found).unwrap_or(u32::MAX);
    let mut by_lane = [0; 5];
    for (calls, column) in by_lane.iter_mut().zip(["person", "orders", "status", "proxy", "bulk"]) {
        *calls = count(row.int(column)?);
    }
    Ok(CallMinute {
        database: row.text("vendor_database")?,
        process: row.text("process")?,
        minute: from_ms(row.int("minute")?),
        by_lane,
        others: row.opt_int("others")?.map(count),
    })
}
