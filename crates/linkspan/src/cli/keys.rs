//! `linkspan keys`: the keys with which programs use the API.

use super::options::Place;
use super::{Outcome, say};
use crate::local::{self, Task};
use clap::{Args as ClapArgs, Subcommand};
use linkspan_store::Grants;
use serde_json::Value;

/// Make, list and take back API keys
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a key and print it, once, on the last line of standard output
    Create(Box<CreateArgs>),
    /// List keys, also those that are over
    List {
        /// The environment that they belong to
        #[arg(long, value_name = "NAME", default_value = "default")]
        environment: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Take a key back, at once
    Revoke {
        /// Its id or its first characters, as `keys list` shows them
        key: String,
        /// The environment that it belongs to
        #[arg(long, value_name = "NAME", default_value = "default")]
        environment: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, ClapArgs)]
struct CreateArgs {
    /// The environment that it belongs to
    #[arg(long, value_name = "NAME", default_value = "default")]
    environment: String,
    /// By what people know it
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// What it may do, such as `environment:connections:read`; may be repeated; everything where it is left out
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,
    /// Only this integration; may be repeated
    #[arg(long, value_name = "KEY")]
    integration: Vec<String>,
    /// Only this connection; may be repeated
    #[arg(long, value_name = "ID")]
    connection: Vec<String>,
    /// Only this verb through the proxy; may be repeated
    #[arg(long, value_name = "VERB")]
    verb: Vec<String>,
    /// Only paths like this one through the proxy, a star stands for anything; may be repeated
    #[arg(long, value_name = "PATTERN")]
    path: Vec<String>,
    /// When it ends: `90d`, `12h`, a day or a moment; never where it is left out
    #[arg(long, value_name = "WHEN")]
    expires: Option<String>,
    /// Take this UUID of version 4 as the key, for programs that bring theirs along
    #[arg(long, value_name = "UUID")]
    key: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(args: Args) -> Outcome {
    match args.what {
        What::Create(args) => create(*args).await,
        What::List { environment, json, place } => {
            let keys = local::ask(&place.plain_settings()?, &Task::Keys { environment }).await?;
            match json {
                true => say::json(&keys)?,
                false => keys.as_array().into_iter().flatten().for_each(|key| say::result(&line(key))),
            }
            Ok(())
        }
        What::Revoke { key, environment, place } => {
            let answer = local::ask(&place.plain_settings()?, &Task::RevokeKey { environment, key }).await?;
            say::note(&format!("{} cannot be used any more.", answer["name"].as_str().unwrap_or("The key")));
            Ok(())
        }
    }
}

async fn create(args: CreateArgs) -> Outcome {
    let grants = Grants {
        scopes: args.scope,
        integrations: args.integration,
        connections: args.connection,
        verbs: args.verb,
        paths: args.path,
    };
    let config = args.place.plain_settings()?;
    let task = Task::MakeKey {
        environment: args.environment,
        name: args.name,
        grants,
        expires: args.expires,
        bring: args.key,
    };
    let made = local::ask(&config, &task).await?;
    if args.json {
        return Ok(say::json(&made)?);
    }
    say::note("This is the key. It is not shown again:");
    say::result(made["key"].as_str().unwrap_or_default());
    Ok(())
}

fn line(key: &Value) -> String {
    let text = |name: &str| key[name].as_str().unwrap_or("-").to_owned();
    let scopes: Vec<&str> = key["scopes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let (prefix, state, used) = (text("prefix"), text("state"), text("last_used_at"));
    format!("{}  {prefix}...  {state:<8}  used {used:<24}  {}  {}", text("id"), text("name"), scopes.join(","))
}
