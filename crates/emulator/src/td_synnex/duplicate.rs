//! The duplicate check: one purchase order number per account. What exactly counts as the same number, and what frees it, is
//! not documented; the switches say how this emulator reads it.

use super::book::{Order, Stage, Verdict};
use super::options::Settings;

/// The wire text of the refusal; its beginning is what clients recognise.
pub(super) const REASON: &str = "This PO# already exists in our system for your account, so the request is refused.";
/// What the Canadian header says instead, spelt as it was seen, with its blank at the end.
pub(super) const SHORT_REASON: &str = "DUPPLICATED INSERT.. ";
/// The wire reference of the refusal.
pub(super) const REFERENCE: &str = "DUPREJECT,R-PODUPE---DUPPOKILL,R-PODUPE";

/// The form in which numbers are compared: trimmed, and without case if the switch says so.
pub(super) fn key(po_number: &str, settings: &Settings) -> String {
    let trimmed = po_number.trim();
    if settings.duplicate_ignores_case { trimmed.to_uppercase() } else { trimmed.to_owned() }
}

/// Whether an order of that account blocks the number.
pub(super) fn is_blocked(orders: &[Order], account: &str, po_number: &str, settings: &Settings) -> bool {
    let wanted = key(po_number, settings);
    settings.duplicate_check
        && orders
            .iter()
            .filter(|order| order.account == account && key(&order.po_number, settings) == wanted)
            .any(|order| blocks(order, settings))
}

fn blocks(order: &Order, settings: &Settings) -> bool {
    if order.verdict == Verdict::Rejected {
        return settings.rejected_blocks_number;
    }
    let all_gone = order.pieces.iter().all(|piece| matches!(piece.stage, Stage::Deleted | Stage::Rejected));
    settings.deleted_blocks_number || !all_gone
}
