//! The list that a person confirms before a bridge sends again. `GET /bridges/{bridge}/reconcile`.

use jiff::Timestamp;

use super::page::page;
use super::states::{FindingState, State as _};

/// The list. *Ask again* posts `csrf` to `/bridges/{bridge}/reconcile/ask`; the confirmation posts `csrf`, `digest` to
/// `/bridges/{bridge}/reconcile/confirm`.
#[derive(Debug, Clone)]
pub struct ReconcilePage {
    /// Id of the bridge.
    pub bridge: String,
    /// What waits; `None` where the bridge sends as usual.
    pub list: Option<ReconcileList>,
}

page!(ReconcilePage, "reconcile.html");

/// What waits for a person.
#[derive(Debug, Clone)]
pub struct ReconcileList {
    /// Why, in one sentence.
    pub why: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Whether there is a list already.
    pub made: bool,
    /// The rows, by purchase order number.
    pub rows: Vec<ReconcileRow>,
    /// What is in the way of the list, and when it is tried again.
    pub trouble: Option<(String, Timestamp)>,
    /// Digest of what this page shows; the confirmation carries it.
    pub digest: String,
}

impl ReconcileList {
    /// How many questions have no answer yet.
    pub fn open(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.finding, FindingState::Waiting | FindingState::NoAnswer)).count()
    }

    /// Whether it may be confirmed.
    pub fn is_complete(&self) -> bool {
        self.made && self.open() == 0
    }
}

/// One purchase order.
#[derive(Debug, Clone)]
pub struct ReconcileRow {
    /// Its number in Autotask.
    pub po_number: String,
    /// The company it is for; `None` for stock.
    pub for_whom: Option<String>,
    /// The number that the distributor was asked about.
    pub number: Option<String>,
    /// Whether the ledger knew it before.
    pub known: bool,
    /// What the distributor says.
    pub finding: FindingState,
    /// The same in a sentence.
    pub sentence: String,
    /// Distributor order numbers in the answer.
    pub distributor_orders: Vec<String>,
}
