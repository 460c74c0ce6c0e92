//! The messages, with the names that receivers know from Nango. Members without a value are left out, and receivers are told
//! to pass over types that they do not know.

use crate::providers::AuthMode;
use linkspan_store::LentCard;
use serde_json::{Map, Value, json};

/// Something that programs are told.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A connection was made or renewed, or does not work any more.
    Auth(Box<AuthEvent>),
    /// A person tries out whether messages arrive.
    Test,
}

/// What happened to a connection's credentials.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthEvent {
    /// What happened.
    pub operation: AuthOperation,
    /// The provider's name.
    pub provider: String,
    /// How its accounts sign in.
    pub auth_mode: AuthMode,
    /// What programs know of the connection.
    pub card: LentCard,
    /// What went wrong; `None` where nothing did.
    pub fault: Option<Fault>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthOperation {
    /// The connection is new.
    Creation,
    /// It has new credentials.
    Override,
    /// Its credentials were to be renewed or tried out.
    Refresh,
}

/// Why credentials do not work any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code.
    pub code: String,
    /// In words.
    pub sentence: String,
}

impl AuthOperation {
    /// The word in messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creation => "creation",
            Self::Override => "override",
            Self::Refresh => "refresh",
        }
    }
}

impl AuthEvent {
    /// A connection that was made, or renewed where it was there before.
    #[must_use]
    pub fn linked(provider: &str, auth_mode: AuthMode, card: LentCard, renewed: bool) -> Event {
        let operation = if renewed { AuthOperation::Override } else { AuthOperation::Creation };
        Event::Auth(Box::new(Self { operation, provider: provider.to_owned(), auth_mode, card, fault: None }))
    }

    /// A connection whose credentials the vendor refuses.
    #[must_use]
    pub fn dead(provider: &str, auth_mode: AuthMode, card: LentCard, code: &str, sentence: &str) -> Event {
        let fault = Some(Fault { code: code.to_owned(), sentence: sentence.to_owned() });
        let operation = AuthOperation::Refresh;
        Event::Auth(Box::new(Self { operation, provider: provider.to_owned(), auth_mode, card, fault }))
    }

    fn body(&self, environment: &str) -> Map<String, Value> {
        let mut body = Map::new();
        let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
        put("type", "auth".into());
        put("operation", self.operation.as_str().into());
        put("connectionId", self.card.public_id.clone().into());
        put("providerConfigKey", self.card.integration.clone().into());
        put("provider", self.provider.clone().into());
        put("authMode", self.auth_mode.as_str().into());
        put("environment", environment.into());
        put("success", self.fault.is_none().into());
        put("tags", self.card.tags.clone().into());
        if let Some(user) = self.card.end_user.as_ref().and_then(person) {
            put("endUser", user);
        }
        if let Some(fault) = &self.fault {
            put("error", json!({ "type": fault.code, "description": fault.sentence }));
        }
        body
    }
}

impl Event {
    /// What it tells, in two words.
    #[must_use]
    pub fn kind(&self) -> String {
        match self {
            Self::Auth(auth) => format!("auth.{}", auth.operation.as_str()),
            Self::Test => "test".to_owned(),
        }
    }

    /// What programs know of the connection that it is about.
    #[must_use]
    pub fn card(&self) -> Option<&LentCard> {
        match self {
            Self::Auth(auth) => Some(&auth.card),
            Self::Test => None,
        }
    }

    /// The message, as an environment of this name sends it.
    #[must_use]
    pub fn body(&self, environment: &str) -> Value {
        let mut body = match self {
            Self::Auth(auth) => auth.body(environment),
            Self::Test => {
                let mut body = Map::new();
                body.insert("type".into(), "test".into());
                body.insert("environment".into(), environment.into());
                body
            }
        };
        body.insert("from".into(), "nango".into());
        Value::Object(body)
    }
}

/// Whose connection it is; `None` where nobody said.
fn person(user: &Value) -> Option<Value> {
    let text = |path: &str| user.pointer(path).and_then(Value::as_str).map(Value::from);
    let tags = user.get("tags").filter(|tags| tags.is_object()).cloned();
    let mut said = Map::new();
    said.insert("endUserId".into(), text("/id")?);
    said.insert("tags".into(), tags.unwrap_or_else(|| json!({})));
    for (name, path) in [("endUserEmail", "/email"), ("organizationId", "/organization/id")] {
        if let Some(value) = text(path) {
            said.insert(name.into(), value);
        }
    }
    Some(Value::Object(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> LentCard {
        let tags = json!({"end_user_id": "7", "team": "Süd"});
        LentCard {
            integration: "autotask".into(),
            public_id: "harbor".into(),
            tags: tags.as_object().cloned().unwrap(),
            end_user: Some(json!({"id": "7", "email": null, "organization": {"id": "harbor-dental"}})),
            ..LentCard::default()
        }
    }

    #[test]
    fn a_new_connection_is_told_with_its_person_and_without_what_is_not_known() {
        let event = AuthEvent::linked("autotask", AuthMode::ApiKey, card(), false);
        let expected = json!({
            "from": "nango", "type": "auth", "operation": "creation", "connectionId": "harbor",
            "providerConfigKey": "autotask", "provider": "autotask", "authMode": "API_KEY", "environment": "default",
            "success": true, "tags": {"end_user_id": "7", "team": "Süd"},
            "endUser": {"endUserId": "7", "organizationId": "harbor-dental", "tags": {}},
        });
        assert_eq!((event.body("default"), event.kind().as_str()), (expected, "auth.creation"));
    }

    #[test]
    fn a_dead_connection_says_why_and_a_renewed_one_that_it_was_there() {
        let dead = AuthEvent::dead("autotask", AuthMode::ApiKey, card(), "credentials_refused", "Reconnect.");
        let body = dead.body("default");
        assert_eq!((&body["operation"], &body["success"]), (&json!("refresh"), &json!(false)));
        assert_eq!(body["error"], json!({"type": "credentials_refused", "description": "Reconnect."}));
        let nobody = LentCard { end_user: None, ..card() };
        let again = AuthEvent::linked("autotask", AuthMode::ApiKey, nobody, true).body("default");
        assert_eq!(again["operation"], "override");
        assert!(again.get("endUser").is_none() && again.get("error").is_none());
    }
}
