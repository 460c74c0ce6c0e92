//! A file server that shows another key than before: only a person may say that it is still the right one.

use super::{Connect, missing};
use crate::connectors::{FILE_SERVER_NOTICE, FileServer};
use linkspan_core::id::{ConnectionId, EnvironmentId};
use linkspan_core::problem::Problem;
use linkspan_store::NewAudit;

impl Connect {
    /// Accepts the key that the file server showed. `seen` is the key that the person saw; where the server has shown yet
    /// another one by now, nothing is accepted.
    ///
    /// # Errors
    /// `connection_missing`, `host_key_not_shown` where nothing waits or another key does, or what the database says.
    pub async fn accept_host_key(
        &self,
        environment: EnvironmentId,
        id: ConnectionId,
        seen: &str,
        actor: &str,
    ) -> Result<(), Problem> {
        let env = self.app.env(environment);
        let connection = env.connection(id).await?.ok_or_else(missing)?;
        let server = FileServer::of(&connection.settings).filter(|server| server.shown.as_deref() == Some(seen));
        let server = server.ok_or_else(|| {
            Problem::permanent(
                "host_key_not_shown",
                "The file server does not show this key. Look at the page once more.",
            )
        })?;
        let before = server.key.clone().unwrap_or_default();
        let mut settings = connection.settings.clone();
        FileServer { key: Some(seen.to_owned()), shown: None, ..server }.put_into(&mut settings);
        let (name, email) = (&connection.display_name, connection.email.as_deref());
        let entry = NewAudit {
            actor: actor.to_owned(),
            action: "connection.host_key_accepted".into(),
            subject_kind: "connection".into(),
            subject_id: id.to_string(),
            sentence: format!("{actor} accepted the new key of the file server of {name}: {seen}."),
            detail: serde_json::json!({"before": before, "after": seen}),
        };
        let mut tx = self.app.store.begin().await?;
        env.set_connection_settings(&mut tx, id, name, email, &settings).await?;
        env.forget_notice(&mut tx, "connection", &id.to_string(), FILE_SERVER_NOTICE).await?;
        env.add_audit(&mut tx, &entry).await?;
        tx.commit().await?;
        self.accounts.forget(environment, id);
        Ok(())
    }
}
