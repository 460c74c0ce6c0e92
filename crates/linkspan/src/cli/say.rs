//! Writing to the terminal. A reader that has gone away is no error of ours.

use std::io::{self, Write};

/// A line of the result, on standard output.
pub(super) fn result(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// A line for the person, on standard error.
pub(super) fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// One JSON document on standard output.
pub(super) fn json(value: &impl serde::Serialize) -> Result<(), serde_json::Error> {
    result(&serde_json::to_string(value)?);
    Ok(())
}
