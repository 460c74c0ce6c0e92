//! Sealing secrets into rows and opening them again.

use linkspan_core::id::RowId;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{CredentialOwner, Env, Store, Tx};
use linkspan_vault::{Context, KeyRing, Sealed, VaultError};
use secrecy::SecretString;
use std::collections::HashMap;
use std::sync::Arc;

/// The vault with the rows in which sealed secrets lie. Clones share it.
#[derive(Clone)]
pub struct Secrets {
    store: Store,
    vault: Arc<KeyRing>,
}

impl Secrets {
    /// Secrets of this store, sealed with these keys.
    #[must_use]
    pub fn new(store: Store, vault: Arc<KeyRing>) -> Self {
        Self { store, vault }
    }

    /// Seals a secret for a row of its own and keeps it; an older one in the slot is gone then.
    ///
    /// # Errors
    /// `vault_failed`, or what the database says.
    pub async fn put(
        &self,
        env: &Env,
        tx: &mut Tx,
        owner: CredentialOwner,
        slot: &str,
        secret: &SecretString,
    ) -> Result<(), Problem> {
        let row = self.store.new_row_id();
        let place = Context { environment: env.id(), row, slot };
        let sealed = self.vault.seal(&place, secret).map_err(vault_problem)?;
        env.put_credential(tx, owner, row, slot, &sealed.key_id().to_string(), sealed.as_bytes()).await?;
        Ok(())
    }

    /// Opens all secrets of an owner, by slot.
    ///
    /// # Errors
    /// `credentials_unreadable` where this key file does not open them, or what the database says.
    pub async fn all(&self, env: &Env, owner: CredentialOwner) -> Result<HashMap<String, SecretString>, Problem> {
        let open = |id: RowId, slot: &str, bytes: Vec<u8>| {
            let place = Context { environment: env.id(), row: id, slot };
            self.vault.open(&place, &Sealed::from_bytes(bytes)?)
        };
        let sealed = env.credentials(owner).await?;
        sealed
            .into_iter()
            .map(|one| {
                let secret = open(one.id, &one.slot, one.sealed).map_err(unreadable)?;
                Ok((one.slot, secret))
            })
            .collect()
    }
}

fn vault_problem(error: VaultError) -> Problem {
    Problem::permanent("vault_failed", "The credentials could not be sealed. The log says why. Nothing was stored.")
        .caused_by(error)
}

fn unreadable(error: VaultError) -> Problem {
    let sentence =
        "The stored credentials cannot be opened with this key file. Put the right key file in place, or reconnect.";
    Problem::new("credentials_unreadable", sentence, Consequence::NeedsPerson).caused_by(error)
}
