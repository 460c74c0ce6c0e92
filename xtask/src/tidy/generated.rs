//! Generated files are what their data makes.

use super::Finding;
use super::tree::Tree;
use crate::generate;

/// Files that are older than their data, changed by hand, missing or left over.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    match generate::stale(tree) {
        Ok(stale) => stale.into_iter().map(|(path, what)| Finding::new(&path, 0, what)).collect(),
        Err(error) => vec![Finding::new(generate::DATA, 0, format!("{error:#}"))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_that_makes_nothing_is_a_finding() {
        let found = check(&Tree::of(&[(generate::DATA, "{}")]));
        assert!(found[0].to_string().contains("README"), "{}", found[0]);
        assert!(check(&Tree::of(&[("a.rs", "")])).is_empty());
    }
}
