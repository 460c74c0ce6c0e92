//! Moments as programs read them: with milliseconds, and with `Z` or `+00:00` at the end, depending on the endpoint.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use linkspan_core::Timestamp;

/// `2026-11-22T08:00:00.000Z`.
pub(in crate::http) fn zulu(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// `2026-11-22T08:00:00.000+00:00`.
pub(super) fn offset(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string()
}

/// `2026-11-22T08:00:00.000000+00:00`.
pub(super) fn micros(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

/// Reads a moment in any usual form; one without a zone, or a day alone, is taken for UTC.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let utc = |at: DateTime| at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    text.parse().ok().or_else(|| text.parse::<DateTime>().ok().and_then(utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_written() {
        let at: Timestamp = "2026-11-22T08:00:00.5Z".parse().unwrap();
        assert_eq!((zulu(at), offset(at)), ("2026-11-22T08:00:00.500Z".into(), "2026-11-22T08:00:00.500+00:00".into()));
    }
    #[test]
    fn moments_are_read_with_and_without_a_zone() {
        let at: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        for text in ["2026-11-22T08:00:00Z", "2026-11-22T09:00:00+01:00", "2026-11-22T08:00:00.000", "2026-11-22 08:00"]
        {
            assert_eq!(read(text), Some(at), "{text}");
        }
        assert_eq!(read("2026-11-22").map(zulu).as_deref(), Some("2026-11-22T00:00:00.000Z"));
        for text in ["", "yesterday", "2026-13-01", "8:00"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(micros(at), "2026-11-22T08:00:00.000000+00:00");
        assert_eq!(read(&micros(at)), Some(at));
    }
}
