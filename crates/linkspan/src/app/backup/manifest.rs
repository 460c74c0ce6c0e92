//! What a backup says about itself.

use linkspan_core::Timestamp;
use linkspan_store::SchemaVersion;
use serde::{Deserialize, Serialize};

/// The shape of backups that this program writes and reads.
pub(super) const FORMAT: u32 = 1;

/// Said in every manifest and after every backup.
pub const KEY_FILE_NOTE: &str =
    "The key file is not in this backup. Keep a copy of it apart: without it the stored credentials cannot be opened.";

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Somebody asked for it.
    Asked,
    /// A newer program is about to change the schema.
    BeforeMigration,
}

/// The list of what is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The shape of the backup.
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    /// When.
    pub made_at: Timestamp,
    /// Why.
    pub reason: Reason,
    /// How new the schema of the data is.
    pub schema: SchemaVersion,
    /// The files, without this one.
    pub files: Vec<FileEntry>,
    /// About the key file.
    pub key_file: String,
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Its size in bytes, unpacked.
    pub bytes: u64,
    /// The BLAKE3 hash of its content, in hexadecimal digits.
    pub blake3: String,
}

impl Manifest {
    pub(super) fn new(made_at: Timestamp, schema: SchemaVersion, reason: Reason) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            reason,
            schema,
            files: Vec::new(),
            key_file: KEY_FILE_NOTE.to_owned(),
        }
    }

    /// Whether the catalogue is in it.
    #[must_use]
    pub fn has_catalogue(&self) -> bool {
        self.files.iter().any(|file| file.name == "catalogue.db")
    }
}
