//! What a distributor's answer says about each line that was ordered, and when it is worth asking again.
//!
//! The same line may come back in several entries: moved to another warehouse, split, reviewed and then released. Ordered
//! quantities of entries are never added up; shipped quantities are.

use super::line::LineState;
use crate::capability::distributor::{AnswerCode, Invoice, OrderAnswer, OrderEntry};
use jiff::civil::Date;
use std::time::Duration;

/// A line that was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// Our line number.
    pub line: u32,
    /// The distributor's product number.
    pub sku: String,
    /// Units ordered.
    pub quantity: i64,
    /// Where it stood before.
    pub state: LineState,
}

/// Where a line stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Our line number.
    pub line: u32,
    /// Where it stands.
    pub state: LineState,
    /// Units shipped.
    pub shipped: i64,
    /// Units that wait for stock.
    pub backordered: i64,
    /// When the rest is expected.
    pub eta: Option<Date>,
}

/// Where each ordered line stands by this answer and these invoices. A line that the answer does not name, or whose words
/// were not understood, keeps its state.
#[must_use]
pub fn progress(ordered: &[Ordered], answer: &OrderAnswer, invoices: &[Invoice]) -> Vec<Progress> {
    ordered.iter().map(|line| line_progress(line, answer, invoices)).collect()
}

fn line_progress(line: &Ordered, answer: &OrderAnswer, invoices: &[Invoice]) -> Progress {
    let entries: Vec<&OrderEntry> = answer.entries.iter().filter(|entry| entry.line == line.line).collect();
    let shipped = entries.iter().map(|entry| entry.shipped).sum::<i64>().clamp(0, line.quantity.max(0));
    let waiting = |entry: &&&OrderEntry| entry.shipped < entry.quantity && !entry.state.is_dropped();
    let open: Vec<&&OrderEntry> = entries.iter().filter(waiting).collect();
    let backordered = open.iter().any(|entry| entry.state == LineState::Backordered);
    Progress {
        line: line.line,
        state: dropped_as_a_whole(line, answer)
            .unwrap_or_else(|| state(line, &entries, shipped, billed(line, invoices))),
        shipped,
        backordered: if backordered { line.quantity - shipped } else { 0 },
        eta: open.iter().filter_map(|entry| entry.eta).max(),
    }
}

/// A header that says *refused* or *cancelled* and names no lines speaks of all that had not left yet.
fn dropped_as_a_whole(line: &Ordered, answer: &OrderAnswer) -> Option<LineState> {
    let left = matches!(line.state, LineState::PartlyShipped | LineState::Shipped | LineState::Delivered);
    if !answer.entries.is_empty() || left || line.state.is_done() {
        return None;
    }
    match answer.code {
        AnswerCode::Rejected => Some(LineState::Rejected),
        AnswerCode::Cancelled => Some(LineState::Cancelled),
        _ => None,
    }
}

fn state(line: &Ordered, entries: &[&OrderEntry], shipped: i64, billed: i64) -> LineState {
    let known: Vec<LineState> =
        entries.iter().map(|entry| entry.state).filter(|state| *state != LineState::Unknown).collect();
    if known.is_empty() {
        return line.state;
    }
    if known.iter().all(|state| state.is_dropped()) && shipped == 0 {
        return if known.contains(&LineState::Rejected) { LineState::Rejected } else { LineState::Cancelled };
    }
    let has = |state| known.contains(&state);
    if shipped >= line.quantity {
        return if billed >= line.quantity || known.iter().all(|state| *state == LineState::Invoiced) {
            LineState::Invoiced
        } else if known.iter().all(|state| *state == LineState::Delivered) {
            LineState::Delivered
        } else {
            LineState::Shipped
        };
    }
    if shipped > 0 {
        // The rest was cancelled: what was shipped and billed is all there will be.
        let rest_dropped = entries.iter().filter(|entry| entry.shipped == 0).all(|entry| entry.state.is_dropped())
            && entries.iter().any(|entry| entry.state.is_dropped());
        return match rest_dropped {
            true if billed >= shipped => LineState::Invoiced,
            true => LineState::Shipped,
            false => LineState::PartlyShipped,
        };
    }
    [LineState::Backordered, LineState::Released, LineState::Accepted]
        .into_iter()
        .find(|state| has(*state))
        .unwrap_or(line.state)
}

fn billed(line: &Ordered, invoices: &[Invoice]) -> i64 {
    let lines = invoices.iter().flat_map(|invoice| &invoice.lines);
    lines
        .filter(|billed| match billed.line {
            Some(number) => number == line.line && billed.sku == line.sku,
            None => billed.sku == line.sku,
        })
        .map(|billed| billed.quantity)
        .sum()
}

/// How long until an order is asked about again: often while it moves, rarely while it waits for stock.
///
/// `age` is the time since it was sent.
#[must_use]
pub fn next_check(lines: &[LineState], age: Duration) -> Duration {
    const MINUTE: u64 = 60;
    let all = |wanted: &[LineState]| lines.iter().all(|line| wanted.contains(line) || line.is_done());
    let minutes = if all(&[LineState::Shipped, LineState::Delivered]) {
        60
    } else if all(&[LineState::Backordered]) {
        240
    } else {
        match age.as_secs() / MINUTE {
            0..60 => 5,
            60..480 => 15,
            480..2_880 => 30,
            _ => 120,
        }
    };
    Duration::from_secs(minutes * MINUTE)
}

#[cfg(test)]
#[path = "progress_tests.rs"]
mod tests;
