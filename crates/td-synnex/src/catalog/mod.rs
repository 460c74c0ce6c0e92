//! The catalogue file: one product per line, 70 fields between tildes, a million lines and more.
//!
//! It is read as a stream, rows borrowed from the input's buffer; a bad row is reported and reading goes on. What rows mean for a
//! catalogue of products, and whether a file is good enough to be used, is not decided here. Nothing here is
//! asynchronous: call it where blocking is allowed.
//!
//! Column names follow the vendor's layout 2.71 of 2016, meanings of the warehouse columns the layouts 4.2 and 4.3 of
//! 2025 as client programs read them.

mod check;
mod columns;
mod number;
mod reader;
mod row;
mod split;
mod warehouses;
mod zip;

pub use columns::column_name;
pub use reader::{BadRow, BadRowReason, CatalogReader, Header, Qualifier, Record, Totals};
pub use row::{AbcCode, Row, RowStatus, SkipHint};
pub use warehouses::{Warehouse, warehouses};
pub use zip::{CatalogFile, SIZE_LIMIT, open_catalog, open_catalog_with_limit};

use std::io;

/// Why a catalogue file cannot be read, or not to its end. Rows that were read before must not be used then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// The file could not be opened or read.
    #[error("the catalogue file cannot be read")]
    Io(#[source] io::Error),
    /// The file is named or begins like a zip archive and is none, or its content is damaged.
    #[error("the catalogue file is not a zip archive, or it is damaged")]
    NotAZip(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// The archive holds no file that ends in `.ap` or `.app`.
    #[error("the archive holds no file that ends in .ap or .app")]
    NoEntry,
    /// The archive holds several such files, and which one is meant is not known.
    #[error("the archive holds {count} files that end in .ap or .app")]
    SeveralEntries {
        /// How many.
        count: usize,
    },
    /// The archive asks for a password.
    #[error("the archive is encrypted")]
    Encrypted,
    /// The unpacked file is larger than allowed.
    #[error("the unpacked catalogue is larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
}
