//! `cargo xtask generate`: writes the Rust files that are made from data, so that they are compiled like any other and can be
//! read; `cargo xtask tidy` finds out when they are older than their data.

mod data;
mod entity;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::tidy::tree::Tree;
use crate::workspace::Workspace;

/// The facts about the vendor's entities.
pub(crate) const DATA: &str = "crates/autotask/data/entities.json";
/// The folder that belongs to the generator alone.
const FOLDER: &str = "crates/autotask/src/entity/generated/";

/// Writes what is out of date and removes what is no longer made.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let data = fs::read_to_string(workspace.root.join(DATA)).with_context(|| format!("{DATA} cannot be read"))?;
    let wanted = files(&data)?;
    let folder = workspace.root.join(FOLDER);
    fs::create_dir_all(&folder)?;
    for old in fs::read_dir(&folder)? {
        let old = old?;
        if !wanted.contains_key(&format!("{FOLDER}{}", old.file_name().to_string_lossy())) {
            fs::remove_file(old.path())?;
            say!("removed {}", old.path().display());
        }
    }
    let mut written = 0;
    for (path, text) in &wanted {
        let path = workspace.root.join(path);
        if fs::read_to_string(&path).ok().as_ref() != Some(text) {
            fs::write(&path, text)?;
            written += 1;
        }
    }
    say!("{} files in {FOLDER}, {written} of them written", wanted.len());
    Ok(ExitCode::SUCCESS)
}

/// Generated files of `tree` that are not what the data makes, with what is wrong; nothing if there is no data.
pub(crate) fn stale(tree: &Tree) -> Result<Vec<(String, &'static str)>> {
    let Some(data) = tree.files().iter().find(|file| file.path == DATA) else { return Ok(Vec::new()) };
    let mut wanted = files(&data.text)?;
    let mut found = Vec::new();
    for file in tree.files().iter().filter(|file| file.path.starts_with(FOLDER)) {
        match wanted.remove(&file.path) {
            Some(text) if text == file.text => {}
            Some(_) => found.push((file.path.clone(), "is not what its data makes: run `cargo xtask generate`")),
            None => found.push((file.path.clone(), "is no longer made: run `cargo xtask generate`")),
        }
    }
    found.extend(wanted.into_keys().map(|path| (path, "is missing: run `cargo xtask generate`")));
    Ok(found)
}

/// The files by their path from the root.
fn files(data: &str) -> Result<BTreeMap<String, String>> {
    let entities = data::read(data).with_context(|| format!("{DATA} has another shape than its README says"))?;
    let mut files: BTreeMap<String, String> =
        entities.iter().map(|entity| (format!("{FOLDER}{}.rs", entity.module()), entity::file(entity))).collect();
    files.insert(format!("{FOLDER}mod.rs"), entity::index(&entities));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"entities":[{"path":"Products","type":"Product","doc":"A product.","create":true,
        "fields":[{"name":"sku","type":"text","length":50,"set":"always"}]}]}"#;

    fn tree(files: &BTreeMap<String, String>) -> Tree {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).chain([(DATA, ONE)]).collect();
        Tree::of(&files)
    }

    #[test]
    fn what_the_data_makes_is_fresh() {
        let made = files(ONE).unwrap();
        assert_eq!(made.len(), 2);
        assert!(stale(&tree(&made)).unwrap().is_empty());
        assert!(stale(&Tree::of(&[])).unwrap().is_empty());
    }

    #[test]
    fn a_changed_a_missing_and_a_left_over_file_are_found() {
        let mut files = files(ONE).unwrap();
        files.insert(format!("{FOLDER}product.rs"), "//! Changed by hand.\n".into());
        files.remove(&format!("{FOLDER}mod.rs"));
        files.insert(format!("{FOLDER}ticket.rs"), "//! Left over.\n".into());
        let found: Vec<String> = stale(&tree(&files)).unwrap().into_iter().map(|(path, _)| path).collect();
        assert_eq!(found, ["product.rs", "ticket.rs", "mod.rs"].map(|name| format!("{FOLDER}{name}")));
    }

    #[test]
    fn data_of_another_shape_is_refused() {
        assert!(files(r#"{"entities":[{"path":"Products"}]}"#).is_err());
        assert!(files(&ONE.replace("\"length\"", "\"lenght\"")).is_err());
    }

    #[test]
    fn the_tree_is_fresh() {
        let tree = Tree::read(&Workspace::find().unwrap().root).unwrap();
        assert_eq!(stale(&tree).unwrap(), []);
    }
}
