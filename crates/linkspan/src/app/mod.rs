//! The use cases. Each takes the [`App`] and decides through the capability traits and the store.
//!
//! What must not be here: an HTTP framework, SQL, a vendor's type.

pub mod authorise;
pub mod backup;
pub mod bridge;
pub mod catalog;
pub mod checkup;
pub mod connect;
pub mod connect_sessions;
pub mod doctor;
pub mod integrations;
pub mod keys;
pub mod lend;
pub mod mail;
pub mod mark;
pub mod notice_settings;
pub mod notices;
pub mod orders;
pub mod proxy;
pub mod pulse;
pub mod secrets;
pub mod sign_in;
pub mod status;
pub mod templates;
pub mod webhooks;

use crate::connectors::Links;
use crate::jobs::Nudge;
use linkspan_core::id::EnvironmentId;
use linkspan_core::{Clock, IdSource};
use linkspan_store::{Env, Store};
use std::sync::Arc;

/// What every use case needs. Clones share it.
#[derive(Clone)]
pub struct App {
    /// The data.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn IdSource>,
    /// Ways to the vendors.
    pub links: Arc<dyn Links>,
    /// Wakes the workers; carries no data.
    pub nudge: Nudge,
    /// How messages leave.
    pub mailer: mail::Mailer,
    /// How messages for programs leave.
    pub courier: webhooks::Courier,
}

impl App {
    /// The rows of an environment.
    #[must_use]
    pub fn env(&self, environment: EnvironmentId) -> Env {
        self.store.env(environment)
    }
}
