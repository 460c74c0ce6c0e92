//! Each Rust file says at its head what it is for and what it must not know.

use super::Finding;
use super::tree::Tree;

const HEAD_LINES: usize = 30;

/// Files without a module comment near the top.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let undocumented = tree.sources().iter().filter(|source| {
        let mut head = source.raw.iter().take(HEAD_LINES);
        !head.any(|line| ["//!", "/*!", "#![doc"].iter().any(|start| line.starts_with(start)))
    });
    undocumented.map(|source| Finding::new(&source.path, 1, "no module comment (`//!`)")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_module_comment_is_found() {
        let tree = Tree::of(&[("a.rs", "//! What it is for.\n"), ("b.rs", "/// Not the module.\nfn b() {}\n")]);
        assert_eq!(check(&tree), [Finding::new("b.rs", 1, "no module comment (`//!`)")]);
    }
}
