//! Messages for programs. `GET /settings/webhooks`.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::page::{Choice, Field, Pager, page};
use super::states::{DeliveryState, State as _};

/// Where messages go, what signs them, and what became of them. Saving posts `csrf`, `url`, `second_url`,
/// `on_auth_creation`, `on_auth_refresh_error` to `/settings/webhooks`; *Send a test* posts `csrf` to
/// `/settings/webhooks/test`; the key is shown by a post to `/settings/webhooks/key` and changed by one with `key` to
/// `/settings/webhooks/key/change`; a delivery is sent again or given up by a post to `/settings/webhooks/{id}/resend` or
/// `/settings/webhooks/{id}/give-up`.
#[derive(Debug, Clone, Default)]
pub struct WebhooksPage {
    /// The first address.
    pub url: Field,
    /// The second address.
    pub second_url: Field,
    /// Whether new and renewed connections are told.
    pub on_auth_creation: bool,
    /// Whether it is told when credentials do not work any more.
    pub on_auth_refresh_error: bool,
    /// Whether messages go anywhere.
    pub is_on: bool,
    /// The key, where the person asked to see it.
    pub shown_key: Option<SecretString>,
    /// What is wrong with the key that was typed.
    pub key: Field,
    /// Which states are listed.
    pub states: Vec<Choice>,
    /// How often a message is tried at most.
    pub most: i64,
    /// How many messages wait for a person.
    pub dead: i64,
    /// Whether the list leaves some out.
    pub filtered: bool,
    /// The messages, newest first.
    pub rows: Vec<DeliveryRow>,
    /// Where the list stands.
    pub pager: Pager,
}

page!(WebhooksPage, "webhooks.html");

impl WebhooksPage {
    /// The key, to be copied.
    pub fn plain_key(&self) -> &str {
        self.shown_key.as_ref().map_or("", |key| key.expose_secret())
    }
}

/// A message to one address.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// Its id in addresses.
    pub id: String,
    /// What it tells, in words.
    pub title: &'static str,
    /// The connection that it is about, with its integration; empty where it is about none.
    pub about: String,
    /// Where it goes, without its query.
    pub place: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i64,
    /// How often it is tried at most.
    pub most: i64,
    /// What came of the last attempt, in words.
    pub outcome: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it is tried next.
    pub next: Option<Timestamp>,
    /// The exact text that is sent.
    pub body: String,
}

impl DeliveryRow {
    /// Whether it can be given up.
    pub fn is_open(&self) -> bool {
        matches!(self.state, DeliveryState::Waiting | DeliveryState::Dead)
    }
}
