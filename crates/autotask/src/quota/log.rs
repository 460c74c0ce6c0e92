//! A sliding log of our own calls, in bounded memory.
//!
//! Calls are counted in slices of ten seconds. A slice counts until its *last* moment is older than the window, so the
//! log errs on the side of remembering, by ten seconds at most.

use std::collections::VecDeque;

use crate::gate::Lane;

/// Length of a slice.
const SLICE_MS: i64 = 10_000;

/// Length of the minutes in which calls are told to others.
const MINUTE_MS: i64 = 60_000;

/// Calls of one minute, to be kept, or to be told to other processes that share the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastCalls {
    /// When the minute began, in epoch milliseconds.
    pub minute_ms: i64,
    /// Calls by lane, in the order of [`Lane::ALL`].
    pub by_lane: [u32; Lane::ALL.len()],
}

/// Calls per lane within the window.
#[derive(Debug, Clone)]
pub(super) struct CallLog {
    window_ms: i64,
    slices: VecDeque<Slice>,
    totals: [u32; Lane::ALL.len()],
}

#[derive(Debug, Clone)]
struct Slice {
    start_ms: i64,
    calls: [u32; Lane::ALL.len()],
}

impl CallLog {
    pub(super) fn new(window_ms: i64) -> Self {
        Self { window_ms, slices: VecDeque::new(), totals: [0; Lane::ALL.len()] }
    }

    /// Counts one call. Time must not go back between calls of this type's methods.
    pub(super) fn record(&mut self, lane: Lane, now_ms: i64) {
        self.forget(now_ms);
        let start_ms = now_ms - now_ms.rem_euclid(SLICE_MS);
        if self.slices.back().is_none_or(|slice| slice.start_ms != start_ms) {
            self.slices.push_back(Slice { start_ms, calls: [0; Lane::ALL.len()] });
        }
        if let Some(slice) = self.slices.back_mut() {
            slice.calls[lane.index()] += 1;
            self.totals[lane.index()] += 1;
        }
    }

    /// Counts calls that were made elsewhere or earlier, as if all of a minute had come in its last slice: what is not known
    /// exactly is remembered longer rather than shorter. Minutes must come in order of time, on a log that is empty.
    pub(super) fn record_minute(&mut self, past: &PastCalls) {
        let start_ms = past.minute_ms + MINUTE_MS - SLICE_MS;
        if past.by_lane.iter().all(|calls| *calls == 0) {
            return;
        }
        for (total, calls) in self.totals.iter_mut().zip(past.by_lane) {
            *total += calls;
        }
        match self.slices.back_mut().filter(|slice| slice.start_ms == start_ms) {
            Some(slice) => slice.calls.iter_mut().zip(past.by_lane).for_each(|(sum, calls)| *sum += calls),
            None => self.slices.push_back(Slice { start_ms, calls: past.by_lane }),
        }
    }

    /// What is in the log, minute by minute, the first first. Slices never reach over a minute.
    pub(super) fn minutes(&self) -> Vec<PastCalls> {
        let mut minutes: Vec<PastCalls> = Vec::new();
        for slice in &self.slices {
            let minute_ms = slice.start_ms - slice.start_ms.rem_euclid(MINUTE_MS);
            if minutes.last().is_none_or(|last| last.minute_ms != minute_ms) {
                minutes.push(PastCalls { minute_ms, by_lane: [0; Lane::ALL.len()] });
            }
            if let Some(last) = minutes.last_mut() {
                last.by_lane.iter_mut().zip(slice.calls).for_each(|(sum, calls)| *sum += calls);
            }
        }
        minutes
    }

    /// Drops what has left the window.
    pub(super) fn forget(&mut self, now_ms: i64) {
        while let Some(slice) = self.slices.front() {
            if self.end_of(slice) > now_ms {
                return;
            }
            for (total, calls) in self.totals.iter_mut().zip(slice.calls) {
                *total -= calls;
            }
            self.slices.pop_front();
        }
    }

    /// Calls of all lanes in the window.
    pub(super) fn used(&self) -> u32 {
        self.totals.iter().sum()
    }

    /// Calls of one lane in the window.
    pub(super) fn used_by(&self, lane: Lane) -> u32 {
        self.totals[lane.index()]
    }

    /// When each slice will be forgotten, the first first.
    pub(super) fn ends(&self) -> impl Iterator<Item = i64> {
        self.slices.iter().map(|slice| self.end_of(slice))
    }

    fn end_of(&self, slice: &Slice) -> i64 {
        slice.start_ms + SLICE_MS + self.window_ms
    }

    #[cfg(test)]
    pub(super) fn slices(&self) -> usize {
        self.slices.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn calls_count_until_the_window_has_passed() {
        let mut log = CallLog::new(HOUR);
        log.record(Lane::Bulk, 1_000);
        log.record(Lane::Orders, 12_000);
        log.forget(HOUR + 1_000);
        assert_eq!((log.used(), log.used_by(Lane::Bulk)), (2, 1));
        log.forget(HOUR + 10_000);
        assert_eq!((log.used(), log.used_by(Lane::Bulk), log.used_by(Lane::Orders)), (1, 0, 1));
        log.forget(HOUR + 20_000);
        assert_eq!(log.used(), 0);
    }

    #[test]
    fn what_is_told_by_the_minute_counts_at_least_as_long() {
        let mut log = CallLog::new(HOUR);
        for at in [1_000, 30_000, 59_999, 60_000] {
            log.record(Lane::Bulk, at);
        }
        let minutes = log.minutes();
        assert_eq!(minutes.iter().map(|minute| minute.minute_ms).collect::<Vec<_>>(), [0, 60_000]);
        let mut told = CallLog::new(HOUR);
        minutes.iter().for_each(|minute| told.record_minute(minute));
        assert_eq!((told.used(), told.used_by(Lane::Bulk), told.minutes()), (4, 4, minutes));
        for at in [HOUR, HOUR + 11_000, HOUR + 60_000, HOUR + 70_000] {
            log.forget(at);
            told.forget(at);
            assert!(told.used() >= log.used(), "at {at}");
        }
        told.forget(HOUR + 120_001);
        assert_eq!(told.used(), 0);
    }

    #[test]
    fn memory_is_bounded_by_the_window() {
        let mut log = CallLog::new(HOUR);
        for second in 0..20_000 {
            log.record(Lane::ALL[second % 5], i64::try_from(second).unwrap() * 1_000);
        }
        assert!(log.slices() <= 361, "{}", log.slices());
        assert!((3_600..=3_610).contains(&log.used()), "{}", log.used());
    }
}
