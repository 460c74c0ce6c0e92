//! Fixed times of the day at which orders go out.

use crate::clock::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};

/// How long orders go out from each time on. What becomes ready later waits for the next time.
const OPEN: SignedDuration = SignedDuration::from_mins(30);

/// Whether orders go out at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// They do.
    Open,
    /// Not before this moment.
    Until(Timestamp),
    /// There is no time at which they would.
    Never,
}

/// Whether orders go out now, by the times of a day in a time zone. A time that the clocks skip in spring is the first one
/// after the gap.
#[must_use]
pub fn gate(times: &[Time], zone: &TimeZone, now: Timestamp) -> Gate {
    let today = now.to_zoned(zone.clone()).date();
    let days = [-1, 0, 1].into_iter().filter_map(|days: i64| today.checked_add(days.days()).ok());
    let moments: Vec<Timestamp> = days
        .flat_map(|day| times.iter().map(move |time| day.to_datetime(*time)))
        .filter_map(|moment| moment.to_zoned(zone.clone()).ok())
        .map(|moment| moment.timestamp())
        .collect();
    let since = |moment: &Timestamp| now.duration_since(*moment);
    if moments.iter().any(|moment| *moment <= now && since(moment) < OPEN) {
        return Gate::Open;
    }
    moments.into_iter().filter(|moment| *moment > now).min().map_or(Gate::Never, Gate::Until)
}

/// Reads times such as `09:00, 15:30`, sorted and each once; `None` where one of them is no time of the day.
#[must_use]
pub fn parse_times(text: &str) -> Option<Vec<Time>> {
    let parts = text.split([',', ';', ' ']).filter(|part| !part.is_empty());
    let mut times = parts.map(|part| Time::strptime("%H:%M", part).ok()).collect::<Option<Vec<_>>>()?;
    times.sort_unstable();
    times.dedup();
    Some(times)
}

/// Writes times as people type them.
#[must_use]
pub fn show_times(times: &[Time]) -> String {
    times.iter().map(|time| format!("{:02}:{:02}", time.hour(), time.minute())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn orders_go_out_for_half_an_hour_from_each_time_on() {
        let zone = TimeZone::get("America/Chicago").expect("a zone");
        let times = parse_times("09:00, 15:30").expect("times");
        let gate = |now| gate(&times, &zone, at(now));
        assert_eq!(gate("2026-11-23T14:59:59Z"), Gate::Until(at("2026-11-23T15:00:00Z")));
        assert_eq!(gate("2026-11-23T15:00:00Z"), Gate::Open);
        assert_eq!(gate("2026-11-23T15:29:59Z"), Gate::Open);
        assert_eq!(gate("2026-11-23T15:30:00Z"), Gate::Until(at("2026-11-23T21:30:00Z")));
        assert_eq!(gate("2026-11-23T23:00:00Z"), Gate::Until(at("2026-11-24T15:00:00Z")));
    }

    #[test]
    fn a_window_goes_on_over_midnight_and_no_times_are_never() {
        let times = parse_times("23:50").expect("times");
        assert_eq!(gate(&times, &TimeZone::UTC, at("2026-11-24T00:10:00Z")), Gate::Open);
        assert_eq!(gate(&[], &TimeZone::UTC, at("2026-11-24T00:10:00Z")), Gate::Never);
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        let times = parse_times("15:30 9:00;09:00").expect("times");
        assert_eq!(show_times(&times), "09:00, 15:30");
        assert_eq!(parse_times(""), Some(vec![]));
        for odd in ["25:00", "noon", "09", "09:00, x"] {
            assert_eq!(parse_times(odd), None, "{odd}");
        }
    }
}
