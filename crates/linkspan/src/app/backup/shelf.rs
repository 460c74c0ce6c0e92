//! Where backups are kept beside the data, how they are named, and how many stay.

use super::manifest::{Manifest, Reason};
use super::{BackupError, archive, in_file};
use linkspan_core::Timestamp;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// How many backups stay on the shelf unless somebody chose otherwise.
pub const DEFAULT_KEEP: usize = 7;

/// How many backups may be kept.
pub const MOST_KEPT: usize = 365;

const BEFORE_MIGRATION: &str = "-before-upgrade";
const ENDING: &str = ".backup.zip";

/// A backup in a directory.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its file name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it says about itself; `None` where it cannot be read.
    pub manifest: Option<Manifest>,
}

/// The directory beside the data in which backups are kept.
#[must_use]
pub fn shelf(data: &Path) -> PathBuf {
    data.join("backups")
}

/// The backups in a directory, the newest first.
#[must_use]
pub fn list(directory: &Path) -> Vec<Kept> {
    let mut names = names(directory);
    names.reverse();
    let kept = |name: String| {
        let path = directory.join(&name);
        let manifest = archive::open(&path).ok().map(|(_, manifest)| manifest);
        Kept { bytes: std::fs::metadata(&path).map_or(0, |file| file.len()), manifest, name }
    };
    names.into_iter().map(kept).collect()
}

/// The file of a backup in a directory, where there is one of this name. A name cannot lead out of the directory.
#[must_use]
pub fn find(directory: &Path, name: &str) -> Option<PathBuf> {
    names(directory).into_iter().find(|found| found == name).map(|found| directory.join(found))
}

/// Removes the oldest backups until `keep` are left, not counting those made before an upgrade, of which as many stay.
///
/// # Errors
/// Where one cannot be removed.
pub fn keep_only(directory: &Path, keep: usize) -> Result<usize, BackupError> {
    let (upgrades, asked): (Vec<_>, Vec<_>) =
        names(directory).into_iter().partition(|name| name.contains(BEFORE_MIGRATION));
    let surplus = |names: Vec<String>| {
        let too_many = names.len().saturating_sub(keep.max(1));
        names.into_iter().take(too_many)
    };
    let gone: Vec<_> = surplus(upgrades).chain(surplus(asked)).map(|name| directory.join(name)).collect();
    for path in &gone {
        std::fs::remove_file(path).map_err(in_file(path))?;
    }
    Ok(gone.len())
}

/// A name that no backup in the directory has. Names sort by time.
pub(super) fn free_name(directory: &Path, now: Timestamp, reason: Reason) -> PathBuf {
    let time = now.strftime("%Y%m%dT%H%M%SZ");
    let why = if reason == Reason::BeforeMigration { BEFORE_MIGRATION } else { "" };
    let numbered = |number: u32| directory.join(format!("linkspan-{time}-{number}{why}{ENDING}"));
    (0..).map(numbered).find(|path| !path.exists()).unwrap_or_else(|| numbered(0))
}

/// Makes a directory that its owner alone may use, with all above it.
pub(super) fn private_directory(path: &Path) -> Result<(), BackupError> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(in_file(path))
}

/// The names of the backups in a directory, the oldest first.
fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with("linkspan-") && name.ends_with(ENDING))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(directory: &Path, time: &str, reason: Reason) -> PathBuf {
        let path = free_name(directory, time.parse().unwrap(), reason);
        std::fs::write(&path, "x").unwrap();
        path
    }

    #[test]
    fn the_oldest_go_first_and_those_before_an_upgrade_are_counted_apart() {
        let place = tempfile::tempdir().unwrap();
        let directory = place.path();
        let first = put(directory, "2026-11-20T08:00:00Z", Reason::Asked);
        let upgrade = put(directory, "2026-11-20T09:00:00Z", Reason::BeforeMigration);
        let second = put(directory, "2026-11-21T08:00:00Z", Reason::Asked);
        let third = put(directory, "2026-11-21T08:00:00Z", Reason::Asked);
        assert_ne!(second, third, "two in one second");
        std::fs::write(directory.join("notes.txt"), "mine").unwrap();
        assert_eq!(keep_only(directory, 2).unwrap(), 1);
        assert!(!first.exists() && upgrade.exists() && second.exists() && third.exists());
        assert_eq!(keep_only(directory, 0).unwrap(), 1, "the last one always stays");
        assert!(directory.join("notes.txt").exists() && third.exists());
        let listed: Vec<_> = list(directory).into_iter().map(|kept| kept.manifest.is_some()).collect();
        assert_eq!(listed, [false, false], "what cannot be read is listed as such");
    }

    #[test]
    fn a_name_cannot_lead_elsewhere() {
        let place = tempfile::tempdir().unwrap();
        let path = put(place.path(), "2026-11-20T08:00:00Z", Reason::Asked);
        let name = path.file_name().unwrap().to_str().unwrap();
        assert_eq!(find(place.path(), name), Some(path.clone()));
        for wrong in ["../linkspan-x.backup.zip", "/etc/passwd", "", "linkspan-none.backup.zip"] {
            assert_eq!(find(place.path(), wrong), None, "{wrong}");
        }
    }
}
