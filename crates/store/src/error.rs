//! What the store can fail with.

use linkspan_core::problem::{Consequence, Problem};
use std::path::PathBuf;

/// The result of a store operation.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A failure of the store. Absence is never one: look-ups answer `Ok(None)`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has the data directory.
    #[error("{} is in use by another running Linkspan; stop that one first, or give another --data directory", .path.display())]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// The database was written by a newer version.
    #[error("the database is newer (schema {found}) than this program; start the newer Linkspan, or restore a backup")]
    Newer {
        /// The schema version found.
        found: i64,
    },
    /// There are no files to look at or to copy.
    #[error("the data is in PostgreSQL, which has its own tools for this, such as pg_dump")]
    NoFiles,
    /// The directory cannot be used.
    #[error("the data directory {} cannot be used", .path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A row holds something that this program did not write.
    #[error("table {table}, column {column}: a value that cannot be read ({found})")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// What was found, without content that could be secret.
        found: String,
    },
    /// An amount does not fit the database.
    #[error("the amount {0} does not fit the database")]
    Amount(String),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the schema could not be brought up to date")]
    Migrate(#[source] sqlx::migrate::MigrateError),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let consequence = match error {
            StoreError::Database(_) => Consequence::Retry { after: None },
            _ => Consequence::Permanent,
        };
        Problem::new("store_failed", "Linkspan could not read or write its data. The log says why.", consequence)
            .caused_by(error)
    }
}
