//! Putting a backup in the place of the data.
//!
//! Everything is checked and prepared beside the data first, the bridges' *reconcile first* included; only then files are
//! moved. A crash at any point leaves either the old data or the restored data, and never restored data that could send.

use super::manifest::Manifest;
use super::{BackupError, Scratch, archive, in_file};
use crate::app::pulse;
use crate::config::Config;
use linkspan_core::{Clock, IdSource};
use linkspan_store::{DirectoryLock, Location, ReconcileReason, Store};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What belongs to the machine and not to the data, so that it may be there before a restore and stays.
const STAYS: [&str; 3] = ["linkspan.key", "linkspan.lock", "backups"];

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// What was in the backup.
    pub manifest: Manifest,
    /// Bridges that send nothing until a person has confirmed the list of submitted orders.
    pub bridges: usize,
    /// Where the data is that was there before, if there was any.
    pub put_aside: Option<PathBuf>,
    /// Whether the key file is in its place.
    pub key_file_is_there: bool,
}

/// Puts a backup in the place of the data. Without `force` nothing may be there.
///
/// # Errors
/// [`BackupError`]; then nothing was changed.
pub async fn restore(
    config: &Config,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    file: &Path,
    force: bool,
) -> Result<Restored, BackupError> {
    if config.data.database_url.is_some() {
        return Err(BackupError::Postgres);
    }
    let data = &config.data.dir;
    let _lock = DirectoryLock::take(data)?;
    let there = in_the_way(data)?;
    if !there.is_empty() && !force {
        return Err(BackupError::NotEmpty { path: data.clone() });
    }
    let stage = Scratch::make(data.join(format!("restoring-{}", ids.next().simple())))?;
    let (from, into) = (file.to_owned(), stage.path.clone());
    let unpacked = tokio::task::spawn_blocking(move || archive::unpack(&from, &into)).await;
    let manifest = unpacked.map_err(|error| in_file(file)(std::io::Error::other(error)))??;
    let bridges = prepare(&stage.path, Arc::clone(&clock), ids).await?;
    let put_aside = match there.is_empty() {
        true => None,
        false => Some(put_aside(data, &there, &clock.now().strftime("%Y%m%dT%H%M%SZ").to_string())?),
    };
    for name in ["core.db", "catalogue.db"] {
        let (from, to) = (stage.path.join(name), data.join(name));
        if from.exists() {
            std::fs::rename(&from, &to).map_err(in_file(&to))?;
        }
    }
    std::fs::File::open(data).and_then(|directory| directory.sync_all()).map_err(in_file(data))?;
    let key_file_is_there = config.data.key_file().exists();
    Ok(Restored { manifest, bridges, put_aside, key_file_is_there })
}

/// What is in the data directory that a restore would replace or mix with.
fn in_the_way(data: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(data).map_err(in_file(data))? {
        let path = entry.map_err(in_file(data))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !STAYS.contains(&name.as_str()) && !name.starts_with("before-restore-") {
            found.push(path);
        }
    }
    Ok(found)
}

/// Brings the unpacked data up to date, and takes from it what must not come back: whoever was signed in then, and the right
/// to send without a look.
async fn prepare(stage: &Path, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Result<usize, BackupError> {
    let store = Store::open(Location::Directory(stage.to_owned()), clock, ids).await?;
    if let Some(what) = store.quick_check().await? {
        store.close().await;
        return Err(BackupError::Damaged { what });
    }
    let mut tx = store.begin().await?;
    let bridges = store.begin_reconciling_all(&mut tx, ReconcileReason::Restored).await?;
    // Whoever starts next makes the lists of what is to be asked about, and tells people.
    store.set_installation_value(&mut tx, pulse::RESTORED, &true).await?;
    store.end_all_sessions(&mut tx).await?;
    tx.commit().await?;
    store.close().await;
    Ok(bridges.len())
}

fn put_aside(data: &Path, there: &[PathBuf], time: &str) -> Result<PathBuf, BackupError> {
    let aside = data.join(format!("before-restore-{time}"));
    super::shelf::private_directory(&aside)?;
    for path in there {
        let to = aside.join(path.file_name().unwrap_or_default());
        std::fs::rename(path, &to).map_err(in_file(&to))?;
    }
    Ok(aside)
}
