//! The days of the catalogue: which rows a day changed, brought or took away. Each is computed from (seed, row, day).

use serde::{Deserialize, Serialize};

use super::generator::{Catalog, PART_MASK};
use super::hash::below;

/// Salt of the first day; the others follow.
const DAY: u64 = 1_000;

/// What a day brings, each as a share of the rows: 0.02 is two in a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DayShares {
    /// Rows whose price and stock change.
    pub changed: f64,
    /// Rows that appear.
    pub new: f64,
    /// Rows that vanish from the file.
    pub gone: f64,
}

impl Default for DayShares {
    fn default() -> Self {
        Self { changed: 0.02, new: 0.005, gone: 0.005 }
    }
}

/// One past day: shares in millionths, and how many rows exist after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    pub(super) changed: u64,
    pub(super) gone: u64,
    pub(super) rows_after: u32,
}

impl Catalog {
    /// Goes on to the next day.
    pub(in crate::td_synnex) fn next_day(&mut self, shares: DayShares) {
        let millionths = |share: f64| -> u64 {
            // A share is held to 0..=1 first, so the conversion cannot lose anything that matters.
            let scaled = (share.clamp(0.0, 1.0) * 1_000_000.0).round();
            scaled as u64
        };
        let rows = self.row_count();
        let added = u64::from(rows) * millionths(shares.new) / 1_000_000;
        let rows_after = rows.saturating_add(u32::try_from(added).unwrap_or(u32::MAX)).min(PART_MASK);
        self.days.push(Day { changed: millionths(shares.changed), gone: millionths(shares.gone), rows_after });
    }

    /// Whether the row has vanished from the file, and on which day.
    pub(in crate::td_synnex) fn gone_on(&self, index: u32) -> Option<u32> {
        if index < self.reserved() {
            return None;
        }
        let from = self.introduced(index) + 1;
        (from..=self.day()).find(|day| {
            self.days.get(*day as usize - 1).is_some_and(|step| self.chance_of_day(index, *day) < step.gone)
        })
    }

    /// The day a row first appeared.
    pub(super) fn introduced(&self, index: u32) -> u32 {
        if index < self.rows {
            return 0;
        }
        let earlier = self.days.iter().take_while(|day| day.rows_after <= index).count();
        u32::try_from(earlier + 1).unwrap_or(u32::MAX)
    }

    /// The last day that changed a row; zero if none did.
    pub(super) fn last_change(&self, index: u32) -> u32 {
        let from = self.introduced(index) + 1;
        (from..=self.day())
            .rev()
            .find(|day| {
                self.days.get(*day as usize - 1).is_some_and(|step| {
                    let chance = self.chance_of_day(index, *day);
                    chance >= step.gone && chance < step.gone + step.changed
                })
            })
            .unwrap_or(0)
    }

    fn chance_of_day(&self, index: u32, day: u32) -> u64 {
        below(self.seed, u64::from(index), DAY + u64::from(day), 1_000_000)
    }
}
