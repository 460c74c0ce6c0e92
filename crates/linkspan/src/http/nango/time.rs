//! Moments as programs read them: with milliseconds, and with `Z` or `+00:00` at the end, depending on the endpoint.

use linkspan_core::Timestamp;

/// `2026-11-22T08:00:00.000Z`.
pub(super) fn zulu(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// `2026-11-22T08:00:00.000+00:00`.
pub(super) fn offset(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_written() {
        let at: Timestamp = "2026-11-22T08:00:00.5Z".parse().unwrap();
        assert_eq!((zulu(at), offset(at)), ("2026-11-22T08:00:00.500Z".into(), "2026-11-22T08:00:00.500+00:00".into()));
    }
}
