//! Rust text with comments and the insides of literals blanked out, line by line, so that a rule that looks for code finds
//! only code. A scanner for exactly that; it does not parse.

/// `text` with every character of a comment, and every character between the quotes of a literal, as a blank.
/// Lines and columns stay where they are.
pub(super) fn mask(text: &str) -> String {
    let mut scanner = Scanner { rest: text, out: String::with_capacity(text.len()) };
    while let Some(next) = scanner.rest.chars().next() {
        let before_is_name = scanner.out.chars().next_back().is_some_and(is_name_character);
        if scanner.rest.starts_with("//") {
            let end = scanner.rest.find('\n').unwrap_or(scanner.rest.len());
            scanner.blank(end);
        } else if scanner.rest.starts_with("/*") {
            let end = block_comment_length(scanner.rest);
            scanner.blank(end);
        } else if let Some(hashes) = raw_string_hashes(scanner.rest).filter(|_| !before_is_name) {
            scanner.raw_string(hashes);
        } else if next == '"' {
            scanner.string();
        } else if let Some(length) = char_literal_length(scanner.rest) {
            scanner.blank(length);
        } else {
            scanner.keep(next.len_utf8());
        }
    }
    scanner.out
}

struct Scanner<'text> {
    rest: &'text str,
    out: String,
}

impl Scanner<'_> {
    fn keep(&mut self, length: usize) {
        let (part, rest) = self.rest.split_at(length);
        self.out.push_str(part);
        self.rest = rest;
    }

    fn blank(&mut self, length: usize) {
        let (part, rest) = self.rest.split_at(length);
        self.out.extend(part.chars().map(|character| if character == '\n' { '\n' } else { ' ' }));
        self.rest = rest;
    }

    fn string(&mut self) {
        self.keep(1);
        let mut escaped = false;
        let inside = self.rest.find(|character| {
            let ends = character == '"' && !escaped;
            escaped = character == '\\' && !escaped;
            ends
        });
        self.blank(inside.unwrap_or(self.rest.len()));
        self.keep(self.rest.len().min(1));
    }

    fn raw_string(&mut self, hashes: usize) {
        let start = self.rest.find('"').map_or(self.rest.len(), |quote| quote + 1);
        self.keep(start);
        let closing = format!("\"{}", "#".repeat(hashes));
        let inside = self.rest.find(&closing).unwrap_or(self.rest.len());
        self.blank(inside);
        self.keep(self.rest.len().min(closing.len()));
    }
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn block_comment_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The number of hashes if `text` begins a raw string (`r"`, `r#"`, `br"`).
fn raw_string_hashes(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// The length of the character literal at the start of `text`; a lifetime is none.
fn char_literal_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        let escaped = escape.chars().next()?.len_utf8();
        return Some(2 + escaped + escape[escaped..].find('\'')? + 1);
    }
    let character = inside.chars().next()?.len_utf8();
    inside[character..].starts_with('\'').then_some(character + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_become_blanks_and_lines_stay() {
        assert_eq!(mask("a // b\nc"), "a     \nc");
        assert_eq!(mask("a /* b /* c */\n d */ e"), "a             \n      e");
    }

    #[test]
    fn the_inside_of_strings_is_blanked() {
        assert_eq!(mask(r#"f("a{b", c)"#), r#"f("   ", c)"#);
        assert_eq!(mask(r#"("\"}", x)"#), r#"("   ", x)"#);
        assert_eq!(mask("r#\"a\"{\"# b"), "r#\"   \"# b");
        assert_eq!(mask("br\"{\" b"), "br\" \" b");
    }

    #[test]
    fn a_name_that_ends_in_r_starts_no_raw_string() {
        assert_eq!(mask("for\"a\""), "for\" \"");
    }

    #[test]
    fn character_literals_are_blanked_and_lifetimes_kept() {
        assert_eq!(mask("'{' '\\'' '\\u{7f}' x"), "                  x");
        assert_eq!(mask("fn f<'a>(x: &'a str)"), "fn f<'a>(x: &'a str)");
    }

    #[test]
    fn unfinished_text_does_not_end_in_a_panic() {
        for text in ["\"abc", "/* abc", "r#\"abc", "'", "'\\", "é\"ü"] {
            assert_eq!(mask(text).lines().count(), 1, "{text}");
        }
    }
}
