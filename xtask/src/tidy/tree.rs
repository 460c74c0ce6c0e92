//! The files of the repository as the rules see them: everything that is or could be committed.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::source::Source;

/// A text file of the repository.
pub(crate) struct TextFile {
    /// Path from the root, with `/`.
    pub(crate) path: String,
    /// Its whole text.
    pub(crate) text: String,
}

/// All paths, the text of those that hold text, and the Rust files among them split into lines.
pub(crate) struct Tree {
    paths: Vec<String>,
    files: Vec<TextFile>,
    sources: Vec<Source>,
}

impl Tree {
    /// Reads what git knows or would add.
    ///
    /// # Errors
    /// When git cannot be asked or a listed file cannot be read.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("git cannot be run")?;
        ensure!(listed.status.success(), "git ls-files failed: {}", String::from_utf8_lossy(&listed.stderr).trim());
        let names = String::from_utf8(listed.stdout).context("a file name is not UTF-8")?;
        let mut paths: Vec<String> = names.split_terminator('\0').map(str::to_owned).collect();
        paths.sort();
        paths.dedup();
        // A file that is deleted but not yet committed is still listed.
        paths.retain(|path| root.join(path).is_file());
        let mut files = Vec::new();
        for path in &paths {
            let bytes = fs::read(root.join(path)).with_context(|| format!("{path} cannot be read"))?;
            if let Ok(text) = String::from_utf8(bytes)
                && !text.contains('\0')
            {
                files.push(TextFile { path: path.clone(), text });
            }
        }
        Ok(Self::new(paths, files))
    }

    fn new(paths: Vec<String>, files: Vec<TextFile>) -> Self {
        let is_rust = |file: &&TextFile| file.path.ends_with(".rs");
        let sources = files.iter().filter(is_rust).map(|file| Source::parse(&file.path, &file.text)).collect();
        Self { paths, files, sources }
    }

    /// A tree of the given paths and texts.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let paths = files.iter().map(|(path, _)| (*path).to_owned()).collect();
        let text_file = |(path, text): &(&str, &str)| TextFile { path: (*path).into(), text: (*text).into() };
        Self::new(paths, files.iter().map(text_file).collect())
    }

    /// The text files.
    pub(crate) fn files(&self) -> &[TextFile] {
        &self.files
    }

    /// The Rust files.
    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Whether `path` is a file of the repository or a folder with files in it.
    pub(crate) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.paths.iter().any(|file| file == path || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Whether some file of the repository ends in `path`, counted in whole components.
    pub(crate) fn has_ending_in(&self, path: &str) -> bool {
        self.paths.iter().any(|file| file.strip_suffix(path).is_some_and(|rest| rest.is_empty() || rest.ends_with('/')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_known() {
        let tree = Tree::of(&[("crates/core/src/lib.rs", "")]);
        assert!(tree.has("crates/core/src/lib.rs"));
        assert!(tree.has("crates/core/"));
        assert!(!tree.has("crates/cor"));
        assert!(tree.has_ending_in("src/lib.rs"));
        assert!(!tree.has_ending_in("rc/lib.rs"));
    }

    #[test]
    fn what_is_or_could_be_committed_is_read_and_nothing_else() {
        let root = std::env::temp_dir().join(format!("linkspan-tidy-test-{}", std::process::id()));
        let write = |path: &str, content: &[u8]| fs::write(root.join(path), content).unwrap();
        let git = |arguments: &[&str]| {
            let status = Command::new("git").args(arguments).current_dir(&root).status().unwrap();
            assert!(status.success(), "git {arguments:?}");
        };
        fs::create_dir_all(root.join("made")).unwrap();
        write(".gitignore", b"/made\n");
        write("known.rs", b"//! Known.\n");
        write("deleted.rs", b"//! Deleted.\n");
        write("picture.png", &[0x89, 0, 0xff]);
        git(&["init", "-q"]);
        git(&["add", "."]);
        write("new.rs", b"//! New.\n");
        write("made/ignored.rs", b"//! Ignored.\n");
        fs::remove_file(root.join("deleted.rs")).unwrap();

        let tree = Tree::read(&root).unwrap();
        let texts: Vec<&str> = tree.files().iter().map(|file| file.path.as_str()).collect();
        assert_eq!(texts, [".gitignore", "known.rs", "new.rs"]);
        assert!(tree.has("picture.png"), "a file without text still is a path");
        assert!(!tree.has("deleted.rs"));
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn only_rust_files_are_sources() {
        let tree = Tree::of(&[("a.rs", "fn a() {}"), ("b.md", "b")]);
        assert_eq!(tree.files().len(), 2);
        assert_eq!(tree.sources().len(), 1);
    }
}
