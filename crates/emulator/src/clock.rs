//! The clock of an emulator: real time plus an offset, or frozen. Moved by tests, by the demo and over HTTP.
//!
//! It knows nothing of what is scheduled on it; whoever needs the time asks at each request.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;

use crate::guard::lock;

/// A clock that can be moved. Clones share one clock.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    state: Arc<Mutex<State>>,
    moved: Arc<Notify>,
}

#[derive(Debug)]
struct State {
    base: Timestamp,
    /// When `base` was true; `None` for a frozen clock.
    running_since: Option<Instant>,
}

impl VirtualClock {
    /// A clock that shows `at` now and goes on with real time.
    #[must_use]
    pub fn starting_at(at: Timestamp) -> Self {
        Self::from_state(State { base: at, running_since: Some(Instant::now()) })
    }

    /// A clock that shows the machine's time until it is moved.
    #[must_use]
    pub fn system() -> Self {
        Self::starting_at(machine_time())
    }

    /// A clock that stands still at `at` and moves only by [`advance`](Self::advance) and [`set`](Self::set).
    #[must_use]
    pub fn frozen(at: Timestamp) -> Self {
        Self::from_state(State { base: at, running_since: None })
    }

    /// The time it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        lock(&self.state).shown()
    }

    /// Moves the clock forward; stops at the last time that can be represented.
    pub fn advance(&self, by: Duration) {
        {
            let mut state = lock(&self.state);
            state.base = plus(state.base, by);
        }
        self.moved.notify_waiters();
    }

    /// Makes the clock show `at`; a running clock goes on from there.
    pub fn set(&self, at: Timestamp) {
        {
            let mut state = lock(&self.state);
            state.base = at;
            state.running_since = state.running_since.map(|_| Instant::now());
        }
        self.moved.notify_waiters();
    }

    /// Ends when the clock is moved the next time after this call, however early it is awaited.
    pub fn moved(&self) -> OwnedNotified {
        Arc::clone(&self.moved).notified_owned()
    }

    /// Waits until the clock shows `at`, by itself or because it is moved.
    pub async fn sleep_until(&self, at: Timestamp) {
        loop {
            let moved = self.moved();
            let (shown, is_running) = {
                let state = lock(&self.state);
                (state.shown(), state.running_since.is_some())
            };
            let Ok(left) = Duration::try_from(at.duration_since(shown)) else { return };
            if left.is_zero() {
                return;
            }
            if is_running {
                let _ = tokio::time::timeout(left, moved).await;
            } else {
                moved.await;
            }
        }
    }

    /// A clock that goes on with real time, so far ahead of the machine's.
    #[must_use]
    pub fn ahead(by: SignedDuration) -> Self {
        Self::starting_at(machine_time().checked_add(by).unwrap_or(Timestamp::MAX))
    }

    /// How far it is ahead of the machine's clock; `None` if it stands still.
    #[must_use]
    pub fn ahead_of_system(&self) -> Option<SignedDuration> {
        let state = lock(&self.state);
        state.running_since?;
        Some(state.shown().duration_since(machine_time()))
    }

    fn from_state(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)), moved: Arc::default() }
    }
}

impl State {
    fn shown(&self) -> Timestamp {
        self.running_since.map_or(self.base, |since| plus(self.base, since.elapsed()))
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the emulators read the machine's clock")]
fn machine_time() -> Timestamp {
    Timestamp::now()
}

fn plus(at: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| at.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        "2026-11-02T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_frozen_clock_moves_only_by_hand() {
        let clock = VirtualClock::frozen(noon());
        let other = clock.clone();
        assert_eq!(clock.now(), noon());
        other.advance(Duration::from_secs(90));
        assert_eq!(clock.now().to_string(), "2026-11-02T12:01:30Z");
        other.set(noon());
        assert_eq!(clock.now(), noon());
    }

    #[test]
    fn a_running_clock_never_shows_less_than_its_start() {
        let clock = VirtualClock::starting_at(noon());
        let first = clock.now();
        assert!(first >= noon());
        assert!(clock.now() >= first);
        clock.advance(Duration::from_secs(86_400));
        assert!(clock.now() >= "2026-11-03T12:00:00Z".parse().unwrap());
    }

    #[test]
    fn an_absurd_advance_stops_at_the_end_of_time() {
        let clock = VirtualClock::frozen(noon());
        clock.advance(Duration::from_secs(u64::MAX));
        assert_eq!(clock.now(), Timestamp::MAX);
    }

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_is_moved_past_its_time() {
        let clock = VirtualClock::frozen("2026-11-02T12:00:00Z".parse().unwrap());
        let until = "2026-11-02T12:00:30Z".parse().unwrap();
        clock.sleep_until("2026-11-02T11:00:00Z".parse().unwrap()).await;
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(until).await }
        });
        clock.advance(Duration::from_secs(20));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_secs(10));
        sleeper.await.unwrap();
    }

    #[test]
    fn a_running_clock_knows_how_far_it_is_ahead_of_the_machine() {
        let clock = VirtualClock::ahead(SignedDuration::from_hours(5));
        let ahead = clock.ahead_of_system().unwrap();
        assert_eq!(ahead.round(jiff::Unit::Minute).unwrap(), SignedDuration::from_hours(5));
        assert_eq!(VirtualClock::frozen(Timestamp::UNIX_EPOCH).ahead_of_system(), None);
    }
}
