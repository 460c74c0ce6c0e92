//! Attempts: every outside call that matters, with the exact request without credentials. Append-only.

use crate::error::Result;
use crate::row::Row;
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{AttemptId, OrderId, RecordId, RunId};

/// What an attempt was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An order.
    Order(OrderId),
    /// A run as a whole.
    Run(RunId),
    /// One record of a run.
    Record(RecordId),
}

impl Subject {
    fn parts(self) -> (&'static str, String) {
        match self {
            Self::Order(id) => ("order", id.to_string()),
            Self::Run(id) => ("run", id.to_string()),
            Self::Record(id) => ("record", id.to_string()),
        }
    }
}

/// An attempt to be kept.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// What it was made for.
    pub subject: Subject,
    /// What was asked, as a word: `submit`, `look_up`, `write_back`, ...
    pub operation: &'static str,
    /// The exact request, without credentials.
    pub request: Option<String>,
    /// The answer, bounded and without credentials.
    pub response: Option<String>,
    /// The outcome as a stable word.
    pub outcome: String,
    /// The outcome in words.
    pub sentence: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

/// An attempt that was kept.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// When it ended.
    pub at: Timestamp,
    /// What was asked.
    pub operation: String,
    /// The exact request, without credentials.
    pub request: Option<String>,
    /// The answer, bounded and without credentials.
    pub response: Option<String>,
    /// The outcome as a stable word.
    pub outcome: String,
    /// The outcome in words.
    pub sentence: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: i64,
}

statements! {
    INSERT = "INSERT INTO attempts (id, environment_id, subject_kind, subject_id, at, operation, request, response, outcome, \
              sentence, elapsed_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    LIST = "SELECT id, at, operation, request, response, outcome, sentence, elapsed_ms FROM attempts \
            WHERE environment_id = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY id DESC LIMIT $4";
}

impl Env {
    /// Keeps an attempt.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_attempt(&self, tx: &mut Tx, attempt: &NewAttempt) -> Result<AttemptId> {
        let id = AttemptId::new(&*self.store.inner.ids);
        let (kind, subject) = attempt.subject.parts();
        sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(kind)
            .bind(subject)
            .bind(self.store.inner.clock.now_ms())
            .bind(attempt.operation)
            .bind(attempt.request.clone())
            .bind(attempt.response.clone())
            .bind(attempt.outcome.clone())
            .bind(attempt.sentence.clone())
            .bind(i64::try_from(attempt.elapsed_ms).unwrap_or(i64::MAX))
            .execute(tx.connection())
            .await?;
        Ok(id)
    }

    /// The newest attempts for a subject, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn attempts(&self, subject: Subject, most: i64) -> Result<Vec<Attempt>> {
        let (kind, id) = subject.parts();
        let rows =
            sqlx::query(LIST).bind(self.key()).bind(kind).bind(id).bind(most).fetch_all(&self.store.inner.core).await?;
        rows.into_iter().map(|row| read(&Row::of("attempts", row))).collect()
    }
}

fn read(row: &Row) -> Result<Attempt> {
    Ok(Attempt {
        id: row.parsed("id", AttemptId::parse)?,
        at: from_ms(row.int("at")?),
        operation: row.text("operation")?,
        request: row.opt_text("request")?,
        response: row.opt_text("response")?,
        outcome: row.text("outcome")?,
        sentence: row.text("sentence")?,
        elapsed_ms: row.int("elapsed_ms")?,
    })
}
