//! Where an environment's messages go, and which it sends.

use super::event::{AuthOperation, Event};
use linkspan_store::{Env, StoreError, Tx};
use serde::{Deserialize, Serialize};

/// The name of the setting.
const NAME: &str = "webhooks";

/// Where messages go, and which are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebhookSettings {
    /// The addresses, at most two. A connection's own address replaces both.
    pub urls: Vec<String>,
    /// Whether new and renewed connections are told.
    pub on_auth_creation: bool,
    /// Whether it is told when credentials do not work any more.
    pub on_auth_refresh_error: bool,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self { urls: Vec::new(), on_auth_creation: true, on_auth_refresh_error: true }
    }
}

impl WebhookSettings {
    /// What was set; nobody is told anything until there is an address.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load(env: &Env) -> Result<Self, StoreError> {
        Ok(env.setting(NAME).await?.unwrap_or_default())
    }

    /// Keeps it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save(&self, env: &Env, tx: &mut Tx, actor: &str) -> Result<(), StoreError> {
        env.set_setting(tx, NAME, self, actor).await
    }

    /// Whether this is to be told.
    #[must_use]
    pub fn wants(&self, event: &Event) -> bool {
        match event {
            Event::Auth(auth) => match auth.operation {
                AuthOperation::Creation | AuthOperation::Override => self.on_auth_creation,
                AuthOperation::Refresh => self.on_auth_refresh_error,
            },
            Event::Test => true,
        }
    }

    /// Where it goes: to the connection's own address, where it has one, otherwise to the environment's.
    #[must_use]
    pub fn addresses(&self, event: &Event) -> Vec<String> {
        let own = event.card().and_then(|card| card.webhook_url.clone()).filter(|url| !url.is_empty());
        own.map_or_else(|| self.urls.clone(), |url| vec![url])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::AuthMode;
    use crate::webhooks::AuthEvent;
    use linkspan_store::LentCard;

    #[test]
    fn each_switch_is_for_its_own_events() {
        let linked = |renewed| AuthEvent::linked("autotask", AuthMode::ApiKey, LentCard::default(), renewed);
        let dead = AuthEvent::dead("autotask", AuthMode::ApiKey, LentCard::default(), "credentials_refused", "No.");
        let quiet: WebhookSettings = serde_json::from_str(r#"{"on_auth_creation":false}"#).unwrap();
        assert!(!quiet.wants(&linked(false)) && !quiet.wants(&linked(true)) && quiet.wants(&dead));
        let quiet: WebhookSettings = serde_json::from_str(r#"{"on_auth_refresh_error":false}"#).unwrap();
        assert!(quiet.wants(&linked(false)) && !quiet.wants(&dead) && quiet.wants(&Event::Test));
    }

    #[test]
    fn a_connections_own_address_replaces_both() {
        let urls = vec!["https://a.example/".to_owned(), "https://b.example/".to_owned()];
        let settings = WebhookSettings { urls: urls.clone(), ..WebhookSettings::default() };
        let event = |url: Option<&str>| {
            let card = LentCard { webhook_url: url.map(str::to_owned), ..LentCard::default() };
            AuthEvent::linked("autotask", AuthMode::ApiKey, card, false)
        };
        assert_eq!(settings.addresses(&event(None)), urls);
        assert_eq!(settings.addresses(&event(Some(""))), urls);
        assert_eq!(settings.addresses(&event(Some("https://own.example/"))), ["https://own.example/"]);
        assert_eq!(settings.addresses(&Event::Test), urls);
    }
}
