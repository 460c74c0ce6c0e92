//! The settings as the program reads them.

use linkspan::config::{Config, ConfigError, DEFAULTS, Flags};

#[test]
fn the_documented_defaults_are_a_whole_settings_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("linkspan.toml");
    std::fs::write(&path, DEFAULTS).unwrap();
    let (read, built_in) =
        (Config::load(Some(&path), [], &Flags::default()).unwrap(), Config::load(None, [], &Flags::default()).unwrap());
    assert_eq!(format!("{read:?}"), format!("{built_in:?}"));
}

#[test]
fn every_setting_is_explained() {
    let mut explained = false;
    for line in DEFAULTS.lines() {
        if line.starts_with('#') {
            explained = true;
        } else if line.starts_with('[') || line.is_empty() {
            explained = explained && line.starts_with('[');
        } else if let Some((key, _)) = line.split_once(" = ") {
            let plain = ["host", "user", "password", "port", "xml", "invoice", "sftp"].contains(&key);
            assert!(explained || plain, "{key} is not explained");
            explained = false;
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_or_is_no_toml_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("linkspan.toml");
    let missing = Config::load(Some(&path), [], &Flags::default()).unwrap_err();
    assert!(matches!(missing, ConfigError::Unreadable { .. }));
    std::fs::write(&path, "[server]\nlisten = \n").unwrap();
    let text = Config::load(Some(&path), [], &Flags::default()).unwrap_err().to_string();
    assert!(text.contains("linkspan.toml") && text.contains("line 2"), "{text}");
}
