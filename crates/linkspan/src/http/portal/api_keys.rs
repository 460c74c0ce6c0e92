//! The keys of programs. `GET /settings/keys`.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::page::{Choice, Field, page};
use super::states::{KeyState, State as _};

/// The keys, and the form that makes one. *Make a key* posts `csrf`, `name`, `reach`, `scope` (several), `integrations`,
/// `connections`, `verbs` (several), `paths`, `life` to `/settings/keys`; *Take back* posts `csrf` to
/// `/settings/keys/{id}/revoke`.
#[derive(Debug, Clone, Default)]
pub struct ApiKeysPage {
    /// The key that was made just now. It is on this page alone, once.
    pub made: Option<MadeKey>,
    /// The keys, those that can be used first.
    pub rows: Vec<KeyRow>,
    /// What the form holds.
    pub form: KeyForm,
}

page!(ApiKeysPage, "api_keys.html");

/// A key that was made.
#[derive(Debug, Clone)]
pub struct MadeKey {
    /// By what people know it.
    pub name: String,
    /// The key itself.
    pub key: SecretString,
}

impl MadeKey {
    /// The key, to be copied.
    pub fn plain(&self) -> &str {
        self.key.expose_secret()
    }
}

/// One key in the list.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// Its id in addresses.
    pub id: String,
    /// By what people know it.
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    /// Who made it.
    pub made_by: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Whether it can be used.
    pub state: KeyState,
    /// Whether it may do everything.
    pub everything: bool,
    /// What it may do otherwise.
    pub scopes: Vec<String>,
    /// To what it is narrowed: integrations, connections, verbs, paths.
    pub narrowed: Vec<String>,
    /// When it was used last.
    pub last_used: Option<Timestamp>,
    /// When it ends.
    pub expires: Option<Timestamp>,
}

/// The form of a new key.
#[derive(Debug, Clone, Default)]
pub struct KeyForm {
    /// By what people know it.
    pub name: Field,
    /// What is wrong with the rest, in one sentence.
    pub error: Option<String>,
    /// Whether only what is ticked is allowed.
    pub chosen_only: bool,
    /// The scopes in groups.
    pub groups: Vec<ScopeGroup>,
    /// The only integrations, with commas.
    pub integrations: Field,
    /// The only connections, with commas.
    pub connections: Field,
    /// The only verbs through the proxy.
    pub verbs: Vec<Choice>,
    /// The only paths through the proxy, with commas.
    pub paths: Field,
    /// How long it lives.
    pub lives: Vec<Choice>,
}

impl KeyForm {
    /// Whether more than a name was filled in, so that the rest is open.
    pub fn is_narrowed(&self) -> bool {
        let typed = [&self.integrations, &self.connections, &self.paths];
        self.chosen_only
            || self.error.is_some()
            || typed.iter().any(|field| !field.value.is_empty())
            || self.verbs.iter().any(|verb| verb.chosen)
    }
}

/// Scopes about the same things.
#[derive(Debug, Clone)]
pub struct ScopeGroup {
    /// Their common part, such as `connections`.
    pub name: String,
    /// The scopes.
    pub scopes: Vec<Choice>,
}
