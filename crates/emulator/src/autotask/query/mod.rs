//! The query language: read a filter, test rows against it, answer in pages.

mod compare;
mod filter;
mod page;
mod run;

pub(crate) use filter::Query;
pub(crate) use page::Cursor;
pub(crate) use run::{PageRequest, Reader, count, page, whole_list};
