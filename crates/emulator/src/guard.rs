//! One way to lock: a panic elsewhere must not turn every later request into a panic too.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, and goes on with the data as it is if another thread panicked while holding it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
