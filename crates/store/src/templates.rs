//! The templates of a bridge. All of them exist from the start, off and without settings.

use crate::error::Result;
use crate::row::{Row, to_json};
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{BridgeId, RunId};
use linkspan_core::template::TemplateKind;
use serde_json::Value;

/// One automation of a bridge.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// The bridge that it hangs on.
    pub bridge: BridgeId,
    /// Which automation.
    pub kind: TemplateKind,
    /// Whether it is on.
    pub enabled: bool,
    /// Its settings; `None` until a person saved some.
    pub settings: Option<Value>,
    /// When it was on for the first time.
    pub first_enabled_at: Option<Timestamp>,
    /// Since when it is on; `None` while it is off.
    pub enabled_at: Option<Timestamp>,
    /// When it runs next.
    pub next_run_at: Option<Timestamp>,
    /// Its last run.
    pub last_run: Option<RunId>,
    /// When it last looked for something to do, and what it found; for the templates that look instead of running.
    pub look: Option<Look>,
}

/// When a template last looked, and what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// How many purchase orders or orders it looked at.
    pub seen: i64,
    /// How many of them were news.
    pub news: i64,
}

statements! {
    INSERT = "INSERT INTO templates (environment_id, bridge_id, kind, enabled, updated_at) VALUES ($1, $2, $3, 0, $4)";
    GET = "SELECT * FROM templates WHERE environment_id = $1 AND bridge_id = $2 AND kind = $3";
    OF_BRIDGE = "SELECT * FROM templates WHERE environment_id = $1 AND bridge_id = $2";
    SET_SETTINGS = "UPDATE templates SET settings = $4, updated_at = $5 \
              WHERE environment_id = $1 AND bridge_id = $2 AND kind = $3";
    ENABLE = "UPDATE templates SET enabled = 1, enabled_at = $4, first_enabled_at = COALESCE(first_enabled_at, $4), \
              updated_at = $4 WHERE environment_id = $1 AND bridge_id = $2 AND kind = $3 AND enabled = 0";
    DISABLE = "UPDATE templates SET enabled = 0, enabled_at = NULL, next_run_at = NULL, updated_at = $4 \
              WHERE environment_id = $1 AND bridge_id = $2 AND kind = $3 AND enabled = 1";
    SET_NEXT = "UPDATE templates SET next_run_at = $4 WHERE environment_id = $1 AND bridge_id = $2 AND kind = $3";
    SET_LOOK = "UPDATE templates SET looked_at = $4, look_found = $5 \
              WHERE environment_id = $1 AND bridge_id = $2 AND kind = $3";
    SET_LAST = "UPDATE templates SET last_run_id = $4 WHERE environment_id = $1 AND bridge_id = $2 AND kind = $3";
}

/// Makes the templates of a new bridge.
pub(crate) async fn insert_templates(env: &Env, tx: &mut Tx, bridge: BridgeId) -> Result<()> {
    for kind in TemplateKind::ALL {
        sqlx::query(INSERT)
            .bind(env.key())
            .bind(bridge.to_string())
            .bind(kind.as_str())
            .bind(env.now_ms())
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

impl Env {
    /// One template; `None` where the bridge does not exist.
    ///
    /// # Errors
    /// What the database says.
    pub async fn template(&self, bridge: BridgeId, kind: TemplateKind) -> Result<Option<Template>> {
        let row = sqlx::query(GET)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(kind.as_str())
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| read(&Row::of("templates", row))).transpose()
    }

    /// The templates of a bridge, in the recommended order of enabling.
    ///
    /// # Errors
    /// What the database says.
    pub async fn templates(&self, bridge: BridgeId) -> Result<Vec<Template>> {
        let rows = sqlx::query(OF_BRIDGE).bind(self.key()).bind(bridge.to_string()).fetch_all(self.pool()).await?;
        let mut templates: Vec<Template> =
            rows.into_iter().map(|row| read(&Row::of("templates", row))).collect::<Result<_>>()?;
        templates.sort_by_key(|template| template.kind);
        Ok(templates)
    }

    /// Keeps its settings.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_template_settings(
        &self,
        tx: &mut Tx,
        bridge: BridgeId,
        kind: TemplateKind,
        settings: &Value,
    ) -> Result<()> {
        sqlx::query(SET_SETTINGS)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(kind.as_str())
            .bind(to_json(settings))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Turns it on or off. Answers whether that changed anything. Turned off, it has no next run.
    ///
    /// # Errors
    /// What the database says.
    pub async fn switch_template(
        &self,
        tx: &mut Tx,
        bridge: BridgeId,
        kind: TemplateKind,
        enabled: bool,
    ) -> Result<bool> {
        let done = sqlx::query(if enabled { ENABLE } else { DISABLE })
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(kind.as_str())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Says when it runs next, for people; what makes it run is a row of work.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_next_run(
        &self,
        tx: &mut Tx,
        bridge: BridgeId,
        kind: TemplateKind,
        next: Option<Timestamp>,
    ) -> Result<()> {
        sqlx::query(SET_NEXT)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(kind.as_str())
            .bind(next.map(|next| next.as_millisecond()))
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Says that it looked just now, and what it found.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_look(
        &self,
        tx: &mut Tx,
        bridge: BridgeId,
        kind: TemplateKind,
        (seen, news): (i64, i64),
    ) -> Result<()> {
        sqlx::query(SET_LOOK)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(kind.as_str())
            .bind(self.now_ms())
            .bind(to_json(&(seen, news)))
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Says which run was its last.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_last_run(&self, tx: &mut Tx, bridge: BridgeId, kind: TemplateKind, run: RunId) -> Result<()> {
        sqlx::query(SET_LAST)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(kind.as_str())
            .bind(run.to_string())
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<Template> {
    let found: Option<(i64, i64)> = row.opt_json("look_found")?;
    let looked = row.opt_int("looked_at")?.map(from_ms);
    Ok(Template {
        bridge: row.parsed("bridge_id", BridgeId::parse)?,
        kind: row.parsed("kind", TemplateKind::parse)?,
        enabled: row.flag("enabled")?,
        settings: row.opt_json("settings")?,
        first_enabled_at: row.opt_int("first_enabled_at")?.map(from_ms),
        enabled_at: row.opt_int("enabled_at")?.map(from_ms),
        next_run_at: row.opt_int("next_run_at")?.map(from_ms),
        last_run: row.opt_parsed("last_run_id", RunId::parse)?,
        look: looked.zip(found).map(|(at, (seen, news))| Look { at, seen, news }),
    })
}
