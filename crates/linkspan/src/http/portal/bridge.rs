//! Making a bridge: who the distributor is in the PSA, and how orders are numbered.

use super::page::{Choice, Field, page};

/// Making a bridge. `GET /bridges/new?q=&prefix=&source=` shows what a choice would mean; posts `csrf`, `vendor`, `prefix`,
/// `source`, `submitted` to the same path.
#[derive(Debug, Clone, Default)]
pub struct NewBridgePage {
    /// What is searched for among the vendor companies.
    pub text: String,
    /// Vendor companies, the likely ones first; at most one chosen.
    pub vendors: Vec<Choice>,
    /// There are more than are shown.
    pub more: bool,
    /// What the PSA said instead of its companies.
    pub trouble: Option<String>,
    /// What stands in front of every number, with what is wrong with it.
    pub prefix: Field,
    /// What follows; one chosen.
    pub sources: Vec<Choice>,
    /// What the choice makes of a purchase order, where it could be sent.
    pub example: Option<String>,
    /// Statuses that may hand a purchase order over; empty where one is called *Submitted*.
    pub submitted: Vec<Choice>,
}

page!(NewBridgePage, "new_bridge.html");

impl NewBridgePage {
    /// The longest number, in characters.
    pub const MOST: usize = linkspan_core::order::identity::MAX_NUMBER;

    /// What follows the prefix, as it is posted.
    pub fn source(&self) -> &str {
        self.sources.iter().find(|source| source.chosen).map_or("number", |source| source.value.as_str())
    }

    /// Whether the choice can be made.
    pub fn can_be_made(&self) -> bool {
        self.prefix.error.is_none() && self.example.is_some() && !self.vendors.is_empty()
    }
}
