//! Integrations: providers that are switched on in an environment, each under a key of its own. Their secrets are sealed in
//! `credentials`.

use crate::error::Result;
use crate::row::{Row, to_json};
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, RowId};
use serde_json::{Map, Value};

/// A provider that is switched on.
#[derive(Debug, Clone, PartialEq)]
pub struct Integration {
    /// Its id.
    pub id: RowId,
    /// Whose it is.
    pub environment: EnvironmentId,
    /// By which programs name it.
    pub unique_key: String,
    /// The provider's name.
    pub provider: String,
    /// What people call it, where that is not the provider's own name.
    pub display_name: Option<String>,
    /// Settings of the provider that are no secret.
    pub config: Map<String, Value>,
    /// Whether the provider's webhooks are passed on.
    pub forward_webhooks: bool,
    /// Since when it exists.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// What people decide about an integration.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IntegrationDraft {
    /// By which programs name it.
    pub unique_key: String,
    /// What people call it.
    pub display_name: Option<String>,
    /// Settings of the provider that are no secret.
    pub config: Map<String, Value>,
    /// Whether the provider's webhooks are passed on.
    pub forward_webhooks: bool,
}

statements! {
    INSERT = "INSERT INTO integrations (id, environment_id, unique_key, provider, display_name, config, forward_webhooks, \
              created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) \
              ON CONFLICT (environment_id, unique_key) DO NOTHING";
    LIST = "SELECT * FROM integrations WHERE environment_id = $1 ORDER BY id";
    GET = "SELECT * FROM integrations WHERE environment_id = $1 AND unique_key = $2";
    UPDATE = "UPDATE integrations SET unique_key = $3, display_name = $4, config = $5, forward_webhooks = $6, \
              updated_at = $7 WHERE environment_id = $1 AND id = $2";
    REMOVE = "DELETE FROM integrations WHERE environment_id = $1 AND id = $2";
}

impl Env {
    /// Switches a provider on; `None` where the key is taken.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_integration(
        &self,
        tx: &mut Tx,
        provider: &str,
        draft: &IntegrationDraft,
    ) -> Result<Option<RowId>> {
        let id = self.store.new_row_id();
        let done = sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(draft.unique_key.clone())
            .bind(provider)
            .bind(draft.display_name.clone())
            .bind(to_json(&draft.config))
            .bind(i64::from(draft.forward_webhooks))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok((done.rows_affected() > 0).then_some(id))
    }

    /// All integrations, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn integrations(&self) -> Result<Vec<Integration>> {
        let rows = sqlx::query(LIST).bind(self.key()).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("integrations", row))).collect()
    }

    /// The integration with this key.
    ///
    /// # Errors
    /// What the database says.
    pub async fn integration(&self, unique_key: &str) -> Result<Option<Integration>> {
        let row = sqlx::query(GET).bind(self.key()).bind(unique_key).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("integrations", row))).transpose()
    }

    /// Changes an integration. The key must be free: look before, in the same transaction.
    ///
    /// # Errors
    /// What the database says, also where the key is taken.
    pub async fn change_integration(&self, tx: &mut Tx, id: RowId, draft: &IntegrationDraft) -> Result<()> {
        sqlx::query(UPDATE)
            .bind(self.key())
            .bind(id.to_string())
            .bind(draft.unique_key.clone())
            .bind(draft.display_name.clone())
            .bind(to_json(&draft.config))
            .bind(i64::from(draft.forward_webhooks))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Switches a provider off. Its connections and credentials are the caller's affair.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove_integration(&self, tx: &mut Tx, id: RowId) -> Result<()> {
        sqlx::query(REMOVE).bind(self.key()).bind(id.to_string()).execute(tx.connection()).await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<Integration> {
    Ok(Integration {
        id: row.parsed("id", RowId::parse)?,
        environment: row.parsed("environment_id", EnvironmentId::parse)?,
        unique_key: row.text("unique_key")?,
        provider: row.text("provider")?,
        display_name: row.opt_text("display_name")?,
        config: row.json("config")?,
        forward_webhooks: row.flag("forward_webhooks")?,
        created_at: from_ms(row.int("created_at")?),
        updated_at: from_ms(row.int("updated_at")?),
    })
}
