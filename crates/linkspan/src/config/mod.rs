//! The settings: the documented defaults, a file, the environment, the command line, in this order of growing weight.
//!
//! `default.toml` is compiled in and is the reference of what can be set: a key that it does not have is refused by name.
//! What must not be here: what the settings are used for.

mod api;
mod connect;
mod data;
mod error;
mod layers;
mod log;
mod mail;
mod providers;
mod server;
mod text;
mod vendors;
mod webhooks;

pub use api::Api;
pub use connect::{Colour, ConnectPage, ConnectTheme, NotAColour};
pub use data::Data;
pub use error::ConfigError;
pub use log::{Log, LogFormat};
pub use mail::{Mail, Security, Smtp};
pub use providers::Providers;
pub use server::{Network, Server};
pub use vendors::{Autotask, PartnerApi, ServiceHosts, TdSynnex, Vendors};
pub use webhooks::Webhooks;

use layers::Layers;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;
use url::Url;

/// The documented defaults, for `linkspan` to print and for people to copy from.
pub const DEFAULTS: &str = include_str!("default.toml");

/// All settings.
#[derive(Debug, Clone, Deserialize)]
pub struct Config {
    /// Where and how the server is reached.
    pub server: Server,
    /// Where the data is.
    pub data: Data,
    /// How programs use it.
    pub api: Api,
    /// How the connect page looks.
    pub connect: ConnectPage,
    /// The operator's own providers.
    pub providers: Providers,
    /// Where messages for programs may go.
    pub webhooks: Webhooks,
    /// The vendors' addresses and our share of their limits.
    pub vendors: Vendors,
    /// How notices are sent.
    pub mail: Mail,
    /// What is logged, and how.
    pub log: Log,
}

/// What the command line says; what it does not say is left to the other sources.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--listen`.
    pub listen: Option<SocketAddr>,
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--emulators`: the addresses of an Autotask and of a TD SYNNEX emulator.
    pub emulators: Option<(Url, Url)>,
    /// The third value of `--emulators`: the address of the emulated file server, with or without a user name.
    pub file_server: Option<Url>,
}

impl Config {
    /// Reads the settings. `environment` are the process's variables; those that do not begin with `LINKSPAN__` are not
    /// looked at.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key and the source of what is wrong.
    pub fn load(
        file: Option<&std::path::Path>,
        environment: impl IntoIterator<Item = (String, String)>,
        flags: &Flags,
    ) -> Result<Self, ConfigError> {
        let mut layers = Layers::of_defaults();
        if let Some(path) = file {
            layers.add_file(path)?;
        }
        layers.add_environment(environment)?;
        let mut config = layers.read()?;
        config.apply(flags);
        Ok(config)
    }

    fn apply(&mut self, flags: &Flags) {
        if let Some(listen) = flags.listen {
            self.server.listen = listen;
        }
        if let Some(directory) = &flags.data {
            self.data.dir.clone_from(directory);
        }
        if let Some((autotask, td_synnex)) = &flags.emulators {
            self.vendors.point_at_emulators(autotask, td_synnex);
        }
        if let Some(url) = &flags.file_server {
            self.vendors.td_synnex.fetch_files_from(url);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: &str, environment: &[(&str, &str)], flags: &Flags) -> Result<Config, ConfigError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("linkspan.toml");
        std::fs::write(&path, file).unwrap();
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(Some(&path), environment, flags)
    }

    fn said(result: Result<Config, ConfigError>) -> String {
        result.expect_err("it should be refused").to_string()
    }

    #[test]
    fn the_defaults_listen_on_this_machine_alone_and_trust_nobody() {
        let config = Config::load(None, [], &Flags::default()).unwrap();
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:8088");
        assert!(config.server.listen.ip().is_loopback() && config.server.trusted_proxies.is_empty());
        assert!(!config.vendors.autotask.allow_private && !config.vendors.td_synnex.allow_private);
        assert_eq!(config.vendors.autotask.quota_percent(), 30);
        assert_eq!(config.data.key_file(), PathBuf::from("linkspan-data/linkspan.key"));
    }

    #[test]
    fn file_environment_and_flags_win_in_this_order() {
        let file = "[server]\nlisten = '127.0.0.1:1000'\npublic_url = 'https://link.example'\n[log]\nlevel = 'debug'";
        let environment =
            [("LINKSPAN__SERVER__LISTEN", "127.0.0.1:2000"), ("LINKSPAN__LOG__FORMAT", "json"), ("HOME", "/")];
        let config = load(file, &environment, &Flags::default()).unwrap();
        assert_eq!(config.server.listen.port(), 2000);
        assert_eq!((config.log.level.as_str(), config.log.format), ("debug", LogFormat::Json));
        assert_eq!(config.server.public_url.as_ref().map(Url::as_str), Some("https://link.example/"));
        let flags = Flags { listen: Some("127.0.0.1:3000".parse().unwrap()), ..Flags::default() };
        assert_eq!(load(file, &environment, &flags).unwrap().server.listen.port(), 3000);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_source() {
        let text = said(load("[server]\nlisten_on = '127.0.0.1:1'", &[], &Flags::default()));
        assert!(text.contains("server.listen_on") && text.contains("linkspan.toml"), "{text}");
        let text = said(load("[sever]\nlisten = '127.0.0.1:1'", &[], &Flags::default()));
        assert!(text.contains("`sever`"), "{text}");
        let text = said(load("", &[("LINKSPAN__MAIL__SMTP__HOTS", "x")], &Flags::default()));
        assert!(text.contains("mail.smtp.hots") && text.contains("LINKSPAN__MAIL__SMTP__HOTS"), "{text}");
    }

    #[test]
    fn a_wrong_value_is_named_and_never_shown() {
        let text = said(load("[server]\nlisten = 'everywhere'", &[], &Flags::default()));
        assert!(text.contains("server.listen"), "{text}");
        let text = said(load("", &[("LINKSPAN__MAIL__SMTP__PORT", "hunter2")], &Flags::default()));
        assert!(text.contains("mail.smtp.port") && !text.contains("hunter2"), "{text}");
        let text = said(load("[data]\ndatabase_url = 7", &[], &Flags::default()));
        assert!(text.contains("data.database_url"), "{text}");
        let with_password = "[vendors.td_synnex.us]\nsftp = 'sftp://u:canary@files.example'";
        for file in ["[vendors.td_synnex.us]\nsftp = 'https://files.example'", with_password] {
            let text = said(load(file, &[], &Flags::default()));
            assert!(text.contains("vendors.td_synnex.us") && !text.contains("canary"), "{text}");
        }
        let text = said(load("[vendors.autotask]\nquota_share = 1.5", &[], &Flags::default()));
        assert!(text.contains("quota_share"), "{text}");
    }

    #[test]
    fn secrets_are_never_printed() {
        let file = "[mail.smtp]\npassword = 'smtp-canary'\n[data]\ndatabase_url = 'postgres://u:db-canary@h/d'\n\
                    [vendors.autotask]\nintegration_code = 'code-canary'";
        let shown = format!("{:?}", load(file, &[], &Flags::default()).unwrap());
        assert!(!shown.contains("canary"), "{shown}");
    }

    #[test]
    fn lists_come_from_the_environment_with_commas() {
        let environment = [("LINKSPAN__SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7")];
        let config = load("", &environment, &Flags::default()).unwrap();
        let trusts = |address: &str| config.server.trusts(address.parse().unwrap());
        assert!(trusts("10.9.9.9") && trusts("192.0.2.7") && !trusts("192.0.2.8"));
        let text =
            said(load("[vendors.autotask]\npurchase_order_link = 'http://at.example/{id}'", &[], &Flags::default()));
        assert!(text.contains("purchase_order_link"), "{text}");
        let senders = [("LINKSPAN__VENDORS__TD_SYNNEX__SENDER_ADDRESSES", "203.0.113.7, 2001:db8::7")];
        assert_eq!(load("", &senders, &Flags::default()).unwrap().vendors.td_synnex.sender_addresses.len(), 2);
        let text = said(load("[vendors.td_synnex]\nsender_addresses = ['office']", &[], &Flags::default()));
        assert!(text.contains("sender_addresses"), "{text}");
    }

    #[test]
    fn emulators_take_the_place_of_both_vendors() {
        let flags = Flags {
            emulators: Some((
                Url::parse("http://127.0.0.1:4001/").unwrap(),
                Url::parse("http://127.0.0.1:4002/").unwrap(),
            )),
            ..Flags::default()
        };
        let vendors = load("", &[], &flags).unwrap().vendors;
        assert!(vendors.autotask.allow_private && vendors.td_synnex.allow_private);
        assert!(vendors.autotask.allowed_hosts.allow("127.0.0.1"));
        assert_eq!(vendors.autotask.discovery_url.as_str(), "http://127.0.0.1:4001/atservicesrest/");
        assert_eq!(vendors.td_synnex.us.xml.as_ref().map(Url::as_str), Some("http://127.0.0.1:4002/"));
        assert_eq!(vendors.td_synnex.ca_test.invoice.as_ref().map(Url::as_str), Some("http://127.0.0.1:4002/"));
        assert_eq!(vendors.td_synnex.us.sftp, None, "its address is another one and is named apart");
        let file_server = [("LINKSPAN__VENDORS__TD_SYNNEX__US__SFTP", "sftp://127.0.0.1:4022")];
        let vendors = load("", &file_server, &flags).unwrap().vendors;
        assert_eq!(vendors.td_synnex.us.sftp.and_then(|url| url.port()), Some(4022));
        let printed = Url::parse("sftp://u712345@127.0.0.1:4023").ok();
        let vendors = load("", &file_server, &Flags { file_server: printed, ..flags }).unwrap().vendors;
        assert_eq!(vendors.td_synnex.ca.sftp.as_ref().map(Url::as_str), Some("sftp://127.0.0.1:4023"));
        assert_eq!(vendors.td_synnex.us.sftp, vendors.td_synnex.ca.sftp);
    }
}
