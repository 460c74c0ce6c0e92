//! Renders every page of the portal in both languages into `target/gallery/` and checks what must hold for all of them:
//! one heading, named inputs, captioned tables, nothing inline, nothing from outside, small.

mod activity;
mod bridge;
mod checks;
mod connectors;
mod developers;
mod door;
mod home;
mod order;
mod order_templates;
mod orders;
mod products;
mod reconcile;
mod settings;
mod sync;

use std::fs;
use std::path::PathBuf;

use linkspan::http::portal::shell::{Section, Shell, Theme, User};
use linkspan::http::portal::strings::Locale;
use linkspan::http::portal::{Rendered, assets};

/// One page of the gallery: its file name, where it stands, and how it is made.
struct Sheet {
    name: &'static str,
    section: Section,
    render: Box<dyn Fn(&Shell) -> Rendered>,
}

impl Sheet {
    fn new(name: &'static str, section: Section, render: impl Fn(&Shell) -> Rendered + 'static) -> Self {
        Self { name, section, render: Box::new(render) }
    }
}

fn sheets() -> Vec<Sheet> {
    [
        door::sheets(),
        home::sheets(),
        connectors::sheets(),
        bridge::sheets(),
        sync::sheets(),
        order_templates::sheets(),
        orders::sheets(),
        reconcile::sheets(),
        order::sheets(),
        products::sheets(),
        activity::sheets(),
        settings::sheets(),
        developers::sheets(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn shell(section: Section, locale: Locale) -> Shell {
    Shell {
        user: Some(User { name: "Purchasing desk".to_owned(), email: "purchasing@msp.example".to_owned() }),
        environment: "Example MSP".to_owned(),
        csrf: "token-of-this-session".to_owned(),
        locale,
        theme: Theme::Auto,
        section,
        waiting: 4,
        flash: None,
        now: at("2026-11-22T14:05:00Z"),
        time_zone: jiff::tz::TimeZone::UTC,
        path: section.href().to_owned(),
        demo: false,
    }
}

fn at(text: &str) -> jiff::Timestamp {
    text.parse().expect("a fixture time is well formed")
}

fn gallery() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let folder = target.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target"));
    folder.join("gallery")
}

#[test]
fn every_page_is_whole_in_both_languages() {
    let folder = gallery();
    fs::create_dir_all(folder.join("assets")).unwrap();
    for asset in assets::ALL {
        fs::write(folder.join("assets").join(asset.name), asset.bytes).unwrap();
    }
    for sheet in sheets() {
        for locale in Locale::ALL {
            let html = (sheet.render)(&shell(sheet.section, locale)).unwrap();
            checks::page(sheet.name, &html);
            let local = html.replace("\"/assets/", "\"assets/");
            fs::write(folder.join(format!("{}.{}.html", sheet.name, locale.code())), local).unwrap();
        }
    }
}

#[test]
fn a_page_is_the_same_every_time() {
    for sheet in sheets() {
        let shell = shell(sheet.section, Locale::De);
        assert_eq!((sheet.render)(&shell).unwrap(), (sheet.render)(&shell).unwrap(), "{}", sheet.name);
    }
}

#[test]
fn every_word_is_used() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut used = String::new();
    for folder in
        ["templates", "src/http", "src/http/connect_page", "src/http/oauth", "src/http/pages", "src/http/portal"]
    {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                used.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let spare: Vec<_> = linkspan::http::portal::strings::all()
        .map(|entry| entry.key)
        .filter(|key| !["t", "text()"].iter().any(|owner| used.contains(&format!("{owner}.{key}("))))
        .filter(|key| !used.lines().any(|line| line.trim_end().ends_with(&format!(" {key},"))))
        .collect();
    assert!(spare.is_empty(), "words that no page says: {spare:?}");
}

#[test]
fn the_two_languages_differ() {
    for sheet in sheets() {
        let [en, de] = Locale::ALL.map(|locale| (sheet.render)(&shell(sheet.section, locale)).unwrap());
        assert_ne!(en, de, "{}", sheet.name);
        assert!(de.contains("<html lang=\"de\""), "{}", sheet.name);
    }
}
