//! Our block in a purchase order's general memo: delimited, so that a person's text around it is never touched.

use linkspan_core::id::OrderId;

const BEGIN: &str = "--- Linkspan ";
const END: &str = "--- end of Linkspan ---";

/// The longest general memo, in characters (Autotask: 4,000).
const MAX_MEMO: usize = 4_000;

/// The order id in a mark that is not this order's; `None` where there is no mark, or only this order's.
#[must_use]
pub fn foreign(memo: &str, order: OrderId) -> Option<String> {
    memo.split(BEGIN)
        .skip(1)
        .map(|rest| rest.split_whitespace().next().unwrap_or_default())
        .find(|found| OrderId::parse(found) != Some(order))
        .map(str::to_owned)
}

/// The memo with our block for `order` holding `lines`: replaced where it stands, else appended behind the person's text.
///
/// Where 4,000 characters are not enough, lines of ours are left out from the end, never the person's text; `None` where not
/// even the first line fits.
#[must_use]
pub fn with_block(memo: &str, order: OrderId, lines: &[String]) -> Option<String> {
    (1..=lines.len().max(1)).rev().map(|kept| place(memo, order, &lines[..kept.min(lines.len())])).find(|text| {
        // The PSA counts characters, not bytes.
        text.chars().count() <= MAX_MEMO
    })
}

fn place(memo: &str, order: OrderId, lines: &[String]) -> String {
    let block = format!("{BEGIN}{order} ---\n{}\n{END}", lines.join("\n"));
    let begin = memo.find(&format!("{BEGIN}{order}"));
    let end = begin.and_then(|begin| memo[begin..].find(END).map(|end| begin + end + END.len()));
    match (begin, end) {
        (Some(begin), Some(end)) => format!("{}{block}{}", &memo[..begin], &memo[end..]),
        _ if memo.trim().is_empty() => block,
        _ => format!("{}\n\n{block}", memo.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> OrderId {
        OrderId::parse("0193aaaa-0000-7000-8000-000000000001").expect("an id")
    }

    fn lines(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn the_block_stands_behind_the_persons_text_and_is_replaced_in_place() {
        let first = with_block("Call before delivery.", order(), &lines(&["Ordered as 152301636."])).expect("fits");
        assert!(first.starts_with("Call before delivery.\n\n--- Linkspan 0193"));
        let typed_behind = format!("{first}\nAnd ring twice.");
        let second = with_block(&typed_behind, order(), &lines(&["Ordered as 152301636.", "Shipped."])).expect("fits");
        assert!(second.starts_with("Call before delivery.") && second.ends_with("\nAnd ring twice."));
        assert_eq!(second.matches("--- Linkspan ").count(), 1);
        assert_eq!(with_block(&second, order(), &lines(&["Ordered as 152301636.", "Shipped."])), Some(second));
    }

    #[test]
    fn a_long_memo_costs_lines_of_ours_and_never_the_persons() {
        let person = "x".repeat(3_850);
        let kept = with_block(&person, order(), &lines(&["Ordered as 1.", &"y".repeat(200)])).expect("one line fits");
        assert!(kept.starts_with(&person) && kept.contains("Ordered as 1.") && !kept.contains("yyy"));
        assert_eq!(with_block(&"x".repeat(3_990), order(), &lines(&["Ordered as 1."])), None);
    }

    #[test]
    fn a_mark_of_another_order_is_noticed() {
        let other = OrderId::parse("0193aaaa-0000-7000-8000-000000000002").expect("an id");
        let memo = with_block("", other, &lines(&["Ordered as 1."])).expect("fits");
        assert_eq!(foreign(&memo, order()), Some(other.to_string()));
        assert_eq!(foreign(&memo, other), None);
        assert_eq!(foreign("Linkspan will order this.", order()), None);
    }
}
