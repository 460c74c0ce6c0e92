//! `linkspan doctor`: looks at the installation, tries each connection and says what was tried, what came back, what to do.

use super::options::{Emulators, Place};
use super::{Outcome, say};
use crate::local::{self, Task};
use clap::Args as ClapArgs;
use serde_json::Value;

/// Look at the installation and try each connection: what was tried, what came back, what to do
///
/// Ends with 1 as long as a connection needs a look.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    emulators: Emulators,
}

pub(super) async fn run(args: Args) -> Outcome {
    let config = args.place.settings(None, &args.emulators)?;
    let answer = local::ask(&config, &Task::Doctor).await?;
    let list = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
    let (conditions, connections) = (list("installation"), list("connections"));
    if args.json {
        say::json(&answer)?;
    } else {
        conditions.iter().for_each(show_condition);
        connections.iter().for_each(show);
        if connections.is_empty() {
            say::result("No account is connected. Open the portal and choose Connectors.");
        }
    }
    let ill = connections.iter().filter(|one| one["well"] != true).count();
    if ill > 0 { Err(format!("{ill} of {} connections need a look", connections.len()).into()) } else { Ok(()) }
}

fn show_condition(condition: &Value) {
    let text = |key: &str| condition[key].as_str().unwrap_or("-").to_owned();
    let mark = if condition["well"] == true { "well" } else { "look" };
    say::result(&format!("{mark}  {:<8} {}", text("what"), text("sentence")));
}

fn show(diagnosis: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    say::result(&format!(
        "{} ({}): {}",
        text(&diagnosis["name"]),
        text(&diagnosis["provider"]),
        text(&diagnosis["state"])
    ));
    for finding in diagnosis["findings"].as_array().into_iter().flatten() {
        let subject = finding["subject"].as_str().map(|subject| format!(" {subject}")).unwrap_or_default();
        let came = ["found", "sentence"].iter().find_map(|key| finding[*key].as_str()).unwrap_or_default();
        say::result(&format!("  {:<7} {}{subject}  {came}", text(&finding["verdict"]), text(&finding["step"])));
    }
    say::result(&format!("  {}", text(&diagnosis["advice"])));
}
