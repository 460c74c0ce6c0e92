//! How many calls an environment makes in a minute: one fixed window for all its keys, told in headers. Who sends no good key
//! is counted by address, each try as ten calls; that never takes anything from those who have one.

use super::refusal::Refusal;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use linkspan_core::id::EnvironmentId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// What a call without a good key counts as.
const STRANGER: u32 = 10;

/// How many senders are remembered in a minute; those beyond share one window.
const MOST_SENDERS: usize = 20_000;

/// The windows of all environments.
pub(in crate::http) struct RateLimit {
    per_minute: u32,
    windows: RwLock<HashMap<EnvironmentId, Arc<AtomicU64>>>,
    strangers: Mutex<Strangers>,
}

/// The calls without a good key in one minute, by sender.
#[derive(Default)]
struct Strangers {
    minute: i64,
    calls: HashMap<String, u32>,
}

/// What is left after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    limit: u32,
    remaining: u32,
    reset_s: i64,
    over: bool,
    now_s: i64,
}

impl RateLimit {
    /// So many calls in each minute; 0 is no limit.
    pub(in crate::http) fn new(per_minute: u32) -> Self {
        Self { per_minute, windows: RwLock::default(), strangers: Mutex::default() }
    }

    /// Counts a call; `None` where there is no limit.
    pub(super) fn count(&self, environment: EnvironmentId, now_ms: i64) -> Option<Left> {
        if self.per_minute == 0 {
            return None;
        }
        let minute = u64::try_from(now_ms / 60_000).unwrap_or(0);
        let window = self.window(environment);
        // The minute is in the upper half, the calls in it in the lower.
        let counted = window.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |seen| {
            let calls = if seen >> 32 == minute { seen & 0xffff_ffff } else { 0 };
            Some(minute << 32 | (calls + 1).min(0xffff_ffff))
        });
        let before = counted.map_or(0, |seen| if seen >> 32 == minute { seen & 0xffff_ffff } else { 0 });
        let used = u32::try_from(before).unwrap_or(u32::MAX);
        Some(Left {
            limit: self.per_minute,
            remaining: self.per_minute.saturating_sub(used.saturating_add(1)),
            reset_s: (now_ms / 60_000 + 1) * 60,
            over: used >= self.per_minute,
            now_s: now_ms / 1_000,
        })
    }

    /// Counts a call of somebody without a good key.
    pub(super) fn count_stranger(&self, sender: &str, now_ms: i64) -> Option<Left> {
        if self.per_minute == 0 {
            return None;
        }
        let minute = now_ms / 60_000;
        let mut strangers = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        if strangers.minute != minute {
            *strangers = Strangers { minute, calls: HashMap::new() };
        }
        let is_new = !strangers.calls.contains_key(sender);
        let name = if is_new && strangers.calls.len() >= MOST_SENDERS { "" } else { sender };
        let used = strangers.calls.entry(name.to_owned()).or_default();
        let over = *used >= self.per_minute;
        *used = used.saturating_add(STRANGER);
        Some(Left {
            limit: self.per_minute,
            remaining: self.per_minute.saturating_sub(*used),
            reset_s: (minute + 1) * 60,
            over,
            now_s: now_ms / 1_000,
        })
    }

    /// Counts a call; whether it is beyond the limit.
    pub(in crate::http) fn is_over(&self, environment: EnvironmentId, now_ms: i64) -> bool {
        self.count(environment, now_ms).is_some_and(|left| left.over)
    }

    fn window(&self, environment: EnvironmentId) -> Arc<AtomicU64> {
        if let Some(window) = self.windows.read().unwrap_or_else(PoisonError::into_inner).get(&environment) {
            return Arc::clone(window);
        }
        Arc::clone(self.windows.write().unwrap_or_else(PoisonError::into_inner).entry(environment).or_default())
    }
}

impl Left {
    /// The refusal of a call beyond the limit.
    pub(super) fn refusal(&self, method: &Method, path: &str) -> Option<Refusal> {
        let wait = u64::try_from(self.reset_s - self.now_s).unwrap_or(1).max(1);
        self.over.then(|| {
            Refusal::bare(StatusCode::TOO_MANY_REQUESTS, "too_many_request")
                .with_member("method", method.as_str())
                .with_member("path", path)
                .after_seconds(wait)
        })
    }

    /// Tells it in headers.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        // What a vendor says about its own limit goes first: the proxy passes it on.
        if headers.contains_key(LIMIT) || headers.contains_key(REMAINING) || headers.contains_key(RESET) {
            return;
        }
        headers.insert(LIMIT, HeaderValue::from(self.limit));
        headers.insert(REMAINING, HeaderValue::from(self.remaining));
        headers.insert(RESET, HeaderValue::from(self.reset_s));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::clock::from_ms;
    use linkspan_core::{IdSource, ManualClock, SystemIds};

    #[test]
    fn a_minute_has_its_calls_and_the_next_one_begins_anew() {
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_000))));
        let (one, other): (EnvironmentId, EnvironmentId) = (ids.next().into(), ids.next().into());
        let limit = RateLimit::new(2);
        let at = 1_800_000_015_000;
        assert_eq!(limit.count(one, at).map(|left| (left.remaining, left.over)), Some((1, false)));
        assert_eq!(limit.count(one, at).map(|left| (left.remaining, left.over)), Some((0, false)));
        let over = limit.count(one, at).unwrap();
        assert!(over.over && over.refusal(&Method::GET, "/connections").is_some());
        assert_eq!(over.reset_s, 1_800_000_060, "the end of the minute");
        assert!(!limit.count(other, at).unwrap().over, "another environment has its own");
        assert!(!limit.count(one, at + 60_000).unwrap().over);
    }

    #[test]
    fn a_stranger_spends_ten_calls_at_once_and_only_his_own() {
        let limit = RateLimit::new(15);
        let at = 1_800_000_015_000;
        let over = |sender: &str, at: i64| limit.count_stranger(sender, at).unwrap().over;
        assert_eq!([over("a", at), over("a", at), over("a", at)], [false, false, true]);
        assert!(!over("b", at), "another sender has his own");
        assert!(!over("a", at + 60_000));
        assert_eq!(limit.count_stranger("c", at).unwrap().remaining, 5);
        assert_eq!(RateLimit::new(0).count_stranger("a", at), None);
        for number in 0..MOST_SENDERS + 3 {
            limit.count_stranger(&number.to_string(), at);
        }
        assert!(limit.strangers.lock().unwrap().calls.len() <= MOST_SENDERS + 1, "memory has an end");
    }

    #[test]
    fn no_limit_is_no_header() {
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_000))));
        assert_eq!(RateLimit::new(0).count(ids.next().into(), 0), None);
    }
}
