//! No `unsafe`: nothing here needs it.

use super::Finding;
use super::tree::Tree;

/// Places with the keyword.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in tree.sources() {
        let places = source.code().filter(|(_, line)| has_keyword(line));
        found.extend(places.map(|(line, _)| Finding::new(&source.path, line, "`unsafe` code")));
    }
    found
}

fn has_keyword(line: &str) -> bool {
    line.split(|character: char| !character.is_alphanumeric() && character != '_').any(|word| word == "unsafe")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keyword_is_found_and_longer_words_are_not() {
        let text = "#![forbid(unsafe_code)]\n// unsafe\nunsafe { a() }\n";
        assert_eq!(check(&Tree::of(&[("a.rs", text)])), [Finding::new("a.rs", 3, "`unsafe` code")]);
    }
}
