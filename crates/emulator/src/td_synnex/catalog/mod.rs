//! The distributor's catalogue: products computed from (seed, row, day), the same for the file and for price requests. It
//! must not know about orders.

mod category;
mod days;
mod file;
mod generator;
pub(super) mod hash;
mod item;
mod recipe;
pub(super) mod warehouse;
mod words;

pub(super) use category::Kind;
pub use days::DayShares;
pub(super) use file::{FileKind, write_ap, write_category_list, write_vendor_list, write_zip};
pub(super) use generator::Catalog;
pub use item::ListedStatus;
pub(super) use item::{Item, Override, Standing};
