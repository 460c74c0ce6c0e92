//! Starts the Autotask emulator, requests every route and verb that the vendor lists, and prints how many are served.
//! `cargo xtask coverage autotask` runs it.

#![expect(clippy::print_stdout, reason = "what a program prints is its result")]

mod check;

use std::process::ExitCode;

use check::{Share, measure};
use linkspan_emulator::autotask::{Limits, Options, start};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let emulator = start(Options { limits: Limits::off(), ..Options::default() }).await?;
    let coverage = measure(&emulator.ready()).await?;
    emulator.stop().await;
    for missing in &coverage.missing {
        println!("not served: {missing}");
    }
    for beyond in &coverage.beyond {
        println!("served, but not listed: {beyond}");
    }
    let line = |name: &str, share: &Share| {
        let percent = (share.served * 10_000 / share.listed.max(1)) as f64 / 100.0;
        println!("{name:<44} {:>5} of {:>5}  {percent:>6.2} %", share.served, share.listed);
    };
    println!("Routes and verbs served of those that the vendor lists:");
    line("entities whose rows are kept", &coverage.kept);
    line("all entities and services", &coverage.all);
    let is_whole = coverage.missing.is_empty() && coverage.beyond.is_empty();
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
