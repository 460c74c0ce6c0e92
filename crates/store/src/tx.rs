//! The unit of work: nothing lasts until it is committed.

use crate::error::Result;
use crate::open::{Backend, Store};
use sqlx::{Any, AnyConnection, Pool, Transaction};
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// A transaction that writes. Dropped without [`Tx::commit`], it leaves nothing behind.
///
/// On SQLite it begins `IMMEDIATE` behind one in-process lock, so a writer never fails half-way for want of the lock.
pub struct Tx {
    inner: Transaction<'static, Any>,
    _writer: Option<OwnedMutexGuard<()>>,
}

impl Tx {
    /// Makes everything in it last.
    ///
    /// # Errors
    /// What the database says; then nothing lasts.
    pub async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }
}

impl Store {
    /// Begins a transaction on what must not be lost.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin(&self) -> Result<Tx> {
        self.begin_on(&self.inner.core, &self.inner.core_writer).await
    }

    /// Begins a transaction on the catalogue.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_catalogue(&self) -> Result<Tx> {
        self.begin_on(&self.inner.catalogue, &self.inner.catalogue_writer).await
    }

    async fn begin_on(&self, pool: &Pool<Any>, writer: &Arc<Mutex<()>>) -> Result<Tx> {
        match self.inner.backend {
            Backend::Postgres => Ok(Tx { inner: pool.begin().await?, _writer: None }),
            Backend::Sqlite => {
                let guard = Arc::clone(writer).lock_owned().await;
                Ok(Tx { inner: pool.begin_with("BEGIN IMMEDIATE").await?, _writer: Some(guard) })
            }
        }
    }
}
