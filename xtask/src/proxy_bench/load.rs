//! One measurement: the client asks a target for some seconds, and what the target's processes used meanwhile is read.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::usage::Usage;

/// Headers that the upstream demands; a star stands for the rest of the value.
pub(super) const EXPECTED: [&str; 3] = ["x-api-key: key-*", "x-api-user: user-*", "x-api-agent: bench"];

/// The same as a client or nginx sends them.
pub(super) const FIXED: [(&str, &str); 3] =
    [("x-api-key", "key-0-of-an-account"), ("x-api-user", "user-0"), ("x-api-agent", "bench")];

/// Who is asked.
pub(super) struct Target {
    /// How it is called in the table.
    pub(super) name: &'static str,
    pub(super) address: String,
    pub(super) path: &'static str,
    /// `{n}` stands for the number of the account.
    pub(super) headers: Vec<String>,
    /// The process; its children count too.
    pub(super) process: u32,
}

/// What one measurement found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures {
    /// Requests a second.
    pub(super) rate: f64,
    /// Microseconds.
    pub(super) p50: f64,
    /// Microseconds.
    pub(super) p99: f64,
    /// Microseconds of the target's processes for each request.
    pub(super) cpu: f64,
    /// Resident memory of the target's processes at the end, in bytes.
    pub(super) memory: u64,
}

#[derive(Deserialize)]
struct Told {
    requests: f64,
    seconds: f64,
    p50: f64,
    p99: f64,
}

/// Asks a target over `clients` connections.
pub(super) fn run(program: &Path, target: &Target, clients: usize, seconds: f64, rotation: usize) -> Result<Figures> {
    let before = Usage::of(target.process)?;
    let mut command = Command::new(program);
    command.args(["load", &target.address, target.path, &clients.to_string(), &seconds.to_string()]);
    command.arg(rotation.to_string()).args(&target.headers);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{} cannot run", program.display()))?;
    let after = Usage::of(target.process)?;
    if !output.status.success() {
        bail!("{} was not measured: {}", target.name, String::from_utf8_lossy(&output.stderr).trim());
    }
    let told: Told = serde_json::from_slice(&output.stdout).context("the client did not tell its figures")?;
    Ok(Figures {
        rate: told.requests / told.seconds,
        p50: told.p50,
        p99: told.p99,
        cpu: (after.cpu_seconds - before.cpu_seconds) * 1_000_000.0 / told.requests.max(1.0),
        memory: after.resident,
    })
}

/// The upstream. Dropping it ends it.
pub(super) struct Stub {
    process: Child,
    pub(super) address: String,
}

impl Stub {
    pub(super) fn start(program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        let mut process = command.arg("stub").args(EXPECTED).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut address)?;
        }
        Ok(Self { process, address: address.trim().to_owned() })
    }

    /// The upstream itself, asked without anything between.
    pub(super) fn target(&self) -> Target {
        Target {
            name: "upstream alone",
            address: self.address.clone(),
            path: "/v1/item/174",
            headers: FIXED.iter().map(|(name, value)| format!("{name}: {value}")).collect(),
            process: self.process.id(),
        }
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
