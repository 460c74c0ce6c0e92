//! Is the order that the distributor knows under our number really ours?

use super::snapshot::{Snapshot, SnapshotLine};
use crate::capability::distributor::{AnswerCode, OrderAnswer};
use std::collections::{BTreeMap, BTreeSet};

/// The result of comparing a look-up with what we sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// The number is not known there. Not a proof that no order exists.
    NotFound,
    /// Same products and quantities per line: it is ours.
    Same,
    /// Something differs; said in words, one per difference.
    Different(Vec<String>),
    /// The answer says too little to decide.
    Unclear(String),
}

/// A line as it was sent, or would have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLine {
    /// Our line number.
    pub line: u32,
    /// The distributor's product number.
    pub sku: String,
    /// Units.
    pub quantity: i64,
}

impl From<&SnapshotLine> for SentLine {
    fn from(line: &SnapshotLine) -> Self {
        Self { line: line.line, sku: line.sku.clone(), quantity: line.quantity }
    }
}

/// Compares a look-up with the content that was sent, as [`compare_lines`] does.
#[must_use]
pub fn compare(answer: &OrderAnswer, sent: &Snapshot) -> Match {
    compare_lines(answer, &sent.lines.iter().map(SentLine::from).collect::<Vec<_>>())
}

/// Compares by line: same SKU, and one entry of the line that carries the whole quantity.
///
/// A line may come back in several entries when the distributor moved or split it. Entries are not summed: an order that
/// comes back only in parts is shown to a person instead of being adopted.
#[must_use]
pub fn compare_lines(answer: &OrderAnswer, sent: &[SentLine]) -> Match {
    match &answer.code {
        AnswerCode::NotFound => return Match::NotFound,
        AnswerCode::Other(word) if answer.entries.is_empty() => {
            return Match::Unclear(format!("the distributor says `{word}` and names no lines"));
        }
        AnswerCode::Rejected | AnswerCode::Cancelled if answer.entries.is_empty() => return Match::Same,
        _ => {}
    }
    if answer.entries.is_empty() {
        return Match::Unclear("the distributor knows the number and names no lines".into());
    }
    let differences = differences(answer, sent);
    if differences.is_empty() { Match::Same } else { Match::Different(differences) }
}

fn differences(answer: &OrderAnswer, sent: &[SentLine]) -> Vec<String> {
    let mut by_line: BTreeMap<u32, (BTreeSet<&str>, Vec<i64>)> = BTreeMap::new();
    for entry in &answer.entries {
        let (skus, quantities) = by_line.entry(entry.line).or_default();
        skus.insert(entry.sku.trim());
        quantities.push(entry.quantity);
    }
    let mut found = Vec::new();
    for line in sent {
        let Some((skus, quantities)) = by_line.remove(&line.line) else {
            found.push(format!("line {} is missing there", line.line));
            continue;
        };
        if skus.iter().any(|sku| *sku != line.sku.as_str()) {
            let there: Vec<_> = skus.into_iter().collect();
            found.push(format!("line {}: {} there, {} sent", line.line, there.join(", "), line.sku));
        }
        if !carries(&quantities, line.quantity) {
            found.push(format!("line {}: quantity {quantities:?} there, {} sent", line.line, line.quantity));
        }
    }
    found.extend(by_line.keys().map(|line| format!("line {line} is there and was not sent")));
    found
}

fn carries(quantities: &[i64], ordered: i64) -> bool {
    quantities.contains(&ordered) && quantities.iter().all(|quantity| *quantity <= ordered)
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
