//! Drop files: ship notices and invoices that the vendor lays, about hourly, beside the catalogue on the file server.
//!
//! One file holds several complete XML documents, one after the other, each with its own declaration. A document that
//! cannot be read does not spoil the others. Fetching the files is not done here. That the files exist is documented;
//! the names of their elements were seen in client programs only.

mod ship_notice;
mod split;

pub use ship_notice::{NoticeItem, NoticePackage, ShipNotice, ship_notices};
pub use split::documents;

use crate::invoice::{Invoice, from_drop};
use crate::xml::{self, Element};

/// What a drop file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropFile<T> {
    /// What was read, in the order of the file.
    pub found: Vec<T>,
    /// Documents that could not be read. Their content is lost unless a person looks at the file.
    pub bad: Vec<BadDocument>,
}

/// A document of a drop file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("document {number}, from byte {offset} on: {reason}")]
pub struct BadDocument {
    /// Which document of the file, from 1.
    pub number: usize,
    /// Where it begins, in bytes.
    pub offset: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads an invoice file.
pub fn invoices(file: &[u8]) -> DropFile<Invoice> {
    read(file, |name| name.eq_ignore_ascii_case("Invoice"), "it holds no invoice", from_drop)
}

/// Reads every document and takes the wanted elements below its root.
fn read<T>(file: &[u8], wanted: impl Fn(&str) -> bool, none: &str, take: impl Fn(&Element) -> T) -> DropFile<T> {
    let mut result = DropFile { found: Vec::new(), bad: Vec::new() };
    for (number, (offset, document)) in (1..).zip(documents(file)) {
        let found = match xml::parse(document) {
            Ok(root) => root.children().iter().filter(|child| wanted(child.name())).map(&take).collect(),
            Err(fault) => {
                result.bad.push(BadDocument { number, offset, reason: fault.to_string() });
                continue;
            }
        };
        let found: Vec<T> = found;
        if found.is_empty() {
            result.bad.push(BadDocument { number, offset, reason: none.to_owned() });
        }
        result.found.extend(found);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invoices_of_several_documents_are_read_and_the_broken_one_is_named() {
        let file = include_bytes!("../../tests/fixtures/drop-invoices.xml");
        let read = invoices(file);
        let numbers: Vec<_> = read.found.iter().map(|one| (one.po_number.as_deref(), one.number.as_deref())).collect();
        assert_eq!(numbers, [(Some("LS-1001"), Some("90011")), (Some("LS-1003"), Some("90019"))]);
        assert_eq!(read.found[0].summary.total, Some("2519.80".parse().unwrap()));
        assert_eq!(read.found[1].tracking_numbers, ["775500000061", "775500000062"]);
        assert_eq!(read.bad.len(), 1);
        assert_eq!((read.bad[0].number, read.bad[0].reason.as_str()), (2, "it ends in the middle"));
        assert!(file[read.bad[0].offset..].starts_with(b"<?xml"));
    }

    #[test]
    fn a_document_about_something_else_is_told() {
        let read = invoices(b"<SynnexB2B><ShipNotice3D/></SynnexB2B>");
        assert_eq!(read.bad[0].to_string(), "document 1, from byte 0 on: it holds no invoice");
        assert!(invoices(b" \r\n").bad.is_empty(), "an empty file is no fault");
    }
}
