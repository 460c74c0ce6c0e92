//! The clock of an emulator: real time plus an offset, or frozen. Moved by tests, by the demo and over HTTP.
//!
//! It knows nothing of what is scheduled on it; whoever needs the time asks at each request.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use crate::guard::lock;

/// A clock that can be moved. Clones share one clock.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    state: Arc<Mutex<State>>,
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
    #[expect(clippy::disallowed_methods, reason = "the one place where the emulators read the machine's clock")]
    pub fn system() -> Self {
        Self::starting_at(Timestamp::now())
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
        let mut state = lock(&self.state);
        state.base = plus(state.base, by);
    }

    /// Makes the clock show `at`; a running clock goes on from there.
    pub fn set(&self, at: Timestamp) {
        let mut state = lock(&self.state);
        state.base = at;
        state.running_since = state.running_since.map(|_| Instant::now());
    }

    fn from_state(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)) }
    }
}

impl State {
    fn shown(&self) -> Timestamp {
        self.running_since.map_or(self.base, |since| plus(self.base, since.elapsed()))
    }
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
}
