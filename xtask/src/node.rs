//! The tests that run under Node: their packages and their run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::counts::Counts;
use crate::shell;
use crate::workspace::Workspace;

/// How long one file of tests may take, in milliseconds, where Node knows such a limit. What hangs must fail, not hold
/// everything up.
const LONGEST_FILE_MS: u32 = 300_000;

/// A folder with such tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suite {
    /// The portal in Chromium.
    Browser,
    /// The programs' API under the official SDKs. It starts servers and pages with what the other folder has.
    Sdk,
}

impl Suite {
    /// The folder of the tests.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Browser => "tests/browser",
            Self::Sdk => "tests/sdk",
        }
    }

    /// The folders whose packages it needs.
    pub(crate) fn package_folders(self) -> &'static [&'static str] {
        match self {
            Self::Browser => &["tests/browser"],
            Self::Sdk => &["tests/browser", "tests/sdk"],
        }
    }

    /// The test files, `*.test.mjs` directly in the folder, in order of name.
    pub(crate) fn test_files(self, workspace: &Workspace) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(workspace.root.join(self.folder())) else { return Vec::new() };
        let found = entries.flatten().map(|entry| entry.path());
        let mut files: Vec<PathBuf> = found.filter(|path| is_test(path)).collect();
        files.sort();
        files
    }

    /// Runs the tests against the debug build of the binary.
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(bool, Option<Counts>)> {
        let files = self.test_files(workspace);
        if !shell::run(&mut workspace.cargo(&["build", "--locked", "--workspace", "--tests", "--bins"]))? {
            return Ok((false, None));
        }
        let name = Path::new(self.folder()).file_name().unwrap_or_default().to_string_lossy();
        let report = workspace.target.join(format!("{name}-tests.tap"));
        if report.exists() {
            fs::remove_file(&report).context("the report of the last run cannot be removed")?;
        }
        let mut node = workspace.command("node");
        node.args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"])
            .arg(format!("--test-reporter-destination={}", report.display()))
            .args((self == Self::Sdk).then(|| format!("--test-timeout={LONGEST_FILE_MS}")))
            .args(files.iter().map(|file| file.strip_prefix(&workspace.root).unwrap_or(file)))
            .env("CARGO_TARGET_DIR", &workspace.target);
        if std::env::var_os("LINKSPAN_BIN").is_none() {
            node.env("LINKSPAN_BIN", workspace.target.join("debug/linkspan"));
        }
        let passed = shell::run(&mut node)?;
        Ok((passed, fs::read_to_string(&report).ok().and_then(|text| Counts::from_tap(&text))))
    }
}

/// Installs the locked packages of a folder, unless they are there and at least as new as the lock file.
pub(crate) fn install_packages(workspace: &Workspace, folder: &str) -> Result<bool> {
    let folder = workspace.root.join(folder);
    let changed = |file: &str| fs::metadata(folder.join(file)).and_then(|found| found.modified()).ok();
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(true);
    }
    shell::run(workspace.command("npm").arg("ci").current_dir(folder))
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

    #[test]
    fn each_suite_has_tests_and_locked_packages() {
        let workspace = Workspace::find().unwrap();
        for suite in [Suite::Browser, Suite::Sdk] {
            assert!(!suite.test_files(&workspace).is_empty(), "{suite:?}");
            for folder in suite.package_folders() {
                assert!(workspace.root.join(folder).join("package-lock.json").is_file(), "{folder}");
            }
        }
    }
}
