//! Keeping a confirmed account: credentials are sealed for their rows, and everything is committed at once.

use super::proposals::{Pending, kind};
use super::{Connect, missing};
use crate::connectors::{CREDENTIALS_NOTICE, FILE_SERVER_NOTICE, FileServer, HEALTHY};
use crate::providers::auth_mode_of_connector;
use crate::webhooks::{self, AuthEvent};
use linkspan_core::id::{ConnectionId, EnvironmentId, RowId};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{AccountKind, CredentialOwner, Env, Health, IntegrationDraft, LentCard, Linked, NewAudit, Tx};

impl Connect {
    /// Keeps what was found. `said` is what the person says about the kind of account, where it is not what it seemed.
    ///
    /// # Errors
    /// `proposal_gone` where it waited too long or was confirmed already, `another_tenant` where the connection belongs to
    /// another account by now, or what the database says. Then nothing is kept.
    pub async fn confirm(
        &self,
        environment: EnvironmentId,
        proposal: RowId,
        said: Option<AccountKind>,
        actor: &str,
    ) -> Result<ConnectionId, Problem> {
        self.confirm_with(environment, proposal, said, None, actor).await
    }

    /// The same for an account that programs bring along, with what they decide about it. An empty public id becomes the
    /// connection's own.
    ///
    /// # Errors
    /// As for [`Connect::confirm`].
    pub async fn confirm_to_lend(
        &self,
        environment: EnvironmentId,
        proposal: RowId,
        card: &LentCard,
        actor: &str,
    ) -> Result<ConnectionId, Problem> {
        self.confirm_with(environment, proposal, None, Some(card), actor).await
    }

    async fn confirm_with(
        &self,
        environment: EnvironmentId,
        proposal: RowId,
        said: Option<AccountKind>,
        card: Option<&LentCard>,
        actor: &str,
    ) -> Result<ConnectionId, Problem> {
        let pending = self.proposals.take(proposal, environment, self.app.clock.now_ms()).ok_or_else(|| {
            Problem::new(
                "proposal_gone",
                "This was not confirmed within 15 minutes, so it was forgotten. Connect once more.",
                Consequence::NeedsPerson,
            )
        })?;
        let env = self.app.env(environment);
        let mut tx = self.app.store.begin().await?;
        let id = match pending.connection {
            Some(id) => id,
            None => env.add_connection(&mut tx, &pending.provider.name, &pending.account.display_name).await?,
        };
        self.keep(&env, &mut tx, id, &pending, said, actor).await?;
        let card = match card {
            Some(card) => {
                let public_id = if card.public_id.is_empty() { id.to_string() } else { card.public_id.clone() };
                let card = LentCard { public_id, ..card.clone() };
                env.set_lent_card(&mut tx, id, &card).await?;
                card
            }
            None => self.own_card(&env, &mut tx, id, &pending).await?,
        };
        let (provider, renewed) = (&pending.provider.name, pending.connection.is_some());
        let event = AuthEvent::linked(provider, auth_mode_of_connector(provider), card, renewed);
        webhooks::tell(&env, &mut tx, &event, self.app.clock.now()).await?;
        tx.commit().await?;
        self.accounts.forget(environment, id);
        self.app.nudge.now();
        Ok(id)
    }

    /// What programs know of a connection that people made: its id, under its provider's own integration, until they say
    /// something else.
    async fn own_card(&self, env: &Env, tx: &mut Tx, id: ConnectionId, pending: &Pending) -> Result<LentCard, Problem> {
        let integration = pending.provider.name.clone();
        let draft = IntegrationDraft { unique_key: integration.clone(), ..IntegrationDraft::default() };
        env.add_integration(tx, &integration, &draft).await?;
        let before = match pending.connection {
            Some(id) => env.lent_connection_by_id(id).await?,
            None => None,
        };
        let new = || LentCard { integration, public_id: id.to_string(), ..LentCard::default() };
        Ok(before.map_or_else(new, |before| before.card))
    }

    async fn keep(
        &self,
        env: &Env,
        tx: &mut Tx,
        id: ConnectionId,
        pending: &Pending,
        said: Option<AccountKind>,
        actor: &str,
    ) -> Result<(), Problem> {
        let account = &pending.account;
        let before = env.connection(id).await?;
        let linked = Linked {
            account_key: account.account_key.clone(),
            account_kind: kind(account.kind, said),
            test_host: account.test_host,
            display_name: before.as_ref().map_or(&account.display_name, |one| &one.display_name).clone(),
            settings: account.settings.clone(),
            email: account.email.clone(),
            permissions: account.permissions.clone(),
            health: Health { code: HEALTHY.into(), sentence: "It answered when it was connected.".into() },
        };
        if !env.link_connection(tx, id, &linked).await? {
            return Err(if pending.connection.is_some() { another_tenant() } else { missing() });
        }
        let owner = CredentialOwner::Connection(id);
        env.destroy_credentials(tx, owner).await?;
        for (slot, secret) in &account.secrets {
            self.secrets.put(env, tx, owner, slot, secret).await?;
        }
        env.forget_notice(tx, "connection", &id.to_string(), CREDENTIALS_NOTICE).await?;
        if FileServer::of(&account.settings).is_none_or(|server| server.shown.is_none() && !server.refused) {
            env.forget_notice(tx, "connection", &id.to_string(), FILE_SERVER_NOTICE).await?;
        }
        let how = if pending.connection.is_some() { "reconnected" } else { "connected" };
        let entry = NewAudit {
            actor: actor.to_owned(),
            action: format!("connection.{how}"),
            subject_kind: "connection".into(),
            subject_id: id.to_string(),
            sentence: format!("{actor} {how} {}: {}.", linked.display_name, account.description),
            detail: serde_json::json!({"kind": linked.account_kind.as_str(), "test_host": linked.test_host}),
        };
        env.add_audit(tx, &entry).await?;
        Ok(())
    }
}

fn another_tenant() -> Problem {
    Problem::permanent(
        "another_tenant",
        "The connection belongs to another account. Make another connection for this one. Nothing was stored.",
    )
}
