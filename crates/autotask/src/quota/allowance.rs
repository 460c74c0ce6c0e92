//! What one lane may still do, for callers that have to tell somebody: a proxy's headers, a progress bar.

use std::time::Duration;

use super::policy::Quota;
use crate::gate::Lane;

/// When to come back if no time can be named, because others use the calls up, in milliseconds.
pub(super) const COME_BACK_MS: i64 = 5 * 60 * 1000;

/// The calls of one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The most that this lane can ever make per window.
    pub most: u32,
    /// Its calls in the window.
    pub used: u32,
    /// Calls that it could make now if nobody else made any.
    pub left: u32,
    /// When it may call, in epoch milliseconds: the present time if it may now, `None` if that depends on what others do.
    pub possible_at_ms: Option<i64>,
    /// When all its calls of the present window have been forgotten, in epoch milliseconds, should it make no more.
    pub fresh_at_ms: i64,
}

impl Allowance {
    /// How long to wait before the next call; `None` if it may go now. Five minutes if others decide, since their calls are
    /// looked at every few minutes.
    pub fn retry_after(&self, now_ms: i64) -> Option<Duration> {
        if self.left > 0 {
            return None;
        }
        let wait_ms = self.possible_at_ms.map_or(COME_BACK_MS, |at_ms| at_ms.saturating_sub(now_ms));
        Some(Duration::from_millis(u64::try_from(wait_ms).unwrap_or(0).max(1)))
    }
}

impl Quota {
    /// What a lane may still do.
    pub fn allowance_of(&mut self, lane: Lane, now_ms: i64) -> Allowance {
        let left = self.left(lane, now_ms);
        Allowance {
            most: self.most(lane),
            used: self.used_by(lane),
            left,
            possible_at_ms: if left > 0 { Some(self.now_ms()) } else { self.possible_at(lane) },
            fresh_at_ms: self.fresh_at(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quota::{Decision, Share};

    const MINUTE: i64 = 60_000;

    #[test]
    fn an_unused_lane_may_go_now() {
        let mut quota = Quota::new(Share::DEFAULT);
        let proxy = quota.allowance_of(Lane::Proxy, 7);
        assert_eq!(proxy, Allowance { most: 1_000, used: 0, left: 1_000, possible_at_ms: Some(7), fresh_at_ms: 7 });
        assert_eq!(proxy.retry_after(7), None);
        assert_eq!(quota.allowance_of(Lane::Bulk, 7).most, 2_700);
        assert_eq!(quota.allowance_of(Lane::Person, 7).most, 3_000);
    }

    #[test]
    fn a_used_up_lane_knows_when_its_first_call_is_forgotten() {
        let mut quota = Quota::new(Share::DEFAULT);
        while quota.try_acquire(Lane::Proxy, 5_000) == Decision::Go {}
        quota.try_acquire(Lane::Person, 12_000);
        let proxy = quota.allowance_of(Lane::Proxy, MINUTE);
        let first_gone = 10_000 + 60 * MINUTE;
        assert_eq!((proxy.used, proxy.left, proxy.possible_at_ms), (1_000, 0, Some(first_gone)));
        assert_eq!(proxy.fresh_at_ms, first_gone + 10_000);
        assert_eq!(proxy.retry_after(MINUTE), Some(Duration::from_secs(59 * 60 + 10)));
        assert_eq!(quota.try_acquire(Lane::Proxy, first_gone), Decision::Go);
    }

    #[test]
    fn calls_of_other_processes_count_as_the_lanes_own() {
        let (mut one, mut two) = (Quota::new(Share::DEFAULT), Quota::new(Share::DEFAULT));
        while one.try_acquire(Lane::Proxy, 5_000) == Decision::Go {}
        two.set_siblings(&one.minutes(5_000), 6_000);
        let proxy = two.allowance_of(Lane::Proxy, 6_000);
        assert_eq!((proxy.used, proxy.left), (1_000, 0));
        assert_eq!(proxy.possible_at_ms, Some(proxy.fresh_at_ms));
        assert_eq!(two.try_acquire(Lane::Proxy, proxy.fresh_at_ms), Decision::Go);
    }

    #[test]
    fn what_others_decide_has_no_time_and_a_suspension_has_one() {
        let mut quota = Quota::new(Share::DEFAULT);
        quota.observe_threshold(9_900, 10_000, 0);
        let proxy = quota.allowance_of(Lane::Proxy, 0);
        assert_eq!((proxy.left, proxy.possible_at_ms), (0, None));
        assert_eq!(proxy.retry_after(0), Some(Duration::from_secs(300)));
        quota.observe_suspension(Some(9_000), 0);
        assert_eq!(quota.allowance_of(Lane::Person, 1_000).retry_after(1_000), Some(Duration::from_secs(8)));
    }
}
