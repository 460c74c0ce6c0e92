//! Documents stay true about where things are: every path of the repository that a Markdown file names exists.
//!
//! Looked at are link targets and code spans outside fenced blocks. A code span is taken for a path when it has a slash,
//! only characters of paths, and either begins with a top-level folder or ends like one of our files.

use super::Finding;
use super::tree::Tree;

const FILE_ENDINGS: [&str; 9] = [".rs", ".toml", ".md", ".mjs", ".sql", ".html", ".css", ".json", ".sh"];
/// Made by the build, so named by documents though never committed.
const NOT_COMMITTED: [&str; 2] = ["target/", "node_modules/"];

/// Paths in documents that lead nowhere.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for document in tree.files().iter().filter(|file| file.path.ends_with(".md")) {
        let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut fenced = false;
        for (index, line) in document.text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            if fenced {
                continue;
            }
            let broken_links = link_targets(line).filter(|target| !link_leads_somewhere(tree, folder, target));
            let broken_spans = code_spans(line).filter(|span| !span_is_true(tree, folder, span));
            let broken = broken_links.chain(broken_spans);
            found
                .extend(broken.map(|path| Finding::new(&document.path, index + 1, format!("`{path}` does not exist"))));
        }
    }
    found
}

fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn link_targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0))
}

fn link_leads_somewhere(tree: &Tree, folder: &str, target: &str) -> bool {
    let path = target.split(['#', ' ']).next().unwrap_or("");
    path.is_empty() || path.contains(':') || tree.has(&joined(folder, path))
}

fn span_is_true(tree: &Tree, folder: &str, span: &str) -> bool {
    let is_path = span.contains('/')
        && !span.starts_with('/')
        && span.chars().all(|character| character.is_ascii_alphanumeric() || "._-/:".contains(character));
    // `file.rs:12` names a line, `scheme://` an address.
    let path = span.split(':').next().unwrap_or(span);
    if !is_path || span.contains("://") || NOT_COMMITTED.iter().any(|made| path.starts_with(made)) {
        return true;
    }
    let top = path.split('/').next().unwrap_or(path);
    if top.contains('.') || tree.has(top) {
        return tree.has(path) || tree.has(&joined(folder, path)) || (!tree.has(top) && tree.has_ending_in(path));
    }
    !FILE_ENDINGS.iter().any(|ending| path.ends_with(ending)) || tree.has_ending_in(path)
}

/// `path` as seen from `folder`, with `.` and `..` resolved.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str) -> Vec<String> {
        let files =
            [("crates/core/src/lib.rs", ""), (".ci/run", ""), ("docs/adr/0001-rows.md", ""), ("docs/A.md", text)];
        check(&Tree::of(&files)).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn existing_files_and_folders_are_accepted() {
        assert!(broken("See `crates/core/`, `crates/core/src/lib.rs:3`, `.ci/run`, `core/src/lib.rs`.").is_empty());
        assert!(broken("See [rows](adr/0001-rows.md#why), [up](../crates/core), [top](#here).").is_empty());
    }

    #[test]
    fn missing_ones_are_found_with_their_line() {
        assert_eq!(broken("Fine.\nSee `crates/vault/src`."), ["docs/A.md:2: `crates/vault/src` does not exist"]);
        assert_eq!(broken("See `http/router.rs`."), ["docs/A.md:1: `http/router.rs` does not exist"]);
        assert_eq!(broken("See [gone](adr/0002.md)."), ["docs/A.md:1: `adr/0002.md` does not exist"]);
    }

    #[test]
    fn what_is_no_path_of_the_repository_is_left_alone() {
        assert!(
            broken("`GET /readyz`, `and/or`, `application/json`, `https://example.com/a.html`, `/etc/x.toml`")
                .is_empty()
        );
        assert!(broken("`target/screenshots/a.png`, [site](https://example.com/a.md)").is_empty());
        assert!(broken("```\n`crates/gone/`\n```").is_empty());
    }
}
