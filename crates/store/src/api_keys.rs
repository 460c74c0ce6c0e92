//! Keys with which programs use the API. The row has the key's hash and its first characters, never the key.

use crate::error::Result;
use crate::row::{Row, to_json};
use crate::{Env, Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, RowId};
use serde::{Deserialize, Serialize};

/// What a key may do. An empty list of integrations, connections, verbs or paths narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Grants {
    /// Names of scopes, such as `environment:connections:read`; a star at the end stands for all below.
    pub scopes: Vec<String>,
    /// The only integrations, by their unique keys.
    pub integrations: Vec<String>,
    /// The only connections, by their public ids.
    pub connections: Vec<String>,
    /// The only verbs through the proxy, in capitals.
    pub verbs: Vec<String>,
    /// The only paths through the proxy; a star stands for anything.
    pub paths: Vec<String>,
}

/// A key without the key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: RowId,
    /// Whose it is.
    pub environment: EnvironmentId,
    /// By what people know it.
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    /// What it may do.
    pub grants: Grants,
    /// Who made it.
    pub created_by: String,
    /// Since when it exists.
    pub created_at: Timestamp,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
    /// Since when it is taken back.
    pub revoked_at: Option<Timestamp>,
    /// When it was used last, give or take the minute that is kept in memory.
    pub last_used_at: Option<Timestamp>,
}

/// A key that is about to exist.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// The hash under which it is looked up.
    pub hash: String,
    /// Its first characters.
    pub prefix: String,
    /// By what people know it.
    pub name: String,
    /// What it may do.
    pub grants: Grants,
    /// Who makes it.
    pub created_by: String,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
}

statements! {
    INSERT = "INSERT INTO api_keys (id, environment_id, key_hash, prefix, name, grants, created_by, created_at, expires_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (key_hash) DO NOTHING";
    LIST = "SELECT * FROM api_keys WHERE environment_id = $1 ORDER BY id";
    REVOKE = "UPDATE api_keys SET revoked_at = $3 WHERE environment_id = $1 AND id = $2 AND revoked_at IS NULL \
              RETURNING key_hash";
    USED = "UPDATE api_keys SET last_used_at = $3 WHERE environment_id = $1 AND id = $2 \
            AND (last_used_at IS NULL OR last_used_at < $3)";
    /// Whoever calls says a key; whose it is, is what is asked.
    GLOBAL_GET = "SELECT * FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)";
}

impl Store {
    /// The key with this hash, if it can be used now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn api_key(&self, hash: &str) -> Result<Option<ApiKey>> {
        let now = self.inner.clock.now_ms();
        let row = sqlx::query(GLOBAL_GET).bind(hash).bind(now).fetch_optional(&self.inner.core).await?;
        row.map(|row| read(&Row::of("api_keys", row))).transpose()
    }
}

impl Env {
    /// Keeps a key; `None` where the same key exists already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_api_key(&self, tx: &mut Tx, new: &NewApiKey) -> Result<Option<RowId>> {
        let id = self.store.new_row_id();
        let done = sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(new.hash.clone())
            .bind(new.prefix.clone())
            .bind(new.name.clone())
            .bind(to_json(&new.grants))
            .bind(new.created_by.clone())
            .bind(self.now_ms())
            .bind(new.expires_at.map(Timestamp::as_millisecond))
            .execute(tx.connection())
            .await?;
        Ok((done.rows_affected() > 0).then_some(id))
    }

    /// All keys, oldest first, also those that cannot be used any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>> {
        let rows = sqlx::query(LIST).bind(self.key()).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("api_keys", row))).collect()
    }

    /// Takes a key back and answers its hash; `None` where there is none to take back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn revoke_api_key(&self, tx: &mut Tx, id: RowId) -> Result<Option<String>> {
        let row = sqlx::query(REVOKE)
            .bind(self.key())
            .bind(id.to_string())
            .bind(self.now_ms())
            .fetch_optional(tx.connection())
            .await?;
        row.map(|row| Row::of("api_keys", row).text("key_hash")).transpose()
    }

    /// Notes when a key was used. Never on the way of a request: the times are gathered in memory first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn api_key_used(&self, tx: &mut Tx, id: RowId, at: Timestamp) -> Result<()> {
        sqlx::query(USED)
            .bind(self.key())
            .bind(id.to_string())
            .bind(at.as_millisecond())
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<ApiKey> {
    Ok(ApiKey {
        id: row.parsed("id", RowId::parse)?,
        environment: row.parsed("environment_id", EnvironmentId::parse)?,
        name: row.text("name")?,
        prefix: row.text("prefix")?,
        grants: row.json("grants")?,
        created_by: row.text("created_by")?,
        created_at: from_ms(row.int("created_at")?),
        expires_at: row.opt_int("expires_at")?.map(from_ms),
        revoked_at: row.opt_int("revoked_at")?.map(from_ms),
        last_used_at: row.opt_int("last_used_at")?.map(from_ms),
    })
}
