//! Writes the requests: elements in order, every text escaped.

use quick_xml::escape::escape;

/// A document under construction.
#[derive(Default)]
pub(crate) struct XmlText(String);

impl XmlText {
    /// A document that begins with the XML declaration.
    pub(crate) fn declared() -> Self {
        Self(r#"<?xml version="1.0" encoding="UTF-8"?>"#.to_owned())
    }

    pub(crate) fn open(&mut self, name: &str) -> &mut Self {
        self.push(&["<", name, ">"])
    }

    pub(crate) fn open_with(&mut self, name: &str, attribute: &str, value: &str) -> &mut Self {
        self.push(&["<", name, " ", attribute, "=\"", &escape(value), "\">"])
    }

    pub(crate) fn close(&mut self, name: &str) -> &mut Self {
        self.push(&["</", name, ">"])
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.push(&["<", name, ">", &escape(value), "</", name, ">"])
    }

    /// Nothing at all if there is no value.
    pub(crate) fn optional(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    pub(crate) fn optional_flag(&mut self, name: &str, value: Option<bool>) -> &mut Self {
        self.optional(name, value.map(flag))
    }

    pub(crate) fn flag(&mut self, name: &str, value: bool) -> &mut Self {
        self.text(name, flag(value))
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn push(&mut self, parts: &[&str]) -> &mut Self {
        for part in parts {
            self.0.push_str(part);
        }
        self
    }
}

/// XML 1.0 can carry this text: no control characters other than tab and line ends, no surrogate leftovers.
pub(crate) fn carries(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..))
}

const fn flag(value: bool) -> &'static str {
    if value { "Y" } else { "N" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;
    use proptest::prelude::*;

    #[test]
    fn texts_and_attributes_are_escaped() {
        let mut xml = XmlText::default();
        xml.open_with("Item", "code", "a\"&b").text("Name", "R&D <x> 'y'").optional("Note", None).flag("Kit", true);
        xml.optional_flag("Split", Some(false)).close("Item");
        assert_eq!(
            xml.finish(),
            "<Item code=\"a&quot;&amp;b\"><Name>R&amp;D &lt;x&gt; &apos;y&apos;</Name><Kit>Y</Kit><Split>N</Split></Item>"
        );
    }

    #[test]
    fn control_characters_cannot_be_carried() {
        assert!(carries("Tab\t and é 漢"));
        assert!(!carries("bell \u{7}") && !carries("nul \0") && !carries("\u{FFFE}"));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(text in "[ -~é]{0,40}") {
            let mut xml = XmlText::declared();
            xml.open("a").text("b", &text).close("a");
            let root = parse(xml.finish().as_bytes()).unwrap();
            prop_assert_eq!(root.text_of("b").unwrap_or_default(), text.trim());
        }
    }
}
