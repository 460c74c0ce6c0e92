//! `cargo xtask catalogue` writes a generated catalogue file; `cargo xtask bench catalogue` measures how fast one is read.
//!
//! The work is done by an example of the client's crate, built for release: it alone knows the format.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::Args;

use crate::shell;
use crate::workspace::Workspace;

/// What the generated file holds.
#[derive(Args)]
pub(crate) struct Content {
    /// Product rows of the first day, 1,000 to 1,200,000.
    #[arg(long, default_value_t = 1_000_000)]
    rows: u32,
    /// Equal seeds give equal files.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Where the file goes, and of which day it is.
#[derive(Args)]
pub(crate) struct FileOptions {
    #[command(flatten)]
    content: Content,
    /// Write the next day's file, with this share of the rows changed: `1%` or `0.01`.
    #[arg(long, value_parser = share)]
    changed: Option<f64>,
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
}

/// Writes the file alone.
pub(crate) fn write(workspace: &Workspace, options: &FileOptions) -> Result<ExitCode> {
    let Some(program) = build(workspace)? else { return Ok(ExitCode::FAILURE) };
    let written = generate(&program, &options.content, options.changed, &options.out)?;
    Ok(if written { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes a file to the temporary folder, reads it in each way, prints the table, and takes the file away.
pub(crate) fn bench(workspace: &Workspace, content: &Content) -> Result<ExitCode> {
    let Some(program) = build(workspace)? else { return Ok(ExitCode::FAILURE) };
    let file = env::temp_dir().join(format!("linkspan-catalogue-{}.ap", std::process::id()));
    let measured = generate(&program, content, None, &file).and_then(|written| {
        say!("Aim: typed rows + 128-bit hash at most 4 times plain reading, under 20 MB.");
        Ok(written && shell::run(Command::new(&program).arg("read").arg(&file))?)
    });
    let _ = fs::remove_file(&file);
    Ok(if measured? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The example's path, once it is built.
fn build(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let arguments = ["build", "--locked", "--release", "--package", "td-synnex", "--example", "catalog_bench"];
    let built = shell::run(&mut workspace.cargo(&arguments))?;
    Ok(built.then(|| workspace.target.join("release/examples/catalog_bench")))
}

fn generate(program: &Path, content: &Content, changed: Option<f64>, out: &Path) -> Result<bool> {
    let mut command = Command::new(program);
    command.arg("write").arg(out).args([content.rows.to_string(), content.seed.to_string()]);
    command.args(changed.map(|share| share.to_string()));
    shell::run(&mut command)
}

fn share(text: &str) -> Result<f64, String> {
    let (number, divisor) = text.strip_suffix('%').map_or((text, 1.0), |percent| (percent, 100.0));
    let share = number.trim().parse::<f64>().map_err(|_| "a share such as 1% or 0.01 is expected")? / divisor;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("a share lies between 0% and 100%".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percentages_or_fractions() {
        for (text, value) in [("1%", Ok("0.01")), ("0.5%", Ok("0.005")), ("0.25", Ok("0.25")), ("100 %", Ok("1"))] {
            assert_eq!(share(text).map(|share| share.to_string()), value.map(str::to_owned), "{text}");
        }
        assert!(share("101%").is_err() && share("-1%").is_err() && share("some").is_err() && share("NaN").is_err());
    }
}
