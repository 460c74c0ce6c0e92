//! Taking an account over that a program describes. Its credentials are proved first; an account with a connector goes the
//! way of the portal's form, with the same limit to wrong secrets.

use super::{CONFIG, CREDENTIALS, Lending, Material, look, token, translate, verify};
use crate::app::connect::{ConnectReport, ConnectRequest};
use crate::connectors::{Accounts, HEALTHY, Verdict};
use crate::jobs::WorkLane;
use crate::providers::{AuthMode, Definition, FieldRule, TypedFault, faults};
use crate::webhooks::{self, AuthEvent};
use linkspan_core::clock::from_ms;
use linkspan_core::id::{ConnectionId, RowId};
use linkspan_core::problem::Problem;
use linkspan_store::{
    AccountKind, CredentialOwner, Env, Health, Integration, LentCard, LentConnection, Linked, NewAudit, StoreError, Tx,
};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// An account that a program describes.
#[derive(Debug, Clone)]
pub struct Import {
    /// The integration that it belongs to.
    pub integration: Integration,
    /// By which it is known; `None` makes a new id.
    pub public_id: Option<String>,
    /// Credentials and configuration, as the program sent them.
    pub material: Material,
    /// What the program keeps with it; `None` leaves what is there.
    pub metadata: Option<Map<String, Value>>,
    /// Names and texts to find it by.
    pub tags: Map<String, Value>,
    /// Whose it is.
    pub end_user: Option<Value>,
    /// Where its webhooks go.
    pub webhook_url: Option<String>,
}

/// An account that was taken over.
#[derive(Debug)]
pub struct Imported {
    /// The connection.
    pub lent: LentConnection,
    /// Whether it was there before and has new credentials now.
    pub renewed: bool,
}

/// Why an account was not taken over. Nothing was stored.
#[derive(Debug)]
pub enum ImportFailure {
    /// Fields of the configuration or of the credentials cannot be right.
    Config(Vec<TypedFault>),
    /// The same of the credentials.
    Credentials(Vec<TypedFault>),
    /// The vendor refused, or could not be asked.
    Refused {
        /// Stable code.
        code: &'static str,
        /// In words.
        sentence: String,
    },
    /// Something else.
    Problem(Problem),
}

impl From<Problem> for ImportFailure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<StoreError> for ImportFailure {
    fn from(error: StoreError) -> Self {
        Self::Problem(error.into())
    }
}

impl Lending {
    /// Proves and keeps an account. One with the same public id in the same integration gets the new credentials.
    ///
    /// # Errors
    /// [`ImportFailure`].
    pub async fn import(&self, mut import: Import, actor: &str) -> Result<Imported, ImportFailure> {
        let Ready { definition, before, env } = self.ready(&mut import).await?;
        let id = match request(&definition, &import, before.as_ref()) {
            Some(request) => {
                let report = self.connect.try_out_to_lend(env.id(), &request).await?;
                let proposal = proven(report)?;
                let card = card(&import, before.as_ref(), Map::new());
                self.connect.confirm_to_lend(env.id(), proposal, &card, actor).await?
            }
            None => {
                if needs_token(&definition, &import.material) {
                    import.material.credentials =
                        token::token(&definition, &import.material, self.app.clock.now()).await.map_err(no_token)?;
                }
                verify::verify(&definition, &import.material).await?;
                self.keep(&env, &definition, &import, before.as_ref(), actor).await?
            }
        };
        self.imported(&env, id, before.is_some()).await
    }

    /// Tries out an account that has a connector, without keeping it: what was found waits for a person who says that it is
    /// the right one. Fields are named as in the provider's file.
    ///
    /// # Errors
    /// [`ImportFailure`]; what the vendor says is in the report.
    pub async fn try_out(&self, mut import: Import) -> Result<ConnectReport, ImportFailure> {
        let Ready { definition, before, env } = self.ready(&mut import).await?;
        let none = || Problem::permanent("provider_unknown", "Accounts of this provider are not tried out.");
        let request = request(&definition, &import, before.as_ref()).ok_or_else(none)?;
        let mut report = self.connect.try_out_to_lend(env.id(), &request).await?;
        for fault in &mut report.faults {
            if let Some(name) = translate::name_of(&definition.name, &fault.field) {
                name.clone_into(&mut fault.field);
            }
        }
        Ok(report)
    }

    /// Keeps an account that was tried out. The credentials waited in memory; those of `import` are not looked at.
    ///
    /// # Errors
    /// [`ImportFailure`], with `proposal_gone` where it waited too long.
    pub async fn confirm(&self, import: &Import, proposal: RowId, actor: &str) -> Result<Imported, ImportFailure> {
        let env = self.app.env(import.integration.environment);
        let before = self.before(&env, import).await?;
        let card = card(import, before.as_ref(), Map::new());
        let id = self.connect.confirm_to_lend(env.id(), proposal, &card, actor).await?;
        self.imported(&env, id, before.is_some()).await
    }

    /// Fills in defaults and checks everything that can be checked without asking anybody.
    async fn ready(&self, import: &mut Import) -> Result<Ready, ImportFailure> {
        let definition = self.providers.get(&import.integration.provider).cloned();
        let gone = || Problem::permanent("provider_unknown", "The integration's provider does not exist any more.");
        let definition = definition.ok_or_else(gone)?;
        complete(&definition, &mut import.material);
        let mut wrong = faults(&definition.connection_config, &import.material.config);
        if self.registry.preset_code(&definition.name).is_some() {
            // The operator's own is used then.
            wrong.retain(|fault| fault.field != translate::CODE || fault.code != "missing");
        }
        if !wrong.is_empty() {
            return Err(ImportFailure::Config(wrong));
        }
        // What a token brings along is not typed by anybody.
        if matches!(definition.auth_mode, AuthMode::ApiKey | AuthMode::Basic | AuthMode::TwoStep) {
            let wrong = faults(&definition.credentials, &import.material.credentials);
            if !wrong.is_empty() {
                return Err(ImportFailure::Credentials(wrong));
            }
        }
        let env = self.app.env(import.integration.environment);
        let before = self.before(&env, import).await?;
        Ok(Ready { definition, before, env })
    }

    /// The connection that gets the new credentials.
    async fn before(&self, env: &Env, import: &Import) -> Result<Option<LentConnection>, ImportFailure> {
        let Some(id) = &import.public_id else { return Ok(None) };
        let before = env.lent_connection(&import.integration.unique_key, id).await?;
        if let Some(before) = &before {
            self.free(env, before.connection.id).await?;
        }
        Ok(before)
    }

    async fn imported(&self, env: &Env, id: ConnectionId, renewed: bool) -> Result<Imported, ImportFailure> {
        let gone = || Problem::permanent("connection_missing", "The connection was deleted meanwhile.");
        let lent = env.lent_connection_by_id(id).await?.ok_or_else(gone)?;
        Ok(Imported { lent, renewed })
    }

    async fn keep(
        &self,
        env: &Env,
        definition: &Arc<Definition>,
        import: &Import,
        before: Option<&LentConnection>,
        actor: &str,
    ) -> Result<ConnectionId, ImportFailure> {
        let (open, secret): (Map<_, _>, Map<_, _>) = import
            .material
            .config
            .clone()
            .into_iter()
            .partition(|(name, _)| !definition.config_field(name).is_some_and(|field| field.secret));
        let mut tx = self.app.store.begin().await?;
        let id = match before {
            Some(before) => before.connection.id,
            None => env.add_connection(&mut tx, &definition.name, &definition.display_name).await?,
        };
        let linked = Linked {
            account_key: id.to_string(),
            account_kind: AccountKind::Production,
            test_host: false,
            display_name: definition.display_name.clone(),
            settings: json!({}),
            email: None,
            permissions: json!([]),
            health: Health { code: HEALTHY.into(), sentence: "It answered when it was connected.".into() },
        };
        env.link_connection(&mut tx, id, &linked).await?;
        let mut card = card(import, before, open);
        if card.public_id.is_empty() {
            card.public_id = id.to_string();
        }
        env.set_lent_card(&mut tx, id, &card).await?;
        env.clear_renewal(&mut tx, id).await?;
        if look::is_looked_at(definition) {
            let due = from_ms(self.app.clock.now_ms() + look::PAUSE_MS);
            env.enqueue(&mut tx, WorkLane::Small.as_str(), look::LOOK_WORK, &id.to_string(), due).await?;
        }
        let owner = CredentialOwner::Connection(id);
        env.destroy_credentials(&mut tx, owner).await?;
        self.seal(env, &mut tx, owner, CREDENTIALS, &import.material.credentials).await?;
        if !secret.is_empty() {
            self.seal(env, &mut tx, owner, CONFIG, &secret).await?;
        }
        let how = if before.is_some() { "reconnected" } else { "connected" };
        let entry = NewAudit {
            actor: actor.to_owned(),
            action: format!("connection.{how}"),
            subject_kind: "connection".into(),
            subject_id: id.to_string(),
            sentence: format!("{actor} {how} {}: {}.", definition.display_name, card.public_id),
            detail: json!({ "integration": card.integration }),
        };
        env.add_audit(&mut tx, &entry).await?;
        let event = AuthEvent::linked(&definition.name, definition.auth_mode, card, before.is_some());
        webhooks::tell(env, &mut tx, &event, self.app.clock.now()).await?;
        tx.commit().await?;
        self.registry.forget(env.id(), id);
        self.app.nudge.now();
        Ok(id)
    }

    async fn seal(
        &self,
        env: &Env,
        tx: &mut Tx,
        owner: CredentialOwner,
        slot: &str,
        content: &Map<String, Value>,
    ) -> Result<(), Problem> {
        let text = Value::Object(content.clone()).to_string();
        self.secrets.put(env, tx, owner, slot, &SecretString::from(text)).await
    }
}

/// What is known before anybody is asked.
struct Ready {
    definition: Arc<Definition>,
    before: Option<LentConnection>,
    env: Env,
}

/// What the connector is asked to try out; `None` where the provider has none.
fn request(definition: &Definition, import: &Import, before: Option<&LentConnection>) -> Option<ConnectRequest> {
    let material = &import.material;
    let values = translate::to_form(&definition.name, &material.config, &material.credentials)?;
    let connection = before.map(|one| one.connection.id);
    Some(ConnectRequest { provider: definition.name.clone(), connection, values })
}

/// The account that was proven, or the first thing that was wrong.
fn proven(report: ConnectReport) -> Result<RowId, ImportFailure> {
    if let Some(fault) = report.faults.first() {
        let sentence = format!("{}: {}", fault.field, fault.sentence);
        return Err(ImportFailure::Refused { code: fault.code, sentence });
    }
    if let Some(proposal) = report.proposal {
        return Ok(proposal.id);
    }
    let failed = report.findings.into_iter().find_map(|finding| match finding.verdict {
        Verdict::Failed { code, sentence, cure } => Some((code, format!("{sentence} {cure}"))),
        _ => None,
    });
    let (code, sentence) = failed.unwrap_or(("vendor_unclear", "The account could not be reached.".into()));
    Err(ImportFailure::Refused { code, sentence })
}

/// What is exchanged for a token was brought along, and no token.
fn needs_token(definition: &Definition, material: &Material) -> bool {
    matches!(definition.auth_mode, AuthMode::Oauth2Cc | AuthMode::TwoStep)
        && !material.credentials.contains_key("token")
}

fn no_token(problem: Problem) -> ImportFailure {
    match problem.code {
        "http_unusable" => ImportFailure::Problem(problem),
        code => ImportFailure::Refused { code, sentence: problem.sentence },
    }
}

/// Fills in what a field has as its default.
pub(crate) fn complete(definition: &Definition, material: &mut Material) {
    let fill = |rules: &[FieldRule], values: &mut Map<String, Value>| {
        for rule in rules {
            let is_missing = values.get(&rule.name).is_none_or(|value| value.is_null() || value == "");
            if let Some(default) = rule.default_value.as_ref().filter(|_| is_missing) {
                values.insert(rule.name.clone(), default.clone().into());
            }
        }
    };
    fill(&definition.connection_config, &mut material.config);
    if definition.auth_mode != AuthMode::None {
        fill(&definition.credentials, &mut material.credentials);
    }
}

fn card(import: &Import, before: Option<&LentConnection>, config: Map<String, Value>) -> LentCard {
    let old = before.map(|one| one.card.clone()).unwrap_or_default();
    LentCard {
        integration: import.integration.unique_key.clone(),
        public_id: import.public_id.clone().unwrap_or_default(),
        config,
        metadata: import.metadata.clone().or(old.metadata),
        tags: if import.tags.is_empty() { old.tags } else { import.tags.clone() },
        end_user: import.end_user.clone().or(old.end_user),
        webhook_url: import.webhook_url.clone().or(old.webhook_url),
    }
}
