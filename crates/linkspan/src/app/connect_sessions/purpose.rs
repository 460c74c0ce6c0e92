//! What a connect session is for: whose account may be linked, to which integrations, with what decided beforehand.

use linkspan_core::clock::Timestamp;
use linkspan_core::id::{ConnectionId, EnvironmentId, RowId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// A connect session that has not ended. `Debug` shows its id alone.
pub struct ConnectSession {
    /// Its id.
    pub id: RowId,
    /// Whose it is.
    pub environment: EnvironmentId,
    /// The name of the key that made it.
    pub made_by: String,
    /// What it is for.
    pub purpose: Purpose,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a session lets its holder link. Developers put parts of credentials into it, so it is kept sealed.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Purpose {
    /// Whose the connection will be: `id`, `display_name`, `email`, `tags`, `organization`.
    pub end_user: Option<Value>,
    /// The tags that the connection will have.
    pub tags: Map<String, Value>,
    /// The only integrations, by their unique keys; empty is all.
    pub integrations: Vec<String>,
    /// What the developer decided beforehand, by integration.
    pub defaults: BTreeMap<String, Defaults>,
    /// Where the developer explains how to connect, by integration.
    pub docs: BTreeMap<String, String>,
    /// Where the connection's webhooks go.
    pub webhook_url: Option<String>,
    /// The connection that gets new credentials; `None` makes a new one.
    pub renews: Option<Renewed>,
}

/// What a developer decided about an integration.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Defaults {
    /// Scopes that the end user grants, separated by commas.
    pub user_scopes: Option<String>,
    /// Parameters of the authorisation address.
    pub authorization_params: Map<String, Value>,
    /// The configuration; it wins over what is typed.
    pub connection_config: Map<String, Value>,
}

/// The connection that a session renews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewed {
    /// Its integration.
    pub integration: String,
    /// By which programs know it.
    pub public_id: String,
    /// Its row, so that another one that has the same public id by then is not taken for it.
    pub connection: String,
}

impl Renewed {
    /// Whether it is this connection.
    #[must_use]
    pub fn is(&self, id: ConnectionId) -> bool {
        self.connection == id.to_string()
    }
}

impl fmt::Debug for ConnectSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectSession").field("id", &self.id).finish_non_exhaustive()
    }
}

impl ConnectSession {
    /// Whether it may link accounts of an integration.
    #[must_use]
    pub fn allows(&self, unique_key: &str) -> bool {
        let listed = &self.purpose.integrations;
        listed.is_empty() || listed.iter().any(|one| one == unique_key)
    }

    /// What the developer decided about an integration.
    #[must_use]
    pub fn defaults(&self, unique_key: &str) -> Option<&Defaults> {
        self.purpose.defaults.get(unique_key)
    }

    /// The configuration of a connection: what was typed, over it what the developer decided. `webhook_url` is not part of
    /// any configuration.
    #[must_use]
    pub fn config(&self, unique_key: &str, typed: Map<String, Value>) -> Map<String, Value> {
        let mut config = typed;
        config.remove("webhook_url");
        config.extend(self.defaults(unique_key).map(|all| all.connection_config.clone()).unwrap_or_default());
        config
    }

    /// Who links, for the audit: the end user as far as known, and the key that let them.
    #[must_use]
    pub fn actor(&self) -> String {
        let user = self.purpose.end_user.as_ref();
        let named = |name: &str| user?.get(name)?.as_str().filter(|text| !text.is_empty());
        let who = ["display_name", "email", "id"].into_iter().find_map(named).unwrap_or("An end user");
        format!("{who} (connect session of {})", self.made_by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::clock::from_ms;
    use linkspan_core::{IdSource, ManualClock, SystemIds};
    use serde_json::json;
    use std::sync::Arc;

    fn session(purpose: Purpose) -> ConnectSession {
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_000))));
        ConnectSession {
            id: ids.next().into(),
            environment: ids.next().into(),
            made_by: "Backend".into(),
            purpose,
            expires_at: from_ms(2_000),
        }
    }

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn what_the_developer_decided_wins_over_what_was_typed() {
        let decided = Defaults { connection_config: map(json!({"code": "theirs"})), ..Defaults::default() };
        let session = session(Purpose { defaults: [("autotask".to_owned(), decided)].into(), ..Purpose::default() });
        let typed = map(json!({"code": "typed", "user": "a", "webhook_url": "https://evil.example"}));
        assert_eq!(session.config("autotask", typed.clone()), map(json!({"code": "theirs", "user": "a"})));
        assert_eq!(session.config("other", typed), map(json!({"code": "typed", "user": "a"})));
        assert!(!format!("{session:?}").contains("theirs"));
    }

    #[test]
    fn an_empty_list_allows_every_integration() {
        assert!(session(Purpose::default()).allows("autotask"));
        let narrow = session(Purpose { integrations: vec!["autotask".into()], ..Purpose::default() });
        assert!(narrow.allows("autotask") && !narrow.allows("halo-psa"));
    }

    #[test]
    fn the_audit_names_the_end_user_as_far_as_it_is_known() {
        let named = |user: Option<Value>| session(Purpose { end_user: user, ..Purpose::default() }).actor();
        let user = json!({"id": "7", "email": "it@harbor.example", "display_name": ""});
        assert_eq!(named(Some(user)), "it@harbor.example (connect session of Backend)");
        assert_eq!(named(None), "An end user (connect session of Backend)");
    }
}
