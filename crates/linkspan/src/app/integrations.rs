//! Integrations: switching a provider on under a key, changing that, switching it off with everything that hangs on it.

use super::App;
use super::secrets::Secrets;
use crate::connectors::Accounts;
use crate::providers::{AuthMode, Catalogue, Definition};
use linkspan_core::id::{EnvironmentId, RowId};
use linkspan_core::problem::Problem;
use linkspan_store::{CredentialOwner, Env, Integration, IntegrationDraft, NewAudit, Tx};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The slot of a client's id, secret and scopes.
pub(crate) const CLIENT: &str = "client";

/// The slot of values that a provider needs and that may be secret.
const CUSTOM: &str = "custom";

/// The integrations of the first environment from the beginning: those with a connector behind them.
const FROM_THE_START: [&str; 2] = ["autotask", "td-synnex"];

/// The setting that says that they were switched on once, so that they stay off when somebody switches them off.
const SEEDED: &str = "integrations_seeded";

/// The use case.
pub struct Integrations {
    app: App,
    secrets: Secrets,
    providers: Arc<Catalogue>,
    accounts: Arc<dyn Accounts>,
}

/// What is to be sealed with an integration; what is missing stays as it is.
#[derive(Debug, Default)]
pub struct IntegrationSecrets {
    /// The client of the vendor's authorisation server: `type`, `client_id`, `client_secret`, `scopes`, `webhook_secret`.
    pub client: Option<SecretString>,
    /// Values that the provider needs, as a JSON object.
    pub custom: Option<SecretString>,
}

impl Integrations {
    /// The use case of a process.
    #[must_use]
    pub fn new(app: App, secrets: Secrets, providers: Arc<Catalogue>, accounts: Arc<dyn Accounts>) -> Self {
        Self { app, secrets, providers, accounts }
    }

    /// Switches on, once, what every environment has from the beginning.
    ///
    /// # Errors
    /// What the database says.
    pub async fn seed(&self, environment: EnvironmentId) -> Result<(), Problem> {
        let env = self.app.env(environment);
        if env.setting::<bool>(SEEDED).await?.is_some() {
            return Ok(());
        }
        let mut tx = self.app.store.begin().await?;
        for name in FROM_THE_START {
            let draft = IntegrationDraft { unique_key: name.to_owned(), ..IntegrationDraft::default() };
            env.add_integration(&mut tx, name, &draft).await?;
        }
        env.set_setting(&mut tx, SEEDED, &true, "Linkspan").await?;
        tx.commit().await?;
        Ok(())
    }

    /// The provider behind an integration.
    ///
    /// # Errors
    /// `provider_unknown` where its file is gone.
    pub fn definition(&self, integration: &Integration) -> Result<Arc<Definition>, Problem> {
        let gone = || {
            let sentence = format!("There is no provider named {} any more.", integration.provider);
            Problem::permanent("provider_unknown", sentence)
        };
        self.providers.get(&integration.provider).cloned().ok_or_else(gone)
    }

    /// Switches a provider on.
    ///
    /// # Errors
    /// `provider_unknown`, `key_taken`, `client_missing`, `client_unfit`, or what the database says.
    pub async fn create(
        &self,
        environment: EnvironmentId,
        provider: &str,
        draft: &IntegrationDraft,
        secrets: &IntegrationSecrets,
        actor: &str,
    ) -> Result<Integration, Problem> {
        let unknown = || Problem::permanent("provider_unknown", format!("There is no provider named {provider}."));
        let definition = self.providers.get(provider).ok_or_else(unknown)?;
        fits(definition, secrets.client.is_some(), true)?;
        let env = self.app.env(environment);
        let mut tx = self.app.store.begin().await?;
        let id = env.add_integration(&mut tx, provider, draft).await?.ok_or_else(taken)?;
        self.seal(&env, &mut tx, id, secrets).await?;
        audit(&env, &mut tx, id, actor, "switched on", &draft.unique_key).await?;
        tx.commit().await?;
        env.integration(&draft.unique_key).await?.ok_or_else(missing)
    }

    /// Changes an integration. Its key stays while it has connections, because programs name them by it.
    ///
    /// # Errors
    /// `key_taken`, `integration_in_use`, `client_unfit`, or what the database says.
    pub async fn change(
        &self,
        integration: &Integration,
        draft: &IntegrationDraft,
        secrets: &IntegrationSecrets,
        actor: &str,
    ) -> Result<Integration, Problem> {
        fits(&*self.definition(integration)?, secrets.client.is_some(), false)?;
        let env = self.app.env(integration.environment);
        if draft.unique_key != integration.unique_key {
            if env.integration(&draft.unique_key).await?.is_some() {
                return Err(taken());
            }
            if !env.connections_of_integration(&integration.unique_key).await?.is_empty() {
                let sentence = "The key cannot be changed while there are connections.";
                return Err(Problem::permanent("integration_in_use", sentence));
            }
        }
        let mut tx = self.app.store.begin().await?;
        env.change_integration(&mut tx, integration.id, draft).await?;
        self.seal(&env, &mut tx, integration.id, secrets).await?;
        audit(&env, &mut tx, integration.id, actor, "changed", &draft.unique_key).await?;
        tx.commit().await?;
        env.integration(&draft.unique_key).await?.ok_or_else(missing)
    }

    /// Switches a provider off and deletes its connections with their secrets.
    ///
    /// # Errors
    /// `connection_in_use` where a bridge uses one of them, or what the database says.
    pub async fn remove(&self, integration: &Integration, actor: &str) -> Result<(), Problem> {
        let env = self.app.env(integration.environment);
        let connections = env.connections_of_integration(&integration.unique_key).await?;
        for one in &connections {
            if !env.bridges_of(one.connection.id).await?.is_empty() {
                return Err(in_use());
            }
        }
        let mut tx = self.app.store.begin().await?;
        for one in &connections {
            env.destroy_credentials(&mut tx, CredentialOwner::Connection(one.connection.id)).await?;
            // A bridge may have been made since the look above.
            if !env.delete_connection(&mut tx, one.connection.id).await? {
                return Err(in_use());
            }
        }
        env.destroy_credentials(&mut tx, CredentialOwner::Integration(integration.id)).await?;
        env.remove_integration(&mut tx, integration.id).await?;
        audit(&env, &mut tx, integration.id, actor, "switched off", &integration.unique_key).await?;
        tx.commit().await?;
        connections.iter().for_each(|one| self.accounts.forget(env.id(), one.connection.id));
        Ok(())
    }

    /// The client of the vendor's authorisation server; `None` where there is none.
    ///
    /// # Errors
    /// `credentials_unreadable`, or what the database says.
    pub async fn client(&self, integration: &Integration) -> Result<Option<Map<String, Value>>, Problem> {
        self.opened(integration, CLIENT).await
    }

    /// The values that the provider needs and that may be secret.
    ///
    /// # Errors
    /// `credentials_unreadable`, or what the database says.
    pub async fn custom(&self, integration: &Integration) -> Result<Option<Map<String, Value>>, Problem> {
        self.opened(integration, CUSTOM).await
    }

    async fn opened(&self, integration: &Integration, slot: &str) -> Result<Option<Map<String, Value>>, Problem> {
        let env = self.app.env(integration.environment);
        let mut all = self.secrets.all(&env, CredentialOwner::Integration(integration.id)).await?;
        Ok(all.remove(slot).and_then(|secret| serde_json::from_str(secret.expose_secret()).ok()))
    }

    async fn seal(&self, env: &Env, tx: &mut Tx, id: RowId, secrets: &IntegrationSecrets) -> Result<(), Problem> {
        for (slot, secret) in [(CLIENT, &secrets.client), (CUSTOM, &secrets.custom)] {
            if let Some(secret) = secret {
                self.secrets.put(env, tx, CredentialOwner::Integration(id), slot, secret).await?;
            }
        }
        Ok(())
    }
}

fn fits(definition: &Definition, has_client: bool, is_new: bool) -> Result<(), Problem> {
    match (definition.auth_mode, has_client) {
        (AuthMode::Oauth2, false) if is_new => Err(Problem::permanent("client_missing", "Missing credentials")),
        (AuthMode::Oauth2, _) | (_, false) => Ok(()),
        _ => {
            let sentence = "incompatible credentials auth type and provider auth";
            Err(Problem::permanent("client_unfit", sentence))
        }
    }
}

/// The refusal to take an account away from a bridge.
pub(crate) fn in_use() -> Problem {
    let sentence =
        "A bridge uses this connection. Change or disconnect it in the portal, where open orders are shown first.";
    Problem::permanent("connection_in_use", sentence)
}

fn taken() -> Problem {
    Problem::permanent("key_taken", "The unique key is in use already")
}

fn missing() -> Problem {
    Problem::permanent("integration_not_found", "There is no such integration.")
}

async fn audit(env: &Env, tx: &mut Tx, id: RowId, actor: &str, how: &str, key: &str) -> Result<(), Problem> {
    let entry = NewAudit {
        actor: actor.to_owned(),
        action: format!("integration.{}", how.replace(' ', "_")),
        subject_kind: "integration".into(),
        subject_id: id.to_string(),
        sentence: format!("{actor} {how} the integration {key}."),
        detail: serde_json::json!({}),
    };
    env.add_audit(tx, &entry).await?;
    Ok(())
}
