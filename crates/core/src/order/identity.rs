//! The customer PO number: derived once by a fixed template, never suffixed, never changed.

use super::hold::{HoldCode, HoldReason};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What stands behind the prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberSource {
    /// The purchase order's number, as people see it.
    Number,
    /// The PSA's id of the purchase order.
    Id,
}

impl NumberSource {
    fn placeholder(self) -> &'static str {
        match self {
            Self::Number => "{purchaseOrderNumber}",
            Self::Id => "{purchaseOrderId}",
        }
    }
}

impl fmt::Display for NumberTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.prefix, self.source.placeholder())
    }
}

/// How a bridge makes customer PO numbers. Fixed when the bridge is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberTemplate {
    /// Put in front, as it is.
    pub prefix: String,
    /// What follows.
    pub source: NumberSource,
}

/// The longest customer PO number that a distributor takes, in characters (TD SYNNEX: 20).
pub const MAX_NUMBER: usize = 20;

impl NumberTemplate {
    /// Reads the written form: a prefix, then `{purchaseOrderNumber}` or `{purchaseOrderId}`, and nothing behind it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [NumberSource::Number, NumberSource::Id].into_iter().find_map(|source| {
            let prefix = text.strip_suffix(source.placeholder())?;
            (!prefix.contains(['{', '}'])).then(|| Self { prefix: prefix.to_owned(), source })
        })
    }

    /// The customer PO number of one purchase order.
    ///
    /// # Errors
    /// A hold reason where it is longer than [`MAX_NUMBER`], empty, or has characters other than letters, digits,
    /// `-`, `_`, `.` and `/`. Nothing is cut.
    pub fn derive(&self, number: &str, id: &str) -> Result<String, HoldReason> {
        let tail = match self.source {
            NumberSource::Number => number.trim(),
            NumberSource::Id => id.trim(),
        };
        let derived = format!("{}{tail}", self.prefix.trim_start());
        let hold = |code| HoldReason::of(code).field("purchase order number").found(&derived);
        if tail.is_empty() {
            return Err(hold(HoldCode::NumberMissing));
        }
        if derived.chars().count() > MAX_NUMBER {
            return Err(hold(HoldCode::NumberTooLong).limit(MAX_NUMBER));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        if !derived.chars().all(plain) {
            return Err(hold(HoldCode::NumberCharacters));
        }
        Ok(derived)
    }

    /// Whether two bridges on one distributor account could ever produce the same number.
    ///
    /// Prefixes keep numbers apart when neither is the beginning of the other, whatever follows them.
    #[must_use]
    pub fn may_collide_with(&self, other: &Self) -> bool {
        let (a, b) = (number_key(&self.prefix), number_key(&other.prefix));
        a.starts_with(&b) || b.starts_with(&a)
    }
}

/// The form in which customer PO numbers are compared: trimmed and upper-cased.
#[must_use]
pub fn number_key(number: &str) -> String {
    number.trim().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(prefix: &str) -> NumberTemplate {
        NumberTemplate { prefix: prefix.into(), source: NumberSource::Number }
    }

    #[test]
    fn a_number_is_prefix_and_purchase_order_number() {
        assert_eq!(template("LS-").derive("20261122-1", "77").as_deref(), Ok("LS-20261122-1"));
        let by_id = NumberTemplate { prefix: "A".into(), source: NumberSource::Id };
        assert_eq!(by_id.derive("20261122-1", "77").as_deref(), Ok("A77"));
    }

    #[test]
    fn the_written_form_reads_back_and_nothing_else_is_taken() {
        for text in ["LS-{purchaseOrderNumber}", "{purchaseOrderId}"] {
            assert_eq!(NumberTemplate::parse(text).map(|template| template.to_string()).as_deref(), Some(text));
        }
        for text in ["", "LS-", "{purchaseOrderNumber}-1", "{x}{purchaseOrderId}"] {
            assert_eq!(NumberTemplate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn twenty_characters_pass_and_one_more_is_held_uncut() {
        let long = "1".repeat(20);
        assert_eq!(template("").derive(&long, "1"), Ok(long));
        let held = template("").derive(&"1".repeat(21), "1").expect_err("too long");
        assert_eq!((held.code, held.found.as_deref()), (HoldCode::NumberTooLong, Some("1".repeat(21).as_str())));
    }

    #[test]
    fn odd_characters_and_nothing_at_all_are_held() {
        assert_eq!(template("").derive("PO 1", "1").map_err(|h| h.code), Err(HoldCode::NumberCharacters));
        assert_eq!(template("X").derive("  ", "1").map_err(|h| h.code), Err(HoldCode::NumberMissing));
    }

    #[test]
    fn only_prefixes_that_part_early_keep_numbers_apart() {
        assert!(!template("A-").may_collide_with(&template("B-")));
        assert!(template("A").may_collide_with(&template("a")));
        assert!(template("").may_collide_with(&template("B-")));
        assert!(template("A").may_collide_with(&template("A1")));
    }

    #[test]
    fn numbers_are_compared_without_case_and_blanks_at_the_ends() {
        assert_eq!(number_key(" po-1a "), "PO-1A");
    }
}
