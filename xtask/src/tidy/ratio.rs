//! How much test code stands against production code. A figure to look at, not a rule.

use super::tree::Tree;

/// One line about the whole tree, generated files left out; lines are counted with comments and blank ones.
pub(super) fn figures(tree: &Tree) -> String {
    let written = || tree.sources().iter().filter(|source| !source.path.contains("/generated/"));
    let production: usize = written().map(super::source::Source::production_length).sum();
    let tests: usize = written().map(super::source::Source::test_length).sum();
    if production == 0 {
        return "tests to production: no production code".to_owned();
    }
    let hundredths = tests * 100 / production;
    format!("tests to production: {tests} to {production} lines, {}.{:02} to 1", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_has_two_places() {
        let tree =
            Tree::of(&[("a.rs", "a\na\na\na\n"), ("tests/a.rs", "a\na\na\na\na\n"), ("src/generated/a.rs", "a\n")]);
        assert_eq!(figures(&tree), "tests to production: 5 to 4 lines, 1.25 to 1");
    }

    #[test]
    fn an_empty_tree_has_no_ratio() {
        assert_eq!(figures(&Tree::of(&[])), "tests to production: no production code");
    }
}
