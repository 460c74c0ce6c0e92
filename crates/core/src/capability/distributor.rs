//! What a distributor's connector can do: price and availability, order submission, order status, invoices.
//!
//! Ids are text everywhere: a distributor's number is a name, not a quantity. An implementation never repeats a
//! submission by itself, never turns an unclear answer into a clear one, and keeps unknown codes as it got them.

use crate::money::{Currency, Money};
use crate::order::snapshot::Snapshot;
use crate::order::{HoldReason, LineState};
use crate::problem::Problem;
use async_trait::async_trait;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Live price and stock.
#[async_trait]
pub trait PriceAndAvailability: Send + Sync {
    /// One answer for every SKU asked, in the same order.
    ///
    /// # Errors
    /// Only when the whole question failed; an SKU that cannot be sold is an answer.
    async fn quote(&self, skus: &[String]) -> Result<Vec<Quote>, Problem>;
}

/// Turning a frozen order into a distributor order.
#[async_trait]
pub trait OrderSubmission: Send + Sync {
    /// Builds the exact request, without credentials, or names everything that the distributor would not take.
    ///
    /// # Errors
    /// One hold reason per field that is missing, too long or not understood. Nothing is cut to fit.
    fn prepare(&self, number: &str, snapshot: &Snapshot) -> Result<PreparedOrder, Vec<HoldReason>>;

    /// Sends the stored request once, over a fresh connection, and says what is known afterwards.
    ///
    /// It never fails as a function: what went wrong is an outcome, because only the outcome decides about a repeat.
    async fn submit(&self, order: &PreparedOrder) -> SubmitReport;
}

/// Looking up what became of an order.
#[async_trait]
pub trait OrderLookup: Send + Sync {
    /// The state of the order with this customer PO number. `as_orderer` asks with the credentials that place orders,
    /// which also shows whether they still work.
    ///
    /// # Errors
    /// When no usable answer came; *not found* is an answer.
    async fn look_up(&self, number: &str, as_orderer: bool) -> Result<OrderAnswer, Problem>;
}

/// Reading invoices.
#[async_trait]
pub trait InvoiceLookup: Send + Sync {
    /// All invoices for the customer PO number; empty where there is none yet.
    ///
    /// # Errors
    /// When no usable answer came.
    async fn invoices(&self, number: &str) -> Result<Vec<Invoice>, Problem>;
}

/// Whether a product can be ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orderable {
    /// It can.
    Yes,
    /// It is no longer sold.
    Discontinued,
    /// The distributor does not know it.
    NotFound,
    /// This account may not buy it.
    NotAuthorised,
    /// Any other word of the distributor, kept as it came.
    Other(String),
}

/// The distributor's live answer for one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The distributor's product number.
    pub sku: String,
    /// Whether it can be ordered.
    pub orderable: Orderable,
    /// Unit price for this account; `None` where the distributor gave none.
    pub price: Option<Decimal>,
    /// The currency of the account.
    pub currency: Currency,
    /// Units that can be sold now, over all warehouses.
    pub available: i64,
    /// Whether end-user data must go with an order.
    pub end_user_required: bool,
    /// Stock by warehouse, zero included.
    pub warehouses: Vec<WarehouseStock>,
}

/// Stock of one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarehouseStock {
    /// The distributor's id of the warehouse.
    pub id: String,
    /// Its city or name.
    pub name: String,
    /// Units on hand.
    pub quantity: i64,
    /// Units on order.
    pub on_order: Option<i64>,
    /// When they are expected.
    pub expected: Option<Date>,
}

/// A request that is ready to send. It holds no credentials and is kept for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedOrder {
    /// The customer PO number it carries.
    pub number: String,
    /// The exact body without credentials.
    pub body: String,
}

/// What is known after one submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitReport {
    /// The class of the outcome.
    pub outcome: SubmitOutcome,
    /// The answer as it came, bounded and without credentials.
    pub raw_answer: Option<String>,
    /// How long the call took, in milliseconds.
    pub elapsed_ms: u64,
}

/// The classes of outcome of a submission. Each leads to one event of the order's state machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum SubmitOutcome {
    /// It is certain that nothing left this machine.
    NotSent {
        /// Why, for the trail.
        why: String,
    },
    /// The distributor refused the request before looking at the order; nothing was ordered.
    Refused {
        /// The distributor's code.
        code: String,
        /// Its text.
        detail: String,
    },
    /// Every line was taken; lines may be back-ordered.
    Accepted {
        /// The lines of the answer.
        lines: Vec<AnswerLine>,
    },
    /// Some lines were taken, some refused.
    PartlyAccepted {
        /// The lines of the answer.
        lines: Vec<AnswerLine>,
    },
    /// Taken, but a person at the distributor must release it.
    PendingReview {
        /// The lines of the answer.
        lines: Vec<AnswerLine>,
    },
    /// Refused as an order; the number is spent.
    Rejected {
        /// The distributor's reason.
        reason: String,
        /// The lines of the answer.
        lines: Vec<AnswerLine>,
    },
    /// Refused because the number is known there. The answer's own order number is dead and is not kept.
    Duplicate {
        /// The distributor's reason.
        reason: String,
    },
    /// It may or may not have been ordered.
    Unknown {
        /// Why, for the trail.
        why: String,
    },
}

/// One line of a submission's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerLine {
    /// Our line number.
    pub line: u32,
    /// The distributor's product number.
    pub sku: String,
    /// Its distributor order number, where it has one.
    pub order_number: Option<String>,
    /// What the answer makes of the line: accepted, backordered, rejected, or unknown.
    pub state: LineState,
    /// The distributor's reason, where it gave one.
    pub reason: Option<String>,
    /// The distributor's own words about the line (code, type, reference), for the trail.
    pub detail: String,
}

/// The header of an order's state at the distributor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerCode {
    /// The number is not known there. Not a proof that no order exists.
    NotFound,
    /// The order is known.
    Known,
    /// It was refused at submission.
    Rejected,
    /// It was cancelled there.
    Cancelled,
    /// Any other word, kept as it came.
    Other(String),
}

/// What the distributor says about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderAnswer {
    /// The header.
    pub code: AnswerCode,
    /// The entries. The same line may occur several times: these are shipments or moves, not quantities.
    pub entries: Vec<OrderEntry>,
    /// The answer as it came, bounded and without credentials.
    pub raw_answer: Option<String>,
}

/// One entry of an order's state: a line, or a part of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEntry {
    /// Our line number.
    pub line: u32,
    /// The distributor's product number.
    pub sku: String,
    /// The state of this entry.
    pub state: LineState,
    /// Whether a person at the distributor must still release it.
    pub in_review: bool,
    /// The distributor order number.
    pub order_number: Option<String>,
    /// Units ordered in this entry.
    pub quantity: i64,
    /// Units shipped in this entry.
    pub shipped: i64,
    /// The unit price that stands in the order.
    pub unit_price: Option<Decimal>,
    /// When it shipped: the distributor's local time, without a zone, as it came.
    pub shipped_at: Option<String>,
    /// When it is expected.
    pub eta: Option<Date>,
    /// From which warehouse.
    pub warehouse: Option<String>,
    /// Carrier and service, as the distributor names them.
    pub ship_method: Option<String>,
    /// The packages.
    pub packages: Vec<Package>,
    /// Freight of this entry, in the account's currency.
    pub freight: Option<Decimal>,
}

/// One package.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Package {
    /// The carrier's number.
    pub tracking: String,
    /// Units in it.
    pub quantity: i64,
    /// Serial numbers in it.
    pub serials: Vec<String>,
}

/// One invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Option<Date>,
    /// The total to pay.
    pub total: Money,
    /// Freight in it.
    pub freight: Option<Decimal>,
    /// Tax in it.
    pub tax: Option<Decimal>,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
}

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// Our line number, where the distributor repeats it.
    pub line: Option<u32>,
    /// The distributor's product number.
    pub sku: String,
    /// Units billed.
    pub quantity: i64,
    /// Price of a unit.
    pub unit_price: Option<Decimal>,
    /// Serial numbers billed.
    pub serials: Vec<String>,
}
