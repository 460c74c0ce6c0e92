//! Every language says everything: the string tables of a folder named `strings`, one TOML file per language, have the
//! same keys.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::tree::{TextFile, Tree};

const FOLDER: &str = "strings";

/// Keys that one language has and another lacks, and tables that cannot be read.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut folders: BTreeMap<&str, Vec<(&TextFile, BTreeSet<String>)>> = BTreeMap::new();
    for file in tree.files() {
        let Some(folder) = table_folder(&file.path) else { continue };
        match file.text.parse::<toml::Table>() {
            Ok(table) => folders.entry(folder).or_default().push((file, keys(&table))),
            Err(error) => found.push(Finding::new(&file.path, 0, format!("cannot be read: {}", error.message()))),
        }
    }
    for tables in folders.values() {
        let all: BTreeSet<&String> = tables.iter().flat_map(|(_, keys)| keys).collect();
        for (file, keys) in tables {
            let missing = all.iter().filter(|key| !keys.contains(**key));
            found.extend(missing.map(|key| Finding::new(&file.path, 0, format!("`{key}` is missing"))));
        }
    }
    found
}

fn table_folder(path: &str) -> Option<&str> {
    let (folder, file) = path.rsplit_once('/')?;
    let is_table = file.ends_with(".toml") && folder.rsplit('/').next() == Some(FOLDER);
    is_table.then_some(folder)
}

/// Every key that holds a value, with the names of the tables above it.
fn keys(table: &toml::Table) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => found.extend(keys(inner).into_iter().map(|rest| format!("{key}.{rest}"))),
            _ => drop(found.insert(key.clone())),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_one_language_lacks_is_found() {
        let english = "save = \"Save\"\n[orders]\ntitle = \"Orders\"\n";
        let german = "save = \"Speichern\"\n";
        let tree =
            Tree::of(&[("a/strings/en.toml", english), ("a/strings/de.toml", german), ("b/strings/en.toml", "")]);
        assert_eq!(check(&tree), [Finding::new("a/strings/de.toml", 0, "`orders.title` is missing")]);
    }

    #[test]
    fn a_table_that_cannot_be_read_is_found_and_other_files_are_left_alone() {
        let tree = Tree::of(&[("a/strings/en.toml", "save ="), ("a/strings.toml", "x ="), ("a/config/x.toml", "x =")]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "a/strings/en.toml");
    }
}
