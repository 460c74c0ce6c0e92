//! `GET /records`: what the templates keep, in the order in which it changed. A page is small however much there is, and the
//! next one begins where it ended.

mod content;
mod cursor;
mod page;

pub(super) use page::list;
pub(super) use page::prune;
