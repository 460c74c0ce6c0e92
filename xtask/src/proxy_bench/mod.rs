//! `cargo xtask bench proxy`: the proxy beside nginx as a plain reverse proxy and the upstream alone, in one sitting.
//!
//! All three answer the same requests of the same client, in turns, so that what else the machine does meets them alike. The
//! proxy checks a key and puts a connection's credentials into three headers; nginx and the client alone put in three fixed
//! ones. The upstream refuses requests without them. The figures are printed, never asserted.

mod linkspan;
mod load;
mod nginx;
mod request;
mod table;
mod usage;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::Args;

use self::load::Stub;
use self::table::Table;
use crate::install;
use crate::shell;
use crate::workspace::Workspace;

/// Connections of the client, one table for each.
const CLIENTS: [usize; 3] = [1, 16, 64];

/// Linked accounts that the requests go through.
const ACCOUNTS: usize = 200;

/// How long is measured.
#[derive(Args)]
pub(crate) struct Sitting {
    /// Seconds for each measurement.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// How often each is repeated; the medians are printed.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// A server that was built before, instead of building one.
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// Builds, starts everything, measures, prints.
pub(crate) fn run(workspace: &Workspace, sitting: &Sitting) -> Result<ExitCode> {
    let example = ["build", "--locked", "--release", "--package", "linkspan-emulator", "--example", "http_load"];
    if !shell::run(&mut workspace.cargo(&example))? {
        return Ok(ExitCode::FAILURE);
    }
    let server = ["build", "--locked", "--release", "--package", "linkspan"];
    if sitting.binary.is_none() && !shell::run(&mut workspace.cargo(&server))? {
        return Ok(ExitCode::FAILURE);
    }
    let has_nginx = install::program("nginx", &["nginx-light"])?;
    if !has_nginx {
        say!("There is no nginx and it may not be installed from here (as root: apt-get install nginx-light).");
        say!("The proxy is measured without it.");
    }
    let folder = std::env::temp_dir().join(format!("linkspan-bench-proxy-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let binary = sitting.binary.clone().unwrap_or_else(|| workspace.target.join("release/linkspan"));
    let program = workspace.target.join("release/examples/http_load");
    let measured = measure(&Programs { binary: &binary, load: &program, folder: &folder, has_nginx }, sitting);
    let _ = fs::remove_dir_all(&folder);
    measured?.print();
    Ok(ExitCode::SUCCESS)
}

struct Programs<'a> {
    binary: &'a Path,
    load: &'a Path,
    folder: &'a Path,
    has_nginx: bool,
}

fn measure(programs: &Programs<'_>, sitting: &Sitting) -> Result<Table> {
    let stub = Stub::start(programs.load)?;
    let server = linkspan::Server::start(programs.binary, programs.folder, &stub.address, ACCOUNTS)?;
    let nginx = match programs.has_nginx {
        true => Some(nginx::Server::start(programs.folder, &stub.address)?),
        false => None,
    };
    let mut targets = vec![stub.target()];
    targets.extend(nginx.as_ref().map(nginx::Server::target));
    targets.push(server.target());
    say!("{} rounds of {} s for each; load of the machine before: {}", sitting.rounds, sitting.seconds, busy());
    let mut table = Table::default();
    for target in &targets {
        // Everything is looked up once before, as in a server that has run for a while.
        load::run(programs.load, target, 16, sitting.seconds.min(2.0), ACCOUNTS)?;
    }
    for round in 0..sitting.rounds {
        for clients in CLIENTS {
            // Nobody is always first.
            for step in 0..targets.len() {
                let target = &targets[(round + step) % targets.len()];
                let figures = load::run(programs.load, target, clients, sitting.seconds, ACCOUNTS)?;
                table.add(clients, target.name, figures);
            }
        }
    }
    Ok(table)
}

/// How many programs wanted to run in the last minute.
fn busy() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = shell::ask(&mut Command::new("nproc")).unwrap_or_else(|| "?".to_owned());
    format!("{} on {cores} cores", load.split(' ').next().unwrap_or("?"))
}
