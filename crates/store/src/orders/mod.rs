//! The order ledger: the truth about whether something was ordered. Rows are never deleted.
//!
//! Two unique keys hold across all environments: (PSA database, purchase order) and (distributor, country, account, customer
//! PO number). Every move of an order is a conditional update on its state and attempt; whoever loses the race changes
//! nothing.

mod detail;
mod read;
mod write;

pub use detail::{DistributorOrder, OrderEventRow, Shipment, StoredInvoice};
pub(crate) use read::read_order;
pub use read::{OrderFilter, OrderPage};
pub use write::{Detected, Intent, Step};

pub(crate) use detail::read_shipment;
pub(crate) use read::{read_identity, read_line};

use linkspan_core::clock::Timestamp;
use linkspan_core::id::{BridgeId, OrderId};
use linkspan_core::money::Currency;
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::{HoldReason, LineState, OrderState};
use rust_decimal::Decimal;

/// What makes an order unique, and where it came from. Fixed when it is detected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderIdentity {
    /// The bridge that took it.
    pub bridge: BridgeId,
    /// The PSA's database.
    pub psa_database: String,
    /// The PSA's id of the purchase order.
    pub psa_order_id: String,
    /// The number that people see.
    pub psa_order_number: String,
    /// The distributor.
    pub distributor: String,
    /// The distributor's country.
    pub country: String,
    /// The account there.
    pub account: String,
    /// The customer PO number; `None` where none can be derived, or where it is taken.
    pub customer_po_number: Option<String>,
    /// For whom it is bought, for people.
    pub purchase_for: String,
}

/// A row of the ledger.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What makes it unique.
    pub identity: OrderIdentity,
    /// Where it stands.
    pub state: OrderState,
    /// The one sentence that explains the state.
    pub explanation: String,
    /// Why it is held.
    pub reasons: Vec<HoldReason>,
    /// The frozen content.
    pub snapshot: Option<Snapshot>,
    /// The digest of the frozen content.
    pub digest: Option<String>,
    /// The digest that was approved, by a person or by policy.
    pub approved_digest: Option<String>,
    /// The exact request that was or may be sent, without credentials.
    pub request: Option<String>,
    /// How often sending was claimed.
    pub attempt: i64,
    /// Whether an attempt may have reached the distributor without a clear answer.
    pub may_have_left: bool,
    /// How often it was asked about since it became uncertain.
    pub questions: i64,
    /// Whether a person wants the stored request sent again.
    pub wish_send_again: bool,
    /// When the live prices of the snapshot were asked.
    pub priced_at: Option<Timestamp>,
    /// The value at live prices.
    pub total: Option<Decimal>,
    /// The currency of the value.
    pub currency: Option<Currency>,
    /// How the purchase order differs from what was ordered, one sentence each.
    pub differences: Vec<String>,
    /// What was written back last, as the use case keeps it.
    pub written_back: Option<String>,
    /// When the distributor was asked last.
    pub checked_at: Option<Timestamp>,
    /// When it was sent last.
    pub sent_at: Option<Timestamp>,
    /// When it was detected.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// Our line number.
    pub line: u32,
    /// The PSA's id of the line.
    pub psa_item: String,
    /// The distributor's product number.
    pub sku: String,
    /// The product's name.
    pub name: String,
    /// Units ordered.
    pub quantity: i64,
    /// The live price that the order carries.
    pub unit_price: Option<Decimal>,
    /// The price that stood in the purchase order.
    pub psa_price: Option<Decimal>,
    /// Where it stands.
    pub state: LineState,
    /// Units shipped.
    pub shipped: i64,
    /// Units that wait for stock.
    pub backordered: i64,
    /// When it is expected, `YYYY-MM-DD`.
    pub eta: Option<String>,
}

pub(crate) const STATEMENTS: &[&[(&str, &str)]] = &[read::STATEMENTS, write::STATEMENTS, detail::STATEMENTS];
