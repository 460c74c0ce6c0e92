//! Where log lines go and what they look like. What must never be in one is decided where it is written.

use crate::config::{Log, LogFormat};
use std::io;
use tracing_subscriber::EnvFilter;

/// Begins logging to standard error. A filter that cannot be read is named, not guessed at.
pub(super) fn begin(log: &Log) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let filter = EnvFilter::try_new(&log.level).map_err(|error| format!("`log.level` cannot be used: {error}"))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false);
    match log.format {
        LogFormat::Text => lines.compact().try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    }
}
