//! How programs use the server.

use serde::Deserialize;

/// `[api]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// How many calls the programs of one environment may make in a minute; 0 is no limit.
    pub requests_per_minute: u32,
}
