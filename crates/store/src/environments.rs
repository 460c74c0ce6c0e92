//! Environments: the tenants of an installation. Everything else belongs to one of them.

use crate::error::Result;
use crate::row::Row;
use crate::{Env, Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::EnvironmentId;

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Its id.
    pub id: EnvironmentId,
    /// What people call it.
    pub name: String,
    /// Since when it exists.
    pub created_at: Timestamp,
}

statements! {
    /// The row that makes an environment belongs to none yet.
    GLOBAL_INSERT = "INSERT INTO environments (id, name, created_at) VALUES ($1, $2, $3)";
    /// The program serves all of them.
    GLOBAL_LIST = "SELECT id, name, created_at FROM environments ORDER BY id";
    /// The environment's id is its own key.
    GLOBAL_GET = "SELECT id, name, created_at FROM environments WHERE id = $1";
    /// The environment's id is its own key.
    GLOBAL_RENAME = "UPDATE environments SET name = $2 WHERE id = $1";
}

impl Store {
    /// Makes an environment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_environment(&self, tx: &mut Tx, name: &str) -> Result<EnvironmentId> {
        let id = EnvironmentId::new(&*self.inner.ids);
        sqlx::query(GLOBAL_INSERT)
            .bind(id.to_string())
            .bind(name)
            .bind(self.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(id)
    }

    /// All environments, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn environments(&self) -> Result<Vec<Environment>> {
        let rows = sqlx::query(GLOBAL_LIST).fetch_all(&self.inner.core).await?;
        rows.into_iter().map(|row| read(&Row::of("environments", row))).collect()
    }
}

impl Env {
    /// The environment itself; `None` where it does not exist.
    ///
    /// # Errors
    /// What the database says.
    pub async fn environment(&self) -> Result<Option<Environment>> {
        let row = sqlx::query(GLOBAL_GET).bind(self.key()).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("environments", row))).transpose()
    }

    /// Calls it by another name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rename_environment(&self, tx: &mut Tx, name: &str) -> Result<()> {
        sqlx::query(GLOBAL_RENAME).bind(self.key()).bind(name).execute(tx.connection()).await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<Environment> {
    Ok(Environment {
        id: row.parsed("id", EnvironmentId::parse)?,
        name: row.text("name")?,
        created_at: from_ms(row.int("created_at")?),
    })
}
