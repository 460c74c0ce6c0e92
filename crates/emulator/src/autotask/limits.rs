//! The vendor's limits: calls per rolling hour and database, threads per integration code and entity.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::quirks::{HourlyLimitStatus, Quirks, RetryAfterHeader, ThreadLimitStatus};
use super::refusal::Refused;
use crate::guard::lock;

/// The rolling time in which calls are counted.
pub(crate) const TIMEFRAME_MINUTES: i64 = 60;

/// What a tenant may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Whether anything is limited at all; calls are counted all the same.
    pub enforced: bool,
    /// Calls per rolling hour and database; the vendor's figure is 10,000.
    pub hourly: u32,
    /// Calls at a time per integration code and entity; the vendor's figure is 3.
    pub threads: u32,
    /// Whether calls wait half a second from 50 % of the hourly limit on and a second from 75 % on, in real time.
    pub delays: bool,
    /// Real time that every call takes while it holds its thread.
    pub latency: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { enforced: true, hourly: 10_000, threads: 3, delays: true, latency: Duration::ZERO }
    }
}

impl Limits {
    /// Nothing is limited, nothing waits; for benchmarks.
    #[must_use]
    pub fn off() -> Self {
        Self { enforced: false, delays: false, ..Self::default() }
    }
}

/// What a tenant has used.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    calls: Mutex<Calls>,
    threads: Arc<Mutex<HashMap<(String, &'static str), u32>>>,
}

/// Calls of the last hour, those of one second together.
#[derive(Debug, Default)]
struct Calls {
    seconds: VecDeque<(Timestamp, usize)>,
    count: usize,
}

impl Calls {
    fn add(&mut self, count: usize, at: Timestamp) {
        self.count += count;
        match self.seconds.back_mut() {
            Some((second, calls)) if second.as_second() == at.as_second() => *calls += count,
            _ => self.seconds.push_back((at, count)),
        }
    }

    fn forget_old(&mut self, now: Timestamp) {
        let span = SignedDuration::from_mins(TIMEFRAME_MINUTES);
        while let Some(&(_, calls)) = self.seconds.front().filter(|(at, _)| now.duration_since(*at) >= span) {
            self.count -= calls;
            self.seconds.pop_front();
        }
    }
}

/// Held while a call runs; gives the thread back when dropped.
#[derive(Debug)]
pub(crate) struct Thread {
    key: (String, &'static str),
    threads: Arc<Mutex<HashMap<(String, &'static str), u32>>>,
}

impl Drop for Thread {
    fn drop(&mut self) {
        if let Some(running) = lock(&self.threads).get_mut(&self.key) {
            *running = running.saturating_sub(1);
        }
    }
}

impl Meter {
    /// Calls of the last hour.
    pub(crate) fn used(&self, now: Timestamp) -> usize {
        let mut calls = lock(&self.calls);
        calls.forget_old(now);
        calls.count
    }

    /// Counts a call, or refuses it; tells how long it has to wait.
    pub(crate) fn admit(&self, limits: &Limits, quirks: &Quirks, now: Timestamp) -> Result<Duration, Refused> {
        let mut calls = lock(&self.calls);
        calls.forget_old(now);
        let limit = limits.hourly as usize;
        if limits.enforced && calls.count >= limit {
            let free_at =
                calls.seconds.front().map(|&(oldest, _)| oldest + SignedDuration::from_mins(TIMEFRAME_MINUTES));
            return Err(over_the_hour(quirks, free_at.map(|at| at.duration_since(now))));
        }
        let delay = if limits.enforced && limits.delays { delay_at(calls.count, limit) } else { Duration::ZERO };
        calls.add(1, now);
        Ok(delay)
    }

    /// Pretends that `count` calls were made at `now`.
    pub(crate) fn use_up(&self, count: u32, now: Timestamp) {
        lock(&self.calls).add(count as usize, now);
    }

    /// Takes a thread, or refuses the call.
    pub(crate) fn thread(
        &self,
        limits: &Limits,
        quirks: &Quirks,
        integration_code: &str,
        entity: &'static str,
    ) -> Result<Thread, Refused> {
        let key = (integration_code.to_owned(), entity);
        let mut threads = lock(&self.threads);
        let running = threads.entry(key.clone()).or_default();
        if limits.enforced && *running >= limits.threads {
            return Err(over_the_threads(limits, quirks, entity));
        }
        *running += 1;
        Ok(Thread { key, threads: Arc::clone(&self.threads) })
    }
}

fn delay_at(used: usize, limit: usize) -> Duration {
    if used * 4 >= limit * 3 {
        Duration::from_secs(1)
    } else if used * 2 >= limit {
        Duration::from_millis(500)
    } else {
        Duration::ZERO
    }
}

fn over_the_hour(quirks: &Quirks, free_in: Option<SignedDuration>) -> Refused {
    let status = match quirks.hourly_limit_status {
        HourlyLimitStatus::TooMany => 429,
        HourlyLimitStatus::ServerError => 500,
    };
    let seconds = free_in.and_then(|span| u32::try_from(span.as_secs()).ok()).map(|seconds| seconds.max(1));
    let text = "The Autotask API request threshold of this database has been exceeded.";
    Refused::errors(status, text).retry_after(seconds.filter(|_| quirks.retry_after == RetryAfterHeader::Sent))
}

fn over_the_threads(limits: &Limits, quirks: &Quirks, entity: &str) -> Refused {
    let status = match quirks.thread_limit_status {
        ThreadLimitStatus::TooMany => 429,
        ThreadLimitStatus::ServerError => 500,
    };
    let count = limits.threads;
    let text = format!("The Autotask API thread threshold of {count} threads has been exceeded. Method: {entity}");
    let seconds = (quirks.retry_after == RetryAfterHeader::Sent).then_some(1);
    let error = serde_json::json!({"title": "Thread Threshold Exceeded", "message": text, "code": "Itgenatr005"});
    Refused::json(status, serde_json::json!({ "errors": [error] })).retry_after(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        "2026-11-02T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_hour_rolls() {
        let (meter, quirks) = (Meter::default(), Quirks::default());
        let limits = Limits { hourly: 2, ..Limits::default() };
        meter.admit(&limits, &quirks, noon()).unwrap();
        meter.admit(&limits, &quirks, noon() + SignedDuration::from_mins(30)).unwrap();
        let refused = meter.admit(&limits, &quirks, noon() + SignedDuration::from_mins(59)).unwrap_err();
        assert_eq!(refused.status(), 429);
        assert_eq!(meter.used(noon() + SignedDuration::from_mins(60)), 1);
        meter.admit(&limits, &quirks, noon() + SignedDuration::from_mins(60)).unwrap();
    }

    #[test]
    fn delays_begin_at_half_and_grow_at_three_quarters() {
        let delays: Vec<u128> =
            [0, 4_999, 5_000, 7_499, 7_500].iter().map(|&used| delay_at(used, 10_000).as_millis()).collect();
        assert_eq!(delays, [0, 0, 500, 500, 1_000]);
    }

    #[test]
    fn threads_are_counted_per_code_and_entity_and_given_back() {
        let (meter, quirks, limits) = (Meter::default(), Quirks::default(), Limits::default());
        let take = |code: &str, entity| meter.thread(&limits, &quirks, code, entity);
        let mut held: Vec<Thread> = (0..3).map(|_| take("A", "Products").unwrap()).collect();
        assert_eq!(take("A", "Products").unwrap_err().status(), 429);
        assert!(take("B", "Products").is_ok() && take("A", "Companies").is_ok());
        held.pop();
        assert!(take("A", "Products").is_ok());
    }

    #[test]
    fn limits_that_are_off_count_but_never_refuse() {
        let (meter, quirks) = (Meter::default(), Quirks::default());
        let limits = Limits { hourly: 1, threads: 1, ..Limits::off() };
        for _ in 0..3 {
            assert_eq!(meter.admit(&limits, &quirks, noon()).unwrap(), Duration::ZERO);
        }
        assert_eq!(meter.used(noon()), 3);
    }
}
