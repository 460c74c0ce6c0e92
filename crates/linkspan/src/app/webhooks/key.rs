//! The key that signs messages: made when it is first needed, sealed, shown to the owner, changed without a gap.

use super::{App, audit};
use crate::webhooks::SigningKeys;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use linkspan_core::problem::Problem;
use linkspan_store::{CredentialOwner, Env};
use secrecy::{ExposeSecret, SecretString};

/// Whose secrets they are.
const OWNER: CredentialOwner = CredentialOwner::Setting("webhooks");

/// The slot of the key that holds.
const CURRENT: &str = "signing_key";

/// The slot of the key before.
const PREVIOUS: &str = "previous_key";

/// The setting that says until when the key before signs too, in epoch milliseconds.
const UNTIL: &str = "webhook_previous_key_until";

/// How long the key before signs too, in milliseconds.
const OVERLAP_MS: i64 = 24 * 3_600 * 1_000;

/// The keys that sign now. The first one is made here.
pub(super) async fn current(app: &App, env: &Env) -> Result<SigningKeys, Problem> {
    let secrets = &app.courier.inner()?.secrets;
    let mut all = secrets.all(env, OWNER).await?;
    if let Some(current) = all.remove(CURRENT) {
        let until: i64 = env.setting(UNTIL).await?.unwrap_or_default();
        let previous = all.remove(PREVIOUS).filter(|_| app.clock.now_ms() < until);
        return Ok(SigningKeys { current, previous });
    }
    let mut tx = app.store.begin().await?;
    // Somebody may have made one since; whoever holds the transaction now looks last.
    if let Some(current) = secrets.all(env, OWNER).await?.remove(CURRENT) {
        return Ok(SigningKeys { current, previous: None });
    }
    let current = fresh()?;
    secrets.put(env, &mut tx, OWNER, CURRENT, &current).await?;
    tx.commit().await?;
    Ok(SigningKeys { current, previous: None })
}

/// Puts another key in its place.
pub(super) async fn change(app: &App, env: &Env, bring: Option<SecretString>, actor: &str) -> Result<(), Problem> {
    let new = match bring {
        Some(key) => brought(&key)?,
        None => fresh()?,
    };
    let secrets = &app.courier.inner()?.secrets;
    let before = current(app, env).await?.current;
    let mut tx = app.store.begin().await?;
    secrets.put(env, &mut tx, OWNER, PREVIOUS, &before).await?;
    secrets.put(env, &mut tx, OWNER, CURRENT, &new).await?;
    env.set_setting(&mut tx, UNTIL, &(app.clock.now_ms() + OVERLAP_MS), actor).await?;
    let sentence = format!("{actor} changed the key that signs webhooks.");
    audit(env, &mut tx, actor, "webhooks.key_changed", "settings", sentence).await?;
    tx.commit().await?;
    Ok(())
}

/// 256 random bits in the form of Standard Webhooks.
fn fresh() -> Result<SecretString, Problem> {
    let token = crate::app::sign_in::random_token()?;
    let bytes = zeroize::Zeroizing::new(URL_SAFE_NO_PAD.decode(token.expose_secret()).unwrap_or_default());
    Ok(SecretString::from(format!("{}{}", crate::webhooks::KEY_PREFIX, STANDARD.encode(bytes.as_slice()))))
}

/// A key that receivers know already, such as that of another installation.
fn brought(key: &SecretString) -> Result<SecretString, Problem> {
    let text = key.expose_secret().trim();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if (16..=200).contains(&text.len()) && is_plain {
        return Ok(SecretString::from(text));
    }
    Err(Problem::permanent("signing_key_malformed", "A key has 16 to 200 characters and no blanks."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_key_has_32_random_bytes() {
        let (one, two) = (fresh().unwrap(), fresh().unwrap());
        assert_ne!(one.expose_secret(), two.expose_secret());
        let bytes = STANDARD.decode(one.expose_secret().strip_prefix("whsec_").unwrap()).unwrap();
        assert_eq!(bytes.len(), 32);
    }

    #[test]
    fn a_key_that_is_brought_along_must_be_long_and_without_blanks() {
        assert_eq!(brought(&" 6f0c0a4e-0000-4000-8000-000000000001\n".into()).unwrap().expose_secret().len(), 36);
        for key in ["", "short", "with blanks in the middle", "ümlaut-ümlaut-ümlaut", &"x".repeat(201)] {
            assert_eq!(brought(&key.to_owned().into()).unwrap_err().code, "signing_key_malformed", "{key}");
        }
    }
}
