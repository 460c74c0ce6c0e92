//! What is known of the installation itself: its data, its backups, its mail, its work. Nothing outside is asked.

use crate::app::{App, backup};
use linkspan_core::problem::Problem;
use linkspan_store::Backend;
use serde::Serialize;

/// After so many days without a backup beside the data, somebody is reminded. Backups elsewhere are not seen.
const BACKUP_DAYS: i64 = 8;

/// One thing about the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// What was looked at: `data`, `mail`, `backup`, `work`, `bridges`.
    pub what: &'static str,
    /// Whether nothing needs to be done.
    pub well: bool,
    /// What was found, and what to do about it.
    pub sentence: String,
}

impl Condition {
    fn new(what: &'static str, well: bool, sentence: impl Into<String>) -> Self {
        Self { what, well, sentence: sentence.into() }
    }
}

/// Looks at the installation.
///
/// # Errors
/// What the database says.
pub async fn installation(app: &App) -> Result<Vec<Condition>, Problem> {
    Ok(vec![data(app).await?, mail(app), backups(app), work(app).await?, bridges(app).await?])
}

async fn data(app: &App) -> Result<Condition, Problem> {
    if app.store.backend() == Backend::Postgres {
        app.store.ping().await?;
        return Ok(Condition::new("data", true, "PostgreSQL answers."));
    }
    let (schema, place) = (app.store.schema_version().await?, app.store.directory().unwrap_or("".as_ref()).display());
    Ok(match app.store.quick_check().await? {
        None => Condition::new("data", true, format!("SQLite in {place}, schema {}, in order.", schema.core)),
        Some(_) => Condition::new(
            "data",
            false,
            format!("The files in {place} are damaged. Stop the server and restore the last good backup."),
        ),
    })
}

fn mail(app: &App) -> Condition {
    match app.mailer.post() {
        Some(_) => Condition::new("mail", true, "There is a way to send notices. Settings has a button to try it."),
        None => Condition::new("mail", false, "Notices are not sent by e-mail. Set mail.from and mail.smtp.host."),
    }
}

fn backups(app: &App) -> Condition {
    let Some(directory) = app.store.directory() else {
        return Condition::new("backup", true, "PostgreSQL is backed up by its own tools.");
    };
    let list = backup::list(&backup::shelf(directory));
    let newest = list.iter().filter_map(|kept| kept.manifest.as_ref()).map(|manifest| manifest.made_at).max();
    match newest {
        None => Condition::new("backup", true, "No backup stands beside the data. `linkspan backup` makes one."),
        Some(at) => {
            let days = (app.clock.now_ms() - at.as_millisecond()) / 86_400_000;
            let sentence = format!("The newest backup beside the data is {days} day(s) old.");
            Condition::new("backup", days < BACKUP_DAYS, sentence)
        }
    }
}

async fn work(app: &App) -> Result<Condition, Problem> {
    let lanes = app.store.work_summary().await?;
    let (due, failing) = lanes.iter().fold((0, 0), |(due, failing), lane| (due + lane.due, failing + lane.failing));
    let sentence = match failing {
        0 => format!("{due} due, none failing."),
        _ => format!("{due} due, {failing} failed at the last try and go on by themselves. Activity says why."),
    };
    Ok(Condition::new("work", failing == 0, sentence))
}

async fn bridges(app: &App) -> Result<Condition, Problem> {
    let mut waiting = 0;
    for environment in app.store.environments().await? {
        waiting += app.env(environment.id).bridges().await?.iter().filter(|bridge| bridge.reconcile_first).count();
    }
    Ok(match waiting {
        0 => Condition::new("bridges", true, "None waits for a list to be confirmed."),
        _ => Condition::new(
            "bridges",
            false,
            format!("{waiting} send nothing until the list of submitted purchase orders is confirmed in the portal."),
        ),
    })
}
