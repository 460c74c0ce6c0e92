//! Settings: named JSON values of an environment, and a few values of the installation as a whole. No secrets: those are
//! sealed in `credentials`.

use crate::error::Result;
use crate::row::{Row, to_json};
use crate::{Env, Store, Tx, statements};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

statements! {
    GET = "SELECT value FROM settings WHERE environment_id = $1 AND name = $2";
    LIST = "SELECT name, value FROM settings WHERE environment_id = $1 ORDER BY name";
    PUT = "INSERT INTO settings (environment_id, name, value, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5) \
           ON CONFLICT (environment_id, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at, \
           updated_by = excluded.updated_by";
    DROP = "DELETE FROM settings WHERE environment_id = $1 AND name = $2";
    /// What holds for the installation belongs to no environment.
    GLOBAL_GET = "SELECT value FROM installation WHERE name = $1";
    /// What holds for the installation belongs to no environment.
    GLOBAL_PUT = "INSERT INTO installation (name, value, updated_at) VALUES ($1, $2, $3) \
           ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";
}

impl Env {
    /// A setting; `None` where nobody set it.
    ///
    /// # Errors
    /// What the database says; [`crate::StoreError::Corrupt`] where the value has another shape.
    pub async fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let row = sqlx::query(GET).bind(self.key()).bind(name).fetch_optional(self.pool()).await?;
        row.map(|row| Row::of("settings", row).json("value")).transpose()
    }

    /// All settings, by name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn settings(&self) -> Result<Vec<(String, Value)>> {
        let rows = sqlx::query(LIST).bind(self.key()).fetch_all(self.pool()).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("settings", row);
                Ok((row.text("name")?, row.json("value")?))
            })
            .collect()
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_setting<T: Serialize>(&self, tx: &mut Tx, name: &str, value: &T, actor: &str) -> Result<()> {
        sqlx::query(PUT)
            .bind(self.key())
            .bind(name)
            .bind(to_json(value))
            .bind(self.now_ms())
            .bind(actor)
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Takes a setting back, so that its default holds again.
    ///
    /// # Errors
    /// What the database says.
    pub async fn drop_setting(&self, tx: &mut Tx, name: &str) -> Result<()> {
        sqlx::query(DROP).bind(self.key()).bind(name).execute(tx.connection()).await?;
        Ok(())
    }
}

impl Store {
    /// A value of the installation, such as the host that it ran on last; `None` where it was never set.
    ///
    /// # Errors
    /// What the database says; [`crate::StoreError::Corrupt`] where the value has another shape.
    pub async fn installation_value<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let row = sqlx::query(GLOBAL_GET).bind(name).fetch_optional(&self.inner.core).await?;
        row.map(|row| Row::of("installation", row).json("value")).transpose()
    }

    /// Sets a value of the installation.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_installation_value<T: Serialize>(&self, tx: &mut Tx, name: &str, value: &T) -> Result<()> {
        sqlx::query(GLOBAL_PUT)
            .bind(name)
            .bind(to_json(value))
            .bind(self.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}
