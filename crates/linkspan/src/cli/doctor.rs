//! `linkspan doctor`: tries each connection and says what was tried, what came back, what to do.

use super::options::{Emulators, Place};
use super::{Outcome, say};
use crate::local::{self, Task};
use clap::Args as ClapArgs;
use serde_json::Value;

/// Try each connection: what was tried, what came back, what to do
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
    let diagnoses = local::ask(&config, &Task::Doctor).await?;
    let all = diagnoses.as_array().cloned().unwrap_or_default();
    if args.json {
        say::json(&diagnoses)?;
    } else if all.is_empty() {
        say::result("No account is connected. Open the portal and choose Connectors.");
    } else {
        all.iter().for_each(show);
    }
    let ill = all.iter().filter(|one| one["well"] != true).count();
    if ill > 0 { Err(format!("{ill} of {} connections need a look", all.len()).into()) } else { Ok(()) }
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
