//! `cargo xtask coverage`: how much of a vendor's interface its emulator serves.
//!
//! The work is done by an example of the emulator's crate, which requests every route and verb over HTTP.

use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::ValueEnum;

use crate::shell;
use crate::workspace::Workspace;

/// A vendor whose interface is listed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Vendor {
    /// Routes and verbs of the REST interface.
    Autotask,
}

/// Builds the example, runs it; it prints what is missing and the figures.
pub(crate) fn run(workspace: &Workspace, vendor: Vendor) -> Result<ExitCode> {
    let example = match vendor {
        Vendor::Autotask => "autotask_coverage",
    };
    let arguments = ["build", "--locked", "--package", "linkspan-emulator", "--example", example];
    if !shell::run(&mut workspace.cargo(&arguments))? {
        return Ok(ExitCode::FAILURE);
    }
    let program = workspace.target.join("debug/examples").join(example);
    let is_whole = shell::run(&mut Command::new(program))?;
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
