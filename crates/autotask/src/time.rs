//! The clock that the client waits by, passed in so that tests and simulations can move it.

use std::{
    fmt,
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, UNIX_EPOCH},
};

use async_trait::async_trait;

/// A clock and a way to wait on it. Times are epoch milliseconds, UTC.
#[async_trait]
pub trait TimeSource: fmt::Debug + Send + Sync {
    /// The present time.
    fn now_ms(&self) -> i64;

    /// Returns once the time has come; at once if it has passed.
    async fn sleep_until_ms(&self, at_ms: i64);
}

/// The real clock: read once, then carried on by the monotonic one, so that it never goes back.
#[derive(Debug)]
pub struct TokioTime {
    started_ms: i64,
    started: tokio::time::Instant,
}

impl TokioTime {
    /// A clock that starts at the machine's present time.
    pub fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place of this crate that reads the real clock")]
        let now = std::time::SystemTime::now();
        let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started_ms: millis(since_epoch), started: tokio::time::Instant::now() }
    }
}

#[async_trait]
impl TimeSource for TokioTime {
    fn now_ms(&self) -> i64 {
        self.started_ms + millis(self.started.elapsed())
    }

    async fn sleep_until_ms(&self, at_ms: i64) {
        let wait = u64::try_from(at_ms - self.now_ms()).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
}

/// A clock that stands still until somebody sleeps on it or sets it: sleeping moves it to the end of the sleep.
#[derive(Debug, Default)]
pub struct ManualTime {
    now_ms: AtomicI64,
}

impl ManualTime {
    /// A clock that stands at `now_ms`.
    pub fn at(now_ms: i64) -> Self {
        Self { now_ms: AtomicI64::new(now_ms) }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.now_ms.fetch_add(millis(by), Ordering::SeqCst);
    }
}

#[async_trait]
impl TimeSource for ManualTime {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    async fn sleep_until_ms(&self, at_ms: i64) {
        self.now_ms.fetch_max(at_ms, Ordering::SeqCst);
        tokio::task::yield_now().await;
    }
}

/// Whole milliseconds, at most what fits.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleeping_moves_the_manual_clock_and_never_back() {
        let time = ManualTime::at(100);
        time.sleep_until_ms(250).await;
        time.sleep_until_ms(200).await;
        assert_eq!(time.now_ms(), 250);
        time.advance(Duration::from_secs(1));
        assert_eq!(time.now_ms(), 1250);
    }

    #[tokio::test]
    async fn the_real_clock_does_not_wait_for_the_past() {
        let time = TokioTime::start();
        let before = time.now_ms();
        time.sleep_until_ms(before - 60_000).await;
        assert!(time.now_ms() - before < 60_000);
    }
}
