//! `linkspan sync`: looks for purchase orders now instead of at the next time.

use super::options::Place;
use super::{Outcome, say};
use crate::local::{self, Task};
use clap::Args as ClapArgs;

/// Look for purchase orders now
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(args: Args) -> Outcome {
    let answer = local::ask(&args.place.plain_settings()?, &Task::Sync).await?;
    match answer["bridges"].as_u64() {
        Some(0) | None => Err("nothing to look at: switch on Create Orders from Autotask first".into()),
        Some(count) => {
            say::note(&format!("Looking for the purchase orders of {count} bridge(s)."));
            Ok(())
        }
    }
}
