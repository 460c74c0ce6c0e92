//! The browser tests: their packages and their run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::counts::Counts;
use crate::shell;
use crate::workspace::Workspace;

/// The test files, `*.test.mjs` directly in the folder, in order of name.
pub(crate) fn test_files(workspace: &Workspace) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(workspace.browser_tests()) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_test(path)).collect();
    files.sort();
    files
}

/// Installs the locked packages, unless they are there and at least as new as the lock file.
pub(crate) fn install_packages(workspace: &Workspace) -> Result<bool> {
    let folder = workspace.browser_tests();
    let changed = |file: &str| fs::metadata(folder.join(file)).and_then(|found| found.modified()).ok();
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(true);
    }
    shell::run(workspace.command("npm").arg("ci").current_dir(folder))
}

/// Runs the browser tests against the debug build of the binary.
pub(crate) fn run(workspace: &Workspace) -> Result<(bool, Option<Counts>)> {
    let files = test_files(workspace);
    if !shell::run(&mut workspace.cargo(&["build", "--locked", "--workspace", "--tests", "--bins"]))? {
        return Ok((false, None));
    }
    let report = workspace.target.join("browser-tests.tap");
    if report.exists() {
        fs::remove_file(&report).context("the report of the last browser run cannot be removed")?;
    }
    let mut node = workspace.command("node");
    node.args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"])
        .arg(format!("--test-reporter-destination={}", report.display()))
        .args(files.iter().map(|file| file.strip_prefix(&workspace.root).unwrap_or(file)))
        .env("CARGO_TARGET_DIR", &workspace.target);
    if std::env::var_os("LINKSPAN_BIN").is_none() {
        node.env("LINKSPAN_BIN", workspace.target.join("debug/linkspan"));
    }
    let passed = shell::run(&mut node)?;
    Ok((passed, fs::read_to_string(&report).ok().and_then(|text| Counts::from_tap(&text))))
}

fn is_test(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".test.mjs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_test_files_are_run() {
        assert!(is_test(Path::new("tests/browser/smoke.test.mjs")));
        assert!(!is_test(Path::new("tests/browser/harness.mjs")));
        assert!(!is_test(Path::new("tests/browser/package.json")));
    }
}
