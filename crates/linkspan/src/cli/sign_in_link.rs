//! `linkspan sign-in-link`: a way back in for a person without a password.

use super::options::Place;
use super::{Outcome, say};
use crate::local::{self, Task};
use clap::Args as ClapArgs;

/// Make a link that signs a person in, once
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// E-mail of the person; the owner where it is left out
    email: Option<String>,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(args: Args) -> Outcome {
    let config = args.place.plain_settings()?;
    let answer = local::ask(&config, &Task::SignInLink { email: args.email }).await?;
    say::result(answer["link"].as_str().unwrap_or_default());
    say::note("It works once, for an hour.");
    Ok(())
}
