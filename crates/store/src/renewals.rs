//! Renewing the tokens of connections: one process at a time, a rest after a refusal, and since when it has failed.
//!
//! The lease keeps two processes from spending the same refresh token, for a vendor may take the second use for a theft.

use crate::error::Result;
use crate::row::Row;
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::ConnectionId;

/// How the renewal of a connection's token stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalState {
    /// The first of the refusals in a row.
    pub failed_since: Option<Timestamp>,
    /// Until when it is not tried again.
    pub rests_until: Timestamp,
}

statements! {
    STATE = "SELECT renewal_failed_since, renewal_rests_until FROM connections WHERE environment_id = $1 AND id = $2";
    TAKE = "UPDATE connections SET renewal_lease_until = $3, renewal_lease_by = $4 \
            WHERE environment_id = $1 AND id = $2 AND renewal_lease_until <= $5 AND deleted_at IS NULL";
    RELEASE = "UPDATE connections SET renewal_lease_until = 0, renewal_lease_by = '' \
            WHERE environment_id = $1 AND id = $2 AND renewal_lease_by = $3";
    FAILED = "UPDATE connections SET renewal_rests_until = $3, renewal_failed_since = COALESCE(renewal_failed_since, $4) \
            WHERE environment_id = $1 AND id = $2";
    CLEAR = "UPDATE connections SET renewal_failed_since = NULL, renewal_rests_until = 0, renewal_lease_until = 0, \
            renewal_lease_by = '' WHERE environment_id = $1 AND id = $2";
}

impl Env {
    /// How the renewal of a connection's token stands; `None` where there is no such connection.
    ///
    /// # Errors
    /// What the database says.
    pub async fn renewal_state(&self, id: ConnectionId) -> Result<Option<RenewalState>> {
        let row = sqlx::query(STATE).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        row.map(|row| {
            let row = Row::of("connections", row);
            Ok(RenewalState {
                failed_since: row.opt_int("renewal_failed_since")?.map(from_ms),
                rests_until: from_ms(row.int("renewal_rests_until")?),
            })
        })
        .transpose()
    }

    /// Takes the right to renew until `until`. Answers `false` where somebody else has it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn take_renewal(&self, tx: &mut Tx, id: ConnectionId, by: &str, until: Timestamp) -> Result<bool> {
        let done = sqlx::query(TAKE)
            .bind(self.key())
            .bind(id.to_string())
            .bind(until.as_millisecond())
            .bind(by)
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Gives the right to renew back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn release_renewal(&self, tx: &mut Tx, id: ConnectionId, by: &str) -> Result<()> {
        sqlx::query(RELEASE).bind(self.key()).bind(id.to_string()).bind(by).execute(tx.connection()).await?;
        Ok(())
    }

    /// Notes a refusal: it rests until then, and the first refusal in a row is remembered.
    ///
    /// # Errors
    /// What the database says.
    pub async fn renewal_failed(&self, tx: &mut Tx, id: ConnectionId, rests_until: Timestamp) -> Result<()> {
        sqlx::query(FAILED)
            .bind(self.key())
            .bind(id.to_string())
            .bind(rests_until.as_millisecond())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Forgets refusals, after a success or with new credentials.
    ///
    /// # Errors
    /// What the database says.
    pub async fn clear_renewal(&self, tx: &mut Tx, id: ConnectionId) -> Result<()> {
        sqlx::query(CLEAR).bind(self.key()).bind(id.to_string()).execute(tx.connection()).await?;
        Ok(())
    }
}
