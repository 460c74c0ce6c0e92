//! The program's clock as the client crate wants it.

use async_trait::async_trait;
use linkspan_core::Clock;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Time for the quota guard and for pauses. It never goes back, and a sleep always ends: where the clock stands still, as
/// in tests, it is taken to have moved to the end of the sleep.
pub(crate) struct ClockTime {
    clock: Arc<dyn Clock>,
    floor_ms: AtomicI64,
}

impl ClockTime {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, floor_ms: AtomicI64::new(i64::MIN) }
    }
}

impl fmt::Debug for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClockTime")
    }
}

#[async_trait]
impl ::autotask::time::TimeSource for ClockTime {
    fn now_ms(&self) -> i64 {
        self.clock.now_ms().max(self.floor_ms.load(Ordering::SeqCst))
    }

    async fn sleep_until_ms(&self, at_ms: i64) {
        let wait = u64::try_from(at_ms - self.now_ms()).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(wait)).await;
        self.floor_ms.fetch_max(at_ms, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::autotask::time::TimeSource;
    use linkspan_core::ManualClock;
    use linkspan_core::clock::from_ms;

    #[tokio::test]
    async fn a_sleep_ends_also_where_the_clock_stands_still() {
        let time = ClockTime::new(Arc::new(ManualClock::starting_at(from_ms(1_000))));
        time.sleep_until_ms(1_004).await;
        assert_eq!(time.now_ms(), 1_004);
        time.sleep_until_ms(1_002).await;
        assert_eq!(time.now_ms(), 1_004, "it never goes back");
    }
}
