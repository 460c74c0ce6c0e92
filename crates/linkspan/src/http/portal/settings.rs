//! Settings of the environment.

use jiff::Timestamp;

use super::page::{Fact, Field, page};

/// All settings. `GET /settings`.
#[derive(Debug, Clone, Default)]
pub struct SettingsPage {
    /// Who is told what.
    pub notices: Notices,
    /// The share of Autotask's calls; one per linked database.
    pub quotas: Vec<Quota>,
    /// Whether the person may make keys for programs and say what these are told.
    pub programs: bool,
    /// Whether the person may make and fetch backups.
    pub backups: bool,
    /// Version, licence, database, data directory, time of start.
    pub about: Vec<Fact>,
}

page!(SettingsPage, "settings.html");

/// Notices by e-mail. Posts `csrf`, `recipients`, `on_held`, `on_unknown`, `on_conflict`, `on_rejected`, `on_credentials` to
/// `/settings/notices`; *Send a test* posts `csrf` to `/settings/notices/test`.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    /// Addresses, with commas.
    pub recipients: Field,
    /// Orders that are held.
    pub held: bool,
    /// Orders that may or may not have been ordered.
    pub unknown: bool,
    /// Orders that need a decision.
    pub conflict: bool,
    /// Orders that were refused.
    pub rejected: bool,
    /// Accounts whose credentials no longer work.
    pub credentials: bool,
    /// How mail leaves: a server's name or a folder; `None` when it does not.
    pub through: Option<String>,
    /// When the last notice left.
    pub last_sent: Option<Timestamp>,
}

/// The share of one Autotask database. Posts `csrf`, `percent` to `/settings/quota/{key}`.
#[derive(Debug, Clone, Default)]
pub struct Quota {
    /// Its key in addresses.
    pub key: String,
    /// Name of the database.
    pub database: String,
    /// Calls an hour that Autotask allows for the whole database.
    pub limit: u64,
    /// Calls of ours in the last hour.
    pub used: u64,
    /// Our share in per cent.
    pub percent: Field,
    /// Our share in calls.
    pub share: u64,
}
