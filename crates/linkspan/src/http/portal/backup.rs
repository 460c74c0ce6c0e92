//! The backups of the installation. `GET /settings/backup`.

use jiff::Timestamp;

use super::page::{Field, page};

/// The backups beside the data. *Make a backup* posts `csrf`, `catalogue` to `/settings/backup`; how many stay posts `csrf`,
/// `keep` to `/settings/backup/keep`.
#[derive(Debug, Clone, Default)]
pub struct BackupPage {
    /// The directory in which they are; `None` where the data is in PostgreSQL.
    pub here: Option<String>,
    /// The backups, the newest first.
    pub rows: Vec<BackupRow>,
    /// How many stay.
    pub keep: Field,
}

page!(BackupPage, "backup.html");

/// One backup.
#[derive(Debug, Clone, Default)]
pub struct BackupRow {
    /// Its file name.
    pub name: String,
    /// Where it is downloaded.
    pub href: String,
    /// When it was made; `None` where it does not say.
    pub made_at: Option<Timestamp>,
    /// Its size in bytes.
    pub bytes: u64,
    /// Whether the catalogue is in it.
    pub with_catalogue: bool,
    /// Whether it was made by itself before a newer version changed the data.
    pub before_upgrade: bool,
    /// Whether it can be read.
    pub readable: bool,
}

impl BackupRow {
    /// Its size in megabytes with one digit behind the point, rounded up so that nothing is nothing.
    pub fn megabytes(&self) -> String {
        let tenths = self.bytes.div_ceil(100_000);
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_rounded_up() {
        let said = |bytes| BackupRow { bytes, ..BackupRow::default() }.megabytes();
        assert_eq!([said(1), said(100_000), said(12_345_678)], ["0.1", "0.1", "12.4"]);
    }
}
