//! The checks of the published API: its document, and the running server against it.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::counts::Counts;
use crate::shell;
use crate::workspace::Workspace;

/// The folder of the checks, with their locked packages.
pub(crate) const FOLDER: &str = "tests/api";

/// Where the Python packages are.
fn environment(workspace: &Workspace) -> PathBuf {
    workspace.target.join("api-venv")
}

/// Installs the pinned Python packages into an environment of their own, unless those very versions are there.
pub(crate) fn install_packages(workspace: &Workspace) -> Result<bool> {
    let (home, wanted) = (environment(workspace), workspace.root.join(FOLDER).join("requirements.txt"));
    let mark = home.join("installed.txt");
    let pinned = fs::read_to_string(&wanted)?;
    if fs::read_to_string(&mark).is_ok_and(|there| there == pinned) {
        return Ok(true);
    }
    if !shell::run(workspace.command("python3").args(["-m", "venv"]).arg(&home))? {
        return Ok(false);
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    let installed = shell::run(workspace.command(home.join("bin/python")).args(pip).arg(&wanted))?;
    if installed {
        fs::write(&mark, pinned)?;
    }
    Ok(installed)
}

/// Runs the checks against the debug build of the binary.
pub(crate) fn run(workspace: &Workspace) -> Result<(bool, Option<Counts>)> {
    if !shell::run(&mut workspace.cargo(&["build", "--locked", "--workspace", "--tests", "--bins"]))? {
        return Ok((false, None));
    }
    let report = workspace.target.join("api-tests.txt");
    let mut checks = workspace.command(environment(workspace).join("bin/python"));
    checks.arg(format!("{FOLDER}/run.py")).env("LINKSPAN_API_REPORT", &report);
    if std::env::var_os("LINKSPAN_BIN").is_none() {
        checks.env("LINKSPAN_BIN", workspace.target.join("debug/linkspan"));
    }
    let held = shell::run(&mut checks)?;
    Ok((held, fs::read_to_string(&report).ok().and_then(|text| Counts::from_tap(&text))))
}
