//! The records of orders: what was asked, what became of each part of each line, what was billed. Data only.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::options::Timing;

/// Where a part of an order line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Stopped as a quotation until the sales representative releases it.
    Review,
    /// Waiting for goods.
    BackOrder,
    /// A sales order, not yet at the warehouse.
    Open,
    /// At the warehouse.
    Released,
    /// The empty entry that stays behind in the old warehouse after a move.
    Moved,
    /// On its way.
    Shipped,
    /// Billed.
    Invoiced,
    /// Cancelled.
    Deleted,
    /// Refused at submission.
    Rejected,
}

impl Stage {
    /// Whether goods of it may still be shipped, moved or cancelled.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Review | Self::BackOrder | Self::Open | Self::Released)
    }
}

/// How a submitted order, or one of its lines, was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Taken.
    Accepted,
    /// Taken in part (orders only).
    Partial,
    /// Refused.
    Rejected,
}

impl Verdict {
    /// The word in the documents.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Partial => "partial",
            Self::Rejected => "rejected",
        }
    }
}

/// An ordered line with what the distributor knew of the product at that time.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The line number of the request.
    pub number: u32,
    /// SKU; zero when the product was not found.
    pub sku: u32,
    /// Manufacturer part number.
    pub part_number: String,
    /// The distributor's own part number.
    pub distributor_part_number: String,
    /// Product name.
    pub description: String,
    /// Manufacturer.
    pub manufacturer: String,
    /// The distributor's number for the manufacturer.
    pub vendor_number: u32,
    /// Ordered units.
    pub quantity: u32,
    /// Unit price of the request.
    pub unit_price: Decimal,
    /// The answer to the line.
    pub verdict: Verdict,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Pounds per unit times one hundred; zero for what is not shipped in a box.
    pub weight_hundredths: u32,
    /// Whether each unit has a serial number.
    pub serialized: bool,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Package {
    /// Tracking number.
    pub tracking: String,
    /// Pounds times one hundred.
    pub weight_hundredths: u32,
    /// Units inside.
    pub quantity: u32,
    /// Serial numbers of the units, where they have some.
    pub serials: Vec<String>,
}

/// A part of a line that moves as one: one entry of a status answer.
#[derive(Debug, Clone, Serialize)]
pub struct Piece {
    /// The line it belongs to.
    pub line: u32,
    /// The distributor order number.
    pub order_number: u64,
    /// Where it stands.
    pub stage: Stage,
    /// Units.
    pub quantity: u32,
    /// Warehouse number.
    pub warehouse: u32,
    /// When it came to its stage.
    pub since: Timestamp,
    /// How many shipments of the same goods went before.
    pub part: u32,
    /// When back-ordered goods are expected, where somebody said so; else it follows from the timing.
    pub expected: Option<Timestamp>,
    /// When it left.
    pub shipped_at: Option<Timestamp>,
    /// When the carrier handed it over.
    pub delivered_at: Option<Timestamp>,
    /// Number of the shipment within the order, from 1.
    pub shipment: Option<u32>,
    /// The boxes.
    pub packages: Vec<Package>,
    /// The distributor's internal reference at submission.
    pub reference: String,
}

/// An invoice: one per shipment.
#[derive(Debug, Clone, Serialize)]
pub struct Invoice {
    /// Invoice number.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// The shipment it bills.
    pub shipment: u32,
    /// Freight in cents.
    pub freight_cents: u32,
}

/// An order request that was answered with an order response.
#[derive(Debug, Clone, Serialize)]
pub struct Order {
    /// Account number.
    pub account: String,
    /// Customer PO number as sent.
    pub po_number: String,
    /// When it came.
    pub received: Timestamp,
    /// The answer to the whole.
    pub verdict: Verdict,
    /// Ship method code.
    pub ship_method: String,
    /// Name and place it goes to, for people.
    pub ship_to: String,
    /// Lines.
    pub lines: Vec<Line>,
    /// Parts of lines, in the order they came to be.
    pub pieces: Vec<Piece>,
    /// Invoices.
    pub invoices: Vec<Invoice>,
    /// Ageing of this order alone.
    pub timing: Option<Timing>,
    /// Shipments per line of this order alone.
    pub shipments: Option<u32>,
}

impl Order {
    /// Whether goods were ordered by it.
    #[must_use]
    pub fn took_effect(&self) -> bool {
        self.verdict != Verdict::Rejected
    }

    /// The line of that number.
    pub(super) fn line(&self, number: u32) -> Option<&Line> {
        self.lines.iter().find(|line| line.number == number)
    }
}
