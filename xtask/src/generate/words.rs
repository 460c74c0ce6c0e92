//! Names of the vendor as Rust names and as words.

/// `externalPONumber` as `external_po_number`.
pub(super) fn snake(name: &str) -> String {
    parts(name).join("_")
}

/// `externalPONumber` as `external po number`.
pub(super) fn words(name: &str) -> String {
    parts(name).join(" ")
}

/// The text with a capital at its beginning.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `text` as doc comment lines of at most 120 columns, each after `indent` blanks.
pub(super) fn comment(text: &str, indent: usize) -> String {
    let start = format!("{}///", " ".repeat(indent));
    let mut lines = vec![start.clone()];
    for word in text.split_whitespace() {
        let full = lines.last().is_some_and(|line| line.len() > start.len() && line.len() + 1 + word.len() > 120);
        if full {
            lines.push(start.clone());
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

/// Cuts before a capital that follows a small letter or a digit, and before the last of several capitals if a small letter
/// follows it.
fn parts(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut parts = Vec::<String>::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let next_is_small = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let starts =
            letter.is_ascii_uppercase() && before.is_some_and(|before| !before.is_ascii_uppercase() || next_is_small);
        if starts || parts.is_empty() {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter.to_ascii_lowercase());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_their_capitals() {
        for (name, expected) in [
            ("externalPONumber", "external_po_number"),
            ("vendorID", "vendor_id"),
            ("shipToAddress1", "ship_to_address1"),
            ("isEligibleForRma", "is_eligible_for_rma"),
            ("rmmDeviceAuditIPAddress", "rmm_device_audit_ip_address"),
            ("PurchaseOrderItem", "purchase_order_item"),
            ("sku", "sku"),
        ] {
            assert_eq!(snake(name), expected);
        }
        assert_eq!(capitalised(&words("taxRegionID")), "Tax region id");
    }

    #[test]
    fn comments_are_broken_at_120_columns() {
        assert_eq!(comment("A product.", 4), "    /// A product.\n");
        let long = comment(&"word ".repeat(40), 8);
        assert_eq!(long.lines().count(), 2);
        assert!(long.lines().all(|line| line.len() <= 120 && line.starts_with("        /// word")));
    }
}
