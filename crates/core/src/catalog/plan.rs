//! What a run is going to do, counted, and how long it takes.

use serde::{Deserialize, Serialize};

/// What is done about one SKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanAction {
    /// A product and its vendor row are made.
    Create,
    /// A product that exists is linked.
    Adopt,
    /// A linked product is changed.
    Change,
    /// A linked product is set inactive.
    Deactivate,
    /// It waits for a person.
    Held,
    /// A person decided that it stays as it is.
    Kept,
    /// It is not as the plan showed it any more, and is left to the next plan.
    Passed,
}

impl PlanAction {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Create, Self::Adopt, Self::Change, Self::Deactivate, Self::Held, Self::Kept, Self::Passed];

    /// The word kept in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Change => "change",
            Self::Deactivate => "deactivate",
            Self::Held => "held",
            Self::Kept => "kept",
            Self::Passed => "passed",
        }
    }

    /// Whether something is written for it.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Adopt | Self::Change | Self::Deactivate)
    }

    /// Reads the word kept in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }
}

/// How many SKUs meet which fate, and the calls that it costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanCounts {
    /// SKUs that the selection holds.
    pub selected: i64,
    /// Products to be made.
    pub create: i64,
    /// Products to be adopted.
    pub adopt: i64,
    /// Products to be changed.
    pub change: i64,
    /// Products to be set inactive.
    pub deactivate: i64,
    /// Products that stay as they are; they cost no call.
    pub unchanged: i64,
    /// SKUs that wait for a person.
    pub held: i64,
    /// SKUs that stay as they are because a person decided so.
    pub kept: i64,
    /// SKUs of a kept plan that are no longer as it showed them.
    pub passed: i64,
    /// Calls that write.
    pub calls: i64,
}

impl PlanCounts {
    /// Counts one SKU in.
    pub fn add(&mut self, action: PlanAction, calls: i64) {
        *self.count(action) += 1;
        self.calls += calls;
    }

    /// Takes one SKU out again.
    pub fn take_back(&mut self, action: PlanAction, calls: i64) {
        *self.count(action) -= 1;
        self.calls -= calls;
    }

    fn count(&mut self, action: PlanAction) -> &mut i64 {
        match action {
            PlanAction::Create => &mut self.create,
            PlanAction::Adopt => &mut self.adopt,
            PlanAction::Change => &mut self.change,
            PlanAction::Deactivate => &mut self.deactivate,
            PlanAction::Held => &mut self.held,
            PlanAction::Kept => &mut self.kept,
            PlanAction::Passed => &mut self.passed,
        }
    }

    /// SKUs about which something is done.
    #[must_use]
    pub fn to_do(&self) -> i64 {
        self.create + self.adopt + self.change + self.deactivate
    }
}

/// Minutes that so many calls take at the even pace of an hourly share, rounded up. On the long side: the share allows
/// bursts, so what fits into it goes sooner. `None` where the share is nothing.
#[must_use]
pub fn minutes(calls: i64, calls_per_hour: i64) -> Option<i64> {
    if calls <= 0 {
        return Some(0);
    }
    (calls_per_hour > 0).then(|| (calls.saturating_mul(60) + calls_per_hour - 1) / calls_per_hour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_plan_counts_fates_and_calls() {
        let mut counts = PlanCounts::default();
        for (action, calls) in
            [(PlanAction::Create, 2), (PlanAction::Adopt, 2), (PlanAction::Change, 1), (PlanAction::Held, 0)]
        {
            counts.add(action, calls);
        }
        assert_eq!((counts.to_do(), counts.held, counts.calls), (3, 1, 5));
        counts.take_back(PlanAction::Adopt, 2);
        assert_eq!((counts.to_do(), counts.adopt, counts.calls), (2, 0, 3));
        for action in PlanAction::ALL {
            assert_eq!(PlanAction::parse(action.as_str()), Some(action));
            assert_eq!(action.writes(), !matches!(action, PlanAction::Held | PlanAction::Kept | PlanAction::Passed));
        }
    }

    #[rstest]
    #[case(0, 3_000, Some(0))]
    #[case(861, 3_000, Some(18))]
    #[case(3_001, 3_000, Some(61))]
    #[case(40_000, 3_000, Some(800))]
    #[case(5, 0, None)]
    #[case(0, 0, Some(0))]
    fn calls_are_told_in_whole_minutes(#[case] calls: i64, #[case] share: i64, #[case] expected: Option<i64>) {
        assert_eq!(minutes(calls, share), expected);
    }
}
