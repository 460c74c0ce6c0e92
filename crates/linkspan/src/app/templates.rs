//! The switches of templates and *Sync now*: what the portal's buttons, the command line and programs do. There is one way,
//! so that nobody gets round what stands before it.

use super::App;
use super::catalog::{self, import::Begin};
use super::orders::settings::OrderSettings;
use super::orders::{POLL_WORK, detect};
use super::status::check;
use crate::jobs::WorkLane;
use linkspan_core::id::{BridgeId, EnvironmentId, RunId};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, ConnectionState, Env, NewAudit, StartedBy, Template, Tx};
use serde_json::json;

/// What stands in the way of switching a template on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The account at this provider is not connected, or its credentials were refused.
    Account(&'static str),
    /// Nobody chose products yet.
    Selection,
    /// Nobody agreed to sending order data. Only a person can, in the portal.
    Consent,
}

impl From<Missing> for Problem {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Account(provider) => {
                let name = if provider == "autotask" { "Autotask" } else { "TD SYNNEX" };
                let sentence = format!("{name} is not connected, or refused the credentials. Connect it first.");
                Self::new("connection_unusable", sentence, Consequence::NeedsPerson)
            }
            Missing::Selection => Self::new(
                "settings_missing",
                "Choose in the portal which products Product Sync looks after.",
                Consequence::NeedsPerson,
            ),
            Missing::Consent => Self::new(
                "consent_missing",
                "Nobody has agreed yet that orders are sent. A person does that in the portal, on the page of Create Orders \
                 from Autotask.",
                Consequence::NeedsPerson,
            ),
        }
    }
}

/// Who wants something of a template.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// A person or a program.
    pub started_by: StartedBy,
    /// The name.
    pub actor: &'a str,
}

/// What a template is called on screen.
#[must_use]
pub fn title(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::ProductSync => "Product Sync",
        TemplateKind::OrderSubmission => "Create Orders from Autotask",
        TemplateKind::OrderStatus => "Get Order Status",
    }
}

/// What stands in the way of switching a template on; `None` also for one that is on.
///
/// # Errors
/// `settings_unreadable`, or what the database says.
pub async fn missing(env: &Env, bridge: &Bridge, template: &Template) -> Result<Option<Missing>, Problem> {
    if template.enabled {
        return Ok(None);
    }
    for (id, provider) in [(bridge.psa, "autotask"), (bridge.distributor, "td-synnex")] {
        let connection = env.connection(id).await?;
        if connection.is_none_or(|connection| connection.state != ConnectionState::Connected) {
            return Ok(Some(Missing::Account(provider)));
        }
    }
    Ok(match template.kind {
        TemplateKind::ProductSync if template.settings.is_none() => Some(Missing::Selection),
        TemplateKind::OrderSubmission if OrderSettings::of(template)?.consent.is_none() => Some(Missing::Consent),
        _ => None,
    })
}

/// Switches a template on or off. One that is so already stays so.
///
/// # Errors
/// `bridge_missing`; where it is to be on, what [`missing`] finds and what the template itself asks for; what the vendor or
/// the database says. Then nothing has changed.
pub async fn switch(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    kind: TemplateKind,
    on: bool,
    by: By<'_>,
) -> Result<(), Problem> {
    let env = app.env(environment);
    let (bridge, template) = rows(&env, bridge, kind).await?;
    if template.enabled == on {
        return Ok(());
    }
    // What is to be chosen first product sync says itself, and better.
    if on
        && let Some(missing) = missing(&env, &bridge, &template).await?
        && missing != Missing::Selection
    {
        return Err(missing.into());
    }
    match (kind, on) {
        (TemplateKind::ProductSync, _) => {
            catalog::switch::switch_by(app, environment, bridge.id, on, by.started_by, by.actor).await?;
        }
        (_, true) => switch_on(app, &env, &template, by).await?,
        (_, false) => {
            let mut tx = app.store.begin().await?;
            env.switch_template(&mut tx, bridge.id, kind, false).await?;
            audit(&env, &mut tx, by, &template, "switched_off").await?;
            tx.commit().await?;
        }
    }
    app.nudge.now();
    Ok(())
}

async fn switch_on(app: &App, env: &Env, template: &Template, by: By<'_>) -> Result<(), Problem> {
    let bridge = template.bridge;
    if template.kind == TemplateKind::OrderSubmission {
        // What is submitted already was not meant for us; it is listed, and a person may take it.
        detect::remember_start(app, env.id(), bridge).await?;
    }
    let mut tx = app.store.begin().await?;
    env.switch_template(&mut tx, bridge, template.kind, true).await?;
    if template.kind == TemplateKind::OrderSubmission {
        look_now(app, env, &mut tx, bridge).await?;
    }
    audit(env, &mut tx, by, template, "switched_on").await?;
    tx.commit().await?;
    if template.kind == TemplateKind::OrderStatus {
        check::resume(app, env.id(), bridge).await?;
    }
    Ok(())
}

/// Begins now what would begin at its next time. Answers the run, where there is one to look at.
///
/// # Errors
/// `bridge_missing`; `template_off` where it or the bridge is switched off; what beginning it says.
pub async fn run_now(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    kind: TemplateKind,
    by: By<'_>,
) -> Result<Option<RunId>, Problem> {
    let env = app.env(environment);
    let (bridge, template) = rows(&env, bridge, kind).await?;
    if !(template.enabled && bridge.enabled) {
        let sentence = format!("There is nothing to do: switch on {} first.", title(kind));
        return Err(Problem::new("template_off", sentence, Consequence::NeedsPerson));
    }
    let run = match kind {
        TemplateKind::ProductSync => {
            let asked = Begin { bridge: bridge.id, started_by: by.started_by, actor: by.actor.to_owned() };
            Some(catalog::sync::sync_now(app, environment, &asked).await?)
        }
        TemplateKind::OrderSubmission => {
            let mut tx = app.store.begin().await?;
            look_now(app, &env, &mut tx, bridge.id).await?;
            tx.commit().await?;
            None
        }
        TemplateKind::OrderStatus => {
            check::resume(app, environment, bridge.id).await?;
            None
        }
    };
    app.nudge.now();
    Ok(run)
}

async fn look_now(app: &App, env: &Env, tx: &mut Tx, bridge: BridgeId) -> Result<(), Problem> {
    env.enqueue(tx, WorkLane::Status.as_str(), POLL_WORK, &bridge.to_string(), app.clock.now()).await?;
    Ok(())
}

async fn rows(env: &Env, bridge: BridgeId, kind: TemplateKind) -> Result<(Bridge, Template), Problem> {
    let missing = || Problem::permanent("bridge_missing", "There is no such bridge any more.");
    let row = env.bridge(bridge).await?.ok_or_else(missing)?;
    let template = env.template(bridge, kind).await?.ok_or_else(missing)?;
    Ok((row, template))
}

async fn audit(env: &Env, tx: &mut Tx, by: By<'_>, template: &Template, how: &str) -> Result<(), Problem> {
    let entry = NewAudit {
        actor: by.actor.to_owned(),
        action: format!("template.{how}"),
        subject_kind: "template".into(),
        subject_id: format!("{}/{}", template.bridge, template.kind.as_str()),
        sentence: format!("{} {} {}.", by.actor, how.replace('_', " "), title(template.kind)),
        detail: json!({}),
    };
    env.add_audit(tx, &entry).await?;
    Ok(())
}
