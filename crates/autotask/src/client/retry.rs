//! When a read is repeated, and after which pause. Writes never come here.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::error::{Error, Kind};

/// How reads are repeated after a passing trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a read is tried in all; 1 means never repeated.
    pub attempts: u32,
    /// The first pause; each further one is twice as long. Up to half of it is left off at random.
    pub base: Duration,
    /// The longest pause. Is the vendor's `Retry-After` longer, the error is returned instead.
    pub longest: Duration,
}

impl Default for RetryPolicy {
    /// Three attempts, pauses from one second, at most 30.
    fn default() -> Self {
        Self { attempts: 3, base: Duration::from_secs(1), longest: Duration::from_secs(30) }
    }
}

/// A policy with its source of scatter.
#[derive(Debug)]
pub(super) struct Retry {
    policy: RetryPolicy,
    scatter: AtomicU64,
}

impl Retry {
    pub(super) fn new(policy: RetryPolicy, seed: u64) -> Self {
        Self { policy, scatter: AtomicU64::new(seed) }
    }

    /// The pause before the next attempt of a read, after `attempt` attempts; `None` to give up.
    pub(super) fn pause(&self, error: &Error, attempt: u32) -> Option<Duration> {
        let passing =
            matches!(error.kind(), Kind::Transient | Kind::Network { .. } | Kind::ThreadLimit | Kind::HourlyLimit);
        if !passing || attempt >= self.policy.attempts {
            return None;
        }
        match error.retry_after() {
            Some(asked) if asked > self.policy.longest => None,
            Some(asked) => Some(asked),
            None => {
                let doubled = self.policy.base.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
                let full = doubled.min(self.policy.longest);
                Some(full / 2 + full.mul_f64(self.fraction() / 2.0))
            }
        }
    }

    /// An evenly scattered number from 0 to 1: steps of the golden ratio, which need no random source.
    fn fraction(&self) -> f64 {
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        let step = self.scatter.fetch_add(GOLDEN, Ordering::Relaxed);
        f64::from(u32::try_from(step >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retry() -> Retry {
        Retry::new(RetryPolicy { attempts: 4, ..RetryPolicy::default() }, 7)
    }

    #[test]
    fn pauses_double_and_scatter_within_half() {
        let retry = retry();
        for (attempt, full) in [(1, 1000), (2, 2000), (3, 4000)] {
            let pause = retry.pause(&Error::new(Kind::Transient), attempt).unwrap().as_millis();
            assert!((full / 2..=full).contains(&pause), "{pause} after attempt {attempt}");
        }
        assert_eq!(retry.pause(&Error::new(Kind::Transient), 4), None);
        let first = retry.pause(&Error::new(Kind::Transient), 1);
        assert_ne!(first, retry.pause(&Error::new(Kind::Transient), 1));
    }

    #[test]
    fn the_vendors_pause_is_kept_or_the_call_given_up() {
        let asked = |seconds| Error::new(Kind::ThreadLimit).with_retry_after(Some(Duration::from_secs(seconds)));
        assert_eq!(retry().pause(&asked(7), 1), Some(Duration::from_secs(7)));
        assert_eq!(retry().pause(&asked(31), 1), None);
    }

    #[test]
    fn what_would_only_fail_again_is_not_repeated() {
        for kind in [
            Kind::Validation,
            Kind::Credentials,
            Kind::NotFound,
            Kind::QuotaReserved { retry_at_ms: 1 },
            Kind::Protocol { what: "shape".into() },
        ] {
            assert_eq!(retry().pause(&Error::new(kind.clone()), 1), None, "{kind}");
        }
    }
}
