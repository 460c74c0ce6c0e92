//! A small XML writer for answers, indented as the vendor's samples are. It escapes what it is given and must not know
//! what the elements mean.

use std::fmt::{Display, Write as _};

use quick_xml::escape::escape;

/// A document being written. Elements are opened and closed in pairs by the caller.
#[derive(Debug)]
pub(in crate::td_synnex) struct Xml {
    out: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// Starts a document with its declaration.
    pub(in crate::td_synnex) fn new() -> Self {
        Self { out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n"), open: Vec::new() }
    }

    /// Starts a document of a drop file, with the declaration those have.
    pub(in crate::td_synnex) fn standalone() -> Self {
        let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?>\n";
        Self { out: String::from(declaration), open: Vec::new() }
    }

    /// Opens an element.
    pub(in crate::td_synnex) fn open(&mut self, name: &'static str) -> &mut Self {
        self.open_with(name, &[])
    }

    /// Opens an element with attributes; absent values leave the attribute out.
    pub(in crate::td_synnex) fn open_with(
        &mut self,
        name: &'static str,
        attributes: &[(&str, Option<String>)],
    ) -> &mut Self {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            if let Some(value) = value {
                self.push(format_args!(" {key}=\"{}\"", escape(value.as_str())));
            }
        }
        self.out.push_str(">\n");
        self.open.push(name);
        self
    }

    /// Closes the element opened last.
    pub(in crate::td_synnex) fn close(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.push(format_args!("</{name}>\n"));
        }
        self
    }

    /// Writes an element that holds text; empty text becomes `<Name />`, as the samples write it.
    pub(in crate::td_synnex) fn leaf(&mut self, name: &str, value: impl Display) -> &mut Self {
        let value = value.to_string();
        self.indent();
        if value.is_empty() {
            self.push(format_args!("<{name} />\n"));
        } else {
            self.push(format_args!("<{name}>{}</{name}>\n", escape(value.as_str())));
        }
        self
    }

    /// Writes an element only when there is a value.
    pub(in crate::td_synnex) fn optional(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        if let Some(value) = value {
            self.leaf(name, value);
        }
        self
    }

    /// Closes everything that is still open and answers the document.
    pub(in crate::td_synnex) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn indent(&mut self) {
        for _ in 0..self.open.len() {
            self.out.push_str("   ");
        }
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_nested_escaped_elements() {
        let mut xml = Xml::new();
        xml.open_with("A", &[("version", Some("2.4".to_owned())), ("none", None)]);
        xml.open("B").leaf("C", "x & <y>").leaf("D", "").optional("E", None::<u8>).optional("F", Some(3));
        assert_eq!(
            xml.finish(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<A version=\"2.4\">\n   <B>\n      <C>x &amp; &lt;y&gt;</C>\n      \
             <D />\n      <F>3</F>\n   </B>\n</A>\n"
        );
    }
}
