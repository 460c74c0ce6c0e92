//! Nothing unfinished is committed: no stubs in code, no to-do notes in any text.

use super::Finding;
use super::tree::Tree;

const STUBS: [&str; 2] = ["todo!(", "unimplemented!("];
const NOTES: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// Stubs in Rust code and notes in every text file.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in tree.sources() {
        let places = source.code().filter(|(_, line)| STUBS.iter().any(|stub| line.contains(stub)));
        found.extend(places.map(|(line, _)| Finding::new(&source.path, line, "stub: write it or leave it out")));
    }
    for file in tree.files() {
        for (index, line) in file.text.lines().enumerate() {
            let mut words = line.split(|character: char| !character.is_alphanumeric() && character != '_');
            if let Some(note) = words.find(|word| NOTES.contains(word)) {
                found.push(Finding::new(&file.path, index + 1, format!("{note} note: do it or file it")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stubs_are_found_in_code_and_notes_in_any_text() {
        let note = format!("see {}: later\nTODOS and MASTODON\n", NOTES[0]);
        let code = "// todo!() is fine in words\nfn a() { todo!() }\n";
        let found = check(&Tree::of(&[("a.rs", code), ("b.md", &note)]));
        assert_eq!(
            found,
            [
                Finding::new("a.rs", 2, "stub: write it or leave it out"),
                Finding::new("b.md", 1, format!("{} note: do it or file it", NOTES[0])),
            ]
        );
    }
}
