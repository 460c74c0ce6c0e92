//! Ship notices: what left the warehouse, in which package, with which number.
//!
//! Three layers (shipment, package, item) are the vendor's default; a form of two layers exists, whose root was not
//! seen. Every element whose name begins with `ShipNotice` is therefore read, and items without a package are kept.
//! The tilde form of the notice is not read: its fields are not known.

use super::DropFile;
use crate::redact::bounded;
use crate::xml::{Element, Fields, Unreadable};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// A shipment of one purchase order. A PO may have several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipNotice {
    /// The reseller's PO number (`CustomerPONumber`).
    pub customer_po_number: Option<String>,
    /// The element `PONumber`. The sample repeats the reseller's number in it; what it may hold otherwise is not known.
    pub po_number: Option<String>,
    /// Invoice number, if there was one when the notice was written.
    pub invoice_number: Option<String>,
    /// When it left, in the vendor's local time.
    pub ship_date: Option<Date>,
    /// The time of day, without a zone.
    pub ship_time: Option<Time>,
    /// Ship method code.
    pub ship_method: Option<String>,
    /// What the method is called.
    pub ship_description: Option<String>,
    /// Tracking number of the whole shipment.
    pub tracking_number: Option<String>,
    /// The boxes.
    pub packages: Vec<NoticePackage>,
    /// Items that stand in no package (the form of two layers; inferred).
    pub items: Vec<NoticeItem>,
    /// Values that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePackage {
    /// Tracking number.
    pub tracking_number: Option<String>,
    /// What is in it.
    pub items: Vec<NoticeItem>,
}

/// Pieces of a product in a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeItem {
    /// TD SYNNEX SKU.
    pub sku: Option<String>,
    /// Pieces.
    pub quantity: Option<i64>,
    /// Serial numbers, if the file gives some (`SerialNo`, as in invoices; not seen in a notice).
    pub serial_numbers: Vec<String>,
}

/// Reads a ship notice file.
pub fn ship_notices(file: &[u8]) -> DropFile<ShipNotice> {
    let wanted = |name: &str| name.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("ShipNotice"));
    super::read(file, wanted, "it holds no ship notice", notice)
}

fn notice(element: &Element) -> ShipNotice {
    let mut unreadable = Vec::new();
    let packages = element.all("Package").map(|one| package(one, &mut unreadable)).collect();
    let items = element.all("Item").map(|one| item(one, &mut unreadable)).collect();
    let mut fields = Fields::new(element);
    let mut notice = ShipNotice {
        customer_po_number: fields.text("CustomerPONumber"),
        po_number: fields.text("PONumber"),
        invoice_number: fields.text("InvoiceNumber"),
        ship_date: fields.short_date("ShipDate"),
        ship_time: fields.clock_time("ShipTime"),
        ship_method: fields.text("ShipCode"),
        ship_description: fields.text("ShipDescription"),
        tracking_number: fields.text("ShipTrackNo").map(|number| bounded(&number, 60)),
        packages,
        items,
        unreadable,
    };
    notice.unreadable.extend(fields.unreadable());
    notice
}

fn package(element: &Element, unreadable: &mut Vec<Unreadable>) -> NoticePackage {
    NoticePackage {
        tracking_number: element.text_of("TrackNumber").map(|number| bounded(number, 60)),
        items: element.all("Item").map(|one| item(one, unreadable)).collect(),
    }
}

fn item(element: &Element, unreadable: &mut Vec<Unreadable>) -> NoticeItem {
    let mut fields = Fields::new(element);
    let serials = element.all("SerialNo").map(Element::text).filter(|text| !text.is_empty());
    let item = NoticeItem {
        sku: fields.text("SKU"),
        quantity: fields.quantity("ShipQuantity"),
        serial_numbers: serials.map(str::to_owned).collect(),
    };
    unreadable.extend(fields.unreadable());
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn shipments_packages_and_items_are_read() {
        let read = ship_notices(include_bytes!("../../tests/fixtures/drop-ship-notices.xml"));
        assert_eq!(read.bad, []);
        let [first, second, third] = read.found.as_slice() else { panic!("{read:?}") };
        assert_eq!(first.customer_po_number.as_deref(), Some("LS-1001"));
        assert_eq!((first.ship_date, first.ship_time), (Some(date(2025, 4, 9)), Some(time(13, 6, 37, 0))));
        let boxes: Vec<_> = first.packages.iter().map(|one| one.items.len()).collect();
        assert_eq!(boxes, [2, 1]);
        assert_eq!(first.packages[0].items[0].serial_numbers, ["SN0001", "SN0002"]);
        assert_eq!(second.invoice_number, None, "it was not billed yet");
        assert_eq!(second.unreadable, [Unreadable { element: "ShipDate".to_owned(), text: "251332".to_owned() }]);
        assert_eq!((third.packages.len(), third.items.len()), (0, 1), "two layers");
        assert_eq!(third.ship_time, None);
    }

    #[test]
    fn an_invoice_is_no_ship_notice() {
        let read = ship_notices(include_bytes!("../../tests/fixtures/drop-invoices.xml"));
        assert_eq!((read.found.len(), read.bad.len()), (0, 3));
    }
}
