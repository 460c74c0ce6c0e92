//! Looking at connections that nobody has used for a day: tokens are kept alive, dead keys are found before somebody needs
//! them. One that is in use is never asked about.

use super::verify::{self, Verdict};
use super::{Lending, Opened};
use crate::connectors::HEALTHY;
use crate::providers::{AuthMode, Definition};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{ConnectionId, EnvironmentId};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{ConnectionState, Health};

/// The kind of work whose subject is a connection that is not used.
pub const LOOK_WORK: &str = "connection_look";

/// How long a connection may be left alone, in milliseconds.
pub(super) const PAUSE_MS: i64 = 24 * 3_600 * 1_000;

/// Whether there is something to look at. Accounts with a connector have checks of their own.
pub(super) fn is_looked_at(definition: &Definition) -> bool {
    definition.auth_mode != AuthMode::None && !definition.has_connector()
}

impl Lending {
    /// Looks at a connection unless it was used within a day. Answers when to look again; `None` where it is gone.
    ///
    /// # Errors
    /// What the database says, and what passes by itself, such as a vendor that cannot be reached.
    pub async fn look(&self, environment: EnvironmentId, id: ConnectionId) -> Result<Option<Timestamp>, Problem> {
        let env = self.app.env(environment);
        // What was used a moment ago may not be written down yet.
        self.flush().await?;
        let Some(lent) = env.lent_connection_by_id(id).await? else { return Ok(None) };
        let state = lent.connection.state;
        if !matches!(state, ConnectionState::Connected | ConnectionState::Error) {
            return Ok(None);
        }
        let now_ms = self.app.clock.now_ms();
        if let Some(used) = lent.last_fetched_at.map(Timestamp::as_millisecond).filter(|at| now_ms - at < PAUSE_MS) {
            return Ok(Some(from_ms(used + PAUSE_MS)));
        }
        let opened = self.open(lent).await?;
        match opened.definition.auth_mode {
            AuthMode::ApiKey | AuthMode::Basic => self.ask_about(opened).await?,
            AuthMode::None => return Ok(None),
            AuthMode::Oauth2 | AuthMode::Oauth2Cc | AuthMode::TwoStep => match self.fresh(opened, true).await {
                Err(problem) if problem.consequence != Consequence::Credentials => return Err(problem),
                // A refusal is written down by then.
                _ => {}
            },
        }
        Ok(Some(from_ms(now_ms + PAUSE_MS)))
    }

    async fn ask_about(&self, opened: Opened) -> Result<(), Problem> {
        let (state, code, sentence) = match verify::verdict(&opened.definition, &opened.material).await? {
            Verdict::Good => (ConnectionState::Connected, HEALTHY, "It answered when it was asked last."),
            Verdict::Refused => {
                let sentence = "The vendor refuses the credentials. Connect the account once more.";
                (ConnectionState::Error, "credentials_refused", sentence)
            }
            Verdict::Unclear => return Ok(()),
        };
        let connection = &opened.lent.connection;
        let health = Health { code: code.into(), sentence: sentence.into() };
        let mut tx = self.app.store.begin().await?;
        self.app.env(connection.environment).set_connection_health(&mut tx, connection.id, state, &health).await?;
        tx.commit().await?;
        Ok(())
    }
}
