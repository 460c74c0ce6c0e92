//! The settings of order status.

use serde::{Deserialize, Serialize};

/// What an administrator set for order status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatusSettings {
    /// Whether Autotask's own accounting sync is used; `None` until somebody answered. Until the answer is *no*, External
    /// P.O. Number stays untouched: the accounting sync takes a filled one for *already synced*.
    pub accounting_sync: Option<bool>,
    /// Write the distributor order number into External P.O. Number, where that is allowed and the field is empty or ours.
    pub external_number: bool,
    /// Keep a block of ours in the general memo.
    pub order_memo: bool,
    /// Keep a block of ours in the memo of each line.
    pub line_memo: bool,
    /// Write the estimated arrival date of each line, where it is empty or ours.
    pub estimated_arrival: bool,
}

impl Default for StatusSettings {
    fn default() -> Self {
        Self {
            accounting_sync: None,
            external_number: true,
            order_memo: true,
            line_memo: true,
            estimated_arrival: true,
        }
    }
}

impl StatusSettings {
    /// Whether External P.O. Number may be written at all.
    #[must_use]
    pub fn may_write_external_number(&self) -> bool {
        self.external_number && self.accounting_sync == Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_external_number_waits_for_the_answer_about_accounting() {
        let answered = |accounting_sync| StatusSettings { accounting_sync, ..StatusSettings::default() };
        assert!(!answered(None).may_write_external_number());
        assert!(!answered(Some(true)).may_write_external_number());
        assert!(answered(Some(false)).may_write_external_number());
    }
}
