//! House tasks, started as `cargo xtask <task>`: all tests, the house rules, the figures.
//!
//! It knows the tools and the tree. It must not know the product: it depends on none of the other crates, so that it is
//! built in seconds and still works when they do not compile.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[macro_use]
mod say;

mod bench;
mod browser;
mod counts;
mod install;
mod postgres;
mod shell;
mod steps;
mod suite;
mod tidy;
mod workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "House tasks: test, tidy, bench")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the tests need, then run every check and every test.
    Test(suite::Options),
    /// Measure the house rules; each finding is a line `file:line: what`.
    Tidy,
    /// Build for release and print start time, memory and size from one run.
    Bench,
}

fn main() -> ExitCode {
    let done = workspace::Workspace::find().and_then(|workspace| match Cli::parse().task {
        Task::Test(options) => suite::run(&workspace, &options),
        Task::Tidy => tidy::run(&workspace).map(|clean| if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
        Task::Bench => bench::run(&workspace),
    });
    done.unwrap_or_else(|error| {
        say!("error: {error:#}");
        ExitCode::FAILURE
    })
}
