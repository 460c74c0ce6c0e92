//! What can be wrong with the settings. Values are never repeated: they may be secrets.

use std::path::PathBuf;

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the settings file {} cannot be read", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("the settings file {} is no TOML: {} (line {})", .path.display(), .what, .line)]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What the reader says, without the text it read.
        what: String,
        /// The line.
        line: usize,
    },
    /// There is no such key.
    #[error("`{key}` in {source_name} is no setting; the settings are described in the default file (linkspan config)")]
    UnknownKey {
        /// The key with its sections.
        key: String,
        /// Where it was found.
        source_name: String,
    },
    /// The value is of another kind.
    #[error("`{key}` in {source_name} must be {expected}")]
    Kind {
        /// The key with its sections.
        key: String,
        /// Where it was found.
        source_name: String,
        /// What it should be.
        expected: &'static str,
    },
    /// The value has the right kind and makes no sense.
    #[error("`{key}` cannot be used: {why}")]
    Value {
        /// The key with its sections.
        key: String,
        /// What is wrong with it.
        why: String,
    },
}
