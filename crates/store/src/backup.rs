//! Copies of the SQLite files while they are in use, and how new a schema is.
//!
//! A copy is made by `VACUUM INTO` and not by SQLite's page-wise backup: that is offered by the C interface alone, which this
//! code does not call. Writers wait meanwhile, so both files are copied as of one moment; what was deleted is not copied.

use crate::error::{Result, StoreError};
use crate::open::{Backend, Store, newest};
use sqlx::{Any, Pool};
use std::path::Path;

/// How new the schema of both files is: the number of the last migration, 0 for an empty file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SchemaVersion {
    /// Of what must not be lost.
    pub core: i64,
    /// Of the catalogue.
    pub catalogue: i64,
}

// These are for SQLite alone, so they are not among the statements that both databases prepare.
const COPY: &str = "VACUUM INTO $1";
const HAS_TABLE: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM sqlite_master WHERE type = 'table' AND name = $1";
const CORE_VERSION: &str = "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM linkspan_core_schema";
const CATALOGUE_VERSION: &str = "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM linkspan_catalogue_schema";
const QUICK_CHECK: &str = "PRAGMA quick_check(1)";

impl Store {
    /// Copies the file that must not be lost to `core`, and the catalogue too where a place for it is given. Neither place
    /// may exist. Readers go on, writers wait.
    ///
    /// # Errors
    /// [`StoreError::NoFiles`] on PostgreSQL; what the database says.
    pub async fn copy_to(&self, core: &Path, catalogue: Option<&Path>) -> Result<()> {
        if self.inner.backend == Backend::Postgres {
            return Err(StoreError::NoFiles);
        }
        let _core_waits = self.inner.core_writer.lock().await;
        let _catalogue_waits = self.inner.catalogue_writer.lock().await;
        copy(&self.inner.core, core).await?;
        if let Some(catalogue) = catalogue {
            copy(&self.inner.catalogue, catalogue).await?;
        }
        Ok(())
    }

    /// How new the schema of the data is; before [`Store::migrate`] it may be older than the program.
    ///
    /// # Errors
    /// [`StoreError::NoFiles`] on PostgreSQL; what the database says.
    pub async fn schema_version(&self) -> Result<SchemaVersion> {
        if self.inner.backend == Backend::Postgres {
            return Err(StoreError::NoFiles);
        }
        Ok(SchemaVersion {
            core: version(&self.inner.core, "linkspan_core_schema", CORE_VERSION).await?,
            catalogue: version(&self.inner.catalogue, "linkspan_catalogue_schema", CATALOGUE_VERSION).await?,
        })
    }

    /// The newest schema that this program knows.
    #[must_use]
    pub fn newest_schema() -> SchemaVersion {
        newest()
    }

    /// Looks whether the pages of both files hang together; answers what is wrong.
    ///
    /// # Errors
    /// [`StoreError::NoFiles`] on PostgreSQL; what the database says.
    pub async fn quick_check(&self) -> Result<Option<String>> {
        if self.inner.backend == Backend::Postgres {
            return Err(StoreError::NoFiles);
        }
        for pool in [&self.inner.core, &self.inner.catalogue] {
            let said: String = sqlx::query_scalar(QUICK_CHECK).fetch_one(pool).await?;
            if said != "ok" {
                return Ok(Some(said));
            }
        }
        Ok(None)
    }
}

async fn copy(pool: &Pool<Any>, to: &Path) -> Result<()> {
    sqlx::query(COPY).bind(to.display().to_string()).execute(pool).await?;
    Ok(())
}

async fn version(pool: &Pool<Any>, table: &'static str, sql: &'static str) -> Result<i64> {
    let tables: i64 = sqlx::query_scalar(HAS_TABLE).bind(table).fetch_one(pool).await?;
    if tables == 0 {
        return Ok(0);
    }
    Ok(sqlx::query_scalar(sql).fetch_one(pool).await?)
}
