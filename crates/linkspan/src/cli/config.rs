//! `linkspan config`: every setting with its default.

use super::{Outcome, say};
use clap::Args as ClapArgs;

/// Print every setting with its default and its meaning
#[derive(Debug, ClapArgs)]
pub(super) struct Args {}

pub(super) fn run(_: &Args) -> Outcome {
    say::result(crate::config::DEFAULTS.trim_end());
    Ok(())
}
