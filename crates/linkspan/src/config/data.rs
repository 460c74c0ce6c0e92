//! Where the data is.

use super::text;
use secrecy::SecretString;
use serde::Deserialize;
use std::path::PathBuf;

/// `[data]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The directory of the SQLite files, of the key file and of everything else that lies on disk.
    pub dir: PathBuf,
    /// A PostgreSQL database instead of the SQLite files. It may hold a password.
    #[serde(deserialize_with = "text::secret")]
    pub database_url: Option<SecretString>,
    /// Where the key file is; ask [`Data::key_file`].
    #[serde(deserialize_with = "text::optional", rename = "key_file")]
    key_file_elsewhere: Option<PathBuf>,
}

impl Data {
    /// The file with the key that opens stored credentials.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.key_file_elsewhere.clone().unwrap_or_else(|| self.dir.join("linkspan.key"))
    }
}
