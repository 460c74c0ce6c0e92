//! What can go wrong with a reading call, sorted by what to do next. Orders have outcomes instead (`order::outcome`).
//!
//! No message here holds a credential: texts of the vendor are scrubbed before they are put in.

use crate::account::Slot;
use crate::order::FieldProblem;
use serde::{Deserialize, Serialize};

/// Why a reading call brought no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The log-in was refused. Do not repeat with the same password.
    ///
    /// The vendor's text for this case was never seen; it is recognised by its words (inferred).
    #[error("TD SYNNEX refused the {slot} log-in")]
    Credentials {
        /// Which log-in was used.
        slot: Slot,
        /// The vendor's text speaks of expiry.
        expired: bool,
        /// What the vendor wrote.
        message: String,
    },
    /// The sender's IP address is not registered with the vendor. The reseller must ask the help desk to register it.
    #[error("TD SYNNEX does not accept calls from this server's IP address")]
    IpNotRegistered {
        /// What the vendor wrote; it names the address that it saw.
        message: String,
    },
    /// The vendor had a fault or no time. The same question may be asked again later.
    #[error("TD SYNNEX could not answer for now ({code})")]
    Retry {
        /// The vendor's error name or `HTTP` and the status.
        code: String,
        /// What the vendor wrote.
        message: String,
    },
    /// Too many calls in too short a time (Partner API); the same question may be asked again after the wait.
    #[error("TD SYNNEX asks to be called less often")]
    TooMany {
        /// How long to wait, where the vendor says it.
        wait: Option<std::time::Duration>,
    },
    /// The question was refused, and repeating it will not help.
    #[error("TD SYNNEX refused the request ({code})")]
    Permanent {
        /// The vendor's error name or `HTTP` and the status.
        code: String,
        /// What the vendor wrote.
        message: String,
    },
    /// The question cannot be sent as it stands; nothing was sent.
    #[error("TD SYNNEX would not take the question ({} fields)", problems.len())]
    Invalid {
        /// One entry per field.
        problems: Vec<FieldProblem>,
    },
    /// An answer came, but it cannot be relied on: not XML, cut, too large, or about something else than was asked.
    #[error("the answer of TD SYNNEX cannot be used: {what}")]
    Protocol {
        /// What is wrong with it.
        what: String,
        /// Its beginning, scrubbed and bounded.
        excerpt: String,
    },
    /// No answer came.
    #[error("TD SYNNEX was not reached")]
    Network(#[source] NetworkError),
}

impl Error {
    /// The same question may be asked again later without anyone changing anything.
    pub const fn may_retry(&self) -> bool {
        matches!(self, Self::Retry { .. } | Self::TooMany { .. } | Self::Protocol { .. } | Self::Network(_))
    }
}

/// A call that ended without a whole answer.
#[derive(Debug, thiserror::Error)]
#[error("{failure}")]
pub struct NetworkError {
    /// How far the call came.
    pub failure: Failure,
    /// The HTTP library's error, its address taken off.
    #[source]
    pub source: reqwest::Error,
}

/// How far a call came that brought no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Failure {
    /// Not one byte of the request left.
    #[error("nothing was sent: {0}")]
    NotSent(NotSentCause),
    /// Time ran out after the call had begun.
    #[error("no answer in time")]
    TimedOut,
    /// The connection ended before the answer was whole.
    #[error("the connection was cut")]
    Cut,
}

/// Why it is certain that nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotSentCause {
    /// The host name could not be resolved.
    #[error("the host name was not found")]
    NameNotFound,
    /// The host refused the connection.
    #[error("the connection was refused")]
    ConnectionRefused,
    /// The connection was not made in time.
    #[error("the connection was not made in time")]
    ConnectTimedOut,
    /// The TLS handshake failed; the body follows only after it.
    #[error("the TLS handshake failed")]
    TlsFailed,
    /// The connection was not made for another reason.
    #[error("the connection was not made")]
    NotConnected,
    /// The request could not be built, for example because the password holds a character that XML cannot carry.
    #[error("the request could not be built")]
    CannotBuild,
    /// The stored order belongs to another account than this client.
    #[error("the order belongs to another account")]
    OtherAccount,
}
