//! Sealed secrets. This crate keeps the bytes; only the vault can open them, and only at the row that they were sealed for.

use crate::error::Result;
use crate::row::Row;
use crate::{Env, Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{ConnectionId, RowId};
use std::fmt;

/// Whose secret it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialOwner {
    /// A connection's.
    Connection(ConnectionId),
    /// An integration's.
    Integration(RowId),
    /// A setting's of the environment, such as `smtp`.
    Setting(&'static str),
}

impl CredentialOwner {
    fn parts(self) -> (&'static str, String) {
        match self {
            Self::Connection(id) => ("connection", id.to_string()),
            Self::Integration(id) => ("integration", id.to_string()),
            Self::Setting(name) => ("setting", name.to_owned()),
        }
    }
}

/// A sealed secret. Its `Debug` leaves the bytes out.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The row that it was sealed for. Draw it with [`Store::new_row_id`] before sealing.
    pub id: RowId,
    /// Which of the owner's secrets it is.
    pub slot: String,
    /// The key that opens it, as text.
    pub key_id: String,
    /// The sealed form.
    pub sealed: Vec<u8>,
    /// When it was sealed; set by the store.
    pub created_at: Timestamp,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({}, {}, key {})", self.id, self.slot, self.key_id)
    }
}

statements! {
    PUT = "INSERT INTO credentials (id, environment_id, owner_kind, owner_id, slot, key_id, sealed, created_at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
           ON CONFLICT (environment_id, owner_kind, owner_id, slot) DO UPDATE SET id = excluded.id, \
           key_id = excluded.key_id, sealed = excluded.sealed, created_at = excluded.created_at";
    GET = "SELECT id, slot, key_id, sealed, created_at FROM credentials WHERE environment_id = $1 AND owner_kind = $2 \
           AND owner_id = $3 AND slot = $4";
    LIST = "SELECT id, slot, key_id, sealed, created_at FROM credentials WHERE environment_id = $1 AND owner_kind = $2 \
           AND owner_id = $3 ORDER BY slot";
    DESTROY = "DELETE FROM credentials WHERE environment_id = $1 AND owner_kind = $2 AND owner_id = $3";
    /// Keys serve all environments: an old one may go when it opens nothing any more.
    GLOBAL_KEYS = "SELECT key_id, COUNT(*) AS n FROM credentials GROUP BY key_id ORDER BY key_id";
}

impl Store {
    /// An id for a row that is about to be sealed.
    #[must_use]
    pub fn new_row_id(&self) -> RowId {
        RowId::new(&*self.inner.ids)
    }

    /// How many secrets each key opens.
    ///
    /// # Errors
    /// What the database says.
    pub async fn credentials_by_key(&self) -> Result<Vec<(String, i64)>> {
        let rows = sqlx::query(GLOBAL_KEYS).fetch_all(&self.inner.core).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("credentials", row);
                Ok((row.text("key_id")?, row.int("n")?))
            })
            .collect()
    }
}

impl Env {
    /// Keeps a sealed secret; an older one of the same owner and slot is gone then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_credential(
        &self,
        tx: &mut Tx,
        owner: CredentialOwner,
        id: RowId,
        slot: &str,
        key_id: &str,
        sealed: &[u8],
    ) -> Result<()> {
        let (owner_kind, owner_id) = owner.parts();
        sqlx::query(PUT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(owner_kind)
            .bind(owner_id)
            .bind(slot)
            .bind(key_id)
            .bind(sealed.to_vec())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// One sealed secret.
    ///
    /// # Errors
    /// What the database says.
    pub async fn credential(&self, owner: CredentialOwner, slot: &str) -> Result<Option<Credential>> {
        let (owner_kind, owner_id) = owner.parts();
        let row = sqlx::query(GET)
            .bind(self.key())
            .bind(owner_kind)
            .bind(owner_id)
            .bind(slot)
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| read(&Row::of("credentials", row))).transpose()
    }

    /// All sealed secrets of an owner, by slot.
    ///
    /// # Errors
    /// What the database says.
    pub async fn credentials(&self, owner: CredentialOwner) -> Result<Vec<Credential>> {
        let (owner_kind, owner_id) = owner.parts();
        let rows = sqlx::query(LIST).bind(self.key()).bind(owner_kind).bind(owner_id).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("credentials", row))).collect()
    }

    /// Destroys all secrets of an owner and answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn destroy_credentials(&self, tx: &mut Tx, owner: CredentialOwner) -> Result<u64> {
        let (owner_kind, owner_id) = owner.parts();
        let done =
            sqlx::query(DESTROY).bind(self.key()).bind(owner_kind).bind(owner_id).execute(tx.connection()).await?;
        Ok(done.rows_affected())
    }
}

fn read(row: &Row) -> Result<Credential> {
    Ok(Credential {
        id: row.parsed("id", RowId::parse)?,
        slot: row.text("slot")?,
        key_id: row.text("key_id")?,
        sealed: row.bytes("sealed")?,
        created_at: from_ms(row.int("created_at")?),
    })
}
