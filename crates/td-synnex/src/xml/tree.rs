//! Reads a document into a tree, within limits: no document type, bounded size, depth and number of elements.
//!
//! A tree instead of derived structures, because the services spell the same element differently and let any
//! element be absent, empty, single or repeated.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// Largest answer that is read, in bytes.
pub(crate) const MAX_BYTES: usize = 8 * 1024 * 1024;
const MAX_DEPTH: usize = 32;
const MAX_ELEMENTS: usize = 200_000;

/// An element with its attributes, children and own text.
#[derive(Debug, Default, Clone)]
pub(crate) struct Element {
    name: Box<str>,
    attributes: Vec<(Box<str>, Box<str>)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    /// An element with a text.
    pub(crate) fn leaf(name: &str, text: &str) -> Self {
        Self { name: name.into(), text: text.to_owned(), ..Self::default() }
    }

    /// An element with children.
    pub(crate) fn holding(name: &str, children: impl IntoIterator<Item = Self>) -> Self {
        Self { name: name.into(), children: children.into_iter().collect(), ..Self::default() }
    }

    /// Names are compared without their prefix and without case: the vendor writes `PODatetime` and `PODateTime`.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The element's name without its prefix.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.is(name))
    }

    /// All children of that name, in document order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.is(name))
    }

    /// All children.
    pub(crate) fn children(&self) -> &[Element] {
        &self.children
    }

    /// Own text, outer blanks taken off.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The text of the first child of that name that is not empty.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.children.iter().filter(|child| child.is(name)).map(Self::text).find(|text| !text.is_empty())
    }

    /// Whether any attribute stands at it.
    pub(crate) fn has_attributes(&self) -> bool {
        !self.attributes.is_empty()
    }

    /// An attribute that is not empty.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// Why a document was not read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum XmlFault {
    #[error("it is empty")]
    Empty,
    #[error("it is larger than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("its elements are nested deeper than {MAX_DEPTH}")]
    TooDeep,
    #[error("it has more than {MAX_ELEMENTS} elements")]
    TooMany,
    #[error("it declares a document type, which is refused")]
    DocumentType,
    #[error("it ends in the middle")]
    Truncated,
    #[error("something stands after its end or beside its root")]
    Surplus,
    #[error("it is not XML")]
    Malformed,
}

/// Reads a whole document. Bytes that are not UTF-8 are read as Latin-1.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, XmlFault> {
    if bytes.len() > MAX_BYTES {
        return Err(XmlFault::TooLarge);
    }
    let text = decode(bytes);
    if text.trim().is_empty() {
        return Err(XmlFault::Empty);
    }
    Builder::default().read(&text)
}

fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

#[derive(Default)]
struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Builder {
    fn read(mut self, text: &str) -> Result<Element, XmlFault> {
        let mut reader = Reader::from_str(text);
        // Product names such as "AT&T" come unescaped from some systems; the rest of the answer is still good.
        reader.config_mut().allow_dangling_amp = true;
        loop {
            match reader.read_event().map_err(|_| XmlFault::Malformed)? {
                Event::Start(tag) => self.start(&tag)?,
                Event::Empty(tag) => {
                    self.start(&tag)?;
                    self.end()?;
                }
                Event::End(_) => self.end()?,
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.text(&text.into_inner())?,
                Event::GeneralRef(reference) => self.text(&resolve(&reference)?)?,
                Event::DocType(_) => return Err(XmlFault::DocumentType),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => return self.finish(),
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), XmlFault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(XmlFault::TooDeep);
        }
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(XmlFault::TooMany);
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(XmlFault::Surplus);
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| XmlFault::Malformed)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| XmlFault::Malformed)?;
            attributes.push((local(attribute.key.as_ref()).into(), value.into()));
        }
        self.open.push(Element { name: local(tag.name().as_ref()).into(), attributes, ..Element::default() });
        Ok(())
    }

    fn end(&mut self) -> Result<(), XmlFault> {
        let done = self.open.pop().ok_or(XmlFault::Malformed)?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => self.root = Some(done),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlFault> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(XmlFault::Surplus),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, XmlFault> {
        if !self.open.is_empty() {
            return Err(XmlFault::Truncated);
        }
        self.root.ok_or(XmlFault::Malformed)
    }
}

/// A reference that is neither a character nor one of XML's five names stays as it was written.
fn resolve(reference: &BytesRef<'_>) -> Result<String, XmlFault> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| XmlFault::Malformed)? {
        return Ok(character.to_string());
    }
    let name: &str = reference;
    Ok(resolve_predefined_entity(name).map_or_else(|| format!("&{name};"), str::to_owned))
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_found_without_case_and_prefix() {
        let root = parse(b"<s:SynnexB2B xmlns:s='x' Version='2.4'><PODatetime>now</PODatetime></s:SynnexB2B>").unwrap();
        assert!(root.is("synnexb2b"));
        assert_eq!(root.attribute("version"), Some("2.4"));
        assert_eq!(root.text_of("PODateTime"), Some("now"));
    }

    #[test]
    fn references_cdata_and_a_bare_ampersand_are_text() {
        let root = parse("<a>AT&T &amp; R&#233;al &nbsp; <![CDATA[<b>]]></a>".as_bytes()).unwrap();
        assert_eq!(root.text(), "AT&T & Réal &nbsp; <b>");
    }

    #[test]
    fn latin_1_bytes_and_a_byte_order_mark_are_read() {
        assert_eq!(parse(b"<a>Montr\xe9al</a>").unwrap().text(), "Montréal");
        assert_eq!(parse(b"\xEF\xBB\xBF<?xml version='1.0'?><a>b</a>").unwrap().text(), "b");
    }

    #[test]
    fn single_and_repeated_children_read_alike() {
        let root = parse(b"<a><b>1</b><c/><b>2</b></a>").unwrap();
        assert_eq!(root.all("b").map(Element::text).collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(root.all("c").count(), 1);
        assert_eq!(root.text_of("c"), None);
    }

    #[test]
    fn what_is_not_one_whole_bounded_document_is_refused() {
        let deep = "<a>".repeat(40);
        let wide = format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS));
        let large = vec![b' '; MAX_BYTES + 1];
        for (bytes, fault) in [
            (b"".as_slice(), XmlFault::Empty),
            (b" \n ", XmlFault::Empty),
            (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", XmlFault::DocumentType),
            (b"<a><b>1</b>", XmlFault::Truncated),
            (b"<a/><b/>", XmlFault::Surplus),
            (b"<a/> and more", XmlFault::Surplus),
            (b"<a></b>", XmlFault::Malformed),
            (b"<a>&#x0;</a>", XmlFault::Malformed),
            (deep.as_bytes(), XmlFault::TooDeep),
            (wide.as_bytes(), XmlFault::TooMany),
            (large.as_slice(), XmlFault::TooLarge),
        ] {
            assert_eq!(parse(bytes).unwrap_err(), fault, "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]));
        }
        assert!(parse(b"upstream request timeout").is_err());
        assert!(parse(b"{\"error\":1}").is_err());
    }

    proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn almost_xml_never_panics(text in "[<>/&;#x0-9a-c\"'= !\\[\\]-]{0,120}") {
            let _ = parse(text.as_bytes());
        }
    }
}
