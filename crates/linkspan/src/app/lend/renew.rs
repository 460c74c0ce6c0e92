//! Keeping tokens good: each is renewed before it ends, once for all who wait for it, also between processes. A refusal rests
//! for half a minute; after four days of refusals only new credentials help.

use super::{CREDENTIALS, Lending, Opened, token};
use crate::connectors::HEALTHY;
use crate::providers::AuthMode;
use crate::webhooks::{self, AuthEvent};
use linkspan_core::clock::from_ms;
use linkspan_core::id::ConnectionId;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{ConnectionState, CredentialOwner, Env, Health, RenewalState, Tx};
use secrecy::SecretString;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a refused renewal is not tried again, in milliseconds.
const REST_MS: i64 = 30_000;

/// After how long of refusals it is not tried any more, in milliseconds.
const GIVEN_UP_MS: i64 = 4 * 24 * 3_600 * 1_000;

/// How long one process may take, in milliseconds: longer than a vendor may take to answer.
const LEASE_MS: i64 = 40_000;

/// How often it is looked whether another process is done.
const LOOK: Duration = Duration::from_millis(250);

/// How often at most: twelve seconds in all.
const LOOKS: usize = 48;

/// Renewals that are under way in this process.
#[derive(Default)]
pub(super) struct Renewals {
    turns: Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<()>>>>,
}

impl Renewals {
    fn turn(&self, id: ConnectionId) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        // Who holds or awaits a turn has a part of it.
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(turns.entry(id).or_default())
    }
}

impl Lending {
    /// Whether [`Lending::fresh`] would ask the vendor for another token.
    #[must_use]
    pub fn would_renew(&self, opened: &Opened, forced: bool) -> bool {
        is_renewable(opened) && (forced || self.is_stale(opened))
    }

    /// The connection with a token that is good for a while; where it has none, as it is. `forced` renews it whatever its end.
    ///
    /// # Errors
    /// `invalid_credentials` where the vendor refuses, `connection_refresh_backoff` shortly after that, `refresh_exhausted`
    /// after four days of it, `renewal_busy` where another process does not come to an end, or what the database says.
    pub async fn fresh(&self, opened: Opened, forced: bool) -> Result<Opened, Problem> {
        if !self.would_renew(&opened, forced) {
            return Ok(opened);
        }
        let id = opened.lent.connection.id;
        let env = self.app.env(opened.lent.connection.environment);
        let turn = self.renewals.turn(id);
        let _mine = turn.lock().await;
        let before = token_of(&opened).cloned();
        for _ in 0..LOOKS {
            let there = self.there(&env, id).await?;
            if self.is_news(&there, before.as_ref()) {
                return Ok(there);
            }
            self.may_try(env.renewal_state(id).await?)?;
            let by = self.app.ids.next().to_string();
            if self.take(&env, id, &by).await? {
                // Another process may have ended its turn after our look. Its refresh token is the one that counts:
                // the old one, used once more, would look like a theft.
                let there = self.there(&env, id).await?;
                if self.is_news(&there, before.as_ref()) {
                    self.release(&env, id, &by).await?;
                    return Ok(there);
                }
                return self.renew(&env, there, &by).await;
            }
            tokio::time::sleep(LOOK).await;
        }
        Err(Problem::retry("renewal_busy", "Another process is renewing the token. Try again in a moment."))
    }

    async fn there(&self, env: &Env, id: ConnectionId) -> Result<Opened, Problem> {
        let gone = || Problem::permanent("connection_missing", "The connection was deleted meanwhile.");
        self.open(env.lent_connection_by_id(id).await?.ok_or_else(gone)?).await
    }

    /// Whether somebody else brought a token meanwhile, which is for all who waited.
    fn is_news(&self, there: &Opened, before: Option<&Value>) -> bool {
        token_of(there) != before && !self.is_stale(there)
    }

    async fn release(&self, env: &Env, id: ConnectionId, by: &str) -> Result<(), Problem> {
        let mut tx = self.app.store.begin().await?;
        env.release_renewal(&mut tx, id, by).await?;
        tx.commit().await?;
        Ok(())
    }

    fn is_stale(&self, opened: &Opened) -> bool {
        let ends = opened.material.credentials.get("expires_at").and_then(token::moment);
        let buffer = opened.definition.token_expiration_buffer.saturating_mul(1_000);
        ends.is_some_and(|ends| ends.as_millisecond() - self.app.clock.now_ms() < buffer)
    }

    fn may_try(&self, state: Option<RenewalState>) -> Result<(), Problem> {
        let Some(state) = state else { return Ok(()) };
        let now_ms = self.app.clock.now_ms();
        if state.failed_since.is_some_and(|since| now_ms - since.as_millisecond() >= GIVEN_UP_MS) {
            let sentence = "The vendor has refused to renew the token for four days. Connect the account once more.";
            return Err(Problem::new("refresh_exhausted", sentence, Consequence::Credentials));
        }
        if state.rests_until.as_millisecond() > now_ms {
            let sentence = "The vendor refused to renew the token a moment ago. It is tried again in half a minute.";
            return Err(Problem::new("connection_refresh_backoff", sentence, Consequence::Credentials));
        }
        Ok(())
    }

    async fn take(&self, env: &Env, id: ConnectionId, by: &str) -> Result<bool, Problem> {
        let mut tx = self.app.store.begin().await?;
        let taken = env.take_renewal(&mut tx, id, by, from_ms(self.app.clock.now_ms() + LEASE_MS)).await?;
        tx.commit().await?;
        Ok(taken)
    }

    async fn renew(&self, env: &Env, mut opened: Opened, by: &str) -> Result<Opened, Problem> {
        let id = opened.lent.connection.id;
        match self.renewed(env, &opened).await {
            Ok(credentials) => {
                let secret = SecretString::from(Value::Object(credentials.clone()).to_string());
                let health = Health { code: HEALTHY.into(), sentence: "Its token was renewed.".into() };
                let mut tx = self.app.store.begin().await?;
                self.secrets.put(env, &mut tx, CredentialOwner::Connection(id), CREDENTIALS, &secret).await?;
                env.set_connection_health(&mut tx, id, ConnectionState::Connected, &health).await?;
                env.clear_renewal(&mut tx, id).await?;
                tx.commit().await?;
                opened.lent.connection.state = ConnectionState::Connected;
                opened.material.credentials = credentials;
                Ok(opened)
            }
            Err(problem) => {
                let mut tx = self.app.store.begin().await?;
                env.release_renewal(&mut tx, id, by).await?;
                if problem.consequence == Consequence::Credentials {
                    env.renewal_failed(&mut tx, id, from_ms(self.app.clock.now_ms() + REST_MS)).await?;
                    self.note_refused(env, &mut tx, &opened, &problem).await?;
                }
                tx.commit().await?;
                self.app.nudge.now();
                Err(problem)
            }
        }
    }

    /// Keeps that a connection does not work any more, and tells programs so the first time.
    pub(super) async fn note_refused(
        &self,
        env: &Env,
        tx: &mut Tx,
        opened: &Opened,
        problem: &Problem,
    ) -> Result<(), Problem> {
        let connection = &opened.lent.connection;
        let health = Health { code: "credentials_refused".into(), sentence: problem.sentence.clone() };
        let is_known = connection.health.as_ref().is_some_and(|before| before.code == health.code);
        env.set_connection_health(tx, connection.id, ConnectionState::Error, &health).await?;
        if !is_known {
            let (definition, card) = (&opened.definition, opened.lent.card.clone());
            let event = AuthEvent::dead(&definition.name, definition.auth_mode, card, problem.code, &problem.sentence);
            webhooks::tell(env, tx, &event, self.app.clock.now()).await?;
        }
        Ok(())
    }

    async fn renewed(&self, env: &Env, opened: &Opened) -> Result<Map<String, Value>, Problem> {
        if opened.definition.auth_mode != AuthMode::Oauth2 {
            return token::token(&opened.definition, &opened.material, self.app.clock.now()).await;
        }
        let mut material = opened.material.clone();
        let client = self.client_of(env, &opened.lent.card.integration).await?;
        for name in ["client_id", "client_secret"] {
            if let Some(value) = client.get(name) {
                material.credentials.insert(name.into(), value.clone());
            }
        }
        let got = token::renewed(&opened.definition, &material, self.app.clock.now()).await?;
        let mut credentials = opened.material.credentials.clone();
        // An old end says nothing about a new token.
        credentials.remove("expires_at");
        credentials.extend(got);
        Ok(credentials)
    }

    /// The client of an integration, as a JSON object; empty where it has none.
    async fn client_of(&self, env: &Env, integration: &str) -> Result<Map<String, Value>, Problem> {
        let Some(integration) = env.integration(integration).await? else { return Ok(Map::new()) };
        let mut all = self.secrets.all(env, CredentialOwner::Integration(integration.id)).await?;
        let secret = all.remove(crate::app::integrations::CLIENT);
        Ok(secret.and_then(|secret| token::object(&secret)).unwrap_or_default())
    }
}

/// Whether there is something to renew a token with.
fn is_renewable(opened: &Opened) -> bool {
    match opened.definition.auth_mode {
        AuthMode::Oauth2 => opened.material.credentials.get("refresh_token").is_some_and(Value::is_string),
        AuthMode::Oauth2Cc | AuthMode::TwoStep => true,
        AuthMode::ApiKey | AuthMode::Basic | AuthMode::None => false,
    }
}

fn token_of(opened: &Opened) -> Option<&Value> {
    ["token", "access_token"].iter().find_map(|name| opened.material.credentials.get(*name))
}
