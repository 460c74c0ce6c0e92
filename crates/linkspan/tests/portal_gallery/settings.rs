//! The settings page, filled and bare.

use linkspan::http::portal::backup::{BackupPage, BackupRow};
use linkspan::http::portal::page::{Fact, Field};
use linkspan::http::portal::settings::{Notices, Quota, SettingsPage};
use linkspan::http::portal::shell::Section;

use crate::{Sheet, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    vec![
        Sheet::new("settings", Section::Settings, |shell| filled().render(shell)),
        Sheet::new("settings-bare", Section::Settings, |shell| {
            SettingsPage { quotas: vec![], notices: Notices::default(), ..filled() }.render(shell)
        }),
        Sheet::new("backup", Section::Settings, |shell| backups().render(shell)),
        Sheet::new("backup-none", Section::Settings, |shell| {
            BackupPage { rows: Vec::new(), keep: Field::of("0").wrong("Give a number from 1 to 365."), ..backups() }
                .render(shell)
        }),
        Sheet::new("backup-postgresql", Section::Settings, |shell| BackupPage::default().render(shell)),
    ]
}

fn backups() -> BackupPage {
    let row = |name: &str, made_at: &str, bytes| BackupRow {
        href: format!("/settings/backup/{name}"),
        name: name.to_owned(),
        made_at: Some(at(made_at)),
        bytes,
        readable: true,
        ..BackupRow::default()
    };
    BackupPage {
        here: Some("/var/lib/linkspan/backups".to_owned()),
        rows: vec![
            row("linkspan-20261122T021500Z-0.backup.zip", "2026-11-22T02:15:00Z", 4_812_300),
            BackupRow {
                with_catalogue: true,
                ..row("linkspan-20261121T021500Z-0.backup.zip", "2026-11-21T02:15:00Z", 212_400_000)
            },
            BackupRow {
                before_upgrade: true,
                ..row("linkspan-20261120T080000Z-0-before-upgrade.backup.zip", "2026-11-20T08:00:00Z", 4_700_000)
            },
            BackupRow {
                made_at: None,
                readable: false,
                ..row("linkspan-20261119T021500Z-0.backup.zip", "2026-11-19T02:15:00Z", 1_024)
            },
        ],
        keep: Field::of("7"),
    }
}

fn filled() -> SettingsPage {
    SettingsPage {
        notices: Notices {
            recipients: Field::of("purchasing@msp.example, owner@msp.example"),
            held: true,
            unknown: true,
            conflict: true,
            rejected: true,
            credentials: true,
            through: Some("smtp.msp.example".to_owned()),
            last_sent: Some(at("2026-11-22T13:22:00Z")),
        },
        quotas: vec![Quota {
            key: "30595".to_owned(),
            database: "Example MSP (30595)".to_owned(),
            limit: 10_000,
            used: 84,
            percent: Field::of("95").wrong("At most 90, so that others can work."),
            share: 3_000,
        }],
        programs: true,
        backups: true,
        about: vec![
            Fact::new("Version", "0.1.0"),
            Fact::new("Licence", "Apache-2.0"),
            Fact::new("Database", "SQLite 3.51.3"),
            Fact::new("Data", "/var/lib/linkspan"),
            Fact::new("Running since", "20 Nov 2026, 08:00"),
        ],
    }
}
