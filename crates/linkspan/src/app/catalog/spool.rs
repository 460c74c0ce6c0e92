//! Where catalogue files lie while they are read.

use crate::app::App;
use linkspan_core::id::RunId;
use linkspan_core::problem::Problem;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Where a catalogue file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum FileSource {
    /// The distributor.
    Distributor,
    /// A file that a person uploaded, with the name that it had there. It lies in the spool under the run's name.
    Upload {
        /// The name, for people.
        name: String,
    },
    /// A file that the operator put into the directory `incoming` of the data directory.
    Incoming {
        /// Its name, without any directory.
        name: String,
    },
}

impl FileSource {
    /// What people call it.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Distributor => "from the distributor",
            Self::Upload { name } | Self::Incoming { name } => name,
        }
    }
}

/// The file of a run in the spool; its directory is made.
///
/// # Errors
/// `spool_unusable` where the directory cannot be made.
pub fn spooled(app: &App, run: RunId) -> Result<PathBuf, Problem> {
    let directory = base(app).join("spool");
    std::fs::create_dir_all(&directory).map_err(|error| unusable().caused_by(error))?;
    Ok(directory.join(format!("{run}.catalogue")))
}

/// A file that the operator put into the directory `incoming`. Nothing outside it is ever opened.
///
/// # Errors
/// `file_name_refused` for a name with a directory in it, `file_missing` where it is not there.
pub fn incoming(app: &App, name: &str) -> Result<PathBuf, Problem> {
    let plain = Path::new(name).file_name().is_some_and(|file| file == name);
    if !plain {
        return Err(Problem::permanent(
            "file_name_refused",
            "Give the name of a file in the directory incoming, alone.",
        ));
    }
    let path = base(app).join("incoming").join(name);
    if path.is_file() {
        return Ok(path);
    }
    Err(Problem::permanent("file_missing", format!("There is no file {name} in the directory incoming.")))
}

/// Removes the spooled file of a run, if there is one, and what an interrupted fetch left beside it.
pub fn clear(app: &App, run: RunId) {
    let own = format!("{run}.");
    let Ok(entries) = std::fs::read_dir(base(app).join("spool")) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(&own)
            && let Err(error) = std::fs::remove_file(entry.path())
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "a spooled catalogue file could not be removed");
        }
    }
}

fn base(app: &App) -> PathBuf {
    app.store.directory().map_or_else(|| std::env::temp_dir().join("linkspan"), Path::to_path_buf)
}

fn unusable() -> Problem {
    Problem::retry("spool_unusable", "The data directory cannot be written to. Make room or mend its permissions.")
}
