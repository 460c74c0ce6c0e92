//! The house rules as measurements of the tree: one file per rule, each a function from the tree to its findings.
//!
//! What counts as test code is defined once, in [`source`].

pub(crate) mod source;
pub(crate) mod tree;

mod allow_attributes;
mod dependencies;
mod document_paths;
mod file_length;
mod foreign_names;
mod function_length;
mod generated;
mod mask;
mod module_docs;
mod plain_secrets;
mod ratio;
mod unfinished;
mod unsafe_code;
mod unwraps;

use std::fmt;

use anyhow::Result;

use self::tree::Tree;
use crate::workspace::Workspace;

/// A place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Path in the repository.
    path: String,
    /// Line number from 1; 0 where the whole file is meant.
    line: usize,
    /// What is wrong and what is wanted.
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.path, self.message),
            line => write!(out, "{}:{line}: {}", self.path, self.message),
        }
    }
}

type Rule = fn(&Tree) -> Vec<Finding>;

/// Every rule, by the name that is printed with its findings.
const RULES: [(&str, Rule); 12] = [
    ("file length", file_length::check),
    ("function length", function_length::check),
    ("module docs", module_docs::check),
    ("unwrap", unwraps::check),
    ("allow attributes", allow_attributes::check),
    ("unsafe", unsafe_code::check),
    ("unfinished", unfinished::check),
    ("plain secrets", plain_secrets::check),
    ("paths in documents", document_paths::check),
    ("foreign names", foreign_names::check),
    ("dependencies", dependencies::check),
    ("generated files", generated::check),
];

/// Measures the tree and prints each finding and the figures; `true` when nothing was found.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let tree = Tree::read(&workspace.root)?;
    let mut found = 0;
    for (name, check) in RULES {
        for finding in check(&tree) {
            say!("{finding}  [{name}]");
            found += 1;
        }
    }
    say!("{}", file_length::figures(&tree));
    say!("{}", function_length::figures(&tree));
    say!("{}", dependencies::figures(&tree));
    say!("{}", ratio::figures(&tree));
    say!("tidy: {} rules, {} files, {found} findings", RULES.len(), tree.files().len());
    Ok(found == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_like_a_compilers_message() {
        assert_eq!(Finding::new("a/b.rs", 7, "too long").to_string(), "a/b.rs:7: too long");
        assert_eq!(Finding::new("a/b.rs", 0, "too long").to_string(), "a/b.rs: too long");
    }
}
