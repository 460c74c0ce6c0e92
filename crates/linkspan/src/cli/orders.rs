//! `linkspan orders`: the ledger on the command line, and the list that stands before sending after a restore.

use super::options::Place;
use super::{Outcome, say};
use crate::local::{self, Task};
use clap::{Args as ClapArgs, Subcommand};
use serde_json::Value;

/// Look at the orders, and reconcile them after a restore
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
    /// Ask the distributor about every purchase order of the bridges that send nothing until their list is confirmed
    Reconcile {
        /// Confirm each list as it stands now, so that orders are sent again
        #[arg(long)]
        confirm: bool,
        /// Only the bridge with this id
        #[arg(long)]
        bridge: Option<String>,
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
        What::Reconcile { confirm, bridge, json, place } => {
            let lists = local::ask(&place.plain_settings()?, &Task::Reconcile { confirm, bridge }).await?;
            match json {
                true => say::json(&lists)?,
                false => reconcile(&lists),
            }
        }
    }
    Ok(())
}

fn reconcile(lists: &Value) {
    let lists = lists.as_array().map_or(&[][..], Vec::as_slice);
    if lists.is_empty() {
        say::result("No bridge waits for a list to be confirmed.");
    }
    for list in lists {
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or("-").to_owned();
        say::result(&format!("Bridge {}  {}", text(list, "bridge"), text(list, "why")));
        for row in list["rows"].as_array().into_iter().flatten() {
            let known = if row["known"].as_bool() == Some(true) { "" } else { "  (not in the ledger)" };
            let (order, finding, sentence) = (text(row, "purchase_order"), text(row, "finding"), text(row, "sentence"));
            say::result(&format!("  {order:<20}  {finding:<10}  {sentence}{known}"));
        }
        say::result(&match (list["confirmed"].as_bool(), list["trouble"].as_str()) {
            (Some(true), _) => "  Confirmed: orders are sent again.".to_owned(),
            (_, Some(trouble)) => format!("  Not complete: {trouble}"),
            _ => "  Nothing is sent until you confirm: look at the list, then add --confirm.".to_owned(),
        });
    }
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
