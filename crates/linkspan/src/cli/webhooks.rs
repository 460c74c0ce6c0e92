//! `linkspan webhooks`: messages for programs, and sending again those that did not arrive.

use super::options::Place;
use super::{Outcome, say};
use crate::local::{self, Task};
use clap::{Args as ClapArgs, Subcommand};
use serde_json::Value;

/// Look at messages for programs, and send them again
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List messages, newest first
    List {
        /// The environment that they belong to
        #[arg(long, default_value = "default")]
        environment: String,
        /// Only those in this state: `waiting`, `delivered`, `dead` or `given_up`
        #[arg(long)]
        state: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Send a message again, now and with all its attempts ahead
    Resend {
        /// Its id
        id: String,
        /// The environment that it belongs to
        #[arg(long, default_value = "default")]
        environment: String,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(args: Args) -> Outcome {
    match args.what {
        What::List { environment, state, json, place } => {
            let list = local::ask(&place.plain_settings()?, &Task::Webhooks { environment, state }).await?;
            match json {
                true => say::json(&list)?,
                false => list.as_array().into_iter().flatten().for_each(|one| say::result(&line(one))),
            }
        }
        What::Resend { id, environment, place } => {
            let answer = local::ask(&place.plain_settings()?, &Task::ResendWebhook { environment, id }).await?;
            say::note(&format!("{} is sent again.", answer["id"].as_str().unwrap_or("The message")));
        }
    }
    Ok(())
}

fn line(one: &Value) -> String {
    let text = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
    let outcome = match (one["status"].as_i64(), one["failure"].as_str()) {
        (Some(status), _) => status.to_string(),
        (None, failure) => failure.unwrap_or("-").to_owned(),
    };
    let tries = one["attempts"].as_i64().unwrap_or_default();
    format!("{}  {:<14}  {:<9}  {tries}  {outcome:<15}  {}", text("id"), text("kind"), text("state"), text("url"))
}
