//! How often signing in may be tried: per sender and per account, in memory. A restart forgets it.

use linkspan_core::clock::Clock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long tries are counted, in milliseconds.
const WINDOW_MS: i64 = 15 * 60 * 1_000;

/// Tries from one sender in that time.
const PER_SENDER: u32 = 30;

/// Tries for one account in that time.
const PER_ACCOUNT: u32 = 10;

/// How many senders and accounts are remembered; beyond it the oldest windows are dropped first.
const MOST: usize = 20_000;

/// Counts tries. Clones share the counts.
#[derive(Clone)]
pub struct Throttle {
    clock: Arc<dyn Clock>,
    tries: Arc<Mutex<HashMap<String, (i64, u32)>>>,
}

impl Throttle {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, tries: Arc::default() }
    }

    /// Counts a try before it is made, so that many at once do not slip through.
    ///
    /// # Errors
    /// The minutes to wait, where there were too many.
    pub fn admit(&self, sender: &str, account: &str) -> Result<(), u64> {
        let now = self.clock.now_ms();
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST {
            tries.retain(|_, (since, _)| now - *since < WINDOW_MS);
        }
        let keys = [(sender_key(sender), PER_SENDER), (account_key(account), PER_ACCOUNT)];
        for (key, most) in &keys {
            let (since, count) = tries.get(key).copied().unwrap_or((now, 0));
            if now - since < WINDOW_MS && count >= *most {
                let left = u64::try_from(WINDOW_MS - (now - since)).unwrap_or(0);
                return Err(left.div_ceil(60_000));
            }
        }
        for (key, _) in keys {
            let entry = tries.entry(key).or_insert((now, 0));
            if now - entry.0 >= WINDOW_MS {
                *entry = (now, 0);
            }
            entry.1 += 1;
        }
        Ok(())
    }

    /// The account's tries are forgotten: its person came in.
    pub fn forget(&self, account: &str) {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner).remove(&account_key(account));
    }
}

fn sender_key(sender: &str) -> String {
    format!("s:{sender}")
}

fn account_key(account: &str) -> String {
    let account: String = account.trim().to_lowercase().chars().take(200).collect();
    format!("a:{account}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::ManualClock;
    use linkspan_core::clock::from_ms;
    use std::time::Duration;

    #[test]
    fn an_account_is_closed_after_ten_tries_and_open_again_later() {
        let clock = ManualClock::starting_at(from_ms(1_000_000));
        let throttle = Throttle::new(Arc::new(clock.clone()));
        for number in 0..10 {
            assert_eq!(throttle.admit(&format!("192.0.2.{number}"), "a@example.com"), Ok(()));
        }
        assert_eq!(throttle.admit("192.0.2.99", "A@example.com "), Err(15), "another sender, the same account");
        assert_eq!(throttle.admit("192.0.2.99", "b@example.com"), Ok(()), "another account");
        clock.advance(Duration::from_secs(15 * 60));
        assert_eq!(throttle.admit("192.0.2.99", "a@example.com"), Ok(()));
    }

    #[test]
    fn one_sender_cannot_try_many_accounts() {
        let throttle = Throttle::new(Arc::new(ManualClock::starting_at(from_ms(0))));
        for number in 0..30 {
            assert_eq!(throttle.admit("192.0.2.1", &format!("{number}@example.com")), Ok(()));
        }
        assert!(throttle.admit("192.0.2.1", "one-more@example.com").is_err());
        throttle.forget("1@example.com");
        assert!(throttle.admit("192.0.2.2", "1@example.com").is_ok());
    }
}
