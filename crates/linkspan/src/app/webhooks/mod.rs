//! Messages for programs: where they go, what signs them, sending them until they arrive, and what people do with those that
//! do not.
//!
//! What must not be here: what a message says and how it is signed, which is `crate::webhooks`.

mod address;
mod deliver;
mod key;
mod send;

pub use address::AddressFault;
pub use deliver::{ATTEMPTS, WAITS_S, deliver};

use super::App;
use super::secrets::Secrets;
use crate::egress::HostRules;
use crate::webhooks::{Event, SigningKeys, WEBHOOK_WORK, WebhookSettings, keep};
use linkspan_core::id::{EnvironmentId, RowId};
use linkspan_core::problem::Problem;
use linkspan_store::{Delivery, DeliveryFilter, DeliveryState, Env, NewAudit, Tx};
use secrecy::SecretString;
use std::sync::Arc;

/// How messages leave: where they may go, and what opens the keys that sign them. Clones share it; the default lets nothing
/// leave.
#[derive(Clone, Default)]
pub struct Courier {
    inner: Option<Arc<Inner>>,
}

struct Inner {
    secrets: Secrets,
    private_hosts: HostRules,
}

impl Courier {
    /// Messages may go to public addresses over TLS, and to these hosts anyhow.
    #[must_use]
    pub fn new(secrets: Secrets, private_hosts: HostRules) -> Self {
        Self { inner: Some(Arc::new(Inner { secrets, private_hosts })) }
    }

    fn inner(&self) -> Result<&Inner, Problem> {
        let closed = || Problem::permanent("webhooks_closed", "This process sends no messages to programs.");
        self.inner.as_deref().ok_or_else(closed)
    }
}

/// Where an environment's messages go, and which are sent.
///
/// # Errors
/// What the database says.
pub async fn settings(app: &App, environment: EnvironmentId) -> Result<WebhookSettings, Problem> {
    Ok(WebhookSettings::load(&app.env(environment)).await?)
}

/// Keeps them. Addresses are tidied: blanks go, an empty or repeated one is left out. Where there is an address and no key
/// yet, one is made.
///
/// # Errors
/// `webhook_address_wrong`, `too_many_webhooks`, or what the database says; then nothing changes.
pub async fn save(
    app: &App,
    environment: EnvironmentId,
    mut settings: WebhookSettings,
    actor: &str,
) -> Result<(), Problem> {
    let mut urls: Vec<String> = Vec::new();
    for url in settings.urls.iter().map(|url| url.trim()).filter(|url| !url.is_empty()) {
        address_fault(app, url)?.map_or(Ok(()), |fault| Err(fault.problem(url)))?;
        if !urls.iter().any(|known| known == url) {
            urls.push(url.to_owned());
        }
    }
    if urls.len() > 2 {
        return Err(Problem::permanent("too_many_webhooks", "Messages go to two addresses at most."));
    }
    settings.urls = urls;
    let env = app.env(environment);
    let mut tx = app.store.begin().await?;
    settings.save(&env, &mut tx, actor).await?;
    let sentence = match settings.urls.as_slice() {
        [] => format!("{actor} switched webhooks off."),
        urls => format!("{actor} sends webhooks to {}.", urls.join(" and ")),
    };
    audit(&env, &mut tx, actor, "webhooks.changed", "settings", sentence).await?;
    tx.commit().await?;
    if !settings.urls.is_empty() {
        key::current(app, &env).await?;
    }
    Ok(())
}

/// What is wrong with an address; `None` where messages may go there, as far as can be said without looking its name up.
///
/// # Errors
/// `webhooks_closed`.
pub fn address_fault(app: &App, url: &str) -> Result<Option<AddressFault>, Problem> {
    Ok(address::fault(url, &app.courier.inner()?.private_hosts))
}

/// The key that signs an environment's messages; it is made when it is first asked for.
///
/// # Errors
/// `credentials_unreadable`, `vault_failed`, or what the database says.
pub async fn signing_key(app: &App, environment: EnvironmentId) -> Result<SecretString, Problem> {
    Ok(key::current(app, &app.env(environment)).await?.current)
}

/// Puts a new key in the place of the one that holds. `bring` is a key that exists elsewhere, of 16 to 200 characters. The
/// one before signs beside it for a day, in the form that has room for several signatures.
///
/// # Errors
/// `signing_key_malformed`, `vault_failed`, or what the database says.
pub async fn change_key(
    app: &App,
    environment: EnvironmentId,
    bring: Option<SecretString>,
    actor: &str,
) -> Result<(), Problem> {
    key::change(app, &app.env(environment), bring, actor).await
}

/// Sends a test to each of the environment's addresses.
///
/// # Errors
/// `no_webhook_address`, or what the database says.
pub async fn test(app: &App, environment: EnvironmentId) -> Result<(), Problem> {
    let env = app.env(environment);
    let settings = WebhookSettings::load(&env).await?;
    if settings.urls.is_empty() {
        return Err(Problem::permanent("no_webhook_address", "Save an address first."));
    }
    let mut tx = app.store.begin().await?;
    keep(&env, &mut tx, &Event::Test, &settings.urls, app.clock.now()).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

/// Deliveries, newest first.
///
/// # Errors
/// What the database says.
pub async fn list(app: &App, environment: EnvironmentId, filter: &DeliveryFilter) -> Result<Vec<Delivery>, Problem> {
    Ok(app.env(environment).deliveries(filter).await?)
}

/// How many deliveries stand where.
///
/// # Errors
/// What the database says.
pub async fn counts(app: &App, environment: EnvironmentId) -> Result<Vec<(DeliveryState, i64)>, Problem> {
    Ok(app.env(environment).delivery_counts().await?)
}

/// Sends a delivery again, now and with all its attempts ahead, whatever became of it.
///
/// # Errors
/// `delivery_not_found`, or what the database says.
pub async fn resend(app: &App, environment: EnvironmentId, id: RowId, actor: &str) -> Result<(), Problem> {
    let env = app.env(environment);
    let mut tx = app.store.begin().await?;
    if !env.deliver_again(&mut tx, id).await? {
        return Err(missing());
    }
    env.enqueue(&mut tx, crate::webhooks::LANE, WEBHOOK_WORK, &id.to_string(), app.clock.now()).await?;
    audit(&env, &mut tx, actor, "webhook.resent", &id.to_string(), format!("{actor} sent a webhook again.")).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

/// Gives a delivery up: it is not sent any more.
///
/// # Errors
/// `delivery_not_found` where there is none that waits or is dead, or what the database says.
pub async fn give_up(app: &App, environment: EnvironmentId, id: RowId, actor: &str) -> Result<(), Problem> {
    let env = app.env(environment);
    let mut tx = app.store.begin().await?;
    if !env.give_delivery_up(&mut tx, id).await? {
        return Err(missing());
    }
    env.drop_work(&mut tx, WEBHOOK_WORK, &id.to_string()).await?;
    audit(&env, &mut tx, actor, "webhook.given_up", &id.to_string(), format!("{actor} gave a webhook up.")).await?;
    tx.commit().await?;
    Ok(())
}

/// The keys with which an environment's messages are signed now.
///
/// # Errors
/// As for [`signing_key`].
pub async fn signing_keys(app: &App, environment: EnvironmentId) -> Result<SigningKeys, Problem> {
    key::current(app, &app.env(environment)).await
}

async fn audit(
    env: &Env,
    tx: &mut Tx,
    actor: &str,
    action: &str,
    subject: &str,
    sentence: String,
) -> Result<(), Problem> {
    let entry = NewAudit {
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject_kind: "webhook".into(),
        subject_id: subject.to_owned(),
        sentence,
        detail: serde_json::json!({}),
    };
    env.add_audit(tx, &entry).await?;
    Ok(())
}

fn missing() -> Problem {
    Problem::permanent("delivery_not_found", "There is no such delivery, or it is over already.")
}
