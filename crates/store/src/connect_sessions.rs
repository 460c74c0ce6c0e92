//! Connect sessions: what a developer's program lets one of its users link, for half an hour. The row has the hash of the
//! token and the sealed content, because developers put parts of credentials into it.

use crate::error::Result;
use crate::row::Row;
use crate::{Env, Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, RowId};

/// A connect session as it lies in its row.
#[derive(Debug, Clone)]
pub struct StoredConnectSession {
    /// Its id, for which the content is sealed.
    pub id: RowId,
    /// Whose it is.
    pub environment: EnvironmentId,
    /// What may be linked, sealed.
    pub sealed: Vec<u8>,
    /// When it ends.
    pub expires_at: Timestamp,
}

statements! {
    INSERT = "INSERT INTO connect_sessions (id, environment_id, token_hash, sealed, created_at, expires_at) \
              VALUES ($1, $2, $3, $4, $5, $6)";
    END = "DELETE FROM connect_sessions WHERE environment_id = $1 AND id = $2";
    /// A page says its token; whose it is, is what is asked.
    GLOBAL_GET = "SELECT id, environment_id, sealed, expires_at FROM connect_sessions \
                  WHERE token_hash = $1 AND expires_at > $2";
    /// Ended sessions are of no use to anybody.
    GLOBAL_CLEAR = "DELETE FROM connect_sessions WHERE expires_at <= $1";
}

impl Store {
    /// The connect session of a token; `None` where there is none or it has ended.
    ///
    /// # Errors
    /// What the database says.
    pub async fn connect_session(&self, token_hash: &str) -> Result<Option<StoredConnectSession>> {
        let now = self.inner.clock.now_ms();
        let row = sqlx::query(GLOBAL_GET).bind(token_hash).bind(now).fetch_optional(&self.inner.core).await?;
        row.map(|row| read(&Row::of("connect_sessions", row))).transpose()
    }

    /// Removes the connect sessions that have ended and answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn clear_ended_connect_sessions(&self, tx: &mut Tx) -> Result<u64> {
        let done = sqlx::query(GLOBAL_CLEAR).bind(self.inner.clock.now_ms()).execute(tx.connection()).await?;
        Ok(done.rows_affected())
    }
}

impl Env {
    /// Keeps a connect session. `id` is the one that the content was sealed for.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_connect_session(
        &self,
        tx: &mut Tx,
        id: RowId,
        token_hash: &str,
        sealed: &[u8],
        expires_at: Timestamp,
    ) -> Result<()> {
        sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(token_hash)
            .bind(sealed.to_vec())
            .bind(self.now_ms())
            .bind(expires_at.as_millisecond())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Ends a connect session.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_connect_session(&self, tx: &mut Tx, id: RowId) -> Result<()> {
        sqlx::query(END).bind(self.key()).bind(id.to_string()).execute(tx.connection()).await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<StoredConnectSession> {
    Ok(StoredConnectSession {
        id: row.parsed("id", RowId::parse)?,
        environment: row.parsed("environment_id", EnvironmentId::parse)?,
        sealed: row.bytes("sealed")?,
        expires_at: from_ms(row.int("expires_at")?),
    })
}
