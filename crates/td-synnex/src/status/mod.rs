//! Purchase order status: what the vendor knows about one customer PO number.
//!
//! It is asked before an order is sent, to settle a doubtful order, and to follow an accepted one. `notFound` does not
//! prove that no order exists or will appear.

mod answer;
mod compare;

pub(crate) use answer::read as read_answer;

use crate::account::Slot;
use crate::client::{Client, cannot_be_carried, credential_block};
use crate::error::Error;
use crate::order::{FieldProblem, OrderType, Problems};
use crate::xml::{Unreadable, XmlText};
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

pub use compare::{Comparison, same_order};

/// Version of the status messages that is asked for unless [`Client::with_status_version`] says otherwise; it decides which
/// fields come (seen in client code).
pub const VERSION: &str = "2.7";
/// Longest PO number.
const PO_NUMBER_LENGTH: usize = 20;

/// What the vendor knows about a PO number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusAnswer {
    /// PO number as the vendor repeats it.
    pub po_number: Option<String>,
    /// Status of the whole.
    pub code: StatusCode,
    /// The vendor's reason; usually absent.
    pub reason: Option<String>,
    /// When the vendor took the order, local time without a zone; may be absent even on shipped orders.
    pub ordered: Option<DateTime>,
    /// When the vendor answered, local time without a zone.
    pub answered: Option<DateTime>,
    /// One entry per line **and shipment**: a line number may be repeated with other order numbers, warehouses and
    /// codes. Ordered quantities of repeated entries must not be summed; shipped ones may.
    pub lines: Vec<StatusLine>,
    /// Values of the header that could not be read.
    pub unreadable: Vec<Unreadable>,
}

impl StatusAnswer {
    /// The vendor says that it does not know the number.
    pub fn is_not_found(&self) -> bool {
        self.code == StatusCode::NotFound
    }
}

/// One line, or one shipment of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusLine {
    /// Line number of the order; not unique.
    pub line: u32,
    /// Status of this entry.
    pub code: StatusCode,
    /// When it was shipped, local time without a zone.
    pub shipped: Option<DateTime>,
    /// Distributor order number.
    pub order_number: Option<String>,
    /// Order type; `Other("")` if there was none.
    pub order_type: OrderType,
    /// Quantity ordered, as this entry tells it.
    pub order_quantity: Option<i64>,
    /// Quantity shipped.
    pub ship_quantity: Option<i64>,
    /// Price per unit.
    pub unit_price: Option<Decimal>,
    /// TD SYNNEX SKU.
    pub sku: Option<String>,
    /// Manufacturer part number.
    pub manufacturer_part: Option<String>,
    /// Product name.
    pub product_name: Option<String>,
    /// Warehouse that it ships from.
    pub ship_from: ShipFrom,
    /// Ship method code as it came; codes outside the vendor's list occur.
    pub ship_method: Option<String>,
    /// Ship method in words.
    pub ship_method_description: Option<String>,
    /// Expected date. The messages write year-month-day, the vendor's table month-day-year; both are read.
    pub eta: Option<Date>,
    /// Charges, once released or shipped (version 2.4).
    pub charges: Charges,
    /// The manufacturer's order number for direct shipments (version 2.5, seen in client code).
    pub vendor_order_number: Option<String>,
    /// Estimated delivery (version 2.6, seen in client code).
    pub estimated_delivery: Option<Date>,
    /// Estimated shipment (version 2.7, seen in client code).
    pub estimated_ship: Option<Date>,
    /// Code beside the estimated shipment (version 2.7, seen in client code; its values are not known).
    pub estimated_ship_code: Option<String>,
    /// The customer's line number (version 3.0, seen in client code).
    pub customer_line: Option<String>,
    /// Parcels.
    pub packages: Vec<Package>,
    /// Values that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// A warehouse as the status names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipFrom {
    /// Warehouse number.
    pub warehouse: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
}

/// Charges of a line, in the country's currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charges {
    /// Freight.
    pub freight: Option<Decimal>,
    /// Handling fee.
    pub handling: Option<Decimal>,
    /// Tax.
    pub tax: Option<Decimal>,
    /// Recycling fee.
    pub recycling: Option<Decimal>,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Carrier's tracking number, at most 25 characters.
    pub tracking_number: Option<String>,
    /// Weight, in pounds (unit inferred).
    pub weight: Option<Decimal>,
    /// Pieces in it.
    pub quantity: Option<i64>,
    /// Serial numbers in it; none, one or many.
    pub serial_numbers: Vec<String>,
    /// When the carrier delivered it (version 2.6; that it is told was seen in client code, its element's name was not).
    pub delivered: Option<Date>,
    /// When its delivery was refused (version 2.6, as above).
    pub refused: Option<Date>,
    /// IMEI numbers of telephones (version 2.9, as above).
    pub imei_numbers: Vec<String>,
    /// MAC addresses (version 2.9, as above).
    pub mac_addresses: Vec<String>,
}

/// Status of an order or of one of its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusCode {
    /// Known and not, or not all, shipped; back orders and orders that wait for a person included.
    Accepted,
    /// Shipped.
    Shipped,
    /// Billed (newer services).
    Invoiced,
    /// Cancelled by the vendor; also how a refused order shows later.
    Deleted,
    /// Refused when it was handed in.
    Rejected,
    /// The number is not known.
    NotFound,
    /// Mixed (named by the vendor for newer services).
    Partial,
    /// A value that is not documented, as it came; empty if there was none.
    Unknown(String),
}

impl StatusCode {
    /// Compares without case and blanks: messages write `notFound`, the vendor's table `NOT FOUND`.
    pub fn from_vendor(text: &str) -> Self {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        match plain.as_str() {
            "accepted" => Self::Accepted,
            "shipped" => Self::Shipped,
            "invoiced" => Self::Invoiced,
            "deleted" => Self::Deleted,
            "rejected" => Self::Rejected,
            "notfound" => Self::NotFound,
            "partial" => Self::Partial,
            _ => Self::Unknown(text.trim().to_owned()),
        }
    }
}

impl Client {
    /// Asks for the status of one PO number, with the log-in of a slot.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a number that no order can have, with nothing sent; else see [`Error`]. An answer about another
    /// number, or one that says `notFound` and lists items, is
    /// [`Error::Protocol`]: it is no basis for sending anything.
    pub async fn status(&self, po_number: &str, slot: Slot) -> Result<StatusAnswer, Error> {
        check(po_number).map_err(|problems| Error::Invalid { problems })?;
        let body = self.status_request(po_number, slot).ok_or_else(|| cannot_be_carried(slot))?;
        let root = self.ask(&self.hosts.status(), &body, slot).await?;
        answer::read(&root, po_number).map_err(Self::unusable)
    }

    fn status_request(&self, po_number: &str, slot: Slot) -> Option<SecretString> {
        let block = credential_block(self.credentials.get(slot))?;
        let mut head = XmlText::declared();
        head.open_with("SynnexB2B", "version", &self.status_version);
        let mut rest = XmlText::default();
        rest.open("OrderStatusRequest").text("CustomerNumber", &self.account.number).text("PONumber", po_number);
        rest.close("OrderStatusRequest").close("SynnexB2B");
        Some([head.finish().as_str(), block.expose_secret(), &rest.finish()].concat().into())
    }
}

/// What can be no PO number.
pub(crate) fn check(po_number: &str) -> Result<(), Vec<FieldProblem>> {
    let mut problems = Problems::default();
    problems.required("PONumber", "PO number", po_number, PO_NUMBER_LENGTH);
    problems.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_code_are_one_and_new_ones_are_kept() {
        for (text, code) in [
            ("notFound", StatusCode::NotFound),
            ("NOT FOUND", StatusCode::NotFound),
            ("SHIPPED", StatusCode::Shipped),
            ("accepted", StatusCode::Accepted),
            ("invoiced", StatusCode::Invoiced),
            ("deleted", StatusCode::Deleted),
            ("rejected", StatusCode::Rejected),
            ("partial", StatusCode::Partial),
            (" In Transit ", StatusCode::Unknown("In Transit".to_owned())),
        ] {
            assert_eq!(StatusCode::from_vendor(text), code);
        }
    }
}
