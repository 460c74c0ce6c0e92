//! Sessions of people who are signed in. The key is the hash of the token that the browser holds, never the token.

use crate::error::Result;
use crate::row::Row;
use crate::{Env, Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, UserId};

/// A session that has not ended.
#[derive(Debug, Clone)]
pub struct Session {
    /// The environment of the person.
    pub environment: EnvironmentId,
    /// Who is signed in.
    pub user: UserId,
    /// Since when.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

statements! {
    INSERT = "INSERT INTO sessions (token_hash, environment_id, user_id, created_at, expires_at) \
              VALUES ($1, $2, $3, $4, $5)";
    EXTEND = "UPDATE sessions SET expires_at = $3 WHERE environment_id = $1 AND token_hash = $2";
    END = "DELETE FROM sessions WHERE environment_id = $1 AND token_hash = $2";
    END_OF_USER = "DELETE FROM sessions WHERE environment_id = $1 AND user_id = $2 AND token_hash <> $3";
    /// A request says its token; whose it is, is what is asked.
    GLOBAL_GET = "SELECT environment_id, user_id, created_at, expires_at FROM sessions \
              WHERE token_hash = $1 AND expires_at > $2";
    /// After a restore nobody is signed in: who was meanwhile thrown out must not be in again.
    GLOBAL_END_ALL = "DELETE FROM sessions";
    /// Ended sessions are of no use to anybody.
    GLOBAL_CLEAR = "DELETE FROM sessions WHERE expires_at <= $1";
}

impl Store {
    /// The session of a token; `None` where there is none or it has ended.
    ///
    /// # Errors
    /// What the database says.
    pub async fn session(&self, token_hash: &str) -> Result<Option<Session>> {
        let row = sqlx::query(GLOBAL_GET)
            .bind(token_hash)
            .bind(self.inner.clock.now_ms())
            .fetch_optional(&self.inner.core)
            .await?;
        row.map(|row| read(&Row::of("sessions", row))).transpose()
    }

    /// Removes the sessions that have ended and answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn clear_ended_sessions(&self, tx: &mut Tx) -> Result<u64> {
        let done = sqlx::query(GLOBAL_CLEAR).bind(self.inner.clock.now_ms()).execute(tx.connection()).await?;
        Ok(done.rows_affected())
    }
}

impl Store {
    /// Ends the sessions of everybody, as after a restore. Answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_all_sessions(&self, tx: &mut Tx) -> Result<u64> {
        Ok(sqlx::query(GLOBAL_END_ALL).execute(tx.connection()).await?.rows_affected())
    }
}

impl Env {
    /// Begins a session.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_session(&self, tx: &mut Tx, token_hash: &str, user: UserId, expires_at: Timestamp) -> Result<()> {
        sqlx::query(INSERT)
            .bind(token_hash)
            .bind(self.key())
            .bind(user.to_string())
            .bind(self.now_ms())
            .bind(expires_at.as_millisecond())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Lets a session end at another time.
    ///
    /// # Errors
    /// What the database says.
    pub async fn extend_session(&self, tx: &mut Tx, token_hash: &str, expires_at: Timestamp) -> Result<()> {
        sqlx::query(EXTEND)
            .bind(self.key())
            .bind(token_hash)
            .bind(expires_at.as_millisecond())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_session(&self, tx: &mut Tx, token_hash: &str) -> Result<()> {
        sqlx::query(END).bind(self.key()).bind(token_hash).execute(tx.connection()).await?;
        Ok(())
    }

    /// Ends every session of a person but one, as after a new password. Answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_other_sessions(&self, tx: &mut Tx, user: UserId, but_token_hash: &str) -> Result<u64> {
        let done = sqlx::query(END_OF_USER)
            .bind(self.key())
            .bind(user.to_string())
            .bind(but_token_hash)
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected())
    }
}

fn read(row: &Row) -> Result<Session> {
    Ok(Session {
        environment: row.parsed("environment_id", EnvironmentId::parse)?,
        user: row.parsed("user_id", UserId::parse)?,
        created_at: from_ms(row.int("created_at")?),
        expires_at: from_ms(row.int("expires_at")?),
    })
}
