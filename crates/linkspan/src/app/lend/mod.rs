//! Lending linked accounts to programs: importing, opening, describing, deleting. The portal and programs see the same
//! connections.
//!
//! What must not be here: HTTP's forms, which are `http/nango`'s, and what a vendor's answer means, which is its connector's.

mod import;
mod look;
mod renew;
mod token;
mod translate;
mod verify;

pub use import::{Import, ImportFailure, Imported};
pub use look::LOOK_WORK;

pub(crate) use import::complete;
pub(crate) use token::{Exchange, authorised};
pub(crate) use verify::filled_address;

use super::App;
use super::connect::Connect;
use super::integrations::in_use;
use super::secrets::Secrets;
use crate::connectors::{Accounts, Registry};
use crate::providers::{Catalogue, Definition};
use linkspan_core::clock::from_ms;
use linkspan_core::id::{ConnectionId, EnvironmentId};
use linkspan_core::problem::Problem;
use linkspan_store::{CredentialOwner, Env, LentConnection, NewAudit};
use renew::Renewals;
use secrecy::ExposeSecret;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The slot of the credentials of a provider without a connector, as a JSON object.
const CREDENTIALS: &str = "credentials";

/// The slot of those fields of the configuration that are secret.
const CONFIG: &str = "config";

/// The use case.
pub struct Lending {
    app: App,
    connect: Arc<Connect>,
    registry: Arc<Registry>,
    secrets: Secrets,
    providers: Arc<Catalogue>,
    renewals: Renewals,
    used: Mutex<HashMap<ConnectionId, (EnvironmentId, i64)>>,
}

/// A connection with its secrets, in memory.
pub struct Opened {
    /// The connection.
    pub lent: LentConnection,
    /// Its provider.
    pub definition: Arc<Definition>,
    /// What it is called with.
    pub material: Material,
}

/// Configuration and credentials under the names of programs. `Debug` shows names only.
#[derive(Clone, Default)]
pub struct Material {
    /// The credentials with their `type`.
    pub credentials: Map<String, Value>,
    /// The configuration, with its secrets.
    pub config: Map<String, Value>,
}

impl Material {
    /// The names that texts of the provider's file may ask for. `bare` has names of the request beside.
    #[must_use]
    pub fn sources<'a>(&'a self, bare: &'a Map<String, Value>) -> [(&'a str, &'a Map<String, Value>); 4] {
        [("connectionConfig", &self.config), ("credentials", &self.credentials), ("", &self.credentials), ("", bare)]
    }
}

impl fmt::Debug for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.credentials.keys().chain(self.config.keys())).finish()
    }
}

impl Lending {
    /// The use case of a process.
    #[must_use]
    pub fn new(
        app: App,
        connect: Arc<Connect>,
        registry: Arc<Registry>,
        secrets: Secrets,
        providers: Arc<Catalogue>,
    ) -> Self {
        Self { app, connect, registry, secrets, providers, renewals: Renewals::default(), used: Mutex::default() }
    }

    /// Opens the secrets of a connection.
    ///
    /// # Errors
    /// `provider_unknown`, `credentials_unreadable`, or what the database says.
    pub async fn open(&self, lent: LentConnection) -> Result<Opened, Problem> {
        let connection = &lent.connection;
        let gone = || Problem::permanent("provider_unknown", "The connection's provider does not exist any more.");
        let definition = self.providers.get(&connection.provider).cloned().ok_or_else(gone)?;
        let env = self.app.env(connection.environment);
        let mut secrets = self.secrets.all(&env, CredentialOwner::Connection(connection.id)).await?;
        let preset = self.registry.preset_code(&connection.provider);
        let known = translate::to_program(&connection.provider, &connection.settings, &secrets, preset);
        let material = match known {
            Some((config, credentials)) => Material { credentials, config },
            None => {
                let mut object = |slot: &str| -> Map<String, Value> {
                    let secret = secrets.remove(slot);
                    secret.and_then(|secret| serde_json::from_str(secret.expose_secret()).ok()).unwrap_or_default()
                };
                let credentials = object(CREDENTIALS);
                let config = lent.card.config.clone().into_iter().chain(object(CONFIG)).collect();
                Material { credentials, config }
            }
        };
        Ok(Opened { lent, definition, material })
    }

    /// Deletes a connection and destroys its secrets at once.
    ///
    /// # Errors
    /// `connection_in_use` where a bridge uses it, or what the database says.
    pub async fn delete(&self, lent: &LentConnection, actor: &str) -> Result<(), Problem> {
        let connection = &lent.connection;
        let env = self.app.env(connection.environment);
        self.free(&env, connection.id).await?;
        let mut tx = self.app.store.begin().await?;
        env.destroy_credentials(&mut tx, CredentialOwner::Connection(connection.id)).await?;
        // A bridge may have been made since the look above.
        if !env.delete_connection(&mut tx, connection.id).await? {
            return Err(in_use());
        }
        let entry = NewAudit {
            actor: actor.to_owned(),
            action: "connection.deleted".into(),
            subject_kind: "connection".into(),
            subject_id: connection.id.to_string(),
            sentence: format!("{actor} deleted the connection {}.", lent.card.public_id),
            detail: serde_json::json!({ "integration": lent.card.integration }),
        };
        env.add_audit(&mut tx, &entry).await?;
        tx.commit().await?;
        self.registry.forget(env.id(), connection.id);
        Ok(())
    }

    /// Notes that a program fetched or used a connection; it is written down later.
    pub fn fetched(&self, lent: &LentConnection) {
        let place = (lent.connection.environment, self.app.clock.now_ms());
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(lent.connection.id, place);
    }

    /// Writes down when connections were used since the last time.
    ///
    /// # Errors
    /// What the database says; then it is tried again the next time.
    pub async fn flush(&self) -> Result<(), Problem> {
        let used: Vec<_> = {
            let all = self.used.lock().unwrap_or_else(PoisonError::into_inner);
            all.iter().map(|(id, place)| (*id, *place)).collect()
        };
        if used.is_empty() {
            return Ok(());
        }
        let mut tx = self.app.store.begin().await?;
        for (id, (environment, at)) in &used {
            self.app.env(*environment).connection_fetched(&mut tx, *id, from_ms(*at)).await?;
        }
        tx.commit().await?;
        let mut all = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, place) in used {
            if all.get(&id) == Some(&place) {
                all.remove(&id);
            }
        }
        Ok(())
    }

    /// Whether a bridge uses it: then its secrets are not for every key, and it is not changed from here.
    ///
    /// # Errors
    /// What the database says.
    pub async fn is_in_use(&self, lent: &LentConnection) -> Result<bool, Problem> {
        let env = self.app.env(lent.connection.environment);
        Ok(!env.bridges_of(lent.connection.id).await?.is_empty())
    }

    async fn free(&self, env: &Env, id: ConnectionId) -> Result<(), Problem> {
        if env.bridges_of(id).await?.is_empty() { Ok(()) } else { Err(in_use()) }
    }
}
