//! Invoices. That an answer tells amounts, dates, lines, handling units and tracking was seen; most names are inferred.

use super::call::{PartnerClient, below};
use super::checked;
use super::order::{entries, found, own_error};
use crate::error::Error;
use crate::xml::{Element, Fields, Unreadable};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a number names in an invoice look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvoiceNumberKind {
    /// An invoice number.
    Invoice,
    /// A customer PO number.
    PurchaseOrder,
    /// A distributor order number.
    SalesOrder,
}

impl InvoiceNumberKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "IV",
            Self::PurchaseOrder => "PO",
            Self::SalesOrder => "SO",
        }
    }
}

/// An invoice, in the country's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerInvoice {
    /// Invoice number.
    pub number: Option<String>,
    /// Invoice date.
    pub date: Option<Date>,
    /// Customer PO number.
    pub po_number: Option<String>,
    /// Distributor order number.
    pub sales_order_number: Option<String>,
    /// Total.
    pub total: Option<Decimal>,
    /// Tax.
    pub tax: Option<Decimal>,
    /// Freight.
    pub freight: Option<Decimal>,
    /// Lines.
    pub lines: Vec<PartnerInvoiceLine>,
    /// Tracking numbers of the handling units.
    pub tracking_numbers: Vec<String>,
    /// Values that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerInvoiceLine {
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
    /// Serial numbers.
    pub serial_numbers: Vec<String>,
}

impl PartnerClient {
    /// Looks invoices up: none yet, one, or several (how several are told was not seen; a list is read).
    ///
    /// # Errors
    /// As [`PartnerClient::orders`].
    pub async fn invoices(&self, number: &str, kind: InvoiceNumberKind) -> Result<Vec<PartnerInvoice>, Error> {
        let segments = ["api", "v1", "invoices", "invoiceNo", checked(number)?, "invoiceType", kind.code()];
        let Some(root) = found(self.get("invoices", &below(&self.hosts.api, &segments)).await)? else {
            return Ok(Vec::new());
        };
        entries(&root).into_iter().map(|one| own_error(one).map_or_else(|| Ok(invoice(one)), Err)).collect()
    }
}

fn invoice(element: &Element) -> PartnerInvoice {
    let mut unreadable = Vec::new();
    let lines = element.all("lines").map(|one| line(one, &mut unreadable)).collect();
    let units = element.all("handlingUnits").filter_map(|unit| unit.text_of("trackingNumber"));
    let mut fields = Fields::new(element);
    let mut invoice = PartnerInvoice {
        number: fields.text("invoiceNumber"),
        date: fields.date("invoiceDate"),
        po_number: fields.text("purchaseOrderNumber"),
        sales_order_number: fields.text("salesOrderNumber"),
        total: fields.decimal("total"),
        tax: fields.decimal("tax"),
        freight: fields.decimal("freight"),
        lines,
        tracking_numbers: units.map(str::to_owned).collect(),
        unreadable,
    };
    invoice.unreadable.extend(fields.unreadable());
    invoice
}

fn line(element: &Element, unreadable: &mut Vec<Unreadable>) -> PartnerInvoiceLine {
    let mut fields = Fields::new(element);
    let line = PartnerInvoiceLine {
        line: fields.text("lineNumber"),
        sku: fields.text("partNumber"),
        manufacturer_part: fields.text("manufacturerPartNumber"),
        quantity: fields.quantity("quantity"),
        unit_price: fields.decimal("unitPrice"),
        serial_numbers: element.all("serialNumbers").map(|one| one.text().to_owned()).collect(),
    };
    unreadable.extend(fields.unreadable());
    line
}
