//! The watch over a connection's credentials: what a call finds out about them is kept, told once, and not tried again.

use crate::providers::auth_mode_of_connector;
use crate::webhooks::{self, AuthEvent};
use linkspan_core::Clock;
use linkspan_core::id::ConnectionId;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{ConnectionState, Env, Health, NewNotice, StoreError};
use std::sync::Arc;

/// The code of a connection whose last check found nothing wrong.
pub const HEALTHY: &str = "ok";

/// The state under which people are told that an account does not work any more.
pub const CREDENTIALS_NOTICE: &str = "credentials";

/// The code of a sender address that the distributor does not know. Only an order that passes shows that it is mended.
pub(crate) const ADDRESS: &str = "address_not_registered";

/// The kind of work that sends a notice, and its lane.
pub(super) const NOTICE: (&str, &str) = ("small", "notice");

/// Keeps what calls of one connection find out.
#[derive(Clone)]
pub(crate) struct Watch {
    env: Env,
    connection: ConnectionId,
    clock: Arc<dyn Clock>,
}

impl Watch {
    pub(crate) fn new(env: Env, connection: ConnectionId, clock: Arc<dyn Clock>) -> Self {
        Self { env, connection, clock }
    }

    /// Notes refused credentials; everything else passes by itself or is told by whoever made the call.
    pub(crate) async fn saw(&self, problem: &Problem) {
        let dead = problem.consequence == Consequence::Credentials || problem.code == ADDRESS;
        if dead && let Err(error) = self.failed(problem.code, &problem.sentence).await {
            tracing::error!(
                connection = %self.connection,
                error = &error as &dyn std::error::Error,
                "a connection's failure could not be kept"
            );
        }
    }

    /// Keeps a failure and makes one notice of it.
    pub(crate) async fn failed(&self, code: &str, sentence: &str) -> Result<(), StoreError> {
        let Some(connection) = self.env.connection(self.connection).await? else { return Ok(()) };
        if connection.health.as_ref().is_some_and(|health| health.code == code) {
            return Ok(());
        }
        let health = Health { code: code.to_owned(), sentence: sentence.to_owned() };
        let notice = NewNotice {
            subject_kind: "connection".into(),
            subject_id: self.connection.to_string(),
            state: CREDENTIALS_NOTICE.into(),
            title: format!("{} does not work any more", connection.display_name),
            body: sentence.to_owned(),
            recipients: connection.email.into_iter().collect(),
        };
        let lent = self.env.lent_connection_by_id(self.connection).await?;
        let mut tx = self.env.store().begin().await?;
        self.env.set_connection_health(&mut tx, self.connection, ConnectionState::Error, &health).await?;
        if let Some(lent) = lent {
            let mode = auth_mode_of_connector(&connection.provider);
            let event = AuthEvent::dead(&connection.provider, mode, lent.card, code, sentence);
            webhooks::tell(&self.env, &mut tx, &event, self.clock.now()).await?;
        }
        if let Some(id) = self.env.add_notice(&mut tx, &notice).await? {
            self.env.enqueue(&mut tx, NOTICE.0, NOTICE.1, &id.to_string(), self.clock.now()).await?;
        }
        tx.commit().await?;
        tracing::warn!(connection = %self.connection, code, "a connection does not work any more");
        Ok(())
    }

    /// Keeps that all is well, so that people hear of it when it breaks again.
    pub(crate) async fn healthy(&self) -> Result<(), StoreError> {
        let health = Health { code: HEALTHY.into(), sentence: "It answered when it was asked last.".into() };
        let mut tx = self.env.store().begin().await?;
        self.env.set_connection_health(&mut tx, self.connection, ConnectionState::Connected, &health).await?;
        self.env.forget_notice(&mut tx, "connection", &self.connection.to_string(), CREDENTIALS_NOTICE).await?;
        tx.commit().await
    }

    /// Keeps that what was said under `code` is over.
    pub(crate) async fn over(&self, code: &str) {
        if self.last_code().await.as_deref() == Some(code)
            && let Err(error) = self.healthy().await
        {
            tracing::error!(
                connection = %self.connection,
                error = &error as &dyn std::error::Error,
                "a connection's recovery could not be kept"
            );
        }
    }

    /// What was found last; `None` where nothing was, or where it cannot be read.
    pub(crate) async fn last_code(&self) -> Option<String> {
        let connection = self.env.connection(self.connection).await.ok().flatten()?;
        connection.health.map(|health| health.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::notices::NOTICE_WORK;
    use crate::jobs::WorkLane;

    #[test]
    fn a_notice_is_the_work_that_the_notice_job_knows() {
        assert_eq!(NOTICE, (WorkLane::Small.as_str(), NOTICE_WORK));
    }
}
