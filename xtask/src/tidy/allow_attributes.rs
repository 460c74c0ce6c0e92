//! No `allow` attributes: `expect` with a reason disappears when it is no longer needed.

use super::Finding;
use super::tree::Tree;

/// Places with an `allow` attribute.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in tree.sources() {
        let places = source.code().filter(|(_, line)| line.contains("#[allow(") || line.contains("#![allow("));
        let message = "`allow` attribute: use `expect` with a reason";
        found.extend(places.map(|(line, _)| Finding::new(&source.path, line, message)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_are_found_in_tests_too() {
        let text = "#![allow(dead_code)]\n#[expect(dead_code, reason = \"#[allow(x)]\")]\n";
        let found = check(&Tree::of(&[("a.rs", text), ("tests/b.rs", "#[allow(dead_code)]\n")]));
        let places: Vec<(&str, usize)> = found.iter().map(|finding| (finding.path.as_str(), finding.line)).collect();
        assert_eq!(places, [("a.rs", 1), ("tests/b.rs", 1)]);
    }
}
