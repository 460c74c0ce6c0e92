//! The operator's own providers.

use super::text;
use serde::Deserialize;
use std::path::PathBuf;

/// `[providers]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Providers {
    /// A directory with a file for each; `None` where there are none.
    #[serde(deserialize_with = "text::optional")]
    pub directory: Option<PathBuf>,
}
