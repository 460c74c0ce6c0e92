//! Orders and shipments.

use super::call::{PartnerClient, below};
use super::checked;
use crate::error::Error;
use crate::invoice::says_none;
use crate::xml::{Element, Fields, Unreadable};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a number names in an order look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderNumberKind {
    /// A distributor order number.
    SalesOrder,
    /// A customer PO number.
    PurchaseOrder,
}

impl OrderNumberKind {
    const fn code(self) -> &'static str {
        match self {
            Self::SalesOrder => "SO",
            Self::PurchaseOrder => "PO",
        }
    }
}

/// An order. The names of the head were seen in client programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerOrder {
    /// Order number.
    pub order_number: Option<String>,
    /// Distributor order number.
    pub sales_order_number: Option<String>,
    /// Customer PO number.
    pub po_number: Option<String>,
    /// Invoice number.
    pub invoice_number: Option<String>,
    /// State in words, as it came. Its values are not documented: nothing may depend on them.
    pub status: Option<String>,
    /// Code of the state, as it came; as above.
    pub status_code: Option<String>,
    /// When it was placed.
    pub placed: Option<Date>,
    /// Total, in the country's currency.
    pub total: Option<Decimal>,
    /// Tax.
    pub tax: Option<Decimal>,
    /// Freight.
    pub freight: Option<Decimal>,
    /// Other fees.
    pub other_fees: Option<Decimal>,
    /// Lines; the names of their values are inferred from those of the shipments.
    pub lines: Vec<PartnerOrderLine>,
    /// Values that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// A line of an order (names inferred).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerOrderLine {
    /// Line number.
    pub line: Option<String>,
    /// TD SYNNEX SKU.
    pub sku: Option<String>,
    /// Manufacturer part number.
    pub manufacturer_part: Option<String>,
    /// Pieces.
    pub quantity: Option<i64>,
    /// Price per unit.
    pub unit_price: Option<Decimal>,
    /// State in words, as it came.
    pub status: Option<String>,
}

/// What left of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerShipments {
    /// Order number.
    pub order_number: Option<String>,
    /// Customer PO number.
    pub po_number: Option<String>,
    /// State in words, as it came.
    pub status: Option<String>,
    /// Lines.
    pub lines: Vec<PartnerShipmentLine>,
    /// Values that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// A line with its shipments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerShipmentLine {
    /// Line number.
    pub line: Option<String>,
    /// TD SYNNEX SKU.
    pub sku: Option<String>,
    /// Manufacturer part number.
    pub manufacturer_part: Option<String>,
    /// Pieces ordered.
    pub quantity: Option<i64>,
    /// State in words, as it came.
    pub status: Option<String>,
    /// The shipments.
    pub parts: Vec<PartnerPart>,
}

/// One shipment of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerPart {
    /// Pieces.
    pub quantity: Option<i64>,
    /// When it left.
    pub shipped: Option<Date>,
    /// Warehouse number.
    pub warehouse: Option<String>,
    /// State in words, as it came.
    pub status: Option<String>,
    /// Parcels.
    pub tracking: Vec<PartnerTracking>,
}

/// A parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerTracking {
    /// The carrier's number.
    pub number: String,
    /// The carrier in words.
    pub carrier: Option<String>,
}

impl PartnerClient {
    /// Looks orders up. None found does not prove that none exists.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a number that no order can have, with nothing sent; else see [`Error`].
    pub async fn orders(&self, number: &str, kind: OrderNumberKind) -> Result<Vec<PartnerOrder>, Error> {
        let segments = ["api", "v1", "orders", "orderNo", checked(number)?, "orderType", kind.code()];
        let Some(root) = found(self.get("orders", &below(&self.hosts.api, &segments)).await)? else {
            return Ok(Vec::new());
        };
        entries(&root).into_iter().map(|one| own_error(one).map_or_else(|| Ok(order(one)), Err)).collect()
    }

    /// Looks up what left of an order; `None` if the number is not known. Which numbers the service takes was not seen.
    ///
    /// # Errors
    /// As [`PartnerClient::orders`].
    pub async fn shipments(&self, number: &str) -> Result<Option<PartnerShipments>, Error> {
        let segments = ["api", "v1", "orders", "shipment", "details", "orderNo", checked(number)?];
        let root = found(self.get("shipments", &below(&self.hosts.api, &segments)).await)?;
        Ok(root.as_ref().map(shipments))
    }
}

/// An answer, or that the number is not known: HTTP 404 or a message that says so (both inferred).
pub(super) fn found(answer: Result<Element, Error>) -> Result<Option<Element>, Error> {
    match answer {
        Err(Error::Permanent { code, .. }) if code == "HTTP 404" => Ok(None),
        Err(Error::Permanent { code, message }) if says_none(&code) || says_none(&message) => Ok(None),
        other => other.map(Some),
    }
}

/// The entries of a list, or the one object that stands for it.
pub(super) fn entries(root: &Element) -> Vec<&Element> {
    let entries: Vec<&Element> = root.all("entry").collect();
    if entries.is_empty() && !root.children().is_empty() { vec![root] } else { entries }
}

/// An entry that is an error.
pub(super) fn own_error(entry: &Element) -> Option<Error> {
    let message = crate::redact::bounded(entry.text_of("errorMessage")?, 500);
    Some(Error::Permanent { code: "errorMessage".to_owned(), message })
}

fn order(element: &Element) -> PartnerOrder {
    let mut unreadable = Vec::new();
    let lines = element.all("lines").map(|one| order_line(one, &mut unreadable)).collect();
    let mut fields = Fields::new(element);
    let mut order = PartnerOrder {
        order_number: fields.text("orderNumber"),
        sales_order_number: fields.text("salesOrderNumber"),
        po_number: fields.text("purchaseOrderNumber"),
        invoice_number: fields.text("invoiceNumber"),
        status: fields.text("orderStatus"),
        status_code: fields.text("orderStatusCode"),
        placed: fields.date("orderPlacedDate"),
        total: fields.decimal("total"),
        tax: fields.decimal("tax"),
        freight: fields.decimal("freight"),
        other_fees: fields.decimal("otherFees"),
        lines,
        unreadable,
    };
    order.unreadable.extend(fields.unreadable());
    order
}

fn order_line(element: &Element, unreadable: &mut Vec<Unreadable>) -> PartnerOrderLine {
    let mut fields = Fields::new(element);
    let line = PartnerOrderLine {
        line: fields.text("lineNumber"),
        sku: fields.text("partNumber"),
        manufacturer_part: fields.text("manufacturerPartNumber"),
        quantity: fields.quantity("totalQuantity").or_else(|| fields.quantity("quantity")),
        unit_price: fields.decimal("unitPrice"),
        status: fields.text("lineStatus"),
    };
    unreadable.extend(fields.unreadable());
    line
}

fn shipments(element: &Element) -> PartnerShipments {
    let mut unreadable = Vec::new();
    let lines = element.all("lines").map(|one| shipment_line(one, &mut unreadable)).collect();
    PartnerShipments {
        order_number: element.text_of("orderNumber").map(str::to_owned),
        po_number: element.text_of("purchaseOrder").map(str::to_owned),
        status: element.text_of("orderStatus").map(str::to_owned),
        lines,
        unreadable,
    }
}

fn shipment_line(element: &Element, unreadable: &mut Vec<Unreadable>) -> PartnerShipmentLine {
    let parts = element.all("subLines").map(|one| part(one, unreadable)).collect();
    let mut fields = Fields::new(element);
    let line = PartnerShipmentLine {
        line: fields.text("lineNumber"),
        sku: fields.text("partNumber"),
        manufacturer_part: fields.text("manufacturerPartNumber"),
        quantity: fields.quantity("totalQuantity"),
        status: fields.text("lineStatus"),
        parts,
    };
    unreadable.extend(fields.unreadable());
    line
}

fn part(element: &Element, unreadable: &mut Vec<Unreadable>) -> PartnerPart {
    let parcel = |one: &Element| {
        let carrier = one.text_of("carrierDescription").map(str::to_owned);
        Some(PartnerTracking { number: one.text_of("trackingNumber")?.to_owned(), carrier })
    };
    let mut fields = Fields::new(element);
    let part = PartnerPart {
        quantity: fields.quantity("quantity"),
        shipped: fields.date("shipDate"),
        warehouse: fields.text("warehouse"),
        status: fields.text("lineStatus"),
        tracking: element.all("tracking").filter_map(parcel).collect(),
    };
    unreadable.extend(fields.unreadable());
    part
}
