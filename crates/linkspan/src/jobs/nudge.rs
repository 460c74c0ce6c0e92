//! Waking the workers before their timer does. A nudge carries no data: the rows say what is due.

use std::sync::Arc;
use tokio::sync::Notify;

/// Wakes every lane. Clones wake the same workers.
#[derive(Clone, Default)]
pub struct Nudge {
    wake: Arc<Notify>,
}

impl Nudge {
    /// Something became due.
    pub fn now(&self) {
        self.wake.notify_waiters();
    }

    /// Waits for the next nudge after this call, also for one that comes before the first poll.
    pub fn wait(&self) -> impl Future<Output = ()> + '_ {
        self.wake.notified()
    }
}
