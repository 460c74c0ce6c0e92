//! Cuts a drop file into its documents at the XML declarations. It reads nothing else of them.

const DECLARATION: &[u8] = b"<?xml";

/// The documents of a file, each with the byte where it begins; blanks between them are nobody's.
///
/// A file without a declaration is one document. A declaration quoted inside a text would be taken for a beginning; the
/// pieces are then no whole documents and are reported as such by the readers.
pub fn documents(file: &[u8]) -> Documents<'_> {
    Documents { file, at: 0 }
}

/// See [`documents`].
#[derive(Debug, Clone)]
pub struct Documents<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Documents<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.file.len() {
            let start = self.at;
            self.at = next_declaration(self.file, start + 1);
            let document = &self.file[start..self.at];
            let blank = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document).trim_ascii().is_empty();
            if !blank {
                let skipped = document.len() - document.trim_ascii_start().len();
                return Some((start + skipped, document.trim_ascii()));
            }
        }
        None
    }
}

/// Where the next declaration begins, or the end of the file. `<?xml-stylesheet` is none.
fn next_declaration(file: &[u8], from: usize) -> usize {
    memchr::memmem::find_iter(&file[from..], DECLARATION)
        .map(|at| from + at)
        .find(|at| file.get(at + DECLARATION.len()).is_some_and(u8::is_ascii_whitespace))
        .unwrap_or(file.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(file: &str) -> Vec<(usize, &str)> {
        documents(file.as_bytes()).map(|(at, bytes)| (at, std::str::from_utf8(bytes).unwrap())).collect()
    }

    #[test]
    fn every_declaration_begins_a_document() {
        let file = "\u{feff}<?xml version='1.0'?><a/>\r\n<?xml version='1.0' standalone='yes'?>\n<b/>\n<?xml\n?><c/>";
        let found = split(file);
        let texts: Vec<_> = found.iter().map(|(_, text)| text.trim_start_matches('\u{feff}')).collect();
        assert_eq!(
            texts,
            ["<?xml version='1.0'?><a/>", "<?xml version='1.0' standalone='yes'?>\n<b/>", "<?xml\n?><c/>"]
        );
        assert!(found.iter().all(|(at, text)| file[*at..].starts_with(text)));
    }

    #[test]
    fn a_file_without_declarations_is_one_document_and_a_stylesheet_begins_none() {
        assert_eq!(split("  <a/>\n"), [(2, "<a/>")]);
        assert_eq!(split("<?xml version='1.0'?><?xml-stylesheet href='x'?><a/>").len(), 1);
        assert_eq!(split(""), []);
        assert_eq!(split(" \n "), []);
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_is_ever_left_out(text in "[ \\n<>?xmla/\u{feff}]{0,60}(<\\?xml [ab<>\\n]{0,9}){0,4}") {
            let squeezed = |text: &str| text.replace(char::is_whitespace, "").replace('\u{feff}', "");
            let joined: String = split(&text).into_iter().map(|(_, part)| part).collect();
            prop_assert_eq!(squeezed(&joined), squeezed(&text));
        }
    }
}
