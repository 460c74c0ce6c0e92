//! The little XML that the services need: a bounded reader into a small tree, a writer, and typed reading of values.
//!
//! It knows no message of the vendor.

mod tree;
mod values;
mod write;

pub(crate) use tree::{Element, MAX_BYTES, XmlFault, parse};
pub(crate) use values::Fields;
pub use values::Unreadable;
pub(crate) use write::{XmlText, carries};
