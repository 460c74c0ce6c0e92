//! What can go wrong while fetching, sorted by what to do next. No message holds a credential.

use super::HostKey;
use super::algorithms::any_old;
use russh_sftp::client::error::Error as Said;
use russh_sftp::protocol::StatusCode;
use std::error::Error as StdError;
use std::io;

/// How much of a server's text is kept.
const LONGEST_TEXT: usize = 200;

/// Why a file was not fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SftpError {
    /// The host was not reached; nothing was sent.
    #[error("the SFTP host was not reached")]
    Unreachable(#[source] io::Error),
    /// The host showed another key than the expected one. The password was not sent. Either the vendor changed its key, or
    /// somebody stands in between: a person must decide.
    #[error("the SFTP host showed the key {found}, expected was {expected}")]
    HostKeyChanged {
        /// The key that was expected.
        expected: HostKey,
        /// The key that was shown.
        found: HostKey,
    },
    /// The two sides have no algorithm in common.
    #[error("the SFTP host offers no algorithm that is accepted: {offered}")]
    NoCommonAlgorithm {
        /// What the host offers, bounded.
        offered: String,
        /// Whether allowing old algorithms may help.
        old_may_help: bool,
    },
    /// The log-in was refused. Do not repeat it with the same password.
    #[error("the SFTP host refused the user or the password")]
    LogInRefused,
    /// The host takes no log-in by user and password alone: it wants a key, a code or another answer as well.
    #[error("the SFTP host asks for more than a password: {wanted}")]
    AsksForMore {
        /// What it asks for, in its words, bounded.
        wanted: String,
    },
    /// There is no such file, or not for this user.
    #[error("the SFTP host has no file {path}")]
    NoSuchFile {
        /// Where it was looked for.
        path: String,
    },
    /// The user may not read the file.
    #[error("the SFTP host does not let this user read {path}")]
    NotAllowed {
        /// Where it lies.
        path: String,
    },
    /// The file is larger than allowed.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The file was replaced while it was read. What was fetched is thrown away; fetch it again.
    #[error("the file was replaced while it was read")]
    Replaced,
    /// The connection ended in the middle. What was fetched is kept; fetch again to go on.
    #[error("the connection to the SFTP host was cut")]
    Cut(#[source] Box<dyn StdError + Send + Sync>),
    /// The host was silent, or the whole took too long. What was fetched is kept; fetch again to go on.
    #[error("the SFTP host took too long")]
    TimedOut,
    /// The host refused the request for a reason of its own.
    #[error("the SFTP host refused: {message}")]
    Refused {
        /// Its words, bounded.
        message: String,
    },
    /// The host does not speak the protocol as expected.
    #[error("the SFTP host does not speak as expected")]
    Protocol(#[source] Box<dyn StdError + Send + Sync>),
    /// The file could not be written here.
    #[error("the file could not be written")]
    Disk(#[source] io::Error),
}

impl SftpError {
    /// The same may be tried again later without anyone changing anything.
    #[must_use]
    pub const fn may_retry(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_)
                | Self::Replaced
                | Self::Cut(_)
                | Self::TimedOut
                | Self::Refused { .. }
                | Self::Disk(_)
        )
    }

    /// What the SSH library says, before or beside any file.
    pub(super) fn of_ssh(error: russh::Error) -> Self {
        use russh::Error as E;
        match error {
            E::NoCommonAlgo { theirs, .. } => {
                Self::NoCommonAlgorithm { offered: bounded(&theirs.join(", ")), old_may_help: any_old(&theirs) }
            }
            E::IO(error) => Self::Cut(Box::new(error)),
            E::Disconnect | E::HUP | E::SendError | E::RecvError | E::KeepaliveTimeout | E::InactivityTimeout => {
                Self::Cut(Box::new(error))
            }
            E::ConnectionTimeout | E::Elapsed(_) => Self::TimedOut,
            other => Self::Protocol(Box::new(other)),
        }
    }

    /// What the SFTP library says about a file.
    pub(super) fn of_file(path: &str, error: Said) -> Self {
        match error {
            Said::Status(status) => match status.status_code {
                StatusCode::NoSuchFile => Self::NoSuchFile { path: path.to_owned() },
                StatusCode::PermissionDenied => Self::NotAllowed { path: path.to_owned() },
                code => Self::Refused { message: bounded(&format!("{code}: {}", status.error_message)) },
            },
            Said::Timeout => Self::TimedOut,
            Said::IO(_) | Said::UnexpectedBehavior(_) => Self::Cut(Box::new(error)),
            Said::Limited(_) | Said::UnexpectedPacket => Self::Protocol(Box::new(error)),
        }
    }

    /// The same where the library wrapped it into an I/O error.
    pub(super) fn of_reading(path: &str, error: io::Error) -> Self {
        match error.downcast::<Said>() {
            Ok(said) => Self::of_file(path, said),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => Self::TimedOut,
            Err(error) => Self::Cut(Box::new(error)),
        }
    }
}

pub(super) fn bounded(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use russh_sftp::protocol::Status;

    fn status(status_code: StatusCode, message: &str) -> Said {
        Said::Status(Status { id: 1, status_code, error_message: message.into(), language_tag: String::new() })
    }

    #[test]
    fn each_status_has_its_own_consequence() {
        let of = |said| SftpError::of_file("/712345.zip", said);
        assert!(
            matches!(of(status(StatusCode::NoSuchFile, "")), SftpError::NoSuchFile { path } if path == "/712345.zip")
        );
        assert!(matches!(of(status(StatusCode::PermissionDenied, "")), SftpError::NotAllowed { .. }));
        assert!(of(status(StatusCode::Failure, "disk")).may_retry());
        assert!(of(Said::Timeout).may_retry() && of(Said::UnexpectedBehavior("closed".into())).may_retry());
        assert!(!of(Said::UnexpectedPacket).may_retry());
    }

    #[test]
    fn a_wrapped_status_is_found_again() {
        let wrapped = io::Error::from(status(StatusCode::PermissionDenied, "no"));
        assert!(matches!(SftpError::of_reading("/x", wrapped), SftpError::NotAllowed { .. }));
    }

    #[test]
    fn a_servers_text_is_bounded_and_printable() {
        let long = format!("\u{1b}[31m{}", "x".repeat(1_000));
        let SftpError::Refused { message } = SftpError::of_file("/x", status(StatusCode::Failure, &long)) else {
            panic!("another class");
        };
        assert!(message.len() <= LONGEST_TEXT && !message.contains('\u{1b}'));
    }

    #[test]
    fn no_common_algorithm_says_whether_old_ones_would_do() {
        let error = |theirs: &[&str]| russh::Error::NoCommonAlgo {
            kind: russh::AlgorithmKind::Key,
            ours: vec![],
            theirs: theirs.iter().map(|&name| name.to_owned()).collect(),
        };
        let helps = |theirs: &[&str]| {
            matches!(SftpError::of_ssh(error(theirs)), SftpError::NoCommonAlgorithm { old_may_help: true, .. })
        };
        assert!(helps(&["ssh-rsa"]) && !helps(&["ssh-dss"]));
    }
}
