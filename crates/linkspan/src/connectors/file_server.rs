//! A distributor's file server as a connection keeps it: who signs in there, and by which key its host is known.
//!
//! It knows nothing of how files are fetched. The password is among the connection's credentials, never here.

use super::health::NOTICE;
use linkspan_core::Clock;
use linkspan_core::id::ConnectionId;
use linkspan_store::{Env, NewNotice, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// The state under which people are told that a file server cannot be used any more.
pub const FILE_SERVER_NOTICE: &str = "file_server";

/// Where it stands among a connection's settings.
const PLACE: &str = "file_server";

/// What is kept of a file server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileServer {
    /// The user.
    pub user: String,
    /// The key by which the host is known, such as `ssh-ed25519 SHA256:...`: that of the first visit, or one that a person
    /// accepted. `None` before the first visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Another key, which the host showed since. Nothing is sent there until a person accepts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// The log-in was refused. It is not sent again until somebody reconnects.
    #[serde(default)]
    pub refused: bool,
}

impl FileServer {
    /// A file server that was not visited yet.
    #[must_use]
    pub fn new(user: &str) -> Self {
        Self { user: user.to_owned(), key: None, shown: None, refused: false }
    }

    /// The file server among a connection's settings; `None` where there is none.
    #[must_use]
    pub fn of(settings: &Value) -> Option<Self> {
        serde_json::from_value(settings.get(PLACE)?.clone()).ok()
    }

    /// Puts it in its place among a connection's settings.
    pub fn put_into(&self, settings: &mut Value) {
        if let Some(settings) = settings.as_object_mut() {
            settings.insert(PLACE.to_owned(), serde_json::json!(self));
        }
    }
}

/// Keeps what a visit finds out.
#[derive(Clone)]
pub(crate) struct FileServerKeeper {
    env: Env,
    connection: ConnectionId,
    clock: Arc<dyn Clock>,
}

impl FileServerKeeper {
    pub(crate) fn new(env: Env, connection: ConnectionId, clock: Arc<dyn Clock>) -> Self {
        Self { env, connection, clock }
    }

    /// The host showed this key and let us in. The first key stays, as long as no person accepts another one.
    pub(crate) async fn visited(&self, key: &str) {
        let change = |server: &mut FileServer| {
            server.key.get_or_insert_with(|| key.to_owned());
            server.shown = None;
            server.refused = false;
        };
        self.keep(change, None).await;
    }

    /// The host showed another key than the one that it is known by.
    pub(crate) async fn stranger(&self, shown: &str, sentence: &str) {
        let title = "The distributor's file server shows another key";
        self.keep(|server| server.shown = Some(shown.to_owned()), Some((title, sentence))).await;
    }

    /// The log-in was refused.
    pub(crate) async fn refused(&self, sentence: &str) {
        let title = "The distributor's file server refuses the log-in";
        self.keep(|server| server.refused = true, Some((title, sentence))).await;
    }

    /// What cannot be kept is found out again by the next visit, so a failure here is only told to the log.
    async fn keep(&self, change: impl FnOnce(&mut FileServer), notice: Option<(&str, &str)>) {
        if let Err(error) = self.write(change, notice).await {
            let (connection, error) = (&self.connection, &error as &dyn std::error::Error);
            tracing::error!(%connection, error, "what the file server showed could not be kept");
        }
    }

    async fn write(
        &self,
        change: impl FnOnce(&mut FileServer),
        notice: Option<(&str, &str)>,
    ) -> Result<(), StoreError> {
        let Some(connection) = self.env.connection(self.connection).await? else { return Ok(()) };
        let Some(before) = FileServer::of(&connection.settings) else { return Ok(()) };
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(());
        }
        let mut settings = connection.settings.clone();
        after.put_into(&mut settings);
        let (name, email) = (&connection.display_name, connection.email.as_deref());
        let mut tx = self.env.store().begin().await?;
        self.env.set_connection_settings(&mut tx, self.connection, name, email, &settings).await?;
        let subject = self.connection.to_string();
        match notice {
            None => self.env.forget_notice(&mut tx, "connection", &subject, FILE_SERVER_NOTICE).await?,
            Some((title, body)) => {
                let notice = NewNotice {
                    subject_kind: "connection".into(),
                    subject_id: subject,
                    state: FILE_SERVER_NOTICE.into(),
                    title: title.to_owned(),
                    body: body.to_owned(),
                    recipients: connection.email.into_iter().collect(),
                };
                if let Some(id) = self.env.add_notice(&mut tx, &notice).await? {
                    self.env.enqueue(&mut tx, NOTICE.0, NOTICE.1, &id.to_string(), self.clock.now()).await?;
                }
            }
        }
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn it_is_found_where_it_was_put_and_the_rest_stays() {
        let mut settings = json!({"account": "712345"});
        assert_eq!(FileServer::of(&settings), None);
        let server = FileServer { key: Some("ssh-ed25519 SHA256:x".into()), ..FileServer::new("u712345") };
        server.put_into(&mut settings);
        assert_eq!((FileServer::of(&settings), &settings["account"]), (Some(server), &json!("712345")));
    }
}
