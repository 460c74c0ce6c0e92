//! The checks and tests, one function each, in the order in which they run.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::api;
use crate::counts::Counts;
use crate::node::Suite;
use crate::postgres::{PrivatePostgres, URL_VARIABLE};
use crate::shell;
use crate::tidy;
use crate::tidy::tree::Tree;
use crate::workspace::Workspace;

/// One check or group of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// Formatting.
    Format,
    /// The linter, warnings denied.
    Clippy,
    /// Dependencies: bans, licences, sources, known faults.
    Deny,
    /// The house rules.
    Tidy,
    /// All Rust tests, with a private PostgreSQL.
    Rust,
    /// Examples in the documentation.
    Doc,
    /// The portal in real Chromium.
    Browser,
    /// The programs' API under the official SDKs.
    Sdk,
    /// The published description of our own API, and the server against it.
    Api,
}

/// What came of a step.
pub(crate) enum Outcome {
    /// It held; tests are counted where tests ran.
    Passed(Option<Counts>),
    /// It did not hold.
    Failed(Option<Counts>),
    /// There was nothing to do, for this reason.
    Nothing(&'static str),
}

impl Outcome {
    fn new(held: bool, counts: Option<Counts>) -> Self {
        if held { Self::Passed(counts) } else { Self::Failed(counts) }
    }
}

impl Step {
    /// Every step in order.
    pub(crate) fn all() -> &'static [Self] {
        Self::value_variants()
    }

    /// The word that `--only` and `--skip` take.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Deny => "deny",
            Self::Tidy => "tidy",
            Self::Rust => "rust",
            Self::Doc => "doc",
            Self::Browser => "browser",
            Self::Sdk => "sdk",
            Self::Api => "api",
        }
    }

    /// What it does, for headlines and the list.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Format => "formatting",
            Self::Clippy => "linter, warnings denied",
            Self::Deny => "dependencies: bans, licences, sources",
            Self::Tidy => "house rules",
            Self::Rust => "all Rust tests, on SQLite and a private PostgreSQL",
            Self::Doc => "examples in the documentation",
            Self::Browser => "browser tests in Chromium",
            Self::Sdk => "the programs' API under the official SDKs, in Node and Chromium",
            Self::Api => "our own API: its document validated and linted, every operation tried with schemathesis",
        }
    }

    /// Whether `--fast` keeps it: what a change is most likely to break, without the browser.
    pub(crate) fn is_fast(self) -> bool {
        matches!(self, Self::Format | Self::Clippy | Self::Tidy | Self::Rust)
    }

    /// Runs it; its output goes straight to ours.
    pub(crate) fn run(self, workspace: &Workspace) -> Result<Outcome> {
        match self {
            Self::Format => passes(workspace, &["fmt", "--all", "--check"]),
            Self::Clippy => {
                let flags = ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
                passes(workspace, &flags)
            }
            Self::Deny => deny(workspace),
            Self::Tidy => Ok(Outcome::new(tidy::run(workspace)?, None)),
            Self::Rust => rust_tests(workspace),
            Self::Doc => doc_tests(workspace),
            Self::Browser => node_tests(Suite::Browser, workspace),
            Self::Sdk => node_tests(Suite::Sdk, workspace),
            Self::Api => {
                let (held, counts) = api::run(workspace)?;
                Ok(Outcome::new(held, counts))
            }
        }
    }
}

fn passes(workspace: &Workspace, arguments: &[&str]) -> Result<Outcome> {
    Ok(Outcome::new(shell::run(&mut workspace.cargo(arguments))?, None))
}

fn deny(workspace: &Workspace) -> Result<Outcome> {
    let checks = ["deny", "--locked", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
    if !shell::run(&mut workspace.cargo(&checks))? {
        return Ok(Outcome::Failed(None));
    }
    if !advisory_database_present() {
        say!(
            "Known faults (advisories) not checked: no database here. `cargo deny fetch db` brings it, with a network."
        );
        return Ok(Outcome::Passed(None));
    }
    passes(workspace, &["deny", "--locked", "--offline", "check", "advisories", "--disable-fetch"])
}

fn advisory_database_present() -> bool {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let entries = home.and_then(|home| fs::read_dir(home.join("advisory-dbs")).ok());
    entries.into_iter().flatten().flatten().any(|entry| entry.path().is_dir())
}

fn rust_tests(workspace: &Workspace) -> Result<Outcome> {
    let report = workspace.target.join("nextest/default/junit.xml");
    if report.exists() {
        fs::remove_file(&report).context("the report of the last run cannot be removed")?;
    }
    let mut tests = workspace.cargo(&["nextest", "run", "--locked", "--workspace"]);
    let postgres = match std::env::var_os(URL_VARIABLE) {
        Some(_) => {
            say!("Using the PostgreSQL that {URL_VARIABLE} names.");
            None
        }
        None => {
            let started = PrivatePostgres::start()?;
            say!("Private PostgreSQL at {}", started.url());
            tests.env(URL_VARIABLE, started.url());
            Some(started)
        }
    };
    let held = shell::run(&mut tests)?;
    drop(postgres);
    Ok(Outcome::new(held, fs::read_to_string(&report).ok().and_then(|text| Counts::from_junit(&text))))
}

fn doc_tests(workspace: &Workspace) -> Result<Outcome> {
    let tree = Tree::read(&workspace.root)?;
    if !tree.sources().iter().any(|source| has_example(&source.raw)) {
        return Ok(Outcome::Nothing("no crate has examples"));
    }
    // The whole workspace, although few crates have examples: a smaller choice would build other features anew.
    passes(workspace, &["test", "--locked", "--doc", "--workspace", "--quiet"])
}

/// Whether a doc comment in `lines` holds a fenced block that rustdoc would run.
fn has_example(lines: &[String]) -> bool {
    let mut in_block = false;
    lines.iter().filter_map(|line| fence(line)).any(|kind| {
        in_block = !in_block;
        in_block && matches!(kind, "" | "rust" | "no_run" | "should_panic")
    })
}

/// What follows the three backticks, if `line` is a fence in a doc comment.
fn fence(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?;
    Some(text.trim().strip_prefix("```")?.trim())
}

fn node_tests(suite: Suite, workspace: &Workspace) -> Result<Outcome> {
    if suite.test_files(workspace).is_empty() {
        return Ok(Outcome::Nothing("no test files in the folder"));
    }
    let (held, counts) = suite.run(workspace)?;
    Ok(Outcome::new(held, counts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_goes_by_the_name_that_the_options_take() {
        for step in Step::all() {
            assert_eq!(Step::from_str(step.name(), false), Ok(*step));
        }
    }

    #[test]
    fn only_rust_blocks_in_doc_comments_are_examples() {
        let has = |text: &str| has_example(&text.lines().map(str::to_owned).collect::<Vec<_>>());
        assert!(has("/// ```\n/// a();\n/// ```"));
        assert!(has("    //! ```no_run\n    //! ```"));
        assert!(has("/// ```text\n/// a\n/// ```\n/// ```rust\n/// ```"));
        assert!(!has("/// ```text\n/// a -> b\n/// ```"), "the closing fence opens nothing");
        assert!(!has("// ```\nlet fence = \"```\";"));
    }
}
