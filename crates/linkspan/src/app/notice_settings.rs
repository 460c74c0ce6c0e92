//! Who is told what by e-mail.

use crate::app::App;
use linkspan_core::problem::Problem;
use linkspan_store::Env;
use serde::{Deserialize, Serialize};

/// The name of the setting.
const NAME: &str = "notices";

/// Who is told what by e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeSettings {
    /// Addresses; where there are none, the e-mail of the connection is told.
    pub recipients: Vec<String>,
    /// Orders that are held.
    pub held: bool,
    /// Orders that may or may not have been ordered.
    pub unknown: bool,
    /// Orders that need a decision.
    pub conflict: bool,
    /// Orders that were refused.
    pub rejected: bool,
    /// Accounts whose credentials no longer work.
    pub credentials: bool,
}

impl Default for NoticeSettings {
    fn default() -> Self {
        Self { recipients: Vec::new(), held: true, unknown: true, conflict: true, rejected: true, credentials: true }
    }
}

impl NoticeSettings {
    /// What was set; everything is told where nobody set anything.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load(env: &Env) -> Result<Self, Problem> {
        Ok(env.setting(NAME).await?.unwrap_or_default())
    }

    /// Keeps it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save(&self, app: &App, env: &Env, actor: &str) -> Result<(), Problem> {
        let mut tx = app.store.begin().await?;
        env.set_setting(&mut tx, NAME, self, actor).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether people want to hear of this state.
    #[must_use]
    pub fn wants(&self, state: &str) -> bool {
        match state {
            "held" => self.held,
            "unknown" => self.unknown,
            "conflict" => self.conflict,
            "rejected" => self.rejected,
            "credentials" => self.credentials,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_told_until_somebody_says_otherwise() {
        let read: NoticeSettings = serde_json::from_str(r#"{"held":false}"#).unwrap();
        assert!(!read.wants("held") && read.wants("unknown") && read.wants("credentials") && read.wants("test"));
    }
}
