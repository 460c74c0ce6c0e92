//! `linkspan restore`: puts a backup in the place of the data, while no server runs.

use super::options::Place;
use super::{Outcome, say};
use crate::app::backup;
use clap::Args as ClapArgs;
use linkspan_core::{Clock, IdSource, SystemClock, SystemIds};
use std::path::PathBuf;
use std::sync::Arc;

/// Put a backup in the place of the data, while no server runs
///
/// Afterwards nothing is sent to the distributor until a person has confirmed the list of submitted purchase orders.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Put data that is there aside, into a folder beside it, instead of refusing
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(args: Args) -> Outcome {
    let config = args.place.plain_settings()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds::new(Arc::clone(&clock)));
    let restored = backup::restore(&config, clock, ids, &args.file, args.force).await?;
    say::note(&format!("Restored to {}: the data of {}.", config.data.dir.display(), restored.manifest.made_at));
    if let Some(aside) = &restored.put_aside {
        say::note(&format!("What was there is in {}.", aside.display()));
    }
    if !restored.manifest.has_catalogue() {
        say::note("The catalogue was not in the backup: the next product sync reads it again.");
    }
    if !restored.key_file_is_there {
        let key = config.data.key_file();
        say::note(&format!("Put your copy of the key file at {} before you start the server.", key.display()));
    }
    say::note(&format!(
        "{} bridge(s) wait for you: nothing is sent until you confirm the list of submitted purchase orders in the portal.",
        restored.bridges
    ));
    Ok(())
}
