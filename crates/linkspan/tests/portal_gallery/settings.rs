//! The settings page, filled and bare.

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
    ]
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
