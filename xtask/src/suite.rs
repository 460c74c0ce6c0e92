//! `cargo xtask test`: prepares the machine, runs the steps, sums up.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;

use crate::counts::Counts;
use crate::install;
use crate::steps::{Outcome, Step};
use crate::workspace::Workspace;

/// The exit code for "the machine lacks something", told apart from a failed test.
const MISSING: u8 = 2;

/// What to run.
#[derive(Args)]
pub(crate) struct Options {
    /// Run only this step; may be given again.
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Leave this step out; may be given again.
    #[arg(long, value_name = "STEP")]
    skip: Vec<Step>,
    /// Leave out what takes long and seldom breaks: deny, doc, browser, sdk.
    #[arg(long)]
    fast: bool,
    /// Go on after a failed step.
    #[arg(long)]
    keep_going: bool,
    /// Install nothing; say what is missing.
    #[arg(long)]
    no_install: bool,
    /// List the steps that would run, and stop.
    #[arg(long)]
    list: bool,
}

impl Options {
    fn steps(&self) -> Vec<Step> {
        let chosen = |step: &Step| {
            let asked_for = self.only.is_empty() || self.only.contains(step);
            asked_for && !self.skip.contains(step) && (!self.fast || step.is_fast())
        };
        Step::all().iter().copied().filter(chosen).collect()
    }
}

/// A step with its result; no result means that it was not reached.
type Row = (Step, Option<(Outcome, Duration)>);

/// Runs the chosen steps and prints the summary.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let steps = options.steps();
    if options.list {
        for step in &steps {
            say!("{:<8} {}", step.name(), step.title());
        }
        return Ok(ExitCode::SUCCESS);
    }
    let started = Instant::now();
    say!("== prepare: what the tests need on this machine");
    if !install::prepare(workspace, &steps, !options.no_install)? {
        return Ok(ExitCode::from(MISSING));
    }
    say!("-- prepare: ready after {}", seconds(started.elapsed()));
    let rows = run_steps(workspace, &steps, options.keep_going);
    Ok(sum_up(&rows, started.elapsed()))
}

fn run_steps(workspace: &Workspace, steps: &[Step], keep_going: bool) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut stopped = false;
    for &step in steps {
        if stopped {
            rows.push((step, None));
            continue;
        }
        say!("\n== {}: {}", step.name(), step.title());
        let started = Instant::now();
        let outcome = step.run(workspace).unwrap_or_else(|error| {
            say!("error: {error:#}");
            Outcome::Failed(None)
        });
        let took = started.elapsed();
        say!("-- {}: {} in {}", step.name(), word(&outcome), seconds(took));
        if matches!(outcome, Outcome::Failed(_)) {
            say!("   Run it alone: cargo xtask test --only {}", step.name());
            stopped = !keep_going;
        }
        rows.push((step, Some((outcome, took))));
    }
    rows
}

fn sum_up(rows: &[Row], total: Duration) -> ExitCode {
    say!("\n== summary");
    let mut counts = Counts::default();
    let mut all_held = true;
    for (step, result) in rows {
        let Some((outcome, took)) = result else {
            say!("{:<8} {:<8} {:>9}", step.name(), "not run", "");
            continue;
        };
        let note = match outcome {
            Outcome::Passed(Some(ran)) | Outcome::Failed(Some(ran)) => {
                counts += *ran;
                format!("{} tests", ran.passed + ran.failed)
            }
            Outcome::Nothing(reason) => (*reason).to_owned(),
            Outcome::Passed(None) | Outcome::Failed(None) => String::new(),
        };
        all_held &= !matches!(outcome, Outcome::Failed(_));
        say!("{}", format!("{:<8} {:<8} {:>9}  {note}", step.name(), word(outcome), seconds(*took)).trim_end());
    }
    say!("{:<8} {:<8} {:>9}", "total", if all_held { "passed" } else { "FAILED" }, seconds(total));
    if counts != Counts::default() {
        say!("{} passed, {} failed", counts.passed, counts.failed);
    }
    if all_held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed(_) => "passed",
        Outcome::Failed(_) => "FAILED",
        Outcome::Nothing(_) => "nothing",
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(only: &[Step], skip: &[Step], fast: bool) -> Options {
        Options { only: only.into(), skip: skip.into(), fast, keep_going: false, no_install: true, list: false }
    }

    #[test]
    fn without_options_every_step_runs_in_order() {
        assert_eq!(options(&[], &[], false).steps(), Step::all());
    }

    #[test]
    fn steps_are_chosen_and_left_out() {
        assert_eq!(options(&[Step::Rust, Step::Format], &[], false).steps(), [Step::Format, Step::Rust]);
        assert_eq!(options(&[Step::Rust], &[Step::Rust], false).steps(), []);
        assert_eq!(options(&[], &[], true).steps(), [Step::Format, Step::Clippy, Step::Tidy, Step::Rust]);
    }

    #[test]
    fn one_failed_step_fails_the_run_and_one_not_reached_does_not() {
        let moment = Duration::from_millis(5);
        let held = (Step::Format, Some((Outcome::Passed(None), moment)));
        let failed = (Step::Tidy, Some((Outcome::Failed(None), moment)));
        assert_eq!(sum_up(&[held, failed, (Step::Rust, None)], moment), ExitCode::FAILURE);
        let nothing = (Step::Doc, Some((Outcome::Nothing("no examples"), moment)));
        assert_eq!(sum_up(&[nothing, (Step::Rust, None)], moment), ExitCode::SUCCESS);
    }
}
