//! The integration templates that hang on a bridge.

use serde::{Deserialize, Serialize};

/// One of the automations of a bridge. Each is off at first, configured and enabled alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateKind {
    /// Catalogue, cost and stock into the PSA. On screen: *Product Sync*.
    ProductSync,
    /// The PSA's purchase orders become distributor orders. On screen: *Create Orders from Autotask*.
    OrderSubmission,
    /// States, tracking and invoices come back. On screen: *Get Order Status*.
    OrderStatus,
}

impl TemplateKind {
    /// All of them, in the recommended order of enabling.
    pub const ALL: [Self; 3] = [Self::ProductSync, Self::OrderSubmission, Self::OrderStatus];

    /// The word kept in the database and used in URLs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProductSync => "product_sync",
            Self::OrderSubmission => "order_submission",
            Self::OrderStatus => "order_status",
        }
    }

    /// Reads the word kept in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for kind in TemplateKind::ALL {
            assert_eq!(TemplateKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(TemplateKind::parse("invoices"), None);
    }
}
