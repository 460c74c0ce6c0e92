//! A distributor's catalogue file: fetching it, and reading its rows one by one.

use crate::catalog::CatalogueItem;
use crate::problem::Problem;
use async_trait::async_trait;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::ops::ControlFlow;
use std::path::Path;

/// Fetching and reading a catalogue file.
#[async_trait]
pub trait CatalogueFeed: Send + Sync {
    /// Puts today's file at `path`, which is replaced, and answers what people call it. The file is not looked into.
    ///
    /// # Errors
    /// When it cannot be had; `catalogue_not_offered` where the account has no such file.
    async fn fetch(&self, path: &Path) -> Result<String, Problem>;

    /// The names that the distributor gives to codes. Empty lists where it gives none.
    ///
    /// # Errors
    /// When they cannot be had; the catalogue can be used without them.
    async fn names(&self) -> Result<CodeNames, Problem>;

    /// Reads a file row by row until its end or until `each` breaks. It blocks, and memory does not grow with the file.
    /// Reading the same file again gives the same rows.
    ///
    /// # Errors
    /// `catalogue_unreadable` where the file is no catalogue, damaged, or cannot be read; rows that were handed out before
    /// must not be used then.
    fn read(&self, path: &Path, each: &mut dyn FnMut(FeedRecord<'_>) -> ControlFlow<()>)
    -> Result<FeedTotals, Problem>;
}

/// Names of codes: `(code, name)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeNames {
    /// Of categories, of any level.
    pub categories: Vec<(String, String)>,
    /// Of warehouses.
    pub warehouses: Vec<(String, String)>,
}

/// What stands in a line.
pub enum FeedRecord<'a> {
    /// A product.
    Row(&'a dyn FeedRow),
    /// A line that cannot be used.
    Bad(FeedFault),
}

/// A row of the file, still in the reader's buffer.
pub trait FeedRow {
    /// The line of the file, from 1.
    fn line(&self) -> u64;
    /// The key.
    fn sku(&self) -> &str;
    /// A hash of the whole row: equal hashes are equal rows.
    fn hash(&self) -> [u8; 16];
    /// What the account pays now.
    fn cost(&self) -> Option<Decimal>;
    /// The whole row.
    fn item(&self) -> CatalogueItem;
}

/// A line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedFault {
    /// The line of the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
    /// What stands there, cut short.
    pub found: String,
}

/// What a file claims to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedScope {
    /// Everything.
    Full,
    /// Changes only.
    Delta,
    /// It does not say.
    Unknown,
}

/// A file in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedTotals {
    /// Whether it has a header.
    pub has_header: bool,
    /// What it claims to hold.
    pub scope: FeedScope,
    /// The day that stands in it.
    pub made_on: Option<Date>,
    /// Rows that can be used.
    pub good: u64,
    /// Lines that cannot.
    pub bad: u64,
    /// Its size, unpacked.
    pub bytes: u64,
    /// It does not end with the end of a line: it may have been cut.
    pub ends_abruptly: bool,
}
