//! Is the order that the vendor knows under a PO number the one that was sent?

use super::{StatusAnswer, StatusLine};
use crate::order::OrderedLine;

/// The result of comparing what was sent with what the vendor knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// The same SKU and quantity on every line, and no line more.
    Same,
    /// Not the same; each difference in a sentence.
    Different(Vec<String>),
    /// The answer lists no lines (not found, rejected), so nothing can be compared.
    NoLines,
}

/// Compares line by line.
///
/// A line number that is repeated is one line in several entries, each with the quantity ordered; quantities are not
/// summed. An entry may tell less than the ordered quantity if another one tells all of it (a split), but never more.
pub fn same_order(answer: &StatusAnswer, sent: &[OrderedLine]) -> Comparison {
    if answer.lines.is_empty() {
        return Comparison::NoLines;
    }
    let mut differences: Vec<String> = sent.iter().filter_map(|line| difference(line, &answer.lines)).collect();
    for number in surplus(answer, sent) {
        differences.push(format!("Line {number} is known to the distributor, but was not sent."));
    }
    if differences.is_empty() { Comparison::Same } else { Comparison::Different(differences) }
}

fn difference(sent: &OrderedLine, known: &[StatusLine]) -> Option<String> {
    let entries: Vec<&StatusLine> = known.iter().filter(|entry| entry.line == sent.line).collect();
    let number = sent.line;
    if entries.is_empty() {
        return Some(format!("Line {number} is not known to the distributor."));
    }
    for entry in &entries {
        match entry.sku.as_deref() {
            Some(sku) if plain(sku) == plain(&sent.sku) => {}
            Some(sku) => return Some(format!("Line {number} is SKU {sku} there and {} here.", sent.sku)),
            None => return Some(format!("Line {number} has no SKU there.")),
        }
    }
    let quantities: Option<Vec<i64>> = entries.iter().map(|entry| entry.order_quantity).collect();
    let Some(quantities) = quantities else {
        return Some(format!("Line {number} has no readable quantity there."));
    };
    let wanted = i64::from(sent.quantity);
    let largest = quantities.iter().copied().max().unwrap_or_default();
    (largest != wanted).then(|| format!("Line {number} is {largest} pieces there and {wanted} here."))
}

fn surplus(answer: &StatusAnswer, sent: &[OrderedLine]) -> std::collections::BTreeSet<u32> {
    let was_sent = |number: u32| sent.iter().any(|line| line.line == number);
    answer.lines.iter().map(|entry| entry.line).filter(|number| !was_sent(*number)).collect()
}

fn plain(sku: &str) -> &str {
    sku.trim().trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;

    fn known(items: &[(u32, &str, &str)]) -> StatusAnswer {
        let items: String = items
            .iter()
            .map(|(line, sku, quantity)| {
                format!("<Item lineNumber='{line}'><Code>accepted</Code><SKU>{sku}</SKU><OrderQuantity>{quantity}</OrderQuantity></Item>")
            })
            .collect();
        let xml = format!(
            "<SynnexB2B><OrderStatusResponse><Code>accepted</Code><Items>{items}</Items></OrderStatusResponse></SynnexB2B>"
        );
        super::super::answer::read(&parse(xml.as_bytes()).unwrap(), "LS-1").unwrap()
    }

    fn sent(lines: &[(u32, &str, u32)]) -> Vec<OrderedLine> {
        let line = |&(line, sku, quantity): &(u32, &str, u32)| OrderedLine { line, sku: sku.to_owned(), quantity };
        lines.iter().map(line).collect()
    }

    #[test]
    fn the_same_lines_are_the_same_order() {
        let order = sent(&[(1, "7700123", 9), (2, "7700200", 1)]);
        assert_eq!(same_order(&known(&[(1, "7700123", "9"), (2, "07700200", "1")]), &order), Comparison::Same);
    }

    #[test]
    fn repeated_line_numbers_are_not_summed() {
        let order = sent(&[(1, "7700123", 9)]);
        assert_eq!(same_order(&known(&[(1, "7700123", "9"), (1, "7700123", "9")]), &order), Comparison::Same);
        let doubled = sent(&[(1, "7700123", 18)]);
        let Comparison::Different(_) = same_order(&known(&[(1, "7700123", "9"), (1, "7700123", "9")]), &doubled) else {
            panic!("nine and nine is not eighteen")
        };
    }

    #[test]
    fn every_difference_is_named() {
        let order = sent(&[(1, "7700123", 9), (2, "7700200", 1), (3, "7700300", 1)]);
        let answer = known(&[(1, "7700124", "9"), (2, "7700200", "2"), (4, "7700300", "1")]);
        let Comparison::Different(sentences) = same_order(&answer, &order) else { panic!() };
        assert_eq!(
            sentences,
            [
                "Line 1 is SKU 7700124 there and 7700123 here.",
                "Line 2 is 2 pieces there and 1 here.",
                "Line 3 is not known to the distributor.",
                "Line 4 is known to the distributor, but was not sent.",
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_the_same() {
        let order = sent(&[(1, "7700123", 9)]);
        for items in [[(1, "", "9")], [(1, "7700123", "")], [(1, "7700123", "nine")]] {
            let Comparison::Different(_) = same_order(&known(&items), &order) else { panic!("{items:?}") };
        }
        assert_eq!(same_order(&known(&[]), &order), Comparison::NoLines);
    }
}
