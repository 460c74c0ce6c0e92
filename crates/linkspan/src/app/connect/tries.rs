//! Counting how often one secret was refused for one user, so that it is not sent until the vendor locks the account.
//!
//! Only keyed digests are kept, in memory, and only for a day.

use linkspan_core::IdSource;
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How often one secret may be refused.
const MOST: u8 = 2;

/// How long a refusal is remembered, in milliseconds.
const REMEMBERED_MS: i64 = 24 * 60 * 60 * 1000;

/// A user and a secret.
pub(super) struct LogIn {
    /// The name of the secret's field.
    pub(super) field: &'static str,
    pub(super) user: String,
    pub(super) secret: SecretString,
}

/// Tries that are under way.
pub(super) struct Reserved(Vec<(&'static str, blake3::Hash)>);

/// The refusals so far.
pub(super) struct Tries {
    key: [u8; 32],
    counts: Mutex<HashMap<blake3::Hash, (u8, i64)>>,
}

impl Tries {
    /// No refusals yet, digests under a key of this process.
    pub(super) fn new(ids: &dyn IdSource) -> Self {
        let mut material = blake3::Hasher::new_derive_key("linkspan refused secrets");
        for _ in 0..4 {
            material.update(ids.next().as_bytes());
        }
        Self { key: *material.finalize().as_bytes(), counts: Mutex::default() }
    }

    /// Counts a try for each log-in, before anything is sent; answers the field whose secret was tried too often.
    pub(super) fn reserve(&self, log_ins: &[LogIn], now_ms: i64) -> Result<Reserved, &'static str> {
        let digests: Vec<_> = log_ins.iter().map(|log_in| (log_in.field, self.digest(log_in))).collect();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, (_, since)| now_ms - *since < REMEMBERED_MS);
        let used_up = |digest: &blake3::Hash| counts.get(digest).is_some_and(|(count, _)| *count >= MOST);
        if let Some((field, _)) = digests.iter().find(|(_, digest)| used_up(digest)) {
            return Err(field);
        }
        for (_, digest) in &digests {
            let entry = counts.entry(*digest).or_insert((0, now_ms));
            *entry = (entry.0.saturating_add(1), now_ms);
        }
        Ok(Reserved(digests))
    }

    /// Keeps the count of what was refused and takes back the rest. A reservation that is never settled stays counted:
    /// nobody knows then what the vendor saw. Answers how many tries are left with what was refused; `None` where nothing
    /// was.
    pub(super) fn settle(&self, reserved: Reserved, refused: &[&'static str]) -> Option<u8> {
        let mut left = None;
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for (field, digest) in reserved.0 {
            if refused.contains(&field) {
                let count = counts.get(&digest).map_or(0, |(count, _)| *count);
                let now = MOST.saturating_sub(count);
                left = Some(left.map_or(now, |before: u8| before.min(now)));
                continue;
            }
            match counts.get_mut(&digest) {
                Some((count, _)) if *count > 1 => *count -= 1,
                _ => {
                    counts.remove(&digest);
                }
            }
        }
        left
    }

    fn digest(&self, log_in: &LogIn) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        let user = log_in.user.to_lowercase();
        hasher.update(&(user.len() as u64).to_be_bytes()).update(user.as_bytes());
        hasher.update(log_in.secret.expose_secret().as_bytes());
        hasher.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::{ManualClock, SystemIds, clock::from_ms};
    use std::sync::Arc;

    fn tries() -> Tries {
        Tries::new(&SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_000)))))
    }

    fn log_in(user: &str, secret: &str) -> Vec<LogIn> {
        vec![LogIn { field: "secret", user: user.into(), secret: secret.into() }]
    }

    fn refuse(tries: &Tries, user: &str, secret: &str, now_ms: i64) -> bool {
        let Ok(reserved) = tries.reserve(&log_in(user, secret), now_ms) else { return false };
        tries.settle(reserved, &["secret"]);
        true
    }

    #[test]
    fn the_third_try_with_a_refused_secret_is_not_made() {
        let tries = tries();
        assert!(refuse(&tries, "a@msp.example", "wrong", 0) && refuse(&tries, "A@msp.example", "wrong", 1));
        assert!(!refuse(&tries, "a@msp.example", "wrong", 2));
        assert!(refuse(&tries, "a@msp.example", "another", 3), "another secret may be tried");
        assert!(refuse(&tries, "b@msp.example", "wrong", 4), "another user too");
    }

    #[test]
    fn it_is_said_how_many_tries_are_left() {
        let tries = tries();
        for left in [1, 0] {
            let reserved = tries.reserve(&log_in("a@msp.example", "wrong"), 0).ok().unwrap();
            assert_eq!(tries.settle(reserved, &["secret"]), Some(left));
        }
        let reserved = tries.reserve(&log_in("a@msp.example", "right"), 0).ok().unwrap();
        assert_eq!(tries.settle(reserved, &[]), None);
    }

    #[test]
    fn what_was_not_refused_does_not_count() {
        let tries = tries();
        for _ in 0..5 {
            let reserved = tries.reserve(&log_in("a@msp.example", "right"), 0).ok().unwrap();
            tries.settle(reserved, &[]);
        }
        assert!(tries.reserve(&log_in("a@msp.example", "right"), 0).is_ok());
    }

    #[test]
    fn tries_that_are_under_way_count() {
        let tries = tries();
        let _first = tries.reserve(&log_in("a@msp.example", "wrong"), 0).ok().unwrap();
        let _second = tries.reserve(&log_in("a@msp.example", "wrong"), 0).ok().unwrap();
        assert_eq!(tries.reserve(&log_in("a@msp.example", "wrong"), 0).err(), Some("secret"));
    }

    #[test]
    fn a_day_later_it_may_be_tried_again() {
        let tries = tries();
        assert!(refuse(&tries, "a@msp.example", "wrong", 0) && refuse(&tries, "a@msp.example", "wrong", 0));
        assert!(refuse(&tries, "a@msp.example", "wrong", REMEMBERED_MS));
    }
}
