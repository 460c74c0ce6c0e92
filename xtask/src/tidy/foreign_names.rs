//! The tree names no place that only one machine has, and no package registry's host: it must build anywhere.

use super::Finding;
use super::tree::Tree;

/// Folders of one machine, when they begin a path.
const MACHINE_FOLDERS: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/fa", "rm/"), concat!("/ho", "me/")];
const REGISTRY_HOSTS: [&str; 6] = [
    concat!("registry.npm", "js.org"),
    concat!("static.cra", "tes.io"),
    concat!("index.cra", "tes.io"),
    concat!("pypi.o", "rg/simple"),
    concat!("pythonho", "sted.org"),
    concat!("deb.deb", "ian.org"),
];

/// Places that name one.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files() {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(folder) = MACHINE_FOLDERS.iter().find(|folder| begins_a_path(line, folder)) {
                found.push(Finding::new(&file.path, index + 1, format!("path of one machine ({folder})")));
            }
            if let Some(host) = REGISTRY_HOSTS.iter().find(|host| line.contains(*host)) {
                found.push(Finding::new(&file.path, index + 1, format!("host of a package registry ({host})")));
            }
        }
    }
    found
}

fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|character| !character.is_ascii_alphanumeric() && !"._-".contains(character))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_paths_are_found_where_they_begin() {
        let text = format!("cd {}main\nhttps://example.com{}main\n", MACHINE_FOLDERS[0], MACHINE_FOLDERS[0]);
        let found = check(&Tree::of(&[("a.sh", &text)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 1);
    }

    #[test]
    fn registry_hosts_are_found_in_lock_files_too() {
        let text = format!("\"resolved\": \"https://{}/a.tgz\"", REGISTRY_HOSTS[0]);
        assert_eq!(check(&Tree::of(&[("tests/browser/package-lock.json", &text)])).len(), 1);
        assert_eq!(check(&Tree::of(&[("a.md", "the npm registry, crates.io")])).len(), 0);
    }
}
