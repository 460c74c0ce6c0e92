//! Backups of an installation on SQLite: one file with a copy of the data as of one moment and a manifest.
//!
//! The key that opens stored credentials is never in it: whoever finds a backup cannot use the accounts. The catalogue is in
//! it on request only, because the next catalogue file makes it again.

mod archive;
mod manifest;
mod restore;
mod shelf;

pub use manifest::{FileEntry, KEY_FILE_NOTE, Manifest, Reason};
pub use restore::{Restored, restore};
pub use shelf::{DEFAULT_KEEP, Kept, MOST_KEPT, find, keep_only, list, shelf};

use archive::Part;
use linkspan_core::id::IdSource;
use linkspan_core::problem::Problem;
use linkspan_core::{Clock, Timestamp};
use linkspan_store::{Backend, Store, StoreError};
use std::path::{Path, PathBuf};

/// What somebody who has the data in PostgreSQL is told.
pub const USE_ITS_OWN_TOOLS: &str = "The data is in PostgreSQL: back it up and restore it with the database's own tools, such \
     as pg_dump and pg_restore, and keep a copy of the key file apart. Start Linkspan after a restore as usual; it notices that \
     time has passed and asks before it sends anything.";

/// A backup that is asked for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// A file, or a directory in which a name is found for it; `None` is the shelf beside the data.
    pub target: Option<PathBuf>,
    /// Whether the catalogue is copied too.
    pub with_catalogue: bool,
    /// Why.
    pub reason: Reason,
}

/// Why there is no backup, or no restore. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There are no files to copy.
    #[error("{USE_ITS_OWN_TOOLS}")]
    Postgres,
    /// The data cannot be read or is in use.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or a directory cannot be used.
    #[error("{} cannot be used", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// There is something already.
    #[error("{} exists already; name another file, or a directory", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is no backup.
    #[error("{} is no backup of Linkspan", .path.display())]
    NotABackup {
        /// The file.
        path: PathBuf,
    },
    /// The file is not what was written.
    #[error("the backup is damaged: {what}. Take another one; nothing was changed")]
    Damaged {
        /// What is wrong.
        what: String,
    },
    /// The backup was made by a newer program.
    #[error(
        "the backup is newer (schema {found}) than this program (schema {known}); restore it with the newer Linkspan"
    )]
    Newer {
        /// Schema of the backup.
        found: i64,
        /// Schema of this program.
        known: i64,
    },
    /// There is data that a restore would replace.
    #[error("{} holds data already; with --force it is put aside, in a folder beside it", .path.display())]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
}

impl From<BackupError> for Problem {
    fn from(error: BackupError) -> Self {
        let code = match &error {
            BackupError::Postgres => "backup_not_ours",
            BackupError::Exists { .. } => "backup_exists",
            _ => "backup_failed",
        };
        Problem::permanent(code, error.to_string()).caused_by(error)
    }
}

/// A backup that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// What is in it.
    pub manifest: Manifest,
}

/// Makes a backup of data that is in use.
///
/// # Errors
/// [`BackupError`]; then no file is left behind.
pub async fn make(store: &Store, clock: &dyn Clock, ids: &dyn IdSource, wish: &Wish) -> Result<Made, BackupError> {
    let directory = match (store.backend(), store.directory()) {
        (Backend::Sqlite, Some(directory)) => directory.to_owned(),
        _ => return Err(BackupError::Postgres),
    };
    let path = place(&directory, wish, clock.now())?;
    let copies = Scratch::make(directory.join(format!("copying-{}", ids.next().simple())))?;
    let (core, catalogue) = (copies.path.join("core.db"), copies.path.join("catalogue.db"));
    let schema = store.schema_version().await?;
    store.copy_to(&core, wish.with_catalogue.then_some(catalogue.as_path())).await?;
    let mut parts = vec![Part { name: "core.db", file: core }];
    if wish.with_catalogue {
        parts.push(Part { name: "catalogue.db", file: catalogue });
    }
    let manifest = Manifest::new(clock.now(), schema, wish.reason);
    let target = path.clone();
    let written = tokio::task::spawn_blocking(move || archive::write(&target, &parts, manifest)).await;
    let (manifest, bytes) =
        written.map_err(|error| BackupError::File { path: path.clone(), source: std::io::Error::other(error) })??;
    tracing::info!(path = %path.display(), bytes, "a backup was made");
    Ok(Made { path, bytes, manifest })
}

/// The file that a wish means. A directory is made where it is named as one.
fn place(data: &Path, wish: &Wish, now: Timestamp) -> Result<PathBuf, BackupError> {
    let target = wish.target.clone().unwrap_or_else(|| shelf(data));
    let is_directory = wish.target.is_none() || target.is_dir() || target.as_os_str().to_string_lossy().ends_with('/');
    if !is_directory {
        return if target.exists() { Err(BackupError::Exists { path: target }) } else { Ok(target) };
    }
    shelf::private_directory(&target)?;
    Ok(shelf::free_name(&target, now, wish.reason))
}

/// A directory for the time of a piece of work.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn make(path: PathBuf) -> Result<Self, BackupError> {
        shelf::private_directory(&path)?;
        Ok(Self { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left after a failure here is found by its name and hurts nobody.
        std::fs::remove_dir_all(&self.path).ok();
    }
}

fn in_file(path: &Path) -> impl Fn(std::io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::File { path: path.clone(), source }
}
