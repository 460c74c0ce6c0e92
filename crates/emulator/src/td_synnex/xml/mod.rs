//! Reading and writing the XML documents of the interface. It knows elements and text, not orders or prices.

mod read;
mod write;

pub(super) use read::{Element, parse};
pub(super) use write::Xml;
