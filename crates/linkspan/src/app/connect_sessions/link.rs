//! Linking an account in a session: first whether the session lets it, then proving and keeping it.

use super::{ConnectSession, ConnectSessions};
use crate::app::connect::ConnectReport;
use crate::app::lend::{Import, ImportFailure, Imported, Material};
use crate::providers::{AuthMode, Definition};
use linkspan_core::id::RowId;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{Integration, LentConnection, StoreError};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many accounts may wait for their confirmation.
const MOST_WAITING: usize = 1_000;

/// What a session is about to link.
#[derive(Debug, Clone)]
pub struct Target {
    /// The integration.
    pub integration: Integration,
    /// Its provider.
    pub definition: Arc<Definition>,
    /// The connection that gets new credentials; `None` makes a new one.
    pub renews: Option<LentConnection>,
}

/// Why a session cannot link to an integration.
#[derive(Debug, thiserror::Error)]
pub enum TargetFailure {
    /// There is no such integration.
    #[error("there is no such integration")]
    NoIntegration,
    /// The integration's provider is gone.
    #[error("the integration's provider does not exist any more")]
    NoProvider,
    /// The provider's accounts are linked in another way.
    #[error("accounts of this provider are not linked in this way, but by {}", .0.as_str())]
    OtherMode(AuthMode),
    /// The session was made for other integrations.
    #[error("the session was made for other integrations")]
    NotAllowed,
    /// The connection that was to be renewed is gone.
    #[error("the connection that was to be renewed is gone")]
    Gone,
    /// Something else.
    #[error(transparent)]
    Problem(#[from] Problem),
}

impl From<StoreError> for TargetFailure {
    fn from(error: StoreError) -> Self {
        Self::Problem(error.into())
    }
}

impl ConnectSessions {
    /// What would be linked, if the session lets it and the provider's accounts are linked in one of these ways.
    ///
    /// # Errors
    /// [`TargetFailure`], the first in the order of its list.
    pub async fn target(
        &self,
        session: &ConnectSession,
        unique_key: &str,
        modes: &[AuthMode],
    ) -> Result<Target, TargetFailure> {
        let env = self.app.env(session.environment);
        let integration = env.integration(unique_key).await?.ok_or(TargetFailure::NoIntegration)?;
        let definition = self.providers.get(&integration.provider).cloned().ok_or(TargetFailure::NoProvider)?;
        if !modes.contains(&definition.auth_mode) {
            return Err(TargetFailure::OtherMode(definition.auth_mode));
        }
        if !session.allows(unique_key) {
            return Err(TargetFailure::NotAllowed);
        }
        let renews = match &session.purpose.renews {
            None => None,
            Some(renewed) if renewed.integration != unique_key => return Err(TargetFailure::NotAllowed),
            Some(renewed) => {
                let found = env.lent_connection(unique_key, &renewed.public_id).await?;
                Some(found.filter(|lent| renewed.is(lent.connection.id)).ok_or(TargetFailure::Gone)?)
            }
        };
        Ok(Target { integration, definition, renews })
    }

    /// Proves an account that its owner authorised, and keeps it as the session says: its end user, its tags, and the
    /// developer's configuration over the typed one. Every way of linking in a session ends here, also the authorisation in
    /// a popup.
    ///
    /// `material` has the credentials with their `type`, and the configuration as it was typed.
    ///
    /// # Errors
    /// [`ImportFailure`]; then nothing was stored.
    pub async fn save(
        &self,
        session: &ConnectSession,
        target: Target,
        material: Material,
    ) -> Result<Imported, ImportFailure> {
        self.lending.import(import(session, target, material), &session.actor()).await
    }

    /// Tries out an account of a provider with a connector, without keeping it: a person confirms first that it is the right
    /// one, with [`ConnectSessions::confirm`] in the same session.
    ///
    /// # Errors
    /// [`ImportFailure`]; what the vendor says is in the report.
    pub async fn try_out(
        &self,
        session: &ConnectSession,
        target: &Target,
        material: Material,
    ) -> Result<ConnectReport, ImportFailure> {
        let report = self.lending.try_out(import(session, target.clone(), material)).await?;
        if let Some(proposal) = &report.proposal {
            self.waiting.put(proposal.id, session, &target.integration.unique_key);
        }
        Ok(report)
    }

    /// Keeps an account that was tried out in this session for this integration.
    ///
    /// # Errors
    /// [`ImportFailure`], with `proposal_gone` where it waited too long or belongs to another session.
    pub async fn confirm(
        &self,
        session: &ConnectSession,
        target: Target,
        proposal: RowId,
    ) -> Result<Imported, ImportFailure> {
        if !self.waiting.take(proposal, session, &target.integration.unique_key) {
            let sentence = "This was not confirmed in time, so it was forgotten. Connect once more.";
            return Err(Problem::new("proposal_gone", sentence, Consequence::NeedsPerson).into());
        }
        let import = import(session, target, Material::default());
        self.lending.confirm(&import, proposal, &session.actor()).await
    }
}

/// What waits for a confirmation: whose session, and which integration. The account itself waits with the connector.
#[derive(Default)]
pub(super) struct Waiting(Mutex<HashMap<RowId, (RowId, String)>>);

impl Waiting {
    fn put(&self, proposal: RowId, session: &ConnectSession, unique_key: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_WAITING
            && let Some(oldest) = all.keys().min().copied()
        {
            all.remove(&oldest);
        }
        all.insert(proposal, (session.id, unique_key.to_owned()));
    }

    fn take(&self, proposal: RowId, session: &ConnectSession, unique_key: &str) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = all.get(&proposal).is_some_and(|(whose, key)| *whose == session.id && key == unique_key);
        if fits {
            all.remove(&proposal);
        }
        fits
    }
}

fn import(session: &ConnectSession, target: Target, material: Material) -> Import {
    let purpose = &session.purpose;
    let config = session.config(&target.integration.unique_key, material.config);
    Import {
        public_id: target.renews.map(|lent| lent.card.public_id),
        integration: target.integration,
        material: Material { credentials: material.credentials, config },
        metadata: None,
        tags: purpose.tags.clone(),
        end_user: purpose.end_user.clone(),
        webhook_url: purpose.webhook_url.clone(),
    }
}
