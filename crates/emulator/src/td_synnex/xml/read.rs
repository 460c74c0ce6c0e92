//! A small, strict XML reader for request bodies: one tree of elements. Document types are refused, so no entity of the
//! sender's own is ever looked at; it must not know what the elements mean.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// Nesting beyond this is nobody's order.
const MAX_DEPTH: usize = 32;
/// Elements in one document; far above the largest sensible order.
const MAX_ELEMENTS: usize = 100_000;

/// One element with its attributes, its own text (trimmed) and its children in document order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::td_synnex) struct Element {
    /// Local name, without a prefix.
    pub(in crate::td_synnex) name: String,
    /// Text directly inside the element, trimmed.
    pub(in crate::td_synnex) text: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
}

/// Why a body is no usable document.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(in crate::td_synnex) enum XmlError {
    /// The body is not well-formed, or not UTF-8.
    #[error("the document is not well-formed")]
    Malformed,
    /// The body declares a document type.
    #[error("document types are not accepted")]
    DocumentType,
    /// The body nests or repeats beyond any sensible request.
    #[error("the document is too deep or too large")]
    TooLarge,
}

impl Element {
    /// The first child of that name.
    pub(in crate::td_synnex) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name, in order.
    pub(in crate::td_synnex) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child whose name is one of those.
    pub(in crate::td_synnex) fn first(&self, names: &[&str]) -> Option<&Element> {
        self.children.iter().find(|child| names.contains(&child.name.as_str()))
    }

    /// The element at a path such as `Shipment/ShipTo/City`.
    pub(in crate::td_synnex) fn at(&self, path: &str) -> Option<&Element> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// The text at a path; empty when the element is absent or empty.
    pub(in crate::td_synnex) fn text_at(&self, path: &str) -> &str {
        self.at(path).map_or("", |element| element.text.as_str())
    }

    /// An attribute's value.
    pub(in crate::td_synnex) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a whole document and answers its root element.
pub(in crate::td_synnex) fn parse(body: &[u8]) -> Result<Element, XmlError> {
    let text = std::str::from_utf8(body).map_err(|_| XmlError::Malformed)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut count = 0_usize;
    loop {
        match reader.read_event().map_err(|_| XmlError::Malformed)? {
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Start(start) => {
                count += 1;
                if open.len() >= MAX_DEPTH || count > MAX_ELEMENTS {
                    return Err(XmlError::TooLarge);
                }
                open.push(begin(&start, root.is_some())?);
            }
            Event::Empty(start) => {
                count += 1;
                if count > MAX_ELEMENTS {
                    return Err(XmlError::TooLarge);
                }
                let done = begin(&start, root.is_some())?;
                close(&mut open, &mut root, done);
            }
            Event::End(_) => {
                let done = open.pop().ok_or(XmlError::Malformed)?;
                close(&mut open, &mut root, done);
            }
            Event::Text(text) => append(&mut open, &text.xml10_content())?,
            Event::CData(data) => append(&mut open, &data.xml10_content())?,
            Event::GeneralRef(reference) => append(&mut open, &resolve(&reference)?)?,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if open.is_empty() => return root.ok_or(XmlError::Malformed),
            Event::Eof => return Err(XmlError::Malformed),
        }
    }
}

fn begin(start: &BytesStart<'_>, root_done: bool) -> Result<Element, XmlError> {
    if root_done {
        return Err(XmlError::Malformed);
    }
    let mut element = Element { name: start.local_name().as_ref().to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| XmlError::Malformed)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| XmlError::Malformed)?;
        element.attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    Ok(element)
}

fn close(open: &mut [Element], root: &mut Option<Element>, mut done: Element) {
    let trimmed = done.text.trim();
    if trimmed.len() != done.text.len() {
        done.text = trimmed.to_owned();
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(done),
        None => *root = Some(done),
    }
}

fn append(open: &mut [Element], text: &str) -> Result<(), XmlError> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(XmlError::Malformed),
    }
    Ok(())
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<Cow<'static, str>, XmlError> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| XmlError::Malformed)? {
        return Ok(Cow::Owned(character.to_string()));
    }
    match reference.xml10_content().as_ref() {
        "amp" => Ok(Cow::Borrowed("&")),
        "lt" => Ok(Cow::Borrowed("<")),
        "gt" => Ok(Cow::Borrowed(">")),
        "quot" => Ok(Cow::Borrowed("\"")),
        "apos" => Ok(Cow::Borrowed("'")),
        _ => Err(XmlError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_elements_attributes_and_escaped_text() {
        let root = parse(
            br#"<?xml version="1.0"?><A version="2.4"><B>Tom &amp; &#74;erry</B><B/><C><D> x </D></C><E><![CDATA[<&]]></E></A>"#,
        )
        .unwrap();
        assert_eq!(root.attribute("version"), Some("2.4"));
        assert_eq!(root.children("B").map(|b| b.text.as_str()).collect::<Vec<_>>(), ["Tom & Jerry", ""]);
        assert_eq!(root.text_at("C/D"), "x");
        assert_eq!(root.text_at("C/nothing"), "");
        assert_eq!(root.text_at("E"), "<&");
    }

    #[test]
    fn refuses_document_types_unknown_entities_and_broken_nesting() {
        let bomb = br#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>"#;
        assert_eq!(parse(bomb), Err(XmlError::DocumentType));
        for broken in
            ["", "  ", "text", "<a>", "<a></b>", "<a>&nope;</a>", "<a/><b/>", "<a/>tail", "<a b=c/>", "<a>&#xD800;</a>"]
        {
            assert_eq!(parse(broken.as_bytes()), Err(XmlError::Malformed), "{broken}");
        }
        assert_eq!(parse(b"<a>\xff</a>"), Err(XmlError::Malformed));
    }

    #[test]
    fn refuses_nesting_without_end() {
        let deep = "<a>".repeat(MAX_DEPTH + 1);
        assert_eq!(parse(deep.as_bytes()), Err(XmlError::TooLarge));
    }

    proptest::proptest! {
        #[test]
        fn no_body_makes_it_panic(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = parse(&body);
        }

        #[test]
        fn no_cut_of_a_good_document_is_taken(cut in 0_usize..60) {
            let whole = r#"<A x="1"><B>&amp;<![CDATA[x]]></B><!-- c --><C/></A>"#;
            if cut < whole.len() {
                proptest::prop_assert!(parse(&whole.as_bytes()[..cut]).is_err());
            }
        }

        #[test]
        fn what_the_writer_wrote_is_read_back(text in "[^\\p{C}]{0,40}") {
            let mut xml = super::super::Xml::new();
            xml.open_with("A", &[("v", Some(text.clone()))]).leaf("B", &text);
            let root = parse(xml.finish().as_bytes()).unwrap();
            proptest::prop_assert_eq!(root.text_at("B"), text.trim());
            proptest::prop_assert_eq!(root.attribute("v"), Some(text.as_str()));
        }
    }
}
