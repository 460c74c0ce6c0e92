//! The audit: who did what, to what, and why. Append-only, without secrets.

use crate::error::Result;
use crate::row::{Row, to_json};
use crate::words::contains;
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::RowId;
use serde_json::Value;

/// Something that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its id.
    pub id: RowId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub content: NewAudit,
}

/// Something to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAudit {
    /// Who: a person's name or address, `linkspan`, or the name of a key.
    pub actor: String,
    /// What, as a stable word: `connection.linked`, `order.released`, ...
    pub action: String,
    /// To what: `order`, `connection`, `bridge`, `template`, `user`, ...
    pub subject_kind: String,
    /// The row.
    pub subject_id: String,
    /// In words, with the reason that a person gave.
    pub sentence: String,
    /// What else is worth keeping; never a secret.
    pub detail: Value,
}

/// What a list of entries is narrowed to. Empty members narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// About rows of this kind.
    pub subject_kind: String,
    /// About this row.
    pub subject_id: String,
    /// Part of the sentence, the actor or the action, in any case.
    pub text: String,
    /// How many rows; 0 means 50.
    pub limit: i64,
    /// How many rows to pass over.
    pub offset: i64,
}

statements! {
    INSERT = "INSERT INTO audit (id, environment_id, at, actor, action, subject_kind, subject_id, sentence, detail, search) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LIST = "SELECT * FROM audit WHERE environment_id = $1 AND ($2 = '' OR subject_kind = $2) \
            AND ($3 = '' OR subject_id = $3) AND ($4 = '' OR search LIKE $4 ESCAPE '\\') \
            ORDER BY id DESC LIMIT $5 OFFSET $6";
}

impl Env {
    /// Keeps what was done, in the transaction that does it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_audit(&self, tx: &mut Tx, entry: &NewAudit) -> Result<()> {
        let search = [entry.actor.as_str(), &entry.action, &entry.sentence].join(" ").to_lowercase();
        sqlx::query(INSERT)
            .bind(self.store.new_row_id().to_string())
            .bind(self.key())
            .bind(self.now_ms())
            .bind(entry.actor.clone())
            .bind(entry.action.clone())
            .bind(entry.subject_kind.clone())
            .bind(entry.subject_id.clone())
            .bind(entry.sentence.clone())
            .bind(to_json(&entry.detail))
            .bind(search)
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// What was done, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditEntry>> {
        let rows = sqlx::query(LIST)
            .bind(self.key())
            .bind(filter.subject_kind.clone())
            .bind(filter.subject_id.clone())
            .bind(contains(&filter.text))
            .bind(if filter.limit > 0 { filter.limit } else { 50 })
            .bind(filter.offset)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| read(&Row::of("audit", row))).collect()
    }
}

pub(crate) fn read(row: &Row) -> Result<AuditEntry> {
    Ok(AuditEntry {
        id: row.parsed("id", RowId::parse)?,
        at: from_ms(row.int("at")?),
        content: NewAudit {
            actor: row.text("actor")?,
            action: row.text("action")?,
            subject_kind: row.text("subject_kind")?,
            subject_id: row.text("subject_id")?,
            sentence: row.text("sentence")?,
            detail: row.json("detail")?,
        },
    })
}
