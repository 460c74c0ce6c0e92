//! The demo's time: the machine's clock plus an offset, so that days pass in seconds, for both vendors and for us.

use linkspan_core::clock::{Clock, SystemClock, Timestamp, from_ms};
use linkspan_emulator::clock::VirtualClock;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A clock that runs with the machine's and can be moved forward. Clones move together.
#[derive(Clone)]
pub struct DemoClock {
    offset_ms: Arc<AtomicI64>,
    vendors: VirtualClock,
}

impl DemoClock {
    /// Shows the machine's time until it is moved; moves the vendors' clock with it.
    #[must_use]
    pub fn new(vendors: VirtualClock) -> Self {
        Self { offset_ms: Arc::default(), vendors }
    }

    /// Lets time pass at once.
    pub fn advance(&self, by: Duration) {
        self.offset_ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
        self.vendors.advance(by);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        from_ms(SystemClock.now_ms() + self.offset_ms.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_passes_for_the_vendors_as_well() {
        let vendors = VirtualClock::system();
        let clock = DemoClock::new(vendors.clone());
        let (ours, theirs) = (clock.now_ms(), vendors.now().as_millisecond());
        clock.advance(Duration::from_secs(86_400));
        assert!(clock.now_ms() - ours >= 86_400_000);
        assert!(vendors.now().as_millisecond() - theirs >= 86_400_000);
    }
}
