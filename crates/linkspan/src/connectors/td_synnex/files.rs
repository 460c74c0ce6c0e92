//! The vendor's file server: signing in with the key of the host in view, and what its answers mean for people.

use super::outfit::NAME;
use crate::connectors::file_server::{FileServer, FileServerKeeper};
use crate::egress::{self, EgressError, Policy};
use ::td_synnex::Account;
use ::td_synnex::sftp::{self, HostKey, Limits, Session, SftpError, SignIn};
use linkspan_core::problem::{Consequence, Problem};
use secrecy::SecretString;
use std::path::Path;
use url::Url;

const UNWRITABLE: &str = "The catalogue file could not be written to disk. Make room in the data directory.";

/// The file server of one country's system.
#[derive(Clone)]
pub(super) struct FileHost {
    pub(super) policy: Policy,
    pub(super) url: Url,
    pub(super) old_algorithms: bool,
}

/// One account's way to its files.
pub(super) struct FileAccess {
    pub(super) host: FileHost,
    pub(super) account: Account,
    pub(super) server: FileServer,
    pub(super) password: SecretString,
    /// Keeps what is found out; missing while a connection is only tried out.
    pub(super) keeper: Option<FileServerKeeper>,
}

/// What a visit found.
pub(super) struct Visit {
    /// The key that the host showed.
    pub(super) key: HostKey,
    /// The size of the nightly file; `None` where there is none yet.
    pub(super) nightly: Option<u64>,
}

impl FileHost {
    /// Its name, for people.
    pub(super) fn name(&self) -> &str {
        self.url.host_str().unwrap_or(NAME)
    }

    fn port(&self) -> u16 {
        self.url.port().unwrap_or(sftp::PORT)
    }
}

impl FileAccess {
    /// Puts today's file at `path` and answers its name. An interrupted fetch is gone on with.
    pub(super) async fn fetch(&self, path: &Path) -> Result<String, Problem> {
        let remote = sftp::nightly_file(&self.account);
        let session = self.enter().await?;
        let fetched = session.fetch(&remote, path).await.map_err(|error| self.problem(error))?;
        session.leave().await;
        tracing::info!(bytes = fetched.bytes, kept = fetched.kept, "the catalogue file was fetched");
        Ok(remote.trim_start_matches('/').to_owned())
    }

    /// The list of category codes.
    pub(super) async fn categories(&self) -> Result<Vec<u8>, Problem> {
        let session = self.enter().await?;
        let list = session.read(sftp::CATEGORY_LIST).await.map_err(|error| self.problem(error))?;
        session.leave().await;
        Ok(list)
    }

    /// Signs in and looks whether the nightly file is there.
    pub(super) async fn visit(&self) -> Result<Visit, Problem> {
        let session = self.enter().await?;
        let nightly = match session.size_of(&sftp::nightly_file(&self.account)).await {
            Ok(size) => Some(size.unwrap_or_default()),
            Err(SftpError::NoSuchFile { .. }) => None,
            Err(error) => return Err(self.problem(error)),
        };
        let key = session.host_key().clone();
        session.leave().await;
        Ok(Visit { key, nightly })
    }

    async fn enter(&self) -> Result<Session, Problem> {
        if self.server.refused {
            return Err(self.problem(SftpError::LogInRefused));
        }
        let stream = egress::tcp(&self.host.policy, self.host.name(), self.host.port()).await;
        let stream = stream.map_err(|error| self.not_reached(error))?;
        let sign_in = SignIn {
            user: self.server.user.clone(),
            password: self.password.clone(),
            expected_key: self.server.key.as_deref().and_then(|key| key.parse().ok()),
            old_algorithms: self.host.old_algorithms,
        };
        let entered = Box::pin(sftp::sign_in(stream, &sign_in, Limits::default())).await;
        if let Some(keeper) = &self.keeper {
            match &entered {
                Ok(session) => keeper.visited(&session.host_key().to_string()).await,
                Err(SftpError::HostKeyChanged { expected, found }) => {
                    keeper.stranger(&found.to_string(), &self.stranger(expected, found)).await;
                }
                Err(SftpError::LogInRefused) => keeper.refused(&self.refused()).await,
                Err(_) => {}
            }
        }
        entered.map_err(|error| self.problem(error))
    }

    fn not_reached(&self, error: EgressError) -> Problem {
        if let EgressError::Unreachable { source, .. } = error {
            return self.problem(SftpError::Unreachable(source));
        }
        let sentence = format!(
            "This server may not connect to {}. Whoever runs it must allow private addresses for TD SYNNEX.",
            self.host.name()
        );
        Problem::new("sftp_host_refused", sentence, Consequence::NeedsPerson).caused_by(error)
    }

    fn stranger(&self, expected: &HostKey, found: &HostKey) -> String {
        format!(
            "The file server {} shows another key than before, so the password was not sent to it. Known: {expected}. \
             Shown: {found}. Ask TD SYNNEX whether it changed its key; if so, accept the new one at Connectors.",
            self.host.name()
        )
    }

    fn refused(&self) -> String {
        format!(
            "The file server {} refuses the user {} or its password. It is not tried again: reconnect with what works there.",
            self.host.name(),
            self.server.user
        )
    }

    /// What an error means for people.
    fn problem(&self, error: SftpError) -> Problem {
        let (code, sentence, consequence) = self.words(&error);
        Problem::new(code, sentence, consequence).caused_by(error)
    }

    fn words(&self, error: &SftpError) -> (&'static str, String, Consequence) {
        let (host, port) = (self.host.name(), self.host.port());
        let person = Consequence::NeedsPerson;
        let later = Consequence::Retry { after: None };
        match error {
            SftpError::Unreachable(_) => (
                "sftp_unreachable",
                format!(
                    "The file server {host} cannot be reached on port {port}. Check that this server may connect to it; it is tried again."
                ),
                later,
            ),
            SftpError::HostKeyChanged { expected, found } => {
                ("sftp_host_key_changed", self.stranger(expected, found), person)
            }
            SftpError::NoCommonAlgorithm { offered, old_may_help: true } => (
                "sftp_old_algorithms",
                format!(
                    "The file server {host} offers only old algorithms ({offered}). Whoever runs this server may allow them: sftp_old_algorithms."
                ),
                person,
            ),
            SftpError::NoCommonAlgorithm { offered, .. } => (
                "sftp_algorithms",
                format!(
                    "The file server {host} offers no algorithm that is accepted ({offered}). Upload the file instead."
                ),
                person,
            ),
            SftpError::LogInRefused => ("sftp_log_in_refused", self.refused(), person),
            SftpError::AsksForMore { wanted } => (
                "sftp_asks_for_more",
                format!(
                    "The file server {host} asks for more than a password ({wanted}). Ask TD SYNNEX for a log-in by user and password alone, or upload the file."
                ),
                person,
            ),
            SftpError::NoSuchFile { path } => (
                "catalogue_not_offered",
                format!(
                    "The file server {host} has no file {path}. Ask TD SYNNEX to deliver the price file for the account, or upload it."
                ),
                Consequence::Permanent,
            ),
            SftpError::NotAllowed { path } => (
                "catalogue_refused",
                format!(
                    "The file server {host} does not let {} read {path}. Ask TD SYNNEX to enable the file for this user.",
                    self.server.user
                ),
                person,
            ),
            SftpError::TooLarge { limit } => (
                "catalogue_too_large",
                format!("The file is larger than {} MB.", limit / 1_048_576),
                Consequence::Permanent,
            ),
            SftpError::Disk(_) => ("catalogue_not_stored", UNWRITABLE.to_owned(), later),
            SftpError::Protocol(_) => (
                "sftp_not_understood",
                format!("The file server {host} does not answer as one. The log says more; it is tried again."),
                later,
            ),
            _ => (
                "catalogue_unavailable",
                format!("The file could not be fetched whole from {host}. It is gone on with at the next try."),
                later,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::HostRules;
    use ::td_synnex::Country;
    use std::io;
    use std::time::Duration;

    fn access() -> FileAccess {
        let policy = Policy {
            provider: NAME,
            hosts: HostRules::default(),
            allow_private: false,
            timeout: Duration::from_secs(1),
        };
        FileAccess {
            host: FileHost { policy, url: "sftp://files.example".parse().unwrap(), old_algorithms: false },
            account: Account { number: "712345".into(), country: Country::Us },
            server: FileServer::new("u712345"),
            password: "canary".into(),
            keeper: None,
        }
    }

    fn key(letter: char) -> HostKey {
        format!("ssh-ed25519 SHA256:{}", letter.to_string().repeat(43)).parse().unwrap()
    }

    #[test]
    fn only_what_passes_by_itself_is_tried_again() {
        let cut = || SftpError::Cut("cut".into());
        let changed = || SftpError::HostKeyChanged { expected: key('a'), found: key('b') };
        for (error, code, again) in [
            (cut(), "catalogue_unavailable", true),
            (SftpError::TimedOut, "catalogue_unavailable", true),
            (SftpError::Replaced, "catalogue_unavailable", true),
            (SftpError::Unreachable(io::ErrorKind::ConnectionRefused.into()), "sftp_unreachable", true),
            (SftpError::Disk(io::ErrorKind::StorageFull.into()), "catalogue_not_stored", true),
            (changed(), "sftp_host_key_changed", false),
            (SftpError::LogInRefused, "sftp_log_in_refused", false),
            (
                SftpError::NoCommonAlgorithm { offered: "ssh-rsa".into(), old_may_help: true },
                "sftp_old_algorithms",
                false,
            ),
            (SftpError::AsksForMore { wanted: "publickey".into() }, "sftp_asks_for_more", false),
            (SftpError::NoSuchFile { path: "/712345.zip".into() }, "catalogue_not_offered", false),
            (SftpError::NotAllowed { path: "/712345.zip".into() }, "catalogue_refused", false),
            (SftpError::TooLarge { limit: 1 << 30 }, "catalogue_too_large", false),
        ] {
            let problem = access().problem(error);
            assert_eq!((problem.code, problem.may_repeat()), (code, again), "{problem}");
            assert!(!format!("{problem:?}").contains("canary"));
        }
    }

    #[test]
    fn a_stranger_is_named_with_both_keys() {
        let said = access().problem(SftpError::HostKeyChanged { expected: key('a'), found: key('b') }).sentence;
        assert!(
            said.contains(&key('a').to_string()) && said.contains(&key('b').to_string()) && said.contains("accept")
        );
    }

    #[tokio::test]
    async fn a_log_in_that_was_refused_is_not_sent_again() {
        let refused = FileAccess { server: FileServer { refused: true, ..FileServer::new("u712345") }, ..access() };
        // No host may be reached at all here, so any other code would tell that one was tried.
        assert_eq!(refused.visit().await.err().map(|problem| problem.code), Some("sftp_log_in_refused"));
        assert_eq!(access().visit().await.err().map(|problem| problem.code), Some("sftp_host_refused"));
    }
}
