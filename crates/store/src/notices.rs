//! Notices: messages to people, one per subject and state, and the outbox that sends them.

use crate::error::Result;
use crate::row::{Row, to_json};
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::NoticeId;

/// A message that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// The message.
    pub content: NewNotice,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// How often sending failed.
    pub tries: i64,
    /// Why sending failed last, in words.
    pub failure: Option<String>,
}

/// A message to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// What it is about: `order`, `connection`, ...
    pub subject_kind: String,
    /// The row that it is about.
    pub subject_id: String,
    /// The state that people must know. For one subject and state there is one message.
    pub state: String,
    /// The subject line.
    pub title: String,
    /// The text.
    pub body: String,
    /// The addresses.
    pub recipients: Vec<String>,
}

statements! {
    INSERT = "INSERT INTO notices (id, environment_id, subject_kind, subject_id, state, title, body, recipients, created_at, \
              tries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) \
              ON CONFLICT (environment_id, subject_kind, subject_id, state) DO NOTHING";
    GET = "SELECT * FROM notices WHERE environment_id = $1 AND id = $2";
    LIST = "SELECT * FROM notices WHERE environment_id = $1 ORDER BY id DESC LIMIT $2";
    UNSENT = "SELECT * FROM notices WHERE environment_id = $1 AND sent_at IS NULL ORDER BY id LIMIT $2";
    SENT = "UPDATE notices SET sent_at = $3, failure = NULL WHERE environment_id = $1 AND id = $2 AND sent_at IS NULL";
    FAILED = "UPDATE notices SET tries = tries + 1, failure = $3 WHERE environment_id = $1 AND id = $2 \
              AND sent_at IS NULL";
    FORGET = "DELETE FROM notices WHERE environment_id = $1 AND subject_kind = $2 AND subject_id = $3 AND state = $4";
}

impl Env {
    /// Makes a message; `None` where there is one for this subject and state already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_notice(&self, tx: &mut Tx, notice: &NewNotice) -> Result<Option<NoticeId>> {
        let id = NoticeId::new(&*self.store.inner.ids);
        let done = sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(notice.subject_kind.clone())
            .bind(notice.subject_id.clone())
            .bind(notice.state.clone())
            .bind(notice.title.clone())
            .bind(notice.body.clone())
            .bind(to_json(&notice.recipients))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok((done.rows_affected() > 0).then_some(id))
    }

    /// One message.
    ///
    /// # Errors
    /// What the database says.
    pub async fn notice(&self, id: NoticeId) -> Result<Option<Notice>> {
        let row = sqlx::query(GET).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("notices", row))).transpose()
    }

    /// The newest messages, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn notices(&self, most: i64) -> Result<Vec<Notice>> {
        let rows = sqlx::query(LIST).bind(self.key()).bind(most).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("notices", row))).collect()
    }

    /// The messages that wait to be sent, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unsent_notices(&self, most: i64) -> Result<Vec<Notice>> {
        let rows = sqlx::query(UNSENT).bind(self.key()).bind(most).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("notices", row))).collect()
    }

    /// Notes that a message was sent now. Answers `false` where it was sent before.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_notice_sent(&self, tx: &mut Tx, id: NoticeId) -> Result<bool> {
        let done = sqlx::query(SENT)
            .bind(self.key())
            .bind(id.to_string())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes that sending a message failed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_notice_failed(&self, tx: &mut Tx, id: NoticeId, failure: &str) -> Result<()> {
        sqlx::query(FAILED).bind(self.key()).bind(id.to_string()).bind(failure).execute(tx.connection()).await?;
        Ok(())
    }

    /// Forgets the message for a subject and state, so that the next time it happens people hear of it again: as when
    /// dead credentials were renewed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_notice(&self, tx: &mut Tx, subject_kind: &str, subject_id: &str, state: &str) -> Result<()> {
        sqlx::query(FORGET)
            .bind(self.key())
            .bind(subject_kind)
            .bind(subject_id)
            .bind(state)
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<Notice> {
    Ok(Notice {
        id: row.parsed("id", NoticeId::parse)?,
        content: NewNotice {
            subject_kind: row.text("subject_kind")?,
            subject_id: row.text("subject_id")?,
            state: row.text("state")?,
            title: row.text("title")?,
            body: row.text("body")?,
            recipients: row.json("recipients")?,
        },
        created_at: from_ms(row.int("created_at")?),
        sent_at: row.opt_int("sent_at")?.map(from_ms),
        tries: row.int("tries")?,
        failure: row.opt_text("failure")?,
    })
}
