//! A secret is a type of its own from the first byte: no field that holds one as plain text stands in a type that derives
//! `Debug`, where a log line would print it.

use super::Finding;
use super::tree::Tree;

const SECRET_WORDS: [&str; 6] = ["secret", "password", "passwd", "api_key", "private_key", "token"];
const PLAIN_TYPES: [&str; 3] = ["String", "Vec<u8>", "[u8"];

/// Plain secret fields of production types with a derived `Debug`.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in tree.sources() {
        let mut in_debug_type = false;
        for (line, code) in source.production() {
            if let Some(derived) = code.trim_start().strip_prefix("#[derive(") {
                in_debug_type = derived.contains("Debug");
            } else if code.starts_with('}') || (!code.starts_with([' ', '#']) && code.trim_end().ends_with(';')) {
                in_debug_type = false;
            } else if let Some(field) = plain_secret(code).filter(|_| in_debug_type) {
                let message = format!("`{field}` is plain text in a type with `Debug`: use SecretString");
                found.push(Finding::new(&source.path, line, message));
            }
        }
    }
    found
}

/// The name of a field in `line` that looks like a secret in plain text.
fn plain_secret(line: &str) -> Option<&str> {
    let (name, kind) = line.split_once(": ")?;
    let name = name.split_whitespace().last()?;
    let kind = kind.strip_prefix("Option<").unwrap_or(kind);
    let looks_secret = SECRET_WORDS.iter().any(|word| name.contains(word));
    (looks_secret && PLAIN_TYPES.iter().any(|plain| kind.starts_with(plain))).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        check(&Tree::of(&[("a.rs", text)])).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn plain_secrets_in_a_debug_type_are_found() {
        let fields = "    pub(crate) password: String,\n    token_hash: Option<Vec<u8>>,\n    api_key: SecretString,\n    name: String,\n";
        assert_eq!(lines(&format!("#[derive(Clone, Debug)]\nstruct A {{\n{fields}}}\n")), [3, 4]);
        assert_eq!(lines(&format!("#[derive(Clone)]\nstruct A {{\n{fields}}}\n")), Vec::<usize>::new());
    }

    #[test]
    fn a_debug_type_ends_before_the_next_one() {
        let text = "#[derive(Debug)]\nstruct A(u8);\nstruct B {\n    secret: String,\n}\n";
        assert_eq!(lines(text), Vec::<usize>::new());
        let text = "#[derive(Debug)]\nstruct A {\n    a: u8,\n}\nstruct B {\n    secret: String,\n}\n";
        assert_eq!(lines(text), Vec::<usize>::new());
    }
}
