//! Keeping the count of the PSA's calls: each process writes down its own by the minute and reads those of the others, so
//! that a restart forgets nothing of the hour and several processes keep one share together.
//!
//! This is beside the calls, never in their way. What a process does not know yet are calls that others made in the last
//! [`EVERY`]; by so much the share can be exceeded for a moment. A process that is killed forgets as much of its own.

use super::Registry;
use linkspan_core::clock::from_ms;
use linkspan_core::problem::Problem;
use linkspan_core::{Clock, IdSource, Timestamp};
use linkspan_store::{CallMinute, ConnectionState, Store};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the processes tell each other.
pub const EVERY: Duration = Duration::from_secs(15);

/// How long minutes are kept: the first point of the chart needs the hour before it.
const KEPT_MS: i64 = 2 * HOUR_MS + 10 * MINUTE_MS;

const HOUR_MS: i64 = 60 * MINUTE_MS;
const MINUTE_MS: i64 = 60_000;

/// Calls by lane of minutes that began at these times, in epoch milliseconds.
pub(crate) type Minutes = Vec<(i64, [u32; 5])>;

/// The setting of an environment that holds its share of a database's calls, in percent.
#[must_use]
pub fn share_setting(database: &str) -> String {
    format!("call_share.{database}")
}

/// Keeps the count for one process.
pub struct CallKeeper {
    registry: Arc<Registry>,
    store: Store,
    clock: Arc<dyn Clock>,
    process: String,
    /// What was written last, so that nothing is written while nothing happens.
    written: Mutex<Vec<CallMinute>>,
}

impl CallKeeper {
    /// A keeper for this process.
    #[must_use]
    pub fn new(registry: Arc<Registry>, store: Store, clock: Arc<dyn Clock>, ids: &dyn IdSource) -> Self {
        Self { registry, store, clock, process: ids.next().to_string(), written: Mutex::default() }
    }

    /// Writes down what was counted here and reads what was counted elsewhere, and how large the shares are.
    ///
    /// # Errors
    /// What the database says; the count in memory goes on.
    pub async fn exchange(&self) -> Result<(), Problem> {
        let now = self.clock.now_ms();
        self.registry.read_shares().await?;
        let mine = self.counted(now);
        if mine != *self.written.lock().unwrap_or_else(PoisonError::into_inner) {
            let mut tx = self.store.begin().await?;
            self.store.put_call_minutes(&mut tx, &mine).await?;
            self.store.forget_call_minutes(&mut tx, from_ms(now - KEPT_MS)).await?;
            tx.commit().await?;
            *self.written.lock().unwrap_or_else(PoisonError::into_inner) = mine;
        }
        let mut elsewhere: HashMap<String, Minutes> = HashMap::new();
        for one in self.store.call_minutes(from_ms(now - HOUR_MS - MINUTE_MS)).await? {
            let known = elsewhere.entry(one.database).or_default();
            if one.process != self.process {
                known.push((one.minute.as_millisecond(), one.by_lane));
            }
        }
        for (database, calls) in elsewhere {
            self.registry.set_calls_elsewhere(&database, &calls);
        }
        Ok(())
    }

    /// Exchanges every few seconds until `stop`, and once more then.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            if let Err(problem) = self.exchange().await {
                let cause = problem.cause_chain();
                tracing::warn!(cause, "the count of Autotask's calls could not be kept: {problem}");
            }
            if stop.is_cancelled() {
                return;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    /// The last minutes that were counted here, with what was seen of others in the latest. Older ones do not change.
    fn counted(&self, now: i64) -> Vec<CallMinute> {
        let this_minute = now - now.rem_euclid(MINUTE_MS);
        let mut kept = Vec::new();
        for (database, minutes) in self.registry.calls_here() {
            let others = self.registry.call_budget(&database).filter(|budget| budget.observed_at_ms.is_some());
            let others = others.map(|budget| budget.others);
            let row = |minute: i64, by_lane| CallMinute {
                database: database.clone(),
                process: self.process.clone(),
                minute: from_ms(minute),
                by_lane,
                others: if minute == this_minute { others } else { None },
            };
            let recent = minutes.into_iter().filter(|(minute, _)| *minute >= this_minute - 2 * MINUTE_MS);
            let mut rows: Vec<_> = recent.map(|(minute, by_lane)| row(minute, by_lane)).collect();
            if others.is_some() && rows.last().is_none_or(|last| last.minute.as_millisecond() != this_minute) {
                rows.push(row(this_minute, [0; 5]));
            }
            kept.extend(rows);
        }
        kept
    }
}

impl Registry {
    /// Reads the share of each database that is linked: the smallest that an environment asks for, else the operator's. It
    /// holds at once in this process; other processes read it within [`EVERY`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn read_shares(&self) -> Result<(), Problem> {
        let mut shares: HashMap<String, Option<u8>> = HashMap::new();
        for environment in self.store().environments().await? {
            let env = self.store().env(environment.id);
            for connection in env.connections().await? {
                let linked = connection.provider == "autotask" && connection.state != ConnectionState::NotConnected;
                let Some(database) = connection.account_key.filter(|_| linked) else { continue };
                let wished = env.setting::<u8>(&share_setting(&database)).await?;
                let share = shares.entry(database).or_default();
                *share = [*share, wished].into_iter().flatten().min();
            }
        }
        for (database, percent) in shares {
            self.set_call_share(&database, percent);
        }
        Ok(())
    }
}

/// One moment of the last hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastUse {
    /// The moment.
    pub at: Timestamp,
    /// Our calls in the hour before.
    pub ours: u64,
    /// Calls of others in the hour before, as last observed by then.
    pub others: u64,
}

/// How the calls of a database were used at each minute of the last hour, from what processes wrote down.
///
/// # Errors
/// What the database says.
pub async fn last_hour(store: &Store, database: &str, now: Timestamp) -> Result<Vec<PastUse>, Problem> {
    let mut minutes = store.call_minutes(from_ms(now.as_millisecond() - KEPT_MS)).await?;
    minutes.retain(|minute| minute.database == database);
    Ok(rolling(&minutes, now.as_millisecond()))
}

/// The sums over the hour before each of the last 60 minutes and now. `minutes` are in order of time.
fn rolling(minutes: &[CallMinute], now: i64) -> Vec<PastUse> {
    let at = |back: i64| now - back * MINUTE_MS;
    let one = |moment: i64| {
        let within = |minute: &&CallMinute| {
            let began = minute.minute.as_millisecond();
            began <= moment && began > moment - HOUR_MS
        };
        let ours = minutes.iter().filter(within).map(CallMinute::calls).sum();
        let seen = minutes.iter().filter(within).rev().find_map(|minute| minute.others);
        PastUse { at: from_ms(moment), ours, others: seen.map_or(0, u64::from) }
    };
    (0..=60).rev().map(|back| one(at(back))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 30_000_000 * MINUTE_MS;

    fn minute(back: i64, calls: u32, others: Option<u32>) -> CallMinute {
        let (database, process) = ("30595".to_owned(), "one".to_owned());
        CallMinute { database, process, minute: from_ms(NOW - back * MINUTE_MS), by_lane: [0, 0, 0, 0, calls], others }
    }

    #[test]
    fn each_point_adds_up_the_hour_before_it() {
        let minutes = [minute(100, 7, None), minute(30, 20, Some(600)), minute(10, 5, None)];
        let points = rolling(&minutes, NOW);
        assert_eq!(points.len(), 61);
        let ours = |back: usize| points[60 - back].ours;
        assert_eq!([ours(60), ours(41), ours(40), ours(31), ours(30), ours(10), ours(0)], [7, 7, 0, 0, 20, 25, 25]);
        assert_eq!((points[0].others, points[29].others, points[30].others, points[60].others), (0, 0, 600, 600));
        assert_eq!(points[60].at, from_ms(NOW));
    }

    #[test]
    fn nothing_known_is_a_flat_line() {
        assert!(rolling(&[], NOW).iter().all(|point| (point.ours, point.others) == (0, 0)));
    }
}
