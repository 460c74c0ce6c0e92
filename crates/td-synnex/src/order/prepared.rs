//! A checked order as the exact text that will be sent, without the log-in, fit to be stored.

use super::request::OrderRequest;
use crate::account::Credentials;
use crate::client::credential_block;
use crate::xml::Element;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

const BEFORE: &str = "<SynnexB2B>";
const AFTER: &str = "<OrderRequest>";

/// An order that is ready to be sent. It can be stored and read back; a repeat sends exactly this text again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct PreparedOrder {
    customer_number: String,
    po_number: String,
    lines: Vec<OrderedLine>,
    body: String,
}

/// What one line orders; the key for comparing an order with what the vendor knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderedLine {
    /// Position, from 1.
    pub line: u32,
    /// TD SYNNEX SKU.
    pub sku: String,
    /// Pieces.
    pub quantity: u32,
}

impl PreparedOrder {
    pub(super) fn new(order: &OrderRequest, body: String) -> Self {
        let lines = order.lines.iter();
        Self {
            customer_number: order.account.number.clone(),
            po_number: order.po_number.clone(),
            lines: lines.map(|l| OrderedLine { line: l.number, sku: l.sku.clone(), quantity: l.quantity }).collect(),
            body,
        }
    }

    /// Reads back a text that [`PreparedOrder::body_without_credentials`] gave. The keys beside it are found in it.
    ///
    /// # Errors
    /// [`StoredOrderError`] if the text is not one that this crate wrote, or holds a log-in.
    pub fn from_body(body: &str) -> Result<Self, StoredOrderError> {
        let order = checked_order(body)?;
        let text = |element: &Element, name: &str| element.text_of(name).map(str::to_owned);
        let line = |item: &Element| {
            let line = item.attribute("lineNumber")?.parse().ok()?;
            Some(OrderedLine { line, sku: text(item, "SKU")?, quantity: item.text_of("OrderQuantity")?.parse().ok()? })
        };
        let items = order.child("Items").map(Element::children).unwrap_or_default();
        let lines: Option<Vec<OrderedLine>> = items.iter().map(line).collect();
        let read = || {
            Some(Self {
                customer_number: text(&order, "CustomerNumber")?,
                po_number: text(&order, "PONumber")?,
                lines: lines.filter(|lines| !lines.is_empty())?,
                body: body.to_owned(),
            })
        };
        read().ok_or(StoredOrderError::NotAnOrder)
    }

    /// The account that orders.
    pub fn customer_number(&self) -> &str {
        &self.customer_number
    }

    /// The customer PO number.
    pub fn po_number(&self) -> &str {
        &self.po_number
    }

    /// What is ordered, line by line.
    pub fn lines(&self) -> &[OrderedLine] {
        &self.lines
    }

    /// The text that is sent, but for the `Credential` block.
    pub fn body_without_credentials(&self) -> &str {
        &self.body
    }

    /// The text that is sent. `None` if XML cannot carry the log-in.
    pub(super) fn with_credentials(&self, credentials: &Credentials) -> Option<SecretString> {
        let block = credential_block(credentials)?;
        let at = insertion_point(&self.body)?;
        let (before, after) = self.body.split_at(at);
        Some([before, block.expose_secret(), after].concat().into())
    }
}

/// Between `SynnexB2B` and `OrderRequest`. Texts of the order cannot look like this, because their `<` is escaped.
fn insertion_point(body: &str) -> Option<usize> {
    let joint = [BEFORE, AFTER].concat();
    let mut places = body.match_indices(&joint);
    let (at, _) = places.next()?;
    places.next().is_none().then_some(at + BEFORE.len())
}

/// The `OrderRequest` of a text that can be sent, once a log-in is put in.
fn checked_order(body: &str) -> Result<Element, StoredOrderError> {
    let root = crate::xml::parse(body.as_bytes()).map_err(|_| StoredOrderError::NotAnOrder)?;
    if root.child("Credential").is_some() {
        return Err(StoredOrderError::HoldsCredentials);
    }
    if insertion_point(body).is_none() {
        return Err(StoredOrderError::NotAnOrder);
    }
    root.child("OrderRequest").cloned().ok_or(StoredOrderError::NotAnOrder)
}

/// A stored order that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoredOrderError {
    /// The text is not one that this crate wrote.
    #[error("the stored order is not a purchase order document")]
    NotAnOrder,
    /// The text holds a log-in, which must never be stored.
    #[error("the stored order holds a Credential block")]
    HoldsCredentials,
    /// Text and keys beside it do not belong together.
    #[error("the stored order's text names another account or PO number than its keys")]
    Mismatch,
}

#[derive(Deserialize)]
struct Stored {
    customer_number: String,
    po_number: String,
    lines: Vec<OrderedLine>,
    body: String,
}

impl TryFrom<Stored> for PreparedOrder {
    type Error = StoredOrderError;

    fn try_from(stored: Stored) -> Result<Self, StoredOrderError> {
        let order = checked_order(&stored.body)?;
        let names = |element: &str, value: &str| order.text_of(element) == Some(value);
        if !names("CustomerNumber", &stored.customer_number) || !names("PONumber", &stored.po_number) {
            return Err(StoredOrderError::Mismatch);
        }
        let Stored { customer_number, po_number, lines, body } = stored;
        Ok(Self { customer_number, po_number, lines, body })
    }
}
