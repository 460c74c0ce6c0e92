//! `linkspan sync`: begins what would begin at its next time, and tells how far it is.

use super::options::Place;
use super::{ExitWith, Outcome, say};
use crate::config::Config;
use crate::local::{self, Task, What as Started};
use clap::error::ErrorKind;
use clap::{Args as ClapArgs, CommandFactory, ValueEnum};
use serde_json::{Value, json};
use std::time::Duration;

/// How often a run is asked about.
const ASK: Duration = Duration::from_millis(400);
/// How often the sync is looked for after its file was read: it begins a moment later.
const PATIENCE: u32 = 25;
/// The exit code of a sync that came to its end, but with products that failed or wait for a person.
const WARNED: u8 = 3;

/// Begin product sync, the look for purchase orders, or the look at open orders now
#[derive(Debug, ClapArgs)]
#[command(after_help = "Exit codes: 0 it worked, 1 it did not, 2 the command line was wrong,\n\
    3 products: it came to its end, but some products failed or wait for a person.")]
pub(super) struct Args {
    /// What to begin
    #[arg(value_enum, default_value_t = What::Orders)]
    what: What,
    /// Only for this bridge
    #[arg(long, value_name = "ID")]
    bridge: Option<String>,
    /// Products: make the plan and write nothing in Autotask
    #[arg(long)]
    rehearse: bool,
    /// Products: do not wait for the end
    #[arg(long)]
    no_wait: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Fetch the catalogue and sync the products
    Products,
    /// Look for purchase orders
    Orders,
    /// Ask the distributor about open orders
    Status,
}

pub(super) async fn run(args: Args) -> Outcome {
    if args.rehearse && args.what != What::Products {
        let said = "only products can be rehearsed: an order's status is read, and orders have a page of their own";
        super::Cli::command().error(ErrorKind::ArgumentConflict, said).exit();
    }
    let config = args.place.plain_settings()?;
    let served = local::is_served(&config).await;
    let what = match args.what {
        What::Products => Started::Products,
        What::Orders => Started::Orders,
        What::Status => Started::Status,
    };
    let task = Task::Sync { what, bridge: args.bridge, rehearse: args.rehearse };
    let begun = local::ask(&config, &task).await?;
    let runs: Vec<String> =
        begun["runs"].as_array().into_iter().flatten().filter_map(|run| run.as_str().map(str::to_owned)).collect();
    if !served {
        say::note("No Linkspan runs on this data: it begins when one does.");
    }
    if !served || args.no_wait || runs.is_empty() {
        say::note(&format!("Asked for {} bridge(s).", begun["bridges"]));
        if args.json {
            say::json(&begun)?;
        }
        return Ok(());
    }
    let mut ended = Vec::new();
    for run in runs {
        ended.push(until_over(&config, &run).await?);
    }
    tell(&ended, args.json)
}

/// Waits for a run, and for the sync that follows a file.
async fn until_over(config: &Config, run: &str) -> Result<Value, local::AskError> {
    let (mut said, mut looked) = (String::new(), 0);
    loop {
        let now = local::ask(config, &Task::Run { run: run.to_owned() }).await?;
        let line = line(&now);
        if line != said {
            say::note(&line);
            said = line;
        }
        if now["finished"] == true {
            let read = now["kind"] == "catalogue_import" && now["state"] != "failed" && now["state"] != "cancelled";
            if !read || looked >= PATIENCE {
                return Ok(now);
            }
            looked += 1;
        }
        tokio::time::sleep(ASK).await;
    }
}

fn line(run: &Value) -> String {
    let what = if run["kind"] == "catalogue_import" { "Catalogue" } else { "Products" };
    if let Some(sentence) = run["sentence"].as_str() {
        return format!("{what}: {sentence}");
    }
    match (run["done"].as_i64().unwrap_or(0), run["total"].as_i64()) {
        (done, Some(total)) => format!("{what}: {done} of {total}, {} calls", run["calls"]),
        (done, None) => format!("{what}: {done} looked at"),
    }
}

fn tell(ended: &[Value], as_json: bool) -> Outcome {
    if as_json {
        say::json(&json!({ "runs": ended }))?;
    } else {
        for run in ended {
            say::result(run["sentence"].as_str().unwrap_or("Done."));
        }
    }
    let state = |word: &str| ended.iter().any(|run| run["state"] == word);
    if state("failed") || state("cancelled") {
        return Err(Box::new(ExitWith(1)));
    }
    if state("completed_with_warnings") {
        return Err(Box::new(ExitWith(WARNED)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(state: &str) -> Value {
        json!({ "kind": "product_sync", "state": state, "sentence": null, "done": 3, "total": 9, "calls": 6 })
    }

    #[test]
    fn the_exit_code_is_that_of_the_worst_run() {
        let code = |states: &[&str]| {
            let runs: Vec<Value> = states.iter().map(|state| run(state)).collect();
            tell(&runs, true).err().map(|error| error.downcast_ref::<ExitWith>().unwrap().0)
        };
        assert_eq!(code(&["completed"]), None);
        assert_eq!(code(&["completed", "completed_with_warnings"]), Some(3));
        assert_eq!(code(&["completed_with_warnings", "failed"]), Some(1));
        assert_eq!(code(&["cancelled"]), Some(1));
    }

    #[test]
    fn a_line_says_how_far_it_is() {
        assert_eq!(line(&run("running")), "Products: 3 of 9, 6 calls");
        let file = json!({ "kind": "catalogue_import", "sentence": "Read 9 rows.", "done": 9 });
        assert_eq!(line(&file), "Catalogue: Read 9 rows.");
        assert_eq!(line(&json!({ "kind": "product_sync", "done": 400, "total": null })), "Products: 400 looked at");
    }
}
