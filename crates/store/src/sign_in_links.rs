//! Links that let somebody in once. The key is the hash of the token in the link, never the token.

use crate::error::Result;
use crate::row::Row;
use crate::words::words;
use crate::{Env, Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, UserId};

words! {
    /// What a link is good for.
    LinkPurpose {
        /// The first person becomes the owner.
        FirstOwner = "first_owner",
        /// A person signs in without a password.
        SignIn = "sign_in",
        /// A person sets a new password.
        NewPassword = "new_password",
    }
}

/// A link that can still be used, or was used just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// Where it leads.
    pub environment: EnvironmentId,
    /// For whom it is; `None` where there is nobody yet.
    pub user: Option<UserId>,
    /// What it is good for.
    pub purpose: LinkPurpose,
    /// Until when.
    pub expires_at: Timestamp,
}

statements! {
    INSERT = "INSERT INTO sign_in_links (token_hash, environment_id, user_id, purpose, created_at, expires_at) \
              VALUES ($1, $2, $3, $4, $5, $6)";
    REVOKE = "DELETE FROM sign_in_links WHERE environment_id = $1 AND purpose = $2 AND used_at IS NULL";
    /// Whoever follows a link says its token; where it leads, is what is asked.
    GLOBAL_GET = "SELECT environment_id, user_id, purpose, expires_at FROM sign_in_links \
              WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
    /// One winner, however often it is followed at once.
    GLOBAL_USE = "UPDATE sign_in_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 \
              RETURNING environment_id, user_id, purpose, expires_at";
}

impl Store {
    /// Looks at a link without using it: programs that preview links must not spend it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sign_in_link(&self, token_hash: &str) -> Result<Option<SignInLink>> {
        let row = sqlx::query(GLOBAL_GET)
            .bind(token_hash)
            .bind(self.inner.clock.now_ms())
            .fetch_optional(&self.inner.core)
            .await?;
        row.map(|row| read(&Row::of("sign_in_links", row))).transpose()
    }

    /// Spends a link; `None` where it was spent, has ended or never was.
    ///
    /// # Errors
    /// What the database says.
    pub async fn use_sign_in_link(&self, tx: &mut Tx, token_hash: &str) -> Result<Option<SignInLink>> {
        let row = sqlx::query(GLOBAL_USE)
            .bind(token_hash)
            .bind(self.inner.clock.now_ms())
            .fetch_optional(tx.connection())
            .await?;
        row.map(|row| read(&Row::of("sign_in_links", row))).transpose()
    }
}

impl Env {
    /// Makes a link.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_sign_in_link(
        &self,
        tx: &mut Tx,
        token_hash: &str,
        purpose: LinkPurpose,
        user: Option<UserId>,
        expires_at: Timestamp,
    ) -> Result<()> {
        sqlx::query(INSERT)
            .bind(token_hash)
            .bind(self.key())
            .bind(user.map(|user| user.to_string()))
            .bind(purpose.as_str())
            .bind(self.now_ms())
            .bind(expires_at.as_millisecond())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Takes back the unused links of one purpose, as when a new one replaces them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn revoke_sign_in_links(&self, tx: &mut Tx, purpose: LinkPurpose) -> Result<()> {
        sqlx::query(REVOKE).bind(self.key()).bind(purpose.as_str()).execute(tx.connection()).await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<SignInLink> {
    Ok(SignInLink {
        environment: row.parsed("environment_id", EnvironmentId::parse)?,
        user: row.opt_parsed("user_id", UserId::parse)?,
        purpose: row.parsed("purpose", LinkPurpose::parse)?,
        expires_at: from_ms(row.int("expires_at")?),
    })
}
