//! Starting templates from the command line, and how far their runs are.

use crate::app::App;
use crate::app::catalog::import::Begin;
use crate::app::catalog::sync;
use crate::app::templates::{self, By};
use linkspan_core::id::{BridgeId, RunId};
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, Env, Run, RunKind, RunState, StartedBy};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Who begins a run in the activity log.
const ACTOR: &str = "command line";

/// What is to be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Product sync: fetch the catalogue, then sync; or plan alone.
    Products,
    /// Looking for purchase orders.
    Orders,
    /// Asking about open orders.
    Status,
}

impl What {
    fn template(self) -> TemplateKind {
        match self {
            Self::Products => TemplateKind::ProductSync,
            Self::Orders => TemplateKind::OrderSubmission,
            Self::Status => TemplateKind::OrderStatus,
        }
    }
}

/// Starts a template for one bridge, or for every bridge where it is on. Answers `{"bridges": n, "runs": [id, ...]}`.
///
/// # Errors
/// `bridge_missing` for a bridge that is not there; `template_off` where it is on for none; what starting it says.
pub(super) async fn start(app: &App, what: What, bridge: Option<&str>, rehearse: bool) -> Result<Value, Problem> {
    let (mut started, mut runs, mut known) = (0, Vec::new(), false);
    for environment in app.store.environments().await? {
        let env = app.env(environment.id);
        for row in env.bridges().await? {
            if bridge.is_some_and(|wanted| wanted != row.id.to_string()) {
                continue;
            }
            known = true;
            let template = env.template(row.id, what.template()).await?;
            let on = row.enabled && template.is_some_and(|template| template.enabled);
            // A rehearsal writes nothing, so it needs no switch.
            if !on && !rehearse {
                continue;
            }
            runs.extend(begin(app, &env, &row, what, rehearse).await?.map(|run| run.to_string()));
            started += 1;
        }
    }
    app.nudge.now();
    match (started, known || bridge.is_none()) {
        (_, false) => Err(Problem::permanent("bridge_missing", "There is no bridge with this id.")),
        (0, true) => {
            let sentence = format!("There is nothing to do: switch on {} first.", templates::title(what.template()));
            Err(Problem::permanent("template_off", sentence))
        }
        _ => Ok(json!({ "bridges": started, "runs": runs })),
    }
}

async fn begin(app: &App, env: &Env, bridge: &Bridge, what: What, rehearse: bool) -> Result<Option<RunId>, Problem> {
    if rehearse {
        let asked = Begin { bridge: bridge.id, started_by: StartedBy::Program, actor: ACTOR.to_owned() };
        return sync::begin(app, env.id(), &asked, true).await.map(Some);
    }
    let by = By { started_by: StartedBy::Program, actor: ACTOR };
    templates::run_now(app, env.id(), bridge.id, what.template(), by).await
}

/// How far a run is. A file that was read is followed by its sync, which is told in its place.
///
/// # Errors
/// `run_missing` where there is no such run, or what the database says.
pub(super) async fn progress(app: &App, run: &str) -> Result<Value, Problem> {
    let missing = || Problem::permanent("run_missing", "There is no such run.");
    let id = RunId::parse(run).ok_or_else(missing)?;
    for environment in app.store.environments().await? {
        let env = app.env(environment.id);
        let Some(row) = env.run(id).await? else { continue };
        let next = match (row.kind, row.bridge) {
            (RunKind::CatalogueImport, Some(bridge)) => after(&env, bridge, &row).await?,
            _ => None,
        };
        return Ok(shown(next.as_ref().unwrap_or(&row)));
    }
    Err(missing())
}

/// The sync that began with the end of a file.
async fn after(env: &Env, bridge: BridgeId, file: &Run) -> Result<Option<Run>, Problem> {
    let read = matches!(file.state, RunState::Completed | RunState::CompletedWithWarnings);
    let Some(ended) = file.finished_at.filter(|_| read) else { return Ok(None) };
    let newest = env.latest_run(Some(bridge), RunKind::ProductSync).await?;
    Ok(newest.filter(|run| run.finished_at.is_none_or(|at| at >= ended)))
}

fn shown(run: &Run) -> Value {
    json!({
        "run": run.id.to_string(),
        "kind": run.kind.as_str(),
        "bridge": run.bridge.map(|bridge| bridge.to_string()),
        "rehearsal": run.rehearsal,
        "state": run.state.as_str(),
        "finished": run.finished_at.is_some(),
        "sentence": run.sentence,
        "done": run.done,
        "total": run.total,
        "calls": run.calls,
        "counters": run.counters,
    })
}
