//! JSON answers as the small tree that the XML answers become, so that the same readers read both.
//!
//! A member becomes a child of its name, a list one child per entry, `null` nothing. Numbers keep the shortest text that means them,
//! which for amounts of less than 15 digits is what was written.

use crate::xml::{Element, MAX_BYTES, XmlFault};
use serde_json::Value;

/// Reads a whole answer. A list at the top becomes children named `entry`.
pub(super) fn parse(root: &str, bytes: &[u8]) -> Result<Element, String> {
    if bytes.len() > MAX_BYTES {
        return Err(XmlFault::TooLarge.to_string());
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|_| "it is not JSON".to_owned())?;
    if !value.is_object() && !value.is_array() {
        return Err("it is neither an object nor a list".to_owned());
    }
    Ok(match value {
        Value::Array(entries) => {
            Element::holding(root, entries.into_iter().filter_map(|entry| element("entry", entry)))
        }
        other => element(root, other).unwrap_or_default(),
    })
}

fn element(name: &str, value: Value) -> Option<Element> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(truth) => Element::leaf(name, if truth { "Y" } else { "N" }),
        Value::Number(number) => Element::leaf(name, &number.to_string()),
        Value::String(text) => Element::leaf(name, &text),
        Value::Array(entries) => {
            Element::holding(name, entries.into_iter().filter_map(|entry| element("entry", entry)))
        }
        Value::Object(members) => Element::holding(
            name,
            members.into_iter().flat_map(|(name, value)| match value {
                Value::Array(entries) => entries.into_iter().filter_map(|entry| element(&name, entry)).collect(),
                other => element(&name, other).into_iter().collect::<Vec<_>>(),
            }),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_lists_numbers_and_nothing_are_read() {
        let json = br#"{"a": 439866, "b": "228.48", "c": [{"d": 1}, {"d": 310.5}], "e": null, "f": true}"#;
        let root = parse("root", json).unwrap();
        assert_eq!(
            (root.text_of("a"), root.text_of("b"), root.text_of("f")),
            (Some("439866"), Some("228.48"), Some("Y"))
        );
        assert_eq!(root.all("c").map(|one| one.text_of("d").unwrap()).collect::<Vec<_>>(), ["1", "310.5"]);
        assert!(root.child("e").is_none());
        assert_eq!(parse("root", b"[{}, {}]").unwrap().all("entry").count(), 2);
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        let large = vec![b' '; MAX_BYTES + 1];
        for bytes in [b"".as_slice(), b"<html/>", b"12", b"\"text\"", b"{\"a\":", deep.as_bytes(), &large] {
            assert!(parse("root", bytes).is_err(), "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(20)]));
        }
    }
}
