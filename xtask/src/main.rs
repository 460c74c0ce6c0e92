//! House tasks, started as `cargo xtask <task>`: all tests, the house rules, the figures.
//!
//! It knows the tools and the tree. It must not know the product: it depends on none of the other crates, so that it is
//! built in seconds and still works when they do not compile.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[macro_use]
mod say;

mod api;
mod bench;
mod catalogue;
mod counts;
mod coverage;
mod emulator_bench;
mod fuzz;
mod generate;
mod install;
mod node;
mod postgres;
mod proxy_bench;
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
    /// Build for release and print figures from one run: of the server, or of one part.
    Bench {
        #[command(subcommand)]
        part: Option<Part>,
    },
    /// Write the Rust files that are made from data.
    Generate,
    /// Request every route that a vendor lists from its emulator, and print how many are served.
    Coverage {
        /// Whose interface.
        vendor: coverage::Vendor,
    },
    /// Feed mutated input to the readers of a vendor's messages.
    Fuzz(fuzz::Options),
    /// Write a generated catalogue file of the distributor.
    Catalogue(catalogue::FileOptions),
}

/// A part that is measured alone.
#[derive(Subcommand)]
enum Part {
    /// Reading a catalogue file: bytes, typed rows, typed rows with their hash.
    Catalogue(catalogue::Content),
    /// Requests a second that the Autotask emulator answers with its limits off.
    Emulator(emulator_bench::Span),
    /// The proxy beside nginx and the upstream alone: requests a second, latencies, processor time, memory.
    Proxy(proxy_bench::Sitting),
}

fn main() -> ExitCode {
    let done = workspace::Workspace::find().and_then(|workspace| match Cli::parse().task {
        Task::Test(options) => suite::run(&workspace, &options),
        Task::Tidy => tidy::run(&workspace).map(|clean| if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
        Task::Bench { part: None } => bench::run(&workspace),
        Task::Bench { part: Some(Part::Catalogue(content)) } => catalogue::bench(&workspace, &content),
        Task::Bench { part: Some(Part::Emulator(span)) } => emulator_bench::run(&workspace, &span),
        Task::Bench { part: Some(Part::Proxy(sitting)) } => proxy_bench::run(&workspace, &sitting),
        Task::Generate => generate::run(&workspace),
        Task::Coverage { vendor } => coverage::run(&workspace, vendor),
        Task::Fuzz(options) => fuzz::run(&workspace, &options),
        Task::Catalogue(options) => catalogue::write(&workspace, &options),
    });
    done.unwrap_or_else(|error| {
        say!("error: {error:#}");
        ExitCode::FAILURE
    })
}
