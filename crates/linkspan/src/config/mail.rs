//! How notices are sent by e-mail.

use super::text;
use secrecy::SecretString;
use serde::Deserialize;
use std::path::PathBuf;

/// `[mail]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The sender; `None` sends nothing.
    #[serde(deserialize_with = "text::optional")]
    pub from: Option<String>,
    /// Write into this file instead of sending.
    #[serde(deserialize_with = "text::optional")]
    pub spool_file: Option<PathBuf>,
    /// The mail server.
    pub smtp: Smtp,
}

/// `[mail.smtp]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its host name; `None` where there is none.
    #[serde(deserialize_with = "text::optional")]
    pub host: Option<String>,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Who signs in; `None` signs in nobody.
    #[serde(deserialize_with = "text::optional")]
    pub user: Option<String>,
    /// With what.
    #[serde(deserialize_with = "text::secret")]
    pub password: Option<SecretString>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Plain at first, then TLS; refused where the server does not offer it.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Not at all; for a server on this machine.
    None,
}
