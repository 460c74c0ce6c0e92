//! Invoice query: the invoices of a purchase order or of a distributor order.
//!
//! Everything here was seen in client programs only. What an unknown number answers is not known; an error text that
//! says so counts as "no invoices".

use crate::account::Slot;
use crate::client::{Client, cannot_be_carried, credential_block};
use crate::error::Error;
use crate::fault::Fault;
use crate::order::{FieldProblem, Problems};
use crate::redact::bounded;
use crate::xml::{Element, Fields, Unreadable, XmlText};
use jiff::civil::Date;
use rust_decimal::Decimal;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// Whose invoices are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvoiceQuery {
    /// By customer PO number.
    PoNumber(String),
    /// By distributor order number.
    OrderNumber(String),
}

impl InvoiceQuery {
    fn check(&self) -> Result<(), Vec<FieldProblem>> {
        match self {
            Self::PoNumber(number) => crate::status::check(number),
            Self::OrderNumber(number) => {
                let mut problems = Problems::default();
                problems.digits("OrderNumber", "distributor order number", number, 10);
                problems.finish()
            }
        }
    }
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Customer PO number; it may stand only above the invoices and is then carried over.
    pub po_number: Option<String>,
    /// Invoice number.
    pub number: Option<String>,
    /// Invoice date.
    pub date: Option<Date>,
    /// Order type as it came.
    pub order_type: Option<String>,
    /// When the goods were shipped.
    pub ship_date: Option<Date>,
    /// Ship method code.
    pub ship_method: Option<String>,
    /// The vendor's internal reference.
    pub internal_reference: Option<String>,
    /// Tracking numbers, one each, however they were joined.
    pub tracking_numbers: Vec<String>,
    /// Lines.
    pub items: Vec<InvoiceItem>,
    /// Amounts of the whole invoice.
    pub summary: InvoiceSummary,
    /// Values that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceItem {
    /// Line of the customer's PO (`CustPOLineNo`).
    pub customer_line: Option<String>,
    /// Pieces.
    pub quantity: Option<i64>,
    /// Price per unit.
    pub unit_price: Option<Decimal>,
    /// TD SYNNEX SKU.
    pub sku: Option<String>,
    /// TD SYNNEX part number.
    pub part_number: Option<String>,
    /// Manufacturer part number.
    pub manufacturer_part: Option<String>,
    /// Manufacturer's name.
    pub vendor_name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Serial numbers.
    pub serial_numbers: Vec<String>,
}

/// Amounts of an invoice, in the country's currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceSummary {
    /// Total of the invoice.
    pub total: Option<Decimal>,
    /// Expenses.
    pub expenses: Option<Decimal>,
    /// Minimum order fee.
    pub minimum_order_fee: Option<Decimal>,
    /// Rebate.
    pub rebate: Option<Decimal>,
    /// Freight.
    pub freight: Option<Decimal>,
    /// Processing fee.
    pub processing_fee: Option<Decimal>,
    /// Recycling fee.
    pub recycling_fee: Option<Decimal>,
    /// Box charge.
    pub box_charge: Option<Decimal>,
    /// Sales tax.
    pub sales_tax: Option<Decimal>,
    /// Weight, in pounds (unit inferred).
    pub weight: Option<Decimal>,
    /// Number of boxes.
    pub boxes: Option<i64>,
}

impl Client {
    /// Asks for invoices, with the read log-in. A PO may have none yet, one or several.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a number that no order can have, with nothing sent; else see [`Error`].
    pub async fn invoices(&self, query: &InvoiceQuery) -> Result<Vec<Invoice>, Error> {
        query.check().map_err(|problems| Error::Invalid { problems })?;
        let body = self.invoice_request(query).ok_or_else(|| cannot_be_carried(Slot::Read))?;
        let root = match self.ask(&self.hosts.invoice_query(), &body, Slot::Read).await {
            Err(Error::Permanent { code, message }) if says_none(&code) || says_none(&message) => return Ok(Vec::new()),
            other => other?,
        };
        let response = root.child("InvoiceResponse").ok_or_else(|| Self::unusable("it is not an invoice response"))?;
        if let Some((code, reason)) = refusal(response) {
            return match Fault::new(&code, &reason, self.credentials.get(Slot::Read)).into_error(Slot::Read) {
                Error::Permanent { code, message } if says_none(&code) || says_none(&message) => Ok(Vec::new()),
                error => Err(error),
            };
        }
        let above = response.text_of("CustomerPONumber");
        let asked_for = |found: &Invoice| match query {
            InvoiceQuery::PoNumber(asked) => {
                found.po_number.as_deref().is_none_or(|number| number.eq_ignore_ascii_case(asked.trim()))
            }
            InvoiceQuery::OrderNumber(_) => true,
        };
        let invoices: Vec<Invoice> = response.all("Invoice").map(|element| invoice(element, above)).collect();
        if !invoices.iter().all(asked_for) {
            return Err(Self::unusable("it is about another PO number"));
        }
        Ok(invoices)
    }

    fn invoice_request(&self, query: &InvoiceQuery) -> Option<SecretString> {
        let block = credential_block(self.credentials.get(Slot::Read))?;
        let mut head = XmlText::declared();
        head.open_with("SynnexB2B", "version", "2.2");
        let mut rest = XmlText::default();
        rest.open("InvoiceRequest").text("CustomerNumber", &self.account.number);
        match query {
            InvoiceQuery::PoNumber(number) => rest.text("PONumber", number),
            InvoiceQuery::OrderNumber(number) => rest.text("OrderNumber", number),
        };
        rest.close("InvoiceRequest").close("SynnexB2B");
        Some([head.finish().as_str(), block.expose_secret(), &rest.finish()].concat().into())
    }
}

/// Code and reason where invoices should be. The elements' names were described, not seen; the likely ones are read.
fn refusal(response: &Element) -> Option<(String, String)> {
    if response.child("Invoice").is_some() {
        return None;
    }
    let first = |names: &[&str]| names.iter().find_map(|name| response.text_of(name)).map(str::to_owned);
    let code = first(&["ErrorCode", "ErrorMessage", "Code"]);
    let reason = first(&["Reason", "ErrorDetail", "ErrorReason", "ErrorMessage"]);
    match (code, reason) {
        (None, None) => None,
        (code, reason) => Some((code.unwrap_or_default(), reason.unwrap_or_default())),
    }
}

/// Does a text of the vendor say that there is nothing under a number?
pub(crate) fn says_none(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    let speaks_of = |list: &[&str]| list.iter().any(|words| text.contains(words));
    speaks_of(&["notfound", "noinvoice", "noresult", "norecord", "nodata", "doesnotexist"])
        && !speaks_of(&["customernumber", "account"])
}

/// An invoice of a drop file, where everything stands inside it.
pub(crate) fn from_drop(element: &Element) -> Invoice {
    invoice(element, None)
}

fn invoice(element: &Element, po_above: Option<&str>) -> Invoice {
    let mut unreadable = Vec::new();
    let items = element.child("Items").map(Element::children).unwrap_or_default();
    let items = items.iter().filter(|one| one.is("Item")).map(|one| item(one, &mut unreadable)).collect();
    let summary = element.child("Summary").map(|one| summary(one, &mut unreadable)).unwrap_or_default();
    let mut fields = Fields::new(element);
    let mut read = Invoice {
        po_number: fields.text("CustomerPONumber").or_else(|| po_above.map(str::to_owned)),
        number: fields.text("InvoiceNumber"),
        date: fields.date("InvoiceDate"),
        order_type: fields.text("OrderType"),
        ship_date: fields.date("ShipDate"),
        ship_method: fields.text("ShipMethodCode"),
        internal_reference: fields.text("InternalReferenceNumber"),
        tracking_numbers: tracking(element),
        items,
        summary,
        unreadable,
    };
    read.unreadable.extend(fields.unreadable());
    read
}

/// Repeated elements, or one with commas between the numbers.
fn tracking(invoice: &Element) -> Vec<String> {
    let holders = invoice.all("Tracking").flat_map(|holder| holder.all("TrackNumber"));
    let numbers = holders.flat_map(|element| element.text().split(',')).map(str::trim);
    numbers.filter(|number| !number.is_empty()).map(|number| bounded(number, 60)).collect()
}

fn item(element: &Element, unreadable: &mut Vec<Unreadable>) -> InvoiceItem {
    let mut fields = Fields::new(element);
    let serials = element.all("SerialNo").map(Element::text).filter(|text| !text.is_empty());
    let item = InvoiceItem {
        customer_line: fields.text("CustPOLineNo"),
        quantity: fields.quantity("ShipQuantity"),
        unit_price: fields.decimal("UnitPrice"),
        sku: fields.text("SKU"),
        part_number: fields.text("SynnexPartNumber"),
        // The first spelling is the vendor's.
        manufacturer_part: fields.text("ManuafacturerPartNumber").or_else(|| fields.text("ManufacturerPartNumber")),
        vendor_name: fields.text("VendorName"),
        description: fields.text("ProductDescription"),
        serial_numbers: serials.map(str::to_owned).collect(),
    };
    unreadable.extend(fields.unreadable());
    item
}

fn summary(element: &Element, unreadable: &mut Vec<Unreadable>) -> InvoiceSummary {
    let mut fields = Fields::new(element);
    let summary = InvoiceSummary {
        total: fields.decimal("TotalInvoiceAmount"),
        expenses: fields.decimal("ExpenseTotal"),
        minimum_order_fee: fields.decimal("MinOrderFee"),
        rebate: fields.decimal("Rebate"),
        freight: fields.decimal("Freight"),
        processing_fee: fields.decimal("ProcessingFee"),
        recycling_fee: fields.decimal("RecyclingFee"),
        box_charge: fields.decimal("BoxCharge"),
        sales_tax: fields.decimal("SalesTax"),
        weight: fields.decimal("TotalWeight"),
        boxes: fields.quantity("BoxCount"),
    };
    unreadable.extend(fields.unreadable());
    summary
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;
    use jiff::civil::date;

    fn invoices(xml: &str) -> Vec<Invoice> {
        let root = parse(xml.as_bytes()).unwrap();
        let response = root.child("InvoiceResponse").unwrap();
        response.all("Invoice").map(|element| invoice(element, response.text_of("CustomerPONumber"))).collect()
    }

    #[test]
    fn several_invoices_of_one_po_are_read_with_comma_amounts() {
        let found = invoices(include_str!("../tests/fixtures/invoices.xml"));
        let heads: Vec<_> = found.iter().map(|i| (i.number.as_deref(), i.po_number.as_deref(), i.date)).collect();
        assert_eq!(
            heads,
            [
                (Some("90011"), Some("LS-1001"), Some(date(2025, 4, 9))),
                (Some("90012"), Some("LS-1001"), Some(date(2025, 4, 12)))
            ]
        );
        assert_eq!(found[0].summary.total, Some("3762.10".parse().unwrap()));
        assert_eq!(found[0].items[0].unit_price, Some("1249.90".parse().unwrap()));
        assert_eq!(found[0].items[0].serial_numbers, ["SN0001", "SN0002"]);
        assert_eq!(found[0].items[0].manufacturer_part.as_deref(), Some("XN-1420/B#ABA"));
        assert!(found.iter().all(|one| one.unreadable.is_empty()));
    }

    #[test]
    fn tracking_numbers_come_repeated_or_joined() {
        let found = invoices(include_str!("../tests/fixtures/invoices.xml"));
        assert_eq!(found[0].tracking_numbers, ["775500000011", "775500000012"]);
        assert_eq!(found[1].tracking_numbers, ["775500000031", "775500000032"]);
    }

    #[test]
    fn an_error_inside_the_response_is_found_and_none_yet_is_told_apart() {
        let root = parse(b"<SynnexB2B><InvoiceResponse><Code>E17</Code><Reason>No invoice found for PO</Reason></InvoiceResponse></SynnexB2B>").unwrap();
        let (code, reason) = refusal(root.child("InvoiceResponse").unwrap()).unwrap();
        assert_eq!(code, "E17");
        assert!(says_none(&reason) && !says_none("Invalid status") && !says_none("Customer number not found"));
        let fine =
            parse(b"<SynnexB2B><InvoiceResponse><CustomerPONumber>X</CustomerPONumber></InvoiceResponse></SynnexB2B>")
                .unwrap();
        assert_eq!(refusal(fine.child("InvoiceResponse").unwrap()), None);
    }
}
