//! Who may call now: the pure decision.
//!
//! Two bounds hold at once. Inside our share, lanes leave the last part of it to the more urgent ones, and the proxy
//! never takes more than a third. And as the whole database fills up, whoever fills it, lanes fall silent one after
//! another: bulk fades between a half and three quarters, where Autotask slows everybody down, orders and people go on
//! to nine tenths, and the rest is for others.

use super::log::{CallLog, PastCalls};
use crate::gate::Lane;

/// Calls per window that Autotask allows a database, until its own word is observed.
const DEFAULT_LIMIT: u32 = 10_000;
/// The window of the hourly limit.
const WINDOW_MS: i64 = 60 * 60 * 1000;
/// How long everybody keeps silent after the vendor has suspended the database without naming a pause.
const SUSPENSION_MS: i64 = 5 * 60 * 1000;
/// Bulk fades out between these parts of the limit, in percent.
const BULK_FADES: (u32, u32) = (50, 75);

/// The part of a database's calls that this client may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(u8);

impl Share {
    /// 30 %.
    pub const DEFAULT: Self = Self(30);

    /// `None` unless between 1 and 100.
    pub const fn percent(percent: u8) -> Option<Self> {
        if percent >= 1 && percent <= 100 { Some(Self(percent)) } else { None }
    }
}

/// Whether a call may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may, and it has been counted.
    Go,
    /// Not before this time (epoch milliseconds), when enough of our own calls have left the window.
    WaitUntil(i64),
    /// Others use the database's calls: no time can be named, observe the threshold again.
    Refused,
}

/// The state of one database's calls.
#[derive(Debug, Clone)]
pub struct Quota {
    share: Share,
    limit: u32,
    log: CallLog,
    /// Calls of ours that were made by other processes, or by this one before it was started anew.
    siblings: CallLog,
    others: Option<Others>,
    suspended_until_ms: i64,
    now_ms: i64,
}

/// What others had used when it was observed.
#[derive(Debug, Clone, Copy)]
struct Others {
    calls: u32,
    at_ms: i64,
}

/// The state for people and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    /// Calls per window that the vendor allows the database.
    pub limit: u32,
    /// Calls per window that this client allows itself.
    pub allowance: u32,
    /// Our calls in the window.
    pub used: u32,
    /// Our calls in the window by lane, in the order of [`Lane::ALL`].
    pub used_by_lane: [u32; Lane::ALL.len()],
    /// Calls that each lane could make now, in the order of [`Lane::ALL`].
    pub left_by_lane: [u32; Lane::ALL.len()],
    /// Calls of others in the window, as last observed.
    pub others: u32,
    /// When others were last observed, in epoch milliseconds.
    pub observed_at_ms: Option<i64>,
    /// Until when everything is suspended, in epoch milliseconds, if it is.
    pub suspended_until_ms: Option<i64>,
}

impl Quota {
    /// A quota with nothing used, 10,000 calls in 60 minutes for the database.
    pub fn new(share: Share) -> Self {
        Self {
            share,
            limit: DEFAULT_LIMIT,
            log: CallLog::new(WINDOW_MS),
            siblings: CallLog::new(WINDOW_MS),
            others: None,
            suspended_until_ms: i64::MIN,
            now_ms: i64::MIN,
        }
    }

    /// Changes the share; what has been used stays used.
    pub fn set_share(&mut self, share: Share) {
        self.share = share;
    }

    /// Counts a call of this lane if it may go now. A clock that went back is taken to stand still.
    pub fn try_acquire(&mut self, lane: Lane, now_ms: i64) -> Decision {
        let now_ms = self.advance(now_ms);
        if now_ms < self.suspended_until_ms {
            return Decision::WaitUntil(self.suspended_until_ms);
        }
        if self.left(lane, now_ms) > 0 {
            self.log.record(lane, now_ms);
            return Decision::Go;
        }
        self.frees_at(lane).map_or(Decision::Refused, Decision::WaitUntil)
    }

    /// Counts the question for the vendor's own count if it may go now: it must be possible while others use the calls
    /// up, or we would never learn that they have stopped. The share bounds it as everything.
    pub fn try_acquire_probe(&mut self, now_ms: i64) -> Decision {
        let now_ms = self.advance(now_ms);
        if now_ms < self.suspended_until_ms {
            return Decision::WaitUntil(self.suspended_until_ms);
        }
        if self.used_in_all() < self.allowance() {
            self.log.record(Lane::Status, now_ms);
            return Decision::Go;
        }
        self.ends().first().copied().map_or(Decision::Refused, Decision::WaitUntil)
    }

    /// Takes note of the vendor's own count: `used` calls by everybody of `limit` in the window.
    pub fn observe_threshold(&mut self, used: u32, limit: u32, now_ms: i64) {
        let now_ms = self.advance(now_ms);
        self.limit = limit;
        self.others = Some(Others { calls: used.saturating_sub(self.used_in_all()), at_ms: now_ms });
    }

    /// Takes note that the vendor has suspended the database, for five minutes unless a pause is named.
    pub fn observe_suspension(&mut self, pause_ms: Option<i64>, now_ms: i64) {
        let now_ms = self.advance(now_ms);
        let until = now_ms.saturating_add(pause_ms.unwrap_or(SUSPENSION_MS).max(0));
        self.suspended_until_ms = self.suspended_until_ms.max(until);
    }

    /// Takes note of calls of ours that this quota has not counted itself: those of other processes, and those from before
    /// a restart. They replace what was told before. In any order; several of one minute add up.
    pub fn set_siblings(&mut self, calls: &[PastCalls], now_ms: i64) {
        let now_ms = self.advance(now_ms);
        let mut sorted = calls.to_vec();
        sorted.sort_by_key(|past| past.minute_ms);
        self.siblings = CallLog::new(WINDOW_MS);
        sorted.iter().for_each(|past| self.siblings.record_minute(past));
        self.siblings.forget(now_ms);
    }

    /// The calls that this quota has counted itself, minute by minute, the first first, as far as they are in the window.
    pub fn minutes(&mut self, now_ms: i64) -> Vec<PastCalls> {
        self.advance(now_ms);
        self.log.minutes()
    }

    /// Our calls in the window.
    pub fn used(&mut self, now_ms: i64) -> u32 {
        self.advance(now_ms);
        self.used_in_all()
    }

    /// Calls that a lane could make now if nobody else made any.
    pub fn left(&mut self, lane: Lane, now_ms: i64) -> u32 {
        let now_ms = self.advance(now_ms);
        if now_ms < self.suspended_until_ms { 0 } else { self.room(lane, &self.log, &self.siblings) }
    }

    /// The most that a lane can ever make per window.
    pub(super) fn most(&self, lane: Lane) -> u32 {
        let in_share =
            percent_of(self.allowance(), part_of_share(lane)).min(percent_of(self.limit, part_of_limit(lane)));
        if lane == Lane::Proxy { in_share.min(self.allowance() / 3) } else { in_share }
    }

    /// A lane's calls in the window, as of the last look at the clock.
    pub(super) fn used_by(&self, lane: Lane) -> u32 {
        self.log.used_by(lane) + self.siblings.used_by(lane)
    }

    /// The last look at the clock.
    pub(super) fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// When a lane that may not call now may again, if that is known.
    pub(super) fn possible_at(&self, lane: Lane) -> Option<i64> {
        if self.now_ms < self.suspended_until_ms { Some(self.suspended_until_ms) } else { self.frees_at(lane) }
    }

    /// When the last of our calls is forgotten.
    pub(super) fn fresh_at(&self) -> i64 {
        self.ends().last().copied().unwrap_or(self.now_ms)
    }

    /// The state for people and metrics.
    pub fn snapshot(&mut self, now_ms: i64) -> Snapshot {
        let now_ms = self.advance(now_ms);
        Snapshot {
            limit: self.limit,
            allowance: self.allowance(),
            used: self.used_in_all(),
            used_by_lane: Lane::ALL.map(|lane| self.log.used_by(lane) + self.siblings.used_by(lane)),
            left_by_lane: Lane::ALL.map(|lane| self.left(lane, now_ms)),
            others: self.others.map_or(0, |others| others.calls),
            observed_at_ms: self.others.map(|others| others.at_ms),
            suspended_until_ms: (now_ms < self.suspended_until_ms).then_some(self.suspended_until_ms),
        }
    }

    /// Moves the clock, never back, and forgets what has left the window.
    fn advance(&mut self, now_ms: i64) -> i64 {
        self.now_ms = self.now_ms.max(now_ms);
        self.log.forget(self.now_ms);
        self.siblings.forget(self.now_ms);
        // What others did a whole window ago no longer counts.
        self.others = self.others.filter(|others| others.at_ms.saturating_add(WINDOW_MS) > self.now_ms);
        self.now_ms
    }

    fn allowance(&self) -> u32 {
        percent_of(self.limit, u32::from(self.share.0))
    }

    fn used_in_all(&self) -> u32 {
        self.log.used().saturating_add(self.siblings.used())
    }

    /// When slices of both logs will be forgotten, the first first.
    fn ends(&self) -> Vec<i64> {
        let mut ends: Vec<i64> = self.log.ends().chain(self.siblings.ends()).collect();
        ends.sort_unstable();
        ends
    }

    /// How many calls a lane may make, given both logs.
    fn room(&self, lane: Lane, log: &CallLog, siblings: &CallLog) -> u32 {
        let (used, used_by_lane) = (log.used() + siblings.used(), log.used_by(lane) + siblings.used_by(lane));
        let total = used.saturating_add(self.others.map_or(0, |others| others.calls));
        let in_share = percent_of(self.allowance(), part_of_share(lane)).saturating_sub(used);
        let in_limit = percent_of(self.limit, part_of_limit(lane)).saturating_sub(total);
        let own = match lane {
            Lane::Proxy => (self.allowance() / 3).saturating_sub(used_by_lane),
            Lane::Bulk => self.bulk_allowance(total).saturating_sub(used_by_lane),
            Lane::Person | Lane::Orders | Lane::Status => u32::MAX,
        };
        in_share.min(in_limit).min(own)
    }

    /// What bulk may use per window while the database has used `total`: all of the share up to the half, then less
    /// and less.
    fn bulk_allowance(&self, total: u32) -> u32 {
        let (from, to) = (percent_of(self.limit, BULK_FADES.0), percent_of(self.limit, BULK_FADES.1));
        let rest = to.saturating_sub(total.max(from));
        scaled(self.allowance(), rest, to.saturating_sub(from))
    }

    /// When our own calls leave room for one of this lane, if nobody else makes any.
    fn frees_at(&self, lane: Lane) -> Option<i64> {
        let (mut log, mut siblings) = (self.log.clone(), self.siblings.clone());
        self.ends().into_iter().find(|end| {
            log.forget(*end);
            siblings.forget(*end);
            self.room(lane, &log, &siblings) > 0
        })
    }
}

/// How far into the share a lane may go, in percent: the last part is left to the more urgent.
fn part_of_share(lane: Lane) -> u32 {
    match lane {
        Lane::Person | Lane::Orders => 100,
        Lane::Status => 95,
        Lane::Proxy | Lane::Bulk => 90,
    }
}

/// How far the database may be filled, in percent of its limit, for a lane to go on.
fn part_of_limit(lane: Lane) -> u32 {
    match lane {
        Lane::Person | Lane::Orders => 90,
        Lane::Status => 85,
        Lane::Proxy | Lane::Bulk => BULK_FADES.1,
    }
}

fn percent_of(whole: u32, percent: u32) -> u32 {
    scaled(whole, percent, 100)
}

/// `whole * part / of`, rounded down; 0 if `of` is 0.
fn scaled(whole: u32, part: u32, of: u32) -> u32 {
    let exact = (u64::from(whole) * u64::from(part)).checked_div(u64::from(of)).unwrap_or(0);
    u32::try_from(exact).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;

    fn take(quota: &mut Quota, lane: Lane, now_ms: i64) -> u32 {
        (0..).take_while(|_| quota.try_acquire(lane, now_ms) == Decision::Go).count().try_into().unwrap()
    }

    #[test]
    fn a_burst_may_use_the_whole_share_at_once_and_then_waits_for_the_window() {
        let mut quota = Quota::new(Share::DEFAULT);
        assert_eq!(take(&mut quota, Lane::Orders, 5_000), 3_000);
        assert_eq!(quota.try_acquire(Lane::Orders, 6_000), Decision::WaitUntil(10_000 + 60 * MINUTE));
        assert_eq!(quota.try_acquire(Lane::Orders, 10_000 + 60 * MINUTE), Decision::Go);
    }

    #[test]
    fn bulk_leaves_the_last_tenth_of_the_share_to_orders_and_people() {
        let mut quota = Quota::new(Share::DEFAULT);
        assert_eq!(take(&mut quota, Lane::Bulk, 0), 2_700);
        assert_eq!(take(&mut quota, Lane::Status, 0), 150);
        assert_eq!(take(&mut quota, Lane::Orders, 0), 150);
        assert_eq!(quota.left(Lane::Person, 0), 0);
    }

    #[test]
    fn the_proxy_takes_a_third_at_most() {
        let mut quota = Quota::new(Share::DEFAULT);
        assert_eq!(take(&mut quota, Lane::Proxy, 0), 1_000);
        assert_eq!(quota.try_acquire(Lane::Proxy, 1), Decision::WaitUntil(10_000 + 60 * MINUTE));
        assert_eq!(quota.try_acquire(Lane::Bulk, 1), Decision::Go);
    }

    #[test]
    fn bulk_fades_between_half_and_three_quarters_of_everybodys_use() {
        // Its own calls fill the database too: from the half on it gets what solves n = 1.2 * (7,500 - used - n).
        for (used, expected) in [(0, 2_700), (5_000, 1_363), (6_250, 681), (7_400, 54), (7_500, 0), (9_000, 0)] {
            let mut quota = Quota::new(Share::DEFAULT);
            quota.observe_threshold(used, 10_000, 0);
            let taken = take(&mut quota, Lane::Bulk, 0);
            assert!(taken.abs_diff(expected) <= 1, "{taken} at {used}");
        }
    }

    #[test]
    fn orders_go_on_to_nine_tenths_and_then_others_come_first() {
        let mut quota = Quota::new(Share::DEFAULT);
        quota.observe_threshold(8_900, 10_000, 0);
        assert_eq!(take(&mut quota, Lane::Orders, 0), 100);
        assert_eq!(quota.left(Lane::Status, 0), 0);
        quota.observe_threshold(9_500, 10_000, MINUTE);
        assert_eq!(quota.try_acquire(Lane::Orders, MINUTE), Decision::Refused);
    }

    #[test]
    fn the_threshold_can_be_asked_for_while_others_use_the_calls_up() {
        let mut quota = Quota::new(Share::percent(1).unwrap());
        quota.observe_threshold(9_900, 10_000, 0);
        assert_eq!(quota.try_acquire(Lane::Person, 0), Decision::Refused);
        let asked = (0..).take_while(|_| quota.try_acquire_probe(0) == Decision::Go).count();
        assert_eq!(asked, 100);
        assert_eq!(quota.try_acquire_probe(0), Decision::WaitUntil(10_000 + 60 * MINUTE));
    }

    #[test]
    fn what_others_did_is_forgotten_after_a_window() {
        let mut quota = Quota::new(Share::DEFAULT);
        quota.observe_threshold(9_500, 10_000, 0);
        assert_eq!(quota.try_acquire(Lane::Person, 59 * MINUTE), Decision::Refused);
        assert_eq!(quota.try_acquire(Lane::Person, 60 * MINUTE), Decision::Go);
    }

    #[test]
    fn our_own_calls_are_not_counted_as_others() {
        let mut quota = Quota::new(Share::DEFAULT);
        assert_eq!(take(&mut quota, Lane::Orders, 0), 3_000);
        quota.observe_threshold(3_200, 12_000, 0);
        let snapshot = quota.snapshot(0);
        assert_eq!((snapshot.others, snapshot.used, snapshot.limit, snapshot.allowance), (200, 3_000, 12_000, 3_600));
        assert_eq!(snapshot.left_by_lane, [600, 600, 420, 240, 240]);
        assert_eq!(snapshot.used_by_lane, [0, 3_000, 0, 0, 0]);
    }

    #[test]
    fn calls_of_other_processes_use_up_the_same_share() {
        let (mut one, mut two) = (Quota::new(Share::DEFAULT), Quota::new(Share::DEFAULT));
        assert_eq!(take(&mut one, Lane::Bulk, 5_000), 2_700);
        let told = one.minutes(5_000);
        two.set_siblings(&told, 6_000);
        two.set_siblings(&told, 7_000);
        let seen = two.snapshot(7_000);
        assert_eq!((seen.used, seen.used_by_lane, seen.left_by_lane[4]), (2_700, [0, 0, 0, 0, 2_700], 0));
        assert_eq!(two.try_acquire(Lane::Bulk, 7_000), Decision::WaitUntil(61 * MINUTE));
        assert_eq!(take(&mut two, Lane::Orders, 7_000), 300);
        two.observe_threshold(3_200, 10_000, 8_000);
        assert_eq!(two.snapshot(8_000).others, 200, "siblings are no others");
        assert!(two.minutes(8_000).iter().all(|past| past.by_lane[4] == 0), "only its own calls are told");
        assert_eq!(two.try_acquire(Lane::Bulk, 61 * MINUTE), Decision::Go);
        two.set_siblings(&[], 61 * MINUTE);
        assert_eq!(two.used(61 * MINUTE), 1);
    }

    #[test]
    fn a_suspension_silences_everybody() {
        let mut quota = Quota::new(Share::DEFAULT);
        quota.observe_suspension(None, 1_000);
        assert_eq!(quota.try_acquire(Lane::Person, 2_000), Decision::WaitUntil(1_000 + 5 * MINUTE));
        assert_eq!((quota.left(Lane::Orders, 2_000), quota.snapshot(2_000).suspended_until_ms), (0, Some(301_000)));
        quota.observe_suspension(Some(1_000), 2_000);
        assert_eq!(quota.try_acquire(Lane::Person, 1_000 + 5 * MINUTE), Decision::Go);
        assert_eq!(quota.snapshot(1_000 + 5 * MINUTE).suspended_until_ms, None);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing_away() {
        let mut quota = Quota::new(Share::DEFAULT);
        take(&mut quota, Lane::Person, 90 * MINUTE);
        assert!(matches!(quota.try_acquire(Lane::Person, 0), Decision::WaitUntil(_)));
        assert_eq!(quota.used(0), 3_000);
    }

    #[test]
    fn a_share_has_sense_between_1_and_100() {
        assert_eq!((Share::percent(0), Share::percent(101)), (None, None));
        assert_eq!(Share::percent(30), Some(Share::DEFAULT));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn never_more_than_the_share_in_any_60_minutes(
            steps in proptest::collection::vec((0_i64..400_000, 0_usize..5, 1_u32..400), 1..80),
            percent in 1_u8..=100,
            observed in proptest::option::of(0_u32..12_000),
        ) {
            let mut quota = Quota::new(Share::percent(percent).unwrap());
            let allowance = 100 * usize::from(percent);
            let mut now = 0;
            let mut calls: Vec<i64> = Vec::new();
            if let Some(used) = observed {
                quota.observe_threshold(used, 10_000, 0);
            }
            for (pause, lane, wanted) in steps {
                now += pause;
                for n in 0..wanted {
                    let decision =
                        if n % 7 == 0 { quota.try_acquire_probe(now) } else { quota.try_acquire(Lane::ALL[lane], now) };
                    match decision {
                        Decision::Go => calls.push(now),
                        Decision::WaitUntil(at) => { prop_assert!(at > now); break; }
                        Decision::Refused => break,
                    }
                }
                let in_window = calls.iter().filter(|at| **at > now - WINDOW_MS).count();
                prop_assert!(in_window <= allowance);
            }
        }

        #[test]
        fn waiting_as_told_is_rewarded(bursts in proptest::collection::vec((0_i64..600_000, 0_usize..5), 1..40)) {
            let mut quota = Quota::new(Share::percent(1).unwrap());
            let mut now = 0;
            for (pause, lane) in bursts {
                now += pause;
                take(&mut quota, Lane::ALL[lane], now);
                if let Decision::WaitUntil(at) = quota.try_acquire(Lane::ALL[lane], now) {
                    now = at;
                    prop_assert_eq!(quota.try_acquire(Lane::ALL[lane], now), Decision::Go);
                }
            }
        }
    }
}
