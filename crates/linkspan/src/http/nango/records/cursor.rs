//! A place in the order of changes: when the last record that was read changed, and its id. Programs keep it as it is.

use crate::http::nango::time::{micros, read};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use linkspan_core::Timestamp;

/// The longest that is looked at.
const LONGEST: usize = 2_048;

/// Writes a place down.
pub(super) fn write(at: Timestamp, id: &str) -> String {
    STANDARD.encode(format!("{}||{id}", micros(at)))
}

/// Reads it back; `None` where it is none of ours.
pub(super) fn place(text: &str) -> Option<(Timestamp, String)> {
    if text.len() > LONGEST {
        return None;
    }
    let bytes = STANDARD.decode(text).ok()?;
    let plain = std::str::from_utf8(&bytes).ok()?;
    let (at, id) = plain.split_once("||")?;
    // A null byte is no text for PostgreSQL.
    let is_id = !id.is_empty() && !id.contains('\0');
    is_id.then(|| Some((read(at)?, id.to_owned())))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_reads_back() {
        let at: Timestamp = "2026-11-22T08:00:00.123Z".parse().unwrap();
        assert_eq!(place(&write(at, "a||b:1Z")), Some((at, "a||b:1Z".into())));
        let wrong = |text: &str| STANDARD.encode(text);
        for text in ["", "%%%", &wrong("x"), &wrong("now||a"), &wrong("2026-11-22T08:00:00Z||"), &wrong("2026||a\0")] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_ends_the_program(text in "\\PC{0,60}") {
            let _ = place(&text);
            let _ = place(&STANDARD.encode(&text));
        }
    }
}
