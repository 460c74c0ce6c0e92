//! The distributor's catalogue: products computed from (seed, row, day), the same for the file and for price requests. It
//! must not know about orders.

mod category;
mod file;
mod generator;
pub(super) mod hash;
pub(super) mod warehouse;
mod words;

pub(super) use category::Kind;
pub(super) use file::{FileKind, write_ap, write_category_list, write_vendor_list, write_zip};
pub(super) use generator::{Catalog, Item, Override, Standing};
pub use generator::{DayShares, ListedStatus};
