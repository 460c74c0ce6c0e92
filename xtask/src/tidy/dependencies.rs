//! What we depend on stays small enough to be looked after: fewer than 550 locked packages.

use super::Finding;
use super::tree::Tree;

const FEWER_THAN: usize = 550;
const LOCK_FILE: &str = "Cargo.lock";

/// The lock file, when it holds too many packages.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let locked = locked_packages(tree);
    if locked < FEWER_THAN {
        return Vec::new();
    }
    vec![Finding::new(LOCK_FILE, 0, format!("{locked} locked packages, fewer than {FEWER_THAN} wanted"))]
}

/// One line about the whole tree.
pub(super) fn figures(tree: &Tree) -> String {
    format!("locked packages: {} (fewer than {FEWER_THAN})", locked_packages(tree))
}

fn locked_packages(tree: &Tree) -> usize {
    let lock = tree.files().iter().find(|file| file.path == LOCK_FILE);
    lock.map_or(0, |file| file.text.lines().filter(|line| *line == "[[package]]").count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_packages_are_found() {
        let lock = |packages: usize| "[[package]]\nname = \"a\"\n".repeat(packages);
        assert!(check(&Tree::of(&[("Cargo.lock", &lock(549))])).is_empty());
        let found = check(&Tree::of(&[("Cargo.lock", &lock(550))]));
        assert_eq!(found, [Finding::new("Cargo.lock", 0, "550 locked packages, fewer than 550 wanted")]);
    }
}
