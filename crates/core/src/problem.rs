//! What can go wrong, in the shape that both a person and the work runner can use.
//!
//! A [`Problem`] has a stable code, one sentence for the person with what to do next, the consequence that was decided
//! where the error was known, and a cause for the log that is never shown to a person.

use crate::clock::Timestamp;
use std::fmt;

/// The result of anything that may end in a [`Problem`].
pub type Result<T, E = Problem> = std::result::Result<T, E>;

/// What follows from a problem. Decided where the error is known, never guessed from its text later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// Repeating it would fail the same way.
    Permanent,
    /// May work later; not before `after`, where it is given.
    Retry {
        /// The earliest moment at which a repeat makes sense.
        after: Option<Timestamp>,
    },
    /// Nothing left this machine: a repeat is safe.
    NotSent,
    /// The effect may or may not have happened: ask before anything else.
    UnknownOutcome,
    /// The credentials are refused: stop until a person renews them. Never repeat.
    Credentials,
    /// A limit is reached: not before `until`, where it is known.
    Limit {
        /// When the limit is expected to allow calls again.
        until: Option<Timestamp>,
    },
    /// Only a person can decide.
    NeedsPerson,
}

/// Something that went wrong, said twice: for the person and for the log.
pub struct Problem {
    /// Stable, machine-readable, `snake_case`. Never changes its meaning.
    pub code: &'static str,
    /// One or two sentences: what happened and what to do next. Safe to show to anybody who may see the subject.
    pub sentence: String,
    /// What the caller may do about it.
    pub consequence: Consequence,
    cause: Option<Box<dyn std::error::Error + Send + Sync + 'static>>,
}

impl Problem {
    /// A problem without a technical cause.
    pub fn new(code: &'static str, sentence: impl Into<String>, consequence: Consequence) -> Self {
        Self { code, sentence: sentence.into(), consequence, cause: None }
    }

    /// A problem that no repetition cures.
    pub fn permanent(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(code, sentence, Consequence::Permanent)
    }

    /// A problem that may be gone at the next try.
    pub fn retry(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(code, sentence, Consequence::Retry { after: None })
    }

    /// Attaches the technical cause, for the log alone.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync + 'static>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The cause and its causes, outermost first, for the log. Empty where there is none.
    #[must_use]
    pub fn cause_chain(&self) -> String {
        let mut parts = Vec::new();
        let mut next: Option<&dyn std::error::Error> = self.cause.as_deref().map(|c| c as _);
        while let Some(cause) = next {
            parts.push(cause.to_string());
            next = cause.source();
        }
        parts.join(": ")
    }

    /// Whether the same call may be made again by itself.
    #[must_use]
    pub fn may_repeat(&self) -> bool {
        matches!(self.consequence, Consequence::Retry { .. } | Consequence::NotSent | Consequence::Limit { .. })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}] {:?}", self.sentence, self.code, self.consequence)?;
        let chain = self.cause_chain();
        if chain.is_empty() { Ok(()) } else { write!(f, " caused by: {chain}") }
    }
}

impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|c| c as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_person_reads_the_sentence_and_only_the_log_reads_the_cause() {
        let problem = Problem::retry("distributor_unreachable", "The distributor did not answer. It is tried again.")
            .caused_by(std::io::Error::other("connection refused (10.0.0.1)"));
        assert_eq!(problem.to_string(), "The distributor did not answer. It is tried again.");
        assert_eq!(problem.cause_chain(), "connection refused (10.0.0.1)");
        assert!(problem.may_repeat());
    }

    #[test]
    fn an_unknown_outcome_is_never_repeated_by_itself() {
        assert!(!Problem::new("order_unknown", "Not sure yet.", Consequence::UnknownOutcome).may_repeat());
        assert!(!Problem::new("credentials_refused", "Reconnect.", Consequence::Credentials).may_repeat());
    }
}
