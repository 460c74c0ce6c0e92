//! Noticing that the ledger may have missed something: a clock that went back, a long silence, another machine, a restore.
//!
//! The installation notes every minute that it lives and where. A beat that does not follow from the one before means that
//! this may be an older copy of the data, or that another copy went on; then every bridge is *reconciled first*. Workers ask
//! before they take work, so a machine that wakes up sends nothing before the beat has been looked at.

use crate::app::App;
use crate::app::orders::reconcile::{Scope, enter_reconcile_first};
use linkspan_core::problem::Problem;
use linkspan_store::{Backend, ReconcileReason};
use serde::{Deserialize, Serialize};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;

/// How often a beat is noted, in milliseconds.
const EVERY_MS: i64 = 60_000;

/// How far a clock may go back before it means something, in milliseconds: time servers correct less, and the clocks of
/// several machines differ by less.
const SLACK_MS: i64 = 5 * 60_000;

/// The longest silence that means nothing, in milliseconds.
const SILENCE_MS: i64 = 24 * 3_600_000;

/// The value of the installation in which the last beat is.
const BEAT: &str = "heartbeat";

/// The value of the installation that a restore leaves.
pub(super) const RESTORED: &str = "restored";

/// The last sign of life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Beat {
    at: i64,
    place: Option<String>,
}

/// What a beat means after the one before.
fn judge(last: &Beat, now_ms: i64, place: Option<&str>) -> Option<ReconcileReason> {
    if now_ms < last.at.saturating_sub(SLACK_MS) {
        Some(ReconcileReason::ClockWentBack)
    } else if now_ms > last.at.saturating_add(SILENCE_MS) {
        Some(ReconcileReason::LongSilence)
    } else {
        let moved = matches!((last.place.as_deref(), place), (Some(was), Some(is)) if was != is);
        moved.then_some(ReconcileReason::HostChanged)
    }
}

/// The heartbeat of one process.
pub struct Pulse {
    app: App,
    place: Option<String>,
    /// When this process noted its last beat.
    noted: Mutex<Option<i64>>,
    /// One beat at a time; whoever comes meanwhile waits for it.
    beating: tokio::sync::Mutex<()>,
}

impl Pulse {
    /// The heartbeat of a process that runs at `place`, a word that is the same as long as machine and data stay together;
    /// [`place_of`] makes one. `None` where it cannot be told.
    #[must_use]
    pub fn new(app: App, place: Option<String>) -> Self {
        Self { app, place, noted: Mutex::default(), beating: tokio::sync::Mutex::default() }
    }

    /// Beats if it is time. When it returns, work may be taken.
    ///
    /// # Errors
    /// What the database says; then no work may be taken.
    pub async fn beat(&self) -> Result<(), Problem> {
        if !self.is_due() {
            return Ok(());
        }
        let _alone = self.beating.lock().await;
        if !self.is_due() {
            return Ok(());
        }
        let (store, now) = (&self.app.store, self.app.clock.now_ms());
        let restored = store.installation_value::<bool>(RESTORED).await?.unwrap_or(false);
        let last = store.installation_value::<Beat>(BEAT).await?;
        let reason = match &last {
            _ if restored => Some(ReconcileReason::Restored),
            Some(last) => judge(last, now, self.place.as_deref()),
            None => None,
        };
        if let Some(reason) = reason {
            let bridges = enter_reconcile_first(&self.app, Scope::All, reason).await?;
            tracing::warn!(reason = reason.as_str(), bridges, "nothing is sent until a person has looked");
        }
        // Only now: a crash in between finds the same reason again.
        let mut tx = store.begin().await?;
        store.set_installation_value(&mut tx, BEAT, &Beat { at: now, place: self.place.clone() }).await?;
        if restored {
            store.set_installation_value(&mut tx, RESTORED, &false).await?;
        }
        tx.commit().await?;
        *self.noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(())
    }

    fn is_due(&self) -> bool {
        let now = self.app.clock.now_ms();
        let noted = *self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.is_none_or(|noted| now >= noted.saturating_add(EVERY_MS) || now < noted)
    }
}

/// A word for this machine and this copy of the data: a digest of the machine's id and the number of the data file in its
/// file system. A copy made by other means than ours has another. `None` on PostgreSQL, where machines come and go, and
/// where the machine has no id.
#[must_use]
pub fn place_of(app: &App) -> Option<String> {
    let directory = match app.store.backend() {
        Backend::Sqlite => app.store.directory()?,
        Backend::Postgres => return None,
    };
    let machine = std::fs::read_to_string("/etc/machine-id").ok()?;
    place(machine.trim(), directory)
}

fn place(machine: &str, directory: &Path) -> Option<String> {
    if machine.is_empty() {
        return None;
    }
    let file = std::fs::metadata(directory.join("core.db")).ok()?.ino();
    // The machine's id is meant to stay on the machine, so only a digest of it is kept.
    let digest = blake3::derive_key("linkspan place of the data", machine.as_bytes());
    Some(format!("{}/{file}", blake3::Hash::from_bytes(digest).to_hex()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_800_000_000_000;

    fn judged(now_ms: i64, was: Option<&str>, is: Option<&str>) -> Option<ReconcileReason> {
        judge(&Beat { at: NOON, place: was.map(str::to_owned) }, now_ms, is)
    }

    #[test]
    fn only_a_beat_that_does_not_follow_means_something() {
        use ReconcileReason::{ClockWentBack, HostChanged, LongSilence};
        for (now_ms, reason) in [
            (NOON, None),
            (NOON + EVERY_MS, None),
            (NOON + SILENCE_MS, None),
            (NOON + SILENCE_MS + 1, Some(LongSilence)),
            (NOON - SLACK_MS, None),
            (NOON - SLACK_MS - 1, Some(ClockWentBack)),
        ] {
            assert_eq!(judged(now_ms, Some("here"), Some("here")), reason, "{}", now_ms - NOON);
        }
        assert_eq!(judged(NOON, Some("here"), Some("there")), Some(HostChanged));
        assert_eq!(judged(NOON, None, Some("there")), None, "it was not known before");
        assert_eq!(judged(NOON, Some("here"), None), None, "it cannot be told now");
    }

    #[test]
    fn a_copy_of_the_data_is_another_place_and_the_machines_id_is_not_kept() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("core.db"), "x").unwrap();
        let here = place("machine-0123456789", directory.path()).unwrap();
        assert_eq!(place("machine-0123456789", directory.path()).as_ref(), Some(&here));
        assert!(!here.contains("0123456789"));
        assert_ne!(place("another", directory.path()).as_ref(), Some(&here));
        std::fs::copy(directory.path().join("core.db"), directory.path().join("copy.db")).unwrap();
        std::fs::rename(directory.path().join("copy.db"), directory.path().join("core.db")).unwrap();
        assert_ne!(place("machine-0123456789", directory.path()).unwrap(), here);
        assert_eq!(place("", directory.path()), None);
    }
}
