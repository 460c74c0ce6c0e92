//! `cargo xtask fuzz`: feeds mutated input to the readers of a vendor's messages for some minutes, by hand.
//!
//! No nightly compiler is needed: the inputs are deterministic mutations of the corpus that the tests replay.

use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::shell;
use crate::workspace::Workspace;

/// What is attacked, for how long.
#[derive(Args)]
pub(crate) struct Options {
    /// Whose readers.
    #[arg(value_enum)]
    package: Package,
    /// Minutes, shared equally among the targets: XML answers, flat file and zip of TD SYNNEX; searches, page URLs and records
    /// of the emulated Autotask and the answers that its client reads.
    #[arg(long, default_value_t = 30.0)]
    minutes: f64,
    /// Equal seeds give equal inputs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// A crate with an example that feeds its readers. No two examples share a name: they are built into one folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Package {
    /// Autotask: searches, page URLs, records, answers.
    Autotask,
    /// TD SYNNEX: answers, drop files, catalogue.
    TdSynnex,
}

impl Package {
    /// The crate, and its example.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Autotask => ("autotask", "autotask_fuzz"),
            Self::TdSynnex => ("td-synnex", "td_synnex_fuzz"),
        }
    }
}

/// Builds the example for release and runs it.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let (package, example) = options.package.names();
    let arguments = ["build", "--locked", "--release", "--package", package, "--example", example];
    if !shell::run(&mut workspace.cargo(&arguments))? {
        return Ok(ExitCode::FAILURE);
    }
    let mut program = Command::new(workspace.target.join("release/examples").join(example));
    program.args([options.minutes.to_string(), options.seed.to_string()]);
    Ok(if shell::run(&mut program)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_there_under_a_name_of_its_own() {
        let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
        let names = Package::value_variants().iter().map(|package| package.names());
        let examples: std::collections::BTreeSet<&str> = names.clone().map(|(_, example)| example).collect();
        assert_eq!(examples.len(), Package::value_variants().len());
        for (package, example) in names {
            assert!(crates.join(package).join("examples").join(example).with_extension("rs").is_file(), "{example}");
        }
    }

    #[test]
    fn packages_go_by_the_name_of_their_crate() {
        assert_eq!(Package::from_str("autotask", false), Ok(Package::Autotask));
        assert_eq!(Package::from_str("td-synnex", false), Ok(Package::TdSynnex));
    }
}
