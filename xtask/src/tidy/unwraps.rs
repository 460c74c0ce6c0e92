//! No `unwrap` outside tests: an error travels to where it is handled, or `expect` says why it cannot happen.

use super::Finding;
use super::tree::Tree;

/// Places in production code that unwrap.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in tree.sources() {
        let places = source.production().filter(|(_, line)| line.contains(".unwrap()"));
        found.extend(places.map(|(line, _)| Finding::new(&source.path, line, "`unwrap` in production code")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unwrap_is_found_in_code_only() {
        let text =
            "// a.unwrap()\nlet text = \".unwrap()\";\na.unwrap();\n#[cfg(test)]\nmod tests {\n    a.unwrap();\n}\n";
        let found = check(&Tree::of(&[("a.rs", text), ("tests/b.rs", "a.unwrap();\n")]));
        assert_eq!(found, [Finding::new("a.rs", 3, "`unwrap` in production code")]);
    }
}
