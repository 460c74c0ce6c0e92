//! Connect sessions: a developer's program says what one of its users may link, the user's browser gets a token for half an
//! hour, and with it nothing else can be done.
//!
//! Every way of linking an account in a session ends in [`ConnectSessions::save`].

mod link;
mod purpose;

pub use link::{Target, TargetFailure};
pub use purpose::{ConnectSession, Defaults, Purpose, Renewed};

use super::App;
use super::lend::Lending;
use crate::providers::Catalogue;
use linkspan_core::clock::Timestamp;
use linkspan_core::id::EnvironmentId;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_vault::{Context, KeyRing, Sealed, VaultError};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// How every token begins; 64 small hexadecimal digits follow.
pub const TOKEN_PREFIX: &str = "nango_connect_session_";

/// How long a session lives.
const LIFE: Duration = Duration::from_secs(30 * 60);

/// The place in the row for which the content is sealed.
const SLOT: &str = "connect_session";

/// How much a developer may put into a session, in bytes of JSON.
const MOST: usize = 64 * 1024;

/// The use case.
pub struct ConnectSessions {
    app: App,
    vault: Arc<KeyRing>,
    lending: Arc<Lending>,
    providers: Arc<Catalogue>,
    waiting: link::Waiting,
}

/// A session that was made. Its token is told once.
#[derive(Debug)]
pub struct MadeSession {
    /// The token.
    pub token: SecretString,
    /// When it ends.
    pub expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Content {
    made_by: String,
    purpose: Purpose,
}

impl ConnectSessions {
    /// The use case of a process.
    #[must_use]
    pub fn new(app: App, vault: Arc<KeyRing>, lending: Arc<Lending>, providers: Arc<Catalogue>) -> Self {
        Self { app, vault, lending, providers, waiting: link::Waiting::default() }
    }

    /// Begins a session. `made_by` is the name of the key that asked for it.
    ///
    /// # Errors
    /// `session_too_large`, `no_randomness`, `vault_failed`, or what the database says.
    pub async fn make(
        &self,
        environment: EnvironmentId,
        purpose: Purpose,
        made_by: &str,
    ) -> Result<MadeSession, Problem> {
        let content = Content { made_by: made_by.to_owned(), purpose };
        let content = serde_json::to_string(&content).map(SecretString::from).map_err(|_| too_large())?;
        if content.expose_secret().len() > MOST {
            return Err(too_large());
        }
        let token = fresh()?;
        let env = self.app.env(environment);
        let id = self.app.store.new_row_id();
        let place = Context { environment, row: id, slot: SLOT };
        let sealed = self.vault.seal(&place, &content).map_err(|error| {
            let sentence = "The session could not be sealed. The log says why. Nothing was stored.";
            Problem::permanent("vault_failed", sentence).caused_by(error)
        })?;
        let expires_at = self.app.clock.now() + LIFE;
        let mut tx = self.app.store.begin().await?;
        env.add_connect_session(&mut tx, id, &hash(token.expose_secret()), sealed.as_bytes(), expires_at).await?;
        tx.commit().await?;
        Ok(MadeSession { token, expires_at })
    }

    /// The session of a token; `None` where there is none or it has ended. Only hashes are compared.
    ///
    /// # Errors
    /// `credentials_unreadable`, or what the database says.
    pub async fn recognise(&self, token: &str) -> Result<Option<Arc<ConnectSession>>, Problem> {
        if !is_token(token) {
            return Ok(None);
        }
        let Some(stored) = self.app.store.connect_session(&hash(token)).await? else { return Ok(None) };
        let place = Context { environment: stored.environment, row: stored.id, slot: SLOT };
        let content = Sealed::from_bytes(stored.sealed).and_then(|sealed| self.vault.open(&place, &sealed));
        let content = content.map_err(unreadable)?;
        let Ok(Content { made_by, purpose }) = serde_json::from_str(content.expose_secret()) else { return Ok(None) };
        let (id, environment, expires_at) = (stored.id, stored.environment, stored.expires_at);
        Ok(Some(Arc::new(ConnectSession { id, environment, made_by, purpose, expires_at })))
    }

    /// Ends a session; its token is worth nothing then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end(&self, session: &ConnectSession) -> Result<(), Problem> {
        let mut tx = self.app.store.begin().await?;
        self.app.env(session.environment).end_connect_session(&mut tx, session.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Removes the sessions that have ended.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sweep(&self) -> Result<(), Problem> {
        let mut tx = self.app.store.begin().await?;
        self.app.store.clear_ended_connect_sessions(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether a text has the form of a session's token.
#[must_use]
pub fn is_token(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.strip_prefix(TOKEN_PREFIX).is_some_and(|digits| digits.len() == 64 && digits.bytes().all(is_digit))
}

/// 256 random bits in the form that programs know.
fn fresh() -> Result<SecretString, Problem> {
    let random = super::sign_in::random_token()?;
    let digits = blake3::hash(random.expose_secret().as_bytes()).to_hex();
    Ok(SecretString::from(format!("{TOKEN_PREFIX}{digits}")))
}

fn hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

fn too_large() -> Problem {
    Problem::permanent("session_too_large", format!("A connect session holds at most {MOST} bytes."))
}

fn unreadable(error: VaultError) -> Problem {
    let sentence = "The session cannot be opened with this key file. Put the right key file in place.";
    Problem::new("credentials_unreadable", sentence, Consequence::NeedsPerson).caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn tokens_have_the_form_that_programs_know_and_differ() {
        let (one, two) = (fresh().unwrap(), fresh().unwrap());
        assert!(is_token(one.expose_secret()) && is_token(two.expose_secret()));
        assert_ne!(one.expose_secret(), two.expose_secret());
        assert!(!hash(one.expose_secret()).contains(&one.expose_secret()[TOKEN_PREFIX.len()..]));
    }

    #[rstest]
    #[case("")]
    #[case("lsk_abc")]
    #[case("nango_connect_session_")]
    #[case("nango_connect_session_ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789")]
    #[case("nango_connect_session_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")]
    fn other_texts_are_no_tokens(#[case] text: &str) {
        assert!(!is_token(text));
    }
}
