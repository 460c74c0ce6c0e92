//! The options that several commands share: where the settings and the data are.

use crate::config::{Config, ConfigError, Flags};
use clap::Args;
use secrecy::SecretString;
use std::net::SocketAddr;
use std::path::PathBuf;
use url::Url;

/// Where the settings and the data are.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// Directory of the data; made where it does not exist
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// File with settings; `linkspan config` prints all of them
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

/// Where the vendors are, for those commands that call them.
#[derive(Debug, Args)]
pub(super) struct Emulators {
    /// Use emulators in place of both vendors, and the file server that the second one prints as `sftp_url`
    #[arg(long, num_args = 2..=3, value_names = ["AUTOTASK_URL", "TD_SYNNEX_URL", "SFTP_URL"])]
    pub(super) emulators: Option<Vec<Url>>,
}

impl Place {
    /// The settings from all sources, these options last.
    pub(super) fn settings(&self, listen: Option<SocketAddr>, emulators: &Emulators) -> Result<Config, ConfigError> {
        let mut flags = Flags { listen, data: self.data.clone(), ..Flags::default() };
        if let Some([autotask, td_synnex, rest @ ..]) = emulators.emulators.as_deref() {
            flags.emulators = Some((autotask.clone(), td_synnex.clone()));
            flags.file_server = rest.first().cloned();
        }
        let mut config = Config::load(self.config.as_deref(), std::env::vars(), &flags)?;
        if config.data.database_url.is_none() {
            let url = std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty());
            config.data.database_url = url.map(SecretString::from);
        }
        Ok(config)
    }

    /// The same, for commands that call no vendor.
    pub(super) fn plain_settings(&self) -> Result<Config, ConfigError> {
        self.settings(None, &Emulators { emulators: None })
    }
}
