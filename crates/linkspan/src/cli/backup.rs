//! `linkspan backup`: a copy of the data in one file, while the server runs.

use super::options::Place;
use super::{Outcome, say};
use crate::app::backup::{KEY_FILE_NOTE, USE_ITS_OWN_TOOLS};
use crate::local::{self, Task};
use clap::Args as ClapArgs;
use std::path::PathBuf;

/// Copy the data into one file, also while the server runs
///
/// The key file is never in a backup: keep a copy of it apart. The catalogue is left out unless asked for, because the next
/// catalogue file makes it again. With PostgreSQL, use the database's own tools.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// A new file, or a directory in which a name is found for it; `backups` in the data directory where it is left out
    #[arg(value_name = "FILE|DIR")]
    target: Option<PathBuf>,
    /// Copy the distributor's catalogue too
    #[arg(long)]
    with_catalogue: bool,
    /// Keep only so many backups in the directory and remove the oldest
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=365))]
    keep: Option<u16>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(args: Args) -> Outcome {
    let config = args.place.plain_settings()?;
    if config.data.database_url.is_some() {
        return Err(USE_ITS_OWN_TOOLS.into());
    }
    // The server that does it has another working directory. A slash at the end says that a directory is meant.
    let target = args.target.map(|target| {
        let means_directory = target.as_os_str().to_string_lossy().ends_with('/');
        let absolute = std::path::absolute(&target).unwrap_or(target);
        if means_directory { absolute.join("") } else { absolute }
    });
    let task = Task::Backup { target, with_catalogue: args.with_catalogue, keep: args.keep.map(usize::from) };
    let made = local::ask(&config, &task).await?;
    if args.json {
        say::json(&made)?;
    } else {
        say::result(made["path"].as_str().unwrap_or_default());
        let catalogue = if args.with_catalogue { "with" } else { "without" };
        say::note(&format!("{} bytes, {catalogue} the catalogue. {KEY_FILE_NOTE}", made["bytes"]));
    }
    Ok(())
}
