//! The settings of order submission.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use linkspan_core::order::schedule::{Gate, gate};
use linkspan_core::order::validate::OrderRules;
use linkspan_core::problem::Problem;
use linkspan_store::Template;
use serde::{Deserialize, Serialize};

/// What an administrator set for order submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderSettings {
    /// Who lets an order go.
    pub mode: Mode,
    /// How many orders a person releases before *automatic* takes effect.
    pub hold_first: i64,
    /// The times of the day at which orders go out; only for the schedule.
    pub times: Vec<Time>,
    /// Name of the time zone of the times, such as `America/Chicago`.
    pub time_zone: String,
    /// How often purchase orders are looked for, in seconds.
    pub poll_seconds: i64,
    /// What an order must be like.
    pub rules: OrderRules,
    /// Who agreed to sending order data, and when (epoch milliseconds).
    pub consent: Option<Consent>,
}

/// Who lets an order go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// An order without reasons to hold it goes by itself.
    Automatic,
    /// A person releases every order.
    Hold,
    /// An order without reasons to hold it goes by itself at the next time of the schedule; a person may release it sooner.
    Schedule,
}

/// An agreement to the consent panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The person.
    pub by: String,
    /// When, epoch milliseconds.
    pub at: i64,
}

impl Default for OrderSettings {
    fn default() -> Self {
        Self {
            mode: Mode::Hold,
            hold_first: 10,
            times: Vec::new(),
            time_zone: "UTC".to_owned(),
            poll_seconds: 90,
            rules: OrderRules::default(),
            consent: None,
        }
    }
}

impl OrderSettings {
    /// The settings of a template; the defaults where none were saved.
    ///
    /// # Errors
    /// `settings_unreadable` where they were written by something else.
    pub fn of(template: &Template) -> Result<Self, Problem> {
        let Some(settings) = template.settings.clone() else { return Ok(Self::default()) };
        serde_json::from_value(settings).map_err(|error| {
            Problem::permanent(
                "settings_unreadable",
                "The settings of Create Orders from Autotask cannot be read. Open and save them once more.",
            )
            .caused_by(error)
        })
    }

    /// Whether an order goes by itself, after `sent` orders of the bridge.
    #[must_use]
    pub fn goes_by_itself(&self, sent: i64) -> bool {
        self.mode != Mode::Hold && sent >= self.hold_first
    }

    /// Whether what goes by itself goes at this moment.
    #[must_use]
    pub fn gate(&self, now: Timestamp) -> Gate {
        match self.mode {
            Mode::Schedule => gate(&self.times, &TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC), now),
            Mode::Automatic | Mode::Hold => Gate::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automatic_takes_effect_after_the_first_orders() {
        let automatic = OrderSettings { mode: Mode::Automatic, ..OrderSettings::default() };
        assert!(!automatic.goes_by_itself(9));
        assert!(automatic.goes_by_itself(10));
        assert!(!OrderSettings::default().goes_by_itself(1_000));
    }

    #[test]
    fn settings_saved_by_an_older_version_read_with_defaults() {
        let read: OrderSettings = serde_json::from_str(r#"{"mode":"automatic"}"#).expect("partial settings");
        assert_eq!((read.mode, read.poll_seconds), (Mode::Automatic, 90));
    }
}
