//! Feeds mutated searches, page URLs, records and answers to the readers of the emulator and of the client for some minutes:
//! `autotask_fuzz MINUTES [SEED]`, run by `cargo xtask fuzz autotask`. It needs no nightly compiler; the same seed gives the same inputs.
//!
//! An input that makes a reader panic is kept in the temporary folder, to be added to the corpus. Memory must stay bounded.
#![expect(clippy::print_stdout, reason = "it is a program whose result is what it prints")]
#![expect(clippy::unwrap_used, reason = "it fails by panicking, as a test does")]

#[path = "../tests/support/hostile.rs"]
mod hostile;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use hostile::{Chance, TARGETS, Victims, mutated};

/// More memory than this at the peak is a failure; the emulator holds two small tenants.
const MOST_MEMORY_MB: u64 = 256;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let minutes: f64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let seed: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    println!("seed {seed}");
    let mut victims = Victims::new();
    for target in TARGETS {
        let (corpus, mut chance, mut inputs) = (target.corpus(), Chance(seed), 0_u64);
        let (started, share) = (Instant::now(), Duration::from_secs_f64(minutes * 60.0 / TARGETS.len() as f64));
        while started.elapsed() < share {
            let input = mutated(&corpus, &mut chance);
            if catch_unwind(AssertUnwindSafe(|| victims.feed(target, &input))).is_err() {
                let kept = std::env::temp_dir().join(format!("autotask-crash-{target:?}-{seed}-{inputs}"));
                std::fs::write(&kept, &input).unwrap();
                println!("{target:?}: input {inputs} makes a reader panic; kept as {}", kept.display());
                return ExitCode::FAILURE;
            }
            inputs += 1;
        }
        println!("{target:?}: {inputs} inputs in {:.0} s without harm", started.elapsed().as_secs_f64());
    }
    let peak = peak_memory_mb();
    println!("peak memory (VmHWM) {peak} MB, at most {MOST_MEMORY_MB} MB");
    if peak <= MOST_MEMORY_MB { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap_or(0) / 1_000
}
