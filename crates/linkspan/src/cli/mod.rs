//! The command line: what operators type. One file per subcommand.
//!
//! Exit codes: 0 it worked, 1 it did not (one clear sentence is on standard error), 2 the command line was wrong. Results go
//! to standard output, everything else to standard error.
//!
//! What must not be here: what the commands do. They open the installation, or ask the running one, and print.

mod backup;
mod config;
mod demo;
mod doctor;
mod emulate;
mod keys;
mod logging;
mod options;
mod orders;
mod restore;
mod say;
mod serve;
mod sign_in_link;
mod stop;
mod sync;
mod webhooks;
mod worker;

use clap::{Parser, Subcommand};
use std::error::Error;
use std::process::ExitCode;

/// Why a command ended without doing what it was asked for.
type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// An end with an exit code of its own; what there is to say was said.
#[derive(Debug, thiserror::Error)]
#[error("it ended with exit code {0}")]
struct ExitWith(u8);

/// Links an Autotask account with a TD SYNNEX account: products, orders, order status.
#[derive(Debug, Parser)]
#[command(name = "linkspan", version, about, propagate_version = true)]
#[command(after_help = "`linkspan config` prints every setting with its default.\n\
    Exit codes: 0 it worked, 1 it did not, 2 the command line was wrong.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Serve(serve::Args),
    Worker(worker::Args),
    Doctor(doctor::Args),
    Sync(sync::Args),
    Orders(orders::Args),
    Keys(keys::Args),
    Webhooks(webhooks::Args),
    SignInLink(sign_in_link::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Emulate(emulate::Args),
    Config(config::Args),
}

/// Reads the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        return failed("the TLS library is set up twice");
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("the runtime cannot start: {error}")),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref::<ExitWith>() {
            Some(ExitWith(code)) => ExitCode::from(*code),
            None => failed(&sentence(error.as_ref())),
        },
    }
}

async fn run(command: Command) -> Outcome {
    match command {
        Command::Demo(args) => Box::pin(demo::run(args)).await,
        Command::Serve(args) => serve::run(args).await,
        Command::Worker(args) => worker::run(args).await,
        Command::Doctor(args) => doctor::run(args).await,
        Command::Sync(args) => sync::run(args).await,
        Command::Orders(args) => orders::run(args).await,
        Command::Keys(args) => keys::run(args).await,
        Command::Webhooks(args) => webhooks::run(args).await,
        Command::SignInLink(args) => sign_in_link::run(args).await,
        Command::Backup(args) => backup::run(args).await,
        Command::Restore(args) => Box::pin(restore::run(args)).await,
        Command::Emulate(args) => emulate::run(args).await,
        Command::Config(args) => config::run(&args),
    }
}

fn failed(sentence: &str) -> ExitCode {
    say::note(&format!("linkspan: {sentence}"));
    ExitCode::FAILURE
}

/// The error with its causes, as one line.
fn sentence(error: &(dyn Error + 'static)) -> String {
    let mut parts = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        parts.push(cause.to_string());
        next = cause.source();
    }
    parts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::start::StartError;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed_and_every_part_explains_itself() {
        let command = Cli::command();
        command.clone().debug_assert();
        for part in command.get_subcommands() {
            assert!(part.get_about().is_some(), "{} says nothing about itself", part.get_name());
            for argument in part.get_arguments().filter(|argument| !argument.is_hide_set()) {
                assert!(argument.get_help().is_some(), "{} of {}", argument.get_id(), part.get_name());
            }
        }
    }

    #[test]
    fn a_failure_is_told_with_its_causes_on_one_line() {
        let cause = std::io::Error::other("address in use");
        let error = StartError::Listen { address: "127.0.0.1:1".parse().unwrap(), source: cause };
        assert_eq!(sentence(&error), "127.0.0.1:1 cannot be listened on: address in use");
    }
}
