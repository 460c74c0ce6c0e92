//! Switching templates on and off, and letting them work now.

use super::describe::{Described, Gives, Kind, Shape, field};
use super::operation::{Ask, Reply, WRITES, refused};
use super::shown;
use super::templates::{self, PATH, TEMPLATE};
use crate::app::templates::{self as automations, By};
use linkspan_store::StartedBy;
use serde_json::json;

static SWITCH: Shape = Shape {
    name: "TemplateSwitch",
    about: "On or off.",
    fields: &[field("on", Kind::Flag, "Whether it shall be on.")],
};

pub(super) static SET: Described = Described {
    id: "switchTemplate",
    group: "Templates",
    summary: "Switch a template on or off",
    more: "Both accounts must be connected. Product sync needs its settings; order submission needs a person's consent to what \
           is sent to the distributor, which is given in the portal and nowhere else. It may be repeated.",
    path: PATH,
    body: Some(&SWITCH),
    gives: Gives::One(&TEMPLATE),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/bridges/{bridge}/templates/{template}/switch`.
pub(super) async fn switch(ask: Ask) -> Reply {
    let (bridge, template) = templates::find(&ask).await?;
    let (app, env, by) = (&ask.web.app, ask.env().id(), By { started_by: StartedBy::Program, actor: ask.actor() });
    automations::switch(app, env, bridge.id, template.kind, ask.flag("on"), by).await.map_err(refused)?;
    Ok(templates::template(&templates::find(&ask).await?.1))
}

static STARTED: Shape = Shape {
    name: "Started",
    about: "What was begun.",
    fields: &[field("run", Kind::Id, "The run; null for the templates that look instead of running.").or_null()],
};

pub(super) static RUN: Described = Described {
    id: "runTemplate",
    group: "Templates",
    summary: "Let a template work now",
    more: "Product sync fetches the catalogue and syncs; a repeated call answers the run that is under way. The others look \
           for purchase orders, or ask about open orders.",
    path: PATH,
    gives: Gives::One(&STARTED),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/bridges/{bridge}/templates/{template}/run`.
pub(super) async fn run(ask: Ask) -> Reply {
    let (bridge, template) = templates::find(&ask).await?;
    let by = By { started_by: StartedBy::Program, actor: ask.actor() };
    let run =
        automations::run_now(&ask.web.app, ask.env().id(), bridge.id, template.kind, by).await.map_err(refused)?;
    Ok(json!({ "run": shown::id(run) }))
}
