//! Settings, switch and daily time of product sync.

use super::context;
use super::import::{self, Begin};
use super::settings::ProductSyncSettings;
use super::spool::FileSource;
use crate::app::App;
use crate::jobs::{Done, WorkLane};
use linkspan_core::id::{BridgeId, EnvironmentId, RunId};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_core::template::TemplateKind;
use linkspan_store::{NewAudit, StartedBy};
use serde_json::json;

/// Work that begins the daily run; its subject is the bridge.
pub const DAILY_WORK: &str = "product_sync_daily";

/// The settings of a bridge, the defaults where none were saved.
///
/// # Errors
/// `bridge_missing`, `settings_unreadable`.
pub async fn settings(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<ProductSyncSettings, Problem> {
    let (_, template) = context::rows(&app.env(environment), bridge).await?;
    ProductSyncSettings::of(&template)
}

/// Keeps settings. A template that is on takes its new daily time at once.
///
/// # Errors
/// `settings_invalid` with the first fault, or what the database says.
pub async fn save(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    settings: &ProductSyncSettings,
    actor: &str,
) -> Result<(), Problem> {
    if let Some(fault) = settings.faults().into_iter().next() {
        return Err(Problem::new("settings_invalid", fault, Consequence::NeedsPerson));
    }
    let env = app.env(environment);
    let (_, template) = context::rows(&env, bridge).await?;
    let mut tx = app.store.begin().await?;
    env.set_template_settings(&mut tx, bridge, TemplateKind::ProductSync, &json!(settings)).await?;
    env.add_audit(&mut tx, &audit(actor, "product_sync.settings_saved", bridge, "Saved the settings of Product Sync."))
        .await?;
    if template.enabled {
        let next = settings.next_run(app.clock.now());
        env.drop_work(&mut tx, DAILY_WORK, &bridge.to_string()).await?;
        env.enqueue(&mut tx, WorkLane::Small.as_str(), DAILY_WORK, &bridge.to_string(), next).await?;
        env.set_next_run(&mut tx, bridge, TemplateKind::ProductSync, Some(next)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Switches the template on and begins the first run, or off. Off, nothing begins by itself; what was synced stays. Answers
/// the run that begins.
///
/// # Errors
/// `settings_missing` where something must be chosen first, or what the database says.
pub async fn switch(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    on: bool,
    actor: &str,
) -> Result<Option<RunId>, Problem> {
    switch_by(app, environment, bridge, on, StartedBy::Person, actor).await
}

/// The same by a person or a program.
///
/// # Errors
/// As [`switch`].
pub async fn switch_by(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    on: bool,
    started_by: StartedBy,
    actor: &str,
) -> Result<Option<RunId>, Problem> {
    let env = app.env(environment);
    let settings = settings(app, environment, bridge).await?;
    if on && let Some(missing) = settings.missing().into_iter().next() {
        return Err(Problem::new("settings_missing", missing, Consequence::NeedsPerson));
    }
    let subject = bridge.to_string();
    let mut tx = app.store.begin().await?;
    let changed = env.switch_template(&mut tx, bridge, TemplateKind::ProductSync, on).await?;
    env.drop_work(&mut tx, DAILY_WORK, &subject).await?;
    if on {
        let next = settings.next_run(app.clock.now());
        env.enqueue(&mut tx, WorkLane::Small.as_str(), DAILY_WORK, &subject, next).await?;
        env.set_next_run(&mut tx, bridge, TemplateKind::ProductSync, Some(next)).await?;
    }
    if changed {
        let (action, sentence) = match on {
            true => ("product_sync.enabled", "Switched Product Sync on."),
            false => ("product_sync.disabled", "Switched Product Sync off."),
        };
        env.add_audit(&mut tx, &audit(actor, action, bridge, sentence)).await?;
    }
    tx.commit().await?;
    if !(on && changed) {
        return Ok(None);
    }
    let asked = Begin { bridge, started_by, actor: actor.to_owned() };
    import::begin(app, environment, &asked, FileSource::Distributor, true).await.map(Some)
}

/// Begins the daily run and says when the next one is due.
///
/// # Errors
/// What the database says.
pub async fn daily(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<Done, Problem> {
    let env = app.env(environment);
    let (row, template) = context::rows(&env, bridge).await?;
    if !template.enabled {
        return Ok(Done::Finished);
    }
    let next = ProductSyncSettings::of(&template)?.next_run(app.clock.now());
    let mut tx = app.store.begin().await?;
    env.set_next_run(&mut tx, bridge, TemplateKind::ProductSync, Some(next)).await?;
    tx.commit().await?;
    if row.enabled {
        let asked = Begin { bridge, started_by: StartedBy::Schedule, actor: "linkspan".to_owned() };
        import::begin(app, environment, &asked, FileSource::Distributor, true).await?;
    }
    Ok(Done::At(next))
}

pub(super) fn audit(actor: &str, action: &str, bridge: BridgeId, sentence: &str) -> NewAudit {
    NewAudit {
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject_kind: "bridge".to_owned(),
        subject_id: bridge.to_string(),
        sentence: sentence.to_owned(),
        detail: json!({}),
    }
}
