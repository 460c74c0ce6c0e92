//! `cargo xtask bench emulator`: how fast the Autotask emulator answers with its limits off.
//!
//! The work is done by an example of the emulator's crate, built for release. The figures are printed, never asserted.

use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::Args;

use crate::shell;
use crate::workspace::Workspace;

/// How long it is asked.
#[derive(Args)]
pub(crate) struct Span {
    /// Seconds for each kind of request.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

/// Builds the example and runs it.
pub(crate) fn run(workspace: &Workspace, span: &Span) -> Result<ExitCode> {
    let arguments = ["build", "--locked", "--release", "--package", "linkspan-emulator", "--example", "autotask_bench"];
    if !shell::run(&mut workspace.cargo(&arguments))? {
        return Ok(ExitCode::FAILURE);
    }
    let program = workspace.target.join("release/examples/autotask_bench");
    let is_done = shell::run(Command::new(program).arg(span.seconds.to_string()))?;
    Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
