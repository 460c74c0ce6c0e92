//! Plans and runs of product sync: rehearsing, looking at a plan, working it off, stopping, going on.

use super::describe::{COUNT, Described, Gives, Kind, LIMIT, Shape, TEXT, field};
use super::operation::{Ask, Reply, WRITES, nowhere, page, refused};
use super::{bridges, runs};
use crate::app::catalog::import::Begin;
use crate::app::catalog::sync;
use crate::http::nango::refusal::Refusal;
use linkspan_core::catalog::plan::PlanAction;
use linkspan_core::id::{BridgeId, RunId};
use linkspan_store::{PlanItem, Run, StartedBy};
use serde_json::{Value, json};

pub(super) static REHEARSE: Described = Described {
    id: "rehearseProductSync",
    group: "Runs",
    summary: "Make a plan of product sync",
    more: "Nothing is written in the PSA. The plan is kept and can be looked at and worked off. A rehearsal that is under way \
           is answered again.",
    path: bridges::PATH,
    gives: Gives::One(&runs::RUN),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/bridges/{bridge}/rehearsals`.
pub(super) async fn rehearse(ask: Ask) -> Reply {
    let bridge = bridges::find(&ask).await?;
    let begun = begin(&ask, bridge.id);
    let run = sync::begin(&ask.web.app, ask.env().id(), &begun, true).await.map_err(refused)?;
    shown(&ask, run).await
}

fn actions() -> Vec<&'static str> {
    PlanAction::ALL.iter().map(|action| action.as_str()).collect()
}

static ITEM: Shape = Shape {
    name: "PlanItem",
    about: "What is to be done about one product.",
    fields: &[
        field("sku", TEXT, "The distributor's product number."),
        field("name", TEXT, "What people call it."),
        field("action", Kind::WordOf(actions), "What is to be done."),
        field("calls", COUNT, "How many calls that costs."),
        field("detail", Kind::Any, "Field by field, with what stood there before; why it waits."),
    ],
};

pub(super) static PLAN: Described = Described {
    id: "listPlan",
    group: "Runs",
    summary: "List the plan of a run",
    more: "What is left to be done, in the order of the SKUs. Plans of older rehearsals are dropped.",
    path: runs::PATH,
    query: &[
        LIMIT,
        field("cursor", Kind::Text(0, 64), "`next_cursor` of the page before; left out for the first page.").optional(),
    ],
    gives: Gives::Page(&ITEM),
    ..Described::READ
};

/// `GET /api/v1/runs/{run}/plan`.
pub(super) async fn plan(ask: Ask) -> Reply {
    let run = runs::find(&ask).await?;
    let rows = ask.env().plan_after(run.id, ask.asked("cursor"), ask.limit() + 1).await?;
    Ok(page(rows, ask.limit(), |item| item.sku.clone(), item))
}

fn item(row: &PlanItem) -> Value {
    json!({
        "sku": row.sku, "name": row.name, "action": row.action.as_str(), "calls": row.calls, "detail": row.detail,
    })
}

pub(super) static APPLY: Described = Described {
    id: "applyPlan",
    group: "Runs",
    summary: "Work off the plan of a rehearsal",
    more: "What it showed is done, and nothing else. Asking twice answers the same run.",
    path: runs::PATH,
    gives: Gives::One(&runs::RUN),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/runs/{run}/apply`.
pub(super) async fn apply(ask: Ask) -> Reply {
    let (plan, bridge) = of_bridge(&ask).await?;
    let run = sync::apply_plan(&ask.web.app, ask.env().id(), &begin(&ask, bridge), plan.id).await.map_err(refused)?;
    shown(&ask, run).await
}

pub(super) static CANCEL: Described = Described {
    id: "cancelRun",
    group: "Runs",
    summary: "Ask a run to stop",
    more: "It stops after the step that it is at; what it did stays. It may be repeated.",
    path: runs::PATH,
    gives: Gives::One(&runs::RUN),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/runs/{run}/cancel`.
pub(super) async fn cancel(ask: Ask) -> Reply {
    let run = runs::find(&ask).await?;
    sync::cancel(&ask.web.app, ask.env().id(), run.id).await.map_err(refused)?;
    ask.web.app.nudge.now();
    shown(&ask, run.id).await
}

pub(super) static RESUME: Described = Described {
    id: "resumeRun",
    group: "Runs",
    summary: "Do what a run left",
    more: "Begins a new run. What was done is not done again.",
    path: runs::PATH,
    gives: Gives::One(&runs::RUN),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/runs/{run}/resume`.
pub(super) async fn resume(ask: Ask) -> Reply {
    let (run, bridge) = of_bridge(&ask).await?;
    let next = sync::resume(&ask.web.app, ask.env().id(), run.id, &begin(&ask, bridge)).await.map_err(refused)?;
    shown(&ask, next).await
}

async fn of_bridge(ask: &Ask) -> Result<(Run, BridgeId), Refusal> {
    let run = runs::find(ask).await?;
    let bridge = run.bridge.ok_or_else(nowhere)?;
    Ok((run, bridge))
}

fn begin(ask: &Ask, bridge: BridgeId) -> Begin {
    Begin { bridge, started_by: StartedBy::Program, actor: ask.actor().to_owned() }
}

async fn shown(ask: &Ask, id: RunId) -> Reply {
    let run = ask.env().run(id).await?.ok_or_else(nowhere)?;
    Ok(runs::run(&run))
}
