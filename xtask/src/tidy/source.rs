//! A Rust file split into lines, each known as production or test code.
//!
//! Test code is: everything under `tests/`, `testing/`, `benches/`, `examples/` or `fuzz/`; files named `test(s).rs`,
//! `testing.rs`, `test_*.rs` or `*_test(s).rs`; and, in any file, everything from the first module at the margin that is
//! compiled for tests only. Such a module stands at the end of its file.

use super::mask::mask;

const TEST_FOLDERS: [&str; 6] = ["test", "tests", "testing", "benches", "examples", "fuzz"];

/// A Rust file.
pub(crate) struct Source {
    /// Path from the root, with `/`.
    pub(crate) path: String,
    /// Its lines as written.
    pub(crate) raw: Vec<String>,
    /// The same lines without comments and the insides of literals.
    code: Vec<String>,
    /// The number of lines before its test code starts.
    production_lines: usize,
}

impl Source {
    /// Splits `text`, the content of the file at `path`.
    pub(crate) fn parse(path: &str, text: &str) -> Self {
        let raw: Vec<String> = text.lines().map(str::to_owned).collect();
        let code: Vec<String> = mask(text).lines().map(str::to_owned).collect();
        let production_lines = if is_test_path(path) { 0 } else { test_module_start(&code).unwrap_or(raw.len()) };
        Self { path: path.to_owned(), raw, code, production_lines }
    }

    /// Code lines with their numbers, production only.
    pub(super) fn production(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code().take(self.production_lines)
    }

    /// All code lines with their numbers.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.iter().enumerate().map(|(index, line)| (index + 1, line.as_str()))
    }

    /// The number of lines that are production, comments and blank lines included.
    pub(super) fn production_length(&self) -> usize {
        self.production_lines
    }

    /// The number of lines that are test code.
    pub(super) fn test_length(&self) -> usize {
        self.raw.len() - self.production_lines
    }
}

fn is_test_path(path: &str) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.trim_end_matches(".rs");
    folders.split('/').any(|folder| TEST_FOLDERS.contains(&folder))
        || matches!(stem, "test" | "tests" | "testing")
        || stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
}

/// The index of the attribute that begins the first inline module for tests.
fn test_module_start(code: &[String]) -> Option<usize> {
    let mut attribute = None;
    for (index, line) in code.iter().enumerate() {
        if line.starts_with("#[cfg(test") || line.starts_with("#[cfg(all(test") {
            attribute = Some(index);
        } else if let Some(start) = attribute {
            if is_inline_module(line) {
                return Some(start);
            }
            if !line.starts_with("#[") {
                attribute = None;
            }
        }
    }
    None
}

fn is_inline_module(line: &str) -> bool {
    let line = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
    line.strip_prefix("mod ").is_some_and(|rest| rest.trim_end().ends_with('{'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_code_is_known_by_its_path() {
        for path in ["crates/a/tests/x.rs", "crates/a/src/testing/x.rs", "a/src/order_tests.rs", "a/src/tests.rs"] {
            assert_eq!(Source::parse(path, "fn a() {}\n").production_length(), 0, "{path}");
        }
        for path in ["crates/a/src/latest.rs", "crates/a/src/attest/x.rs", "xtask/src/suite.rs"] {
            assert_eq!(Source::parse(path, "fn a() {}\n").production_length(), 1, "{path}");
        }
    }

    #[test]
    fn the_module_for_tests_is_test_code() {
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        let source = Source::parse("a/src/lib.rs", text);
        assert_eq!((source.production_length(), source.test_length()), (2, 4));
        assert_eq!(source.production().last(), Some((2, "")));
    }

    #[test]
    fn a_single_item_for_tests_does_not_end_the_production_code() {
        let text = "#[cfg(test)]\nmod order_tests;\n#[cfg(test)]\nuse a::b;\nfn a() {}\n";
        assert_eq!(Source::parse("a/src/lib.rs", text).production_length(), 5);
    }
}
