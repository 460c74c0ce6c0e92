//! What a connector knows about passing programs' requests on, beyond the provider's file: where an account really lives,
//! who counts its calls, who wants to know of refused credentials.

use super::autotask::Turnstile;
use super::health::Watch;
use super::registry::{Registry, standing};
use super::{Links, autotask, td_synnex};
use crate::app::proxy::{Budget, Clerk, Watcher};
use async_trait::async_trait;
use linkspan_core::capability::Lane;
use linkspan_core::problem::Problem;
use linkspan_store::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use url::Url;

/// What a connector knows about passing requests on. Empty for providers without one.
#[derive(Default)]
pub struct Terms {
    /// Where the account lives, in place of the address in the provider's file.
    pub base: Option<Url>,
    /// Whether private addresses are allowed there.
    pub allow_private: bool,
    /// Whether a 500 that lists `errors` is the vendor's last word.
    pub errors_are_final: bool,
    /// Who gives leave for each call.
    pub budget: Option<Arc<dyn Budget>>,
    /// Who wants to know of refused credentials.
    pub watcher: Option<Arc<dyn Watcher>>,
    /// Who asks in a program's place, where the credentials stand in the document itself.
    pub clerk: Option<Arc<dyn Clerk>>,
}

impl Registry {
    /// The terms for a connection.
    ///
    /// # Errors
    /// `connection_unusable` where it is switched off or its credentials were refused before.
    pub async fn terms(&self, connection: &Connection) -> Result<Terms, Problem> {
        standing(connection)?;
        let refused = RefusedOnce { watch: self.watch(connection), told: AtomicBool::new(false) };
        let watcher: Option<Arc<dyn Watcher>> = Some(Arc::new(refused));
        match connection.provider.as_str() {
            autotask::NAME => {
                // The link refuses what cannot be used, finds a tenant that has moved, and looks at the use of others.
                self.psa(connection.environment, connection.id, Lane::Proxy).await?;
                let (zone, gate) = self.autotask_way(connection).await?;
                let allow_private = self.autotask.allows_private();
                let budget: Option<Arc<dyn Budget>> = Some(Arc::new(Turnstile::new(gate, Arc::clone(&self.clock))));
                Ok(Terms { base: Some(zone.url), allow_private, errors_are_final: true, budget, watcher, clerk: None })
            }
            td_synnex::NAME => {
                let (base, allow_private) = (self.td_synnex_place(connection)?, self.td_synnex.allows_private());
                let clerk: Option<Arc<dyn Clerk>> = Some(Arc::new(self.td_synnex_questions(connection).await?));
                Ok(Terms { base: Some(base), allow_private, clerk, ..Terms::default() })
            }
            _ => Ok(Terms { watcher, ..Terms::default() }),
        }
    }
}

/// Tells the watch once: a program that goes on calling must not make a row of each refusal.
struct RefusedOnce {
    watch: Watch,
    told: AtomicBool,
}

#[async_trait]
impl Watcher for RefusedOnce {
    async fn refused(&self) {
        if self.told.swap(true, Ordering::SeqCst) {
            return;
        }
        let sentence = "The vendor refused the credentials when a program called it. Reconnect the account.";
        if let Err(error) = self.watch.failed("credentials_refused", sentence).await {
            self.told.store(false, Ordering::SeqCst);
            tracing::error!(error = &error as &dyn std::error::Error, "a refusal of credentials could not be kept");
        }
    }
}
