//! What can go wrong, typed by what the caller should do next.
//!
//! [`Error::kind`] says what happened, [`Error::consequence`] what to do. The vendor's wording is kept apart, since
//! it is the only explanation a person gets for a refused value. No message contains a credential.

use std::{error::Error as StdError, fmt, time::Duration};

/// A call that did not give its answer.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: Kind,
    status: Option<u16>,
    vendor_text: Option<String>,
    retry_after: Option<Duration>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What a call wanted to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Read, count or describe.
    Query,
    /// Create a record.
    Create,
    /// Change a record.
    Update,
    /// Delete a record; this client never does, but the vendor's texts speak of it.
    Delete,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Kind {
    /// HTTP 401: user name or secret wrong, user inactive or without the API licence, or the zone is another.
    #[error("Autotask refused the user name or the secret")]
    Credentials,
    /// The client stays silent after a 401, because repeating it locks the account.
    #[error("Autotask refused these credentials before, so they were not sent again")]
    CredentialsRefusedBefore,
    /// The account is locked after repeated wrong secrets.
    #[error("the Autotask account is locked")]
    AccountLocked,
    /// The integration code is not valid for this user.
    #[error("Autotask refused the integration code")]
    IntegrationCode,
    /// No zone is known for the user name.
    #[error("Autotask does not know the user name")]
    UnknownUser,
    /// The user may not do this with this entity.
    #[error("the Autotask user lacks the permission to {verb} {entity}")]
    Permission {
        /// The entity's path, such as `PurchaseOrders`.
        entity: String,
        /// What was refused.
        verb: Verb,
    },
    /// The data was refused; sending it again gives the same answer.
    #[error("Autotask refused the request")]
    Validation,
    /// A field that the entity does not have (in this tenant, for this user).
    #[error("Autotask knows no field {field} of {entity}")]
    UnknownField {
        /// The field as the vendor repeats it.
        field: String,
        /// The entity in the vendor's singular wording.
        entity: String,
    },
    /// No such record.
    #[error("Autotask found no such record")]
    NotFound,
    /// Too many calls at once for one integration code and entity.
    #[error("Autotask allows no more calls at once for this entity")]
    ThreadLimit,
    /// The database's calls of the hour are used up.
    #[error("Autotask's hourly limit of calls is reached")]
    HourlyLimit,
    /// Our own guard kept the call back; nothing was sent.
    #[error("the call was kept back to leave Autotask calls for others")]
    QuotaReserved {
        /// When it may be tried again, in epoch milliseconds.
        retry_at_ms: i64,
    },
    /// The service had a passing trouble.
    #[error("Autotask is not available at the moment")]
    Transient,
    /// The network failed.
    #[error("{}", if *.before_send { "Autotask could not be reached" } else { "the connection to Autotask broke" })]
    Network {
        /// Whether it is certain that nothing was sent.
        before_send: bool,
    },
    /// A create may or may not have happened: ask before sending it again.
    #[error("it is not known whether Autotask created the record")]
    UnknownOutcome,
    /// An answer that the API should not give.
    #[error("unexpected answer from Autotask: {what}")]
    Protocol {
        /// What was unexpected.
        what: String,
    },
    /// A request that could not be formed; nothing was sent.
    #[error("the request cannot be sent: {what}")]
    Unsendable {
        /// Why not.
        what: &'static str,
    },
}

/// What the caller should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// Repeating it gives the same answer: something has to be changed.
    Permanent,
    /// Repeat it, after the pause if one is named.
    Retry {
        /// The pause that the vendor asked for.
        after: Option<Duration>,
    },
    /// A person has to look at the credentials; repeating it locks the account.
    Credentials,
    /// The calls are used up.
    Limit {
        /// Until when, in epoch milliseconds, if known.
        until_ms: Option<i64>,
    },
    /// Nothing left this machine, so it may be repeated whatever it was.
    NotSent,
    /// A create may have happened: ask by a natural key before repeating it.
    UnknownOutcome,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self { inner: Box::new(Inner { kind, status: None, vendor_text: None, retry_after: None, source: None }) }
    }

    pub(crate) fn protocol(what: impl Into<String>) -> Self {
        Self::new(Kind::Protocol { what: what.into() })
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.inner.status = Some(status);
        self
    }

    pub(crate) fn with_vendor_text(mut self, text: String) -> Self {
        self.inner.vendor_text = Some(text).filter(|text| !text.is_empty());
        self
    }

    pub(crate) fn with_retry_after(mut self, pause: Option<Duration>) -> Self {
        self.inner.retry_after = pause;
        self
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.inner.source = Some(Box::new(source));
        self
    }

    /// The same trouble, told as another kind.
    pub(crate) fn into_kind(mut self, kind: Kind) -> Self {
        self.inner.kind = kind;
        self
    }

    /// A refusal of a guard: the call was not sent and may be tried at `retry_at_ms` (epoch milliseconds).
    ///
    /// For implementations of [`Gate`](crate::gate::Gate).
    pub fn quota_reserved(retry_at_ms: i64) -> Self {
        Self::new(Kind::QuotaReserved { retry_at_ms })
    }

    /// What happened.
    pub fn kind(&self) -> &Kind {
        &self.inner.kind
    }

    /// The HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.inner.status
    }

    /// What Autotask said, in its words.
    pub fn vendor_text(&self) -> Option<&str> {
        self.inner.vendor_text.as_deref()
    }

    /// What to do next.
    ///
    /// ```
    /// # mod doc { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.in")); }
    /// # doc::example(async |client: autotask::Client, _ready| {
    /// use autotask::{Consequence, entity::NewProduct};
    ///
    /// let refused = client.create(&NewProduct::new("Switch", 999_999, true, false)).await.unwrap_err();
    /// match refused.consequence() {
    ///     Consequence::Permanent => println!("change it first: {}", refused.vendor_text().unwrap_or("no reason given")),
    ///     Consequence::Retry { after } => println!("later, after {after:?}"),
    ///     Consequence::Limit { until_ms } => println!("the calls are used up until {until_ms:?}"),
    ///     Consequence::Credentials => println!("somebody has to look at the credentials"),
    ///     Consequence::NotSent => println!("nothing was sent, so it may be sent again"),
    ///     Consequence::UnknownOutcome => println!("ask whether it happened"),
    /// }
    /// assert_eq!(refused.consequence(), Consequence::Permanent);
    /// # Ok(())
    /// # });
    /// ```
    pub fn consequence(&self) -> Consequence {
        match self.kind() {
            Kind::Credentials
            | Kind::CredentialsRefusedBefore
            | Kind::AccountLocked
            | Kind::IntegrationCode
            | Kind::UnknownUser => Consequence::Credentials,
            Kind::Permission { .. }
            | Kind::Validation
            | Kind::UnknownField { .. }
            | Kind::NotFound
            | Kind::Protocol { .. }
            | Kind::Unsendable { .. } => Consequence::Permanent,
            Kind::ThreadLimit | Kind::Transient | Kind::Network { before_send: false } => {
                Consequence::Retry { after: self.inner.retry_after }
            }
            Kind::HourlyLimit => Consequence::Limit { until_ms: None },
            Kind::QuotaReserved { retry_at_ms } => Consequence::Limit { until_ms: Some(*retry_at_ms) },
            Kind::Network { before_send: true } => Consequence::NotSent,
            Kind::UnknownOutcome => Consequence::UnknownOutcome,
        }
    }

    /// The pause that the vendor asked for.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.inner.kind)?;
        match &self.inner.vendor_text {
            Some(text) => write!(f, ": {text}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.inner.kind)
            .field("status", &self.inner.status)
            .field("vendor_text", &self.inner.vendor_text)
            .field("source", &self.inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Query => "query",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_words_follow_ours() {
        let error = Error::new(Kind::Validation).with_status(500).with_vendor_text("queueID is required".into());
        assert_eq!(error.to_string(), "Autotask refused the request: queueID is required");
        assert_eq!(error.vendor_text(), Some("queueID is required"));
        assert_eq!(error.status(), Some(500));
    }

    #[test]
    fn display_does_not_repeat_its_source() {
        let cause = std::io::Error::other("broken pipe");
        let error = Error::new(Kind::Network { before_send: false }).with_source(cause);
        assert_eq!(error.to_string(), "the connection to Autotask broke");
        assert_eq!(error.source().unwrap().to_string(), "broken pipe");
    }

    #[test]
    fn each_kind_has_its_consequence() {
        let permission = Kind::Permission { entity: "PurchaseOrders".into(), verb: Verb::Create };
        assert_eq!(permission.to_string(), "the Autotask user lacks the permission to create PurchaseOrders");
        for (kind, expected) in [
            (Kind::Credentials, Consequence::Credentials),
            (Kind::UnknownUser, Consequence::Credentials),
            (permission, Consequence::Permanent),
            (Kind::Network { before_send: true }, Consequence::NotSent),
            (Kind::Network { before_send: false }, Consequence::Retry { after: None }),
            (Kind::HourlyLimit, Consequence::Limit { until_ms: None }),
            (Kind::QuotaReserved { retry_at_ms: 5 }, Consequence::Limit { until_ms: Some(5) }),
            (Kind::UnknownOutcome, Consequence::UnknownOutcome),
            (Kind::Protocol { what: "html".into() }, Consequence::Permanent),
        ] {
            assert_eq!(Error::new(kind.clone()).consequence(), expected, "{kind}");
        }
        let busy = Error::new(Kind::ThreadLimit).with_retry_after(Some(Duration::from_secs(2)));
        assert_eq!(busy.consequence(), Consequence::Retry { after: Some(Duration::from_secs(2)) });
    }
}
