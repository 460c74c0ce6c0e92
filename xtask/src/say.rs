//! The one place that prints. A closed pipe is no reason to fail.

use std::fmt;
use std::io::{self, Write};

/// Prints one line to standard output, at once.
macro_rules! say {
    ($($text:tt)*) => { $crate::say::line(format_args!($($text)*)) };
}

/// Prints `text` and a line end, and flushes, so that it stands before what a child process prints next.
pub(crate) fn line(text: fmt::Arguments<'_>) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}
