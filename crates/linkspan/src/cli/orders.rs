//! `linkspan orders`: the ledger on the command line.

use super::options::Place;
use super::{Outcome, say};
use crate::local::{self, Task};
use clap::{Args as ClapArgs, Subcommand};
use serde_json::Value;

/// Look at the orders
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List orders, last changed first
    List {
        /// Only orders in this state, such as `held`
        #[arg(long)]
        state: Option<String>,
        /// Part of a number or of the customer's name
        #[arg(long)]
        text: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Show one order with its history
    Show {
        /// Its id, its purchase order number or its customer PO number
        order: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(args: Args) -> Outcome {
    match args.what {
        What::List { state, text, json, place } => {
            let orders = local::ask(&place.plain_settings()?, &Task::Orders { state, text }).await?;
            match json {
                true => say::json(&orders)?,
                false => orders.as_array().into_iter().flatten().for_each(|order| say::result(&line(order))),
            }
        }
        What::Show { order, json, place } => {
            let order = local::ask(&place.plain_settings()?, &Task::Order { order }).await?;
            match json {
                true => say::json(&order)?,
                false => show(&order),
            }
        }
    }
    Ok(())
}

fn line(order: &Value) -> String {
    let text = |key: &str| order[key].as_str().unwrap_or("-").to_owned();
    format!("{}  {:<20}  {:<16}  {}", text("id"), text("purchase_order"), text("state"), text("explanation"))
}

fn show(order: &Value) {
    say::result(&line(order));
    for event in order["events"].as_array().into_iter().flatten() {
        let text = |key: &str| event[key].as_str().unwrap_or("-").to_owned();
        say::result(&format!("  {}  {:<14}  {}", text("at"), text("actor"), text("sentence")));
    }
}
