//! When a key ends, as people write it.

use linkspan_core::clock::Timestamp;
use std::time::Duration;

/// The longest life that can be said as a number of days: ten years.
const MOST_DAYS: u64 = 3_650;

/// Reads `90d`, `12h`, a day such as `2027-01-31` (its beginning, UTC) or a moment such as `2027-01-31T12:00:00Z`; `None`
/// for anything else, and for what has passed.
#[must_use]
pub fn expiry(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let ends = span(text).map(|span| now + span).or_else(|| text.parse().ok()).or_else(|| day(text))?;
    (ends > now).then_some(ends)
}

fn span(text: &str) -> Option<Duration> {
    let hours = match (text.strip_suffix('d'), text.strip_suffix('h')) {
        (Some(days), _) => days.parse::<u64>().ok()?.checked_mul(24)?,
        (_, Some(hours)) => hours.parse().ok()?,
        _ => return None,
    };
    (hours <= MOST_DAYS * 24).then(|| Duration::from_secs(hours * 3_600))
}

fn day(text: &str) -> Option<Timestamp> {
    let day: jiff::civil::Date = text.parse().ok()?;
    Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("90d", Some("2027-02-20T08:00:00Z"))]
    #[case("12h", Some("2026-11-22T20:00:00Z"))]
    #[case("2027-01-31", Some("2027-01-31T00:00:00Z"))]
    #[case("2027-01-31T12:00:00Z", Some("2027-01-31T12:00:00Z"))]
    #[case("2026-11-21", None)]
    #[case("0d", None)]
    #[case("999999999999d", None)]
    #[case("99999999999999999999h", None)]
    #[case("soon", None)]
    #[case("", None)]
    fn a_life_is_read_as_people_write_it(#[case] text: &str, #[case] ends: Option<&str>) {
        let now = "2026-11-22T08:00:00Z".parse().unwrap();
        assert_eq!(expiry(text, now), ends.map(|ends| ends.parse().unwrap()));
    }
}
