//! Trying credentials out before they are kept, and asking kept ones whether they still work.
//!
//! What is found is told step by step, each with a code, a sentence and a cure, in words that no vendor's type is needed for.

use super::provider::Provider;
use super::values::Values;
use async_trait::async_trait;
use linkspan_core::id::{ConnectionId, EnvironmentId};
use linkspan_core::problem::Problem;
use linkspan_store::{AccountKind, Connection};
use secrecy::SecretString;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// Signs in for people: nothing is stored here.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Names of fields that the operator filled in for everybody.
    fn preset(&self, provider: &Provider) -> Vec<&'static str>;

    /// Tries what a person typed. The secret is sent at most once for each log-in, and only to a host that the provider
    /// or the operator allows.
    async fn examine(&self, trial: &Trial<'_>) -> Examination;

    /// Asks a kept connection step by step whether it works. What is found about its health is kept too.
    ///
    /// # Errors
    /// `connection_unusable` where it does not exist or has no credentials.
    async fn check(&self, environment: EnvironmentId, id: ConnectionId) -> Result<Vec<Finding>, Problem>;

    /// Forgets clients and opened credentials of a connection.
    fn forget(&self, environment: EnvironmentId, id: ConnectionId);
}

/// What is tried.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// The kind of account.
    pub provider: &'static Provider,
    /// What was typed, already checked against the provider's fields.
    pub values: &'a Values,
    /// The account that must be reached, when a connection is renewed.
    pub expected_account: Option<&'a str>,
    /// The connection that is renewed, whose other credentials may be kept.
    pub known: Option<&'a Connection>,
    /// What it is for.
    pub purpose: Purpose,
}

/// What an account is connected for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// For a bridge: every right that its templates need must be there, and somebody who receives notices.
    Bridge,
    /// For programs: that it lets us in is enough, what they may do there is between them and the vendor.
    Lend,
}

/// What was found.
#[derive(Debug)]
pub struct Examination {
    /// The steps in order. After a failed one the rest is missing.
    pub findings: Vec<Finding>,
    /// The log-ins that were refused, by the name of their secret field.
    pub refused: Vec<&'static str>,
    /// The account, where all necessary steps held.
    pub account: Option<ReachedAccount>,
}

/// An account that was reached, ready to be kept once a person has confirmed that it is the right one.
#[derive(Clone)]
pub struct ReachedAccount {
    /// What makes it the same account at every connect: the database, or country and number.
    pub account_key: String,
    /// What kind it seems to be.
    pub kind: AccountKind,
    /// Whether it leads to a host that is not the vendor's.
    pub test_host: bool,
    /// What people may call it.
    pub display_name: String,
    /// What identifies it for a person, such as zone and database.
    pub description: String,
    /// Everything that is no secret.
    pub settings: Value,
    /// Who receives failure notices.
    pub email: Option<String>,
    /// The permissions that were found.
    pub permissions: Value,
    /// What is to be sealed, by slot.
    pub secrets: Vec<(&'static str, SecretString)>,
}

impl fmt::Debug for ReachedAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReachedAccount({}, {:?})", self.account_key, self.kind)
    }
}

/// One step of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable word: `zone`, `sign_in`, `permission`, `resource`, `account`, `read_sign_in`, `order_sign_in`,
    /// `sender_address`, `file_server`.
    pub step: &'static str,
    /// Which of several, such as the module of a permission.
    pub subject: Option<String>,
    /// How it went.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// How a step went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Ok {
        /// What was found, in a few words.
        found: String,
    },
    /// It cannot be found out now; the sentence says what to know.
    Noted {
        /// In words.
        sentence: String,
    },
    /// It does not hold, and nothing was kept.
    Failed {
        /// Stable code.
        code: &'static str,
        /// What happened.
        sentence: String,
        /// What to do.
        cure: String,
    },
}

impl Finding {
    /// A step that holds.
    #[must_use]
    pub fn ok(step: &'static str, found: impl Into<String>) -> Self {
        Self { step, subject: None, verdict: Verdict::Ok { found: found.into() } }
    }

    /// A step that cannot be found out.
    #[must_use]
    pub fn noted(step: &'static str, sentence: impl Into<String>) -> Self {
        Self { step, subject: None, verdict: Verdict::Noted { sentence: sentence.into() } }
    }

    /// A step that does not hold.
    #[must_use]
    pub fn failed(
        step: &'static str,
        code: &'static str,
        sentence: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        let verdict = Verdict::Failed { code, sentence: sentence.into(), cure: cure.into() };
        Self { step, subject: None, verdict }
    }

    /// About this one of several.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// The code of the failure, where it failed.
    #[must_use]
    pub fn failure(&self) -> Option<&'static str> {
        match self.verdict {
            Verdict::Failed { code, .. } => Some(code),
            _ => None,
        }
    }
}
