//! The catalogues of the distributor connections: what their files hold. All of it can be made again from the files.

pub(crate) mod bulk;
mod files;
mod items;
mod load;

pub use files::{BadLine, CatalogueFileRow, CatalogueGroup, FileScope, FileState, GroupKind};
pub use items::{ItemPage, ItemSearch, PastCost, StoredItem};
pub use load::{CatalogueLoad, LoadDiff, StagedRow};

pub(crate) const STATEMENTS: &[&[(&str, &str)]] = &[files::STATEMENTS, items::STATEMENTS, load::STATEMENTS];
