//! Files stay short enough to be read in one go: production code at most 600 lines, nine in ten at most 400; the test code
//! of a file at most 1,000.

use super::Finding;
use super::tree::Tree;

const USUAL: usize = 400;
const MOST: usize = 600;
const MOST_TESTS: usize = 1_000;

/// Files that are too long, and the longer ones where more than one in ten is long.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let lengths = production_lengths(tree);
    let long: Vec<_> = lengths.iter().filter(|(_, length)| *length > USUAL).collect();
    let too_many_long = long.len() * 10 > lengths.len();
    for (path, length) in long {
        if *length > MOST {
            found.push(Finding::new(path, 0, format!("{length} production lines, {MOST} at most: split by topic")));
        } else if too_many_long {
            let message = format!("{length} production lines, and more than one file in ten is over {USUAL}");
            found.push(Finding::new(path, 0, message));
        }
    }
    for source in tree.sources().iter().filter(|source| source.test_length() > MOST_TESTS) {
        let message = format!("{} lines of tests, {MOST_TESTS} at most: split by story", source.test_length());
        found.push(Finding::new(&source.path, 0, message));
    }
    found
}

/// One line about the whole tree.
pub(super) fn figures(tree: &Tree) -> String {
    let lengths = production_lengths(tree);
    let long = lengths.iter().filter(|(_, length)| *length > USUAL).count();
    let longest = lengths.iter().map(|(_, length)| *length).max().unwrap_or(0);
    format!("files: {} with production code, {long} over {USUAL} lines, longest {longest}", lengths.len())
}

fn production_lengths(tree: &Tree) -> Vec<(&str, usize)> {
    let sources = tree.sources().iter();
    sources.map(|source| (source.path.as_str(), source.production_length())).filter(|(_, length)| *length > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(files: &[(&str, usize)]) -> Vec<String> {
        let texts: Vec<(&str, String)> = files.iter().map(|(path, lines)| (*path, "x;\n".repeat(*lines))).collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        check(&Tree::of(&files)).into_iter().map(|finding| finding.path).collect()
    }

    #[test]
    fn a_file_over_the_limit_is_found() {
        assert_eq!(
            paths(&[("a.rs", 600), ("b.rs", 601), ("tests/c.rs", 1_000), ("tests/d.rs", 1_001)]),
            ["a.rs", "b.rs", "tests/d.rs"]
        );
    }

    #[test]
    fn one_long_file_in_ten_is_accepted() {
        let mut files =
            vec![("0.rs", 401), ("1.rs", 9), ("2.rs", 9), ("3.rs", 9), ("4.rs", 9), ("5.rs", 9), ("6.rs", 9)];
        files.extend([("7.rs", 9), ("8.rs", 9)]);
        assert_eq!(paths(&files), ["0.rs"], "one in nine");
        files.push(("9.rs", 400));
        assert_eq!(paths(&files), Vec::<String>::new(), "one in ten");
    }
}
