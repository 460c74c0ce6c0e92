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

#[test]
fn an_application_of_the_partner_api_is_named_in_the_file_and_needs_its_secret() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("linkspan.toml");
    let load = |secret: &str| {
        let entry = format!(
            "[[vendors.td_synnex.partner_api]]\naccount = \"US/712345\"\nclient_id = \"app\"\nclient_secret = \"{secret}\"\n"
        );
        std::fs::write(&path, entry).unwrap();
        Config::load(Some(&path), [], &Flags::default())
    };
    let config = load("canary-secret").unwrap();
    let [one] = &config.vendors.td_synnex.partner_api[..] else { panic!("one was named") };
    assert_eq!((one.account.as_str(), one.sandbox, one.url.is_none()), ("US/712345", false, true));
    assert!(!format!("{config:?}").contains("canary"));
    assert!(load("").unwrap_err().to_string().contains("secret"), "an entry without its secret is a slip");
}
