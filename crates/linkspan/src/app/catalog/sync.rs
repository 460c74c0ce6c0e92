//! A run of product sync: asked for, planned in chunks, worked off in chunks. Where it stands is in its row, so that it goes
//! on after an interruption where it was.

use super::import::{Begin, is_on};
use super::{apply, context, plan};
use crate::app::App;
use crate::jobs::{Done, WorkLane};
use linkspan_core::capability::Lane;
use linkspan_core::catalog::plan::PlanCounts;
use linkspan_core::id::{BridgeId, EnvironmentId, RunId};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_core::template::TemplateKind;
use linkspan_store::{Env, NewRun, Progress, Run, RunKind, RunState, StartedBy, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Work that takes one step of a run; its subject is the run.
pub const SYNC_WORK: &str = "product_sync";
/// How long a run rests when the quota gives it no call, where no time is named.
const REST_MS: i64 = 60_000;

/// Where a run stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Checkpoint {
    /// What it is doing.
    pub(super) phase: Phase,
    /// The last SKU that the phase is done with.
    pub(super) after: String,
    /// The plan in numbers.
    pub(super) plan: PlanCounts,
    /// What was done of it.
    pub(super) applied: Applied,
    /// Calls so far, questions included.
    pub(super) calls: i64,
    /// The settings that it began with, as their digest.
    pub(super) settings: String,
    /// The rehearsal whose plan it works off, exactly as it was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shown: Option<RunId>,
}

/// The phases of a run, in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase {
    /// Products of the chosen categories are looked at.
    #[default]
    Categories,
    /// Products of the explicit list are looked at.
    Explicit,
    /// Linked products that are gone are looked for.
    Gone,
    /// The plan is worked off.
    Apply,
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Applied {
    /// Products made.
    pub created: i64,
    /// Products adopted.
    pub adopted: i64,
    /// Products changed.
    pub updated: i64,
    /// Products set inactive.
    pub deactivated: i64,
    /// Products that failed.
    pub failed: i64,
}

impl Applied {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.created + self.adopted + self.updated + self.deactivated + self.failed
    }
}

impl Checkpoint {
    pub(super) fn of(run: &Run) -> Self {
        run.checkpoint.clone().and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default()
    }

    /// How far the run is, for its row.
    pub(super) fn progress(&self) -> Progress {
        let total = match self.phase {
            Phase::Apply => Some(self.plan.to_do()),
            _ => None,
        };
        Progress {
            done: if self.phase == Phase::Apply { self.applied.total() } else { self.plan.selected },
            total,
            calls: self.calls,
            counters: json!({"plan": self.plan, "applied": self.applied}),
            checkpoint: Some(json!(self)),
        }
    }
}

/// Asks for a run, or for a rehearsal, which writes nothing in the PSA and keeps its plan. Answers the run, or the one that is
/// under way already.
///
/// # Errors
/// `settings_missing` where something must be chosen first, `bridge_missing`, or what the database says.
pub async fn begin(app: &App, environment: EnvironmentId, asked: &Begin, rehearsal: bool) -> Result<RunId, Problem> {
    let env = app.env(environment);
    let (_, template) = context::rows(&env, asked.bridge).await?;
    let settings = super::settings::ProductSyncSettings::of(&template)?;
    if let Some(missing) = settings.missing().into_iter().next() {
        return Err(Problem::new("settings_missing", missing, Consequence::NeedsPerson));
    }
    let start = Checkpoint { settings: settings.digest(), ..Checkpoint::default() };
    match start_run(app, &env, asked, rehearsal, &start, None).await? {
        Some(run) => Ok(run),
        None => Ok(under_way(&env, asked.bridge).await?.id),
    }
}

/// Works off the plan of a rehearsal: what it showed and nothing else. What is otherwise by now is passed over and said.
/// Asking twice answers the same run.
///
/// # Errors
/// `plan_outdated` where the settings changed since, `plan_missing` where it is no finished rehearsal of the bridge or was
/// dropped, `run_under_way` where another run has to end first, or what the database says.
pub async fn apply_plan(app: &App, environment: EnvironmentId, asked: &Begin, plan: RunId) -> Result<RunId, Problem> {
    let env = app.env(environment);
    let (_, template) = context::rows(&env, asked.bridge).await?;
    let settings = super::settings::ProductSyncSettings::of(&template)?.digest();
    let rehearsal = env.run(plan).await?.filter(|run| {
        let good = matches!(run.state, RunState::Completed | RunState::CompletedWithWarnings);
        run.rehearsal && good && run.bridge == Some(asked.bridge) && run.kind == RunKind::ProductSync
    });
    let Some(rehearsal) = rehearsal else {
        return Err(Problem::permanent("plan_missing", "This plan is no longer kept. Make it once more."));
    };
    let seen = Checkpoint::of(&rehearsal);
    if seen.settings != settings {
        return Err(Problem::permanent(
            "plan_outdated",
            "The settings have changed since the plan was made. Make it once more.",
        ));
    }
    let start =
        Checkpoint { phase: Phase::Apply, plan: seen.plan, settings, shown: Some(plan), ..Checkpoint::default() };
    match start_run(app, &env, asked, false, &start, Some(plan)).await? {
        Some(run) => Ok(run),
        None => {
            let active = under_way(&env, asked.bridge).await?;
            if Checkpoint::of(&active).shown == Some(plan) {
                return Ok(active.id);
            }
            Err(Problem::permanent("run_under_way", "Another run is under way. Apply the plan when it has ended."))
        }
    }
}

/// Begins a new run that does what an ended one left: of a plan that was shown, the rest of it and nothing else; else a new
/// plan, in which what was done is known.
///
/// # Errors
/// `run_not_resumable` where it came to its end, or a newer run took over; as [`begin`].
pub async fn resume(app: &App, environment: EnvironmentId, run: RunId, asked: &Begin) -> Result<RunId, Problem> {
    let env = app.env(environment);
    let row = env.run(run).await?.filter(|row| row.bridge == Some(asked.bridge));
    let Some(row) = row else { return Err(not_resumable()) };
    if !can_resume(&env, &row).await? {
        return Err(not_resumable());
    }
    if row.kind == RunKind::CatalogueImport {
        return sync_now(app, environment, asked).await;
    }
    let left = Checkpoint::of(&row);
    let Some(plan) = left.shown else { return begin(app, environment, asked, false).await };
    let start = Checkpoint {
        phase: Phase::Apply,
        plan: remaining(&env, &row).await?,
        settings: left.settings,
        shown: Some(plan),
        ..Checkpoint::default()
    };
    match start_run(app, &env, asked, false, &start, Some(row.id)).await? {
        Some(run) => Ok(run),
        None => Ok(under_way(&env, asked.bridge).await?.id),
    }
}

/// Whether a new run would do what this one left: it ended early, and none came after it.
///
/// # Errors
/// What the database says.
pub async fn can_resume(env: &Env, run: &Run) -> Result<bool, Problem> {
    let ended_early = matches!(run.state, RunState::Failed | RunState::Cancelled) && !run.rehearsal;
    let begins = run.bridge.is_some() && matches!(run.kind, RunKind::ProductSync | RunKind::CatalogueImport);
    if !(ended_early && begins) {
        return Ok(false);
    }
    Ok(env.latest_run(run.bridge, run.kind).await?.is_some_and(|newest| newest.id == run.id))
}

fn not_resumable() -> Problem {
    Problem::permanent("run_not_resumable", "There is nothing to go on with: it ended, or a newer run took over.")
}

/// What a run has left of its plan, in numbers.
async fn remaining(env: &Env, run: &Run) -> Result<PlanCounts, Problem> {
    let mut counts = PlanCounts::default();
    let mut after = String::new();
    loop {
        let items = env.plan_after(run.id, &after, 400).await?;
        let Some(last) = items.last() else { break };
        after.clone_from(&last.sku);
        for item in &items {
            counts.add(item.action, item.calls);
        }
    }
    Ok(PlanCounts { selected: counts.to_do(), ..counts })
}

async fn start_run(
    app: &App,
    env: &Env,
    asked: &Begin,
    rehearsal: bool,
    start: &Checkpoint,
    plan: Option<RunId>,
) -> Result<Option<RunId>, Problem> {
    let new = NewRun {
        bridge: Some(asked.bridge),
        kind: RunKind::ProductSync,
        started_by: asked.started_by,
        actor: asked.actor.clone(),
        rehearsal,
        due_at: None,
    };
    let mut tx = app.store.begin().await?;
    let Some(run) = env.start_run(&mut tx, &new).await? else { return Ok(None) };
    if let Some(plan) = plan {
        env.copy_plan(&mut tx, plan, run).await?;
    }
    env.drop_old_plans(&mut tx, asked.bridge, run).await?;
    env.advance_run(&mut tx, run, &start.progress()).await?;
    if !rehearsal {
        env.set_last_run(&mut tx, asked.bridge, TemplateKind::ProductSync, run).await?;
    }
    env.enqueue(&mut tx, WorkLane::Bulk.as_str(), SYNC_WORK, &run.to_string(), app.clock.now()).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(Some(run))
}

/// The run that is under way.
async fn under_way(env: &Env, bridge: BridgeId) -> Result<Run, Problem> {
    let ended = || Problem::retry("run_just_ended", "A run has just ended. Start it once more.");
    env.active_run(Some(bridge), RunKind::ProductSync).await?.ok_or_else(ended)
}

/// *Sync Now*: fetches the catalogue, then syncs. Answers the run that reads the file.
///
/// # Errors
/// As [`begin`].
pub async fn sync_now(app: &App, environment: EnvironmentId, asked: &Begin) -> Result<RunId, Problem> {
    super::import::begin(app, environment, asked, super::spool::FileSource::Distributor, true).await
}

/// Asks a run to stop at its next step. What it did stays; the rest is done by the next run. Answers `false` where it is over.
///
/// # Errors
/// What the database says.
pub async fn cancel(app: &App, environment: EnvironmentId, run: RunId) -> Result<bool, Problem> {
    let env = app.env(environment);
    let Some(row) = env.run(run).await? else { return Ok(false) };
    let kind = if row.kind == RunKind::CatalogueImport { super::import::IMPORT_WORK } else { SYNC_WORK };
    let mut tx = app.store.begin().await?;
    let asked = env.ask_run_to_stop(&mut tx, run).await?;
    if asked {
        env.enqueue(&mut tx, WorkLane::Bulk.as_str(), kind, &run.to_string(), app.clock.now()).await?;
    }
    tx.commit().await?;
    app.nudge.now();
    Ok(asked)
}

/// Takes the next step of a run.
///
/// # Errors
/// What may work later: the runner asks again. What cannot ends the run with its reason.
pub async fn step(app: &App, environment: EnvironmentId, run: RunId) -> Result<Done, Problem> {
    let env = app.env(environment);
    let Some(row) = env.run(run).await? else { return Ok(Done::Finished) };
    let (Some(bridge), None) = (row.bridge, row.finished_at) else { return Ok(Done::Finished) };
    if row.cancel_requested {
        return end(app, &env, &row, &Checkpoint::of(&row), RunState::Cancelled).await;
    }
    // What the schedule began ends with the switch; what a person began does not need it.
    if row.started_by == StartedBy::Schedule && !is_on(&env, bridge).await? {
        return end(app, &env, &row, &Checkpoint::of(&row), RunState::Cancelled).await;
    }
    let mut at = Checkpoint::of(&row);
    match Box::pin(take(app, &env, &row, &mut at)).await {
        Ok(Step::GoOn) => Ok(Done::At(app.clock.now())),
        Ok(Step::Stopped) => end(app, &env, &row, &at, RunState::Cancelled).await,
        Ok(Step::Over) => end(app, &env, &row, &at, outcome(&at)).await,
        Err(problem) => rest_or_fail(app, &env, &row, problem).await,
    }
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// There is more.
    GoOn,
    /// A person asked it to stop.
    Stopped,
    /// Nothing is left.
    Over,
}

async fn take(app: &App, env: &Env, run: &Run, at: &mut Checkpoint) -> Result<Step, Problem> {
    let bridge =
        run.bridge.ok_or_else(|| Problem::permanent("run_without_bridge", "The run belongs to no connector."))?;
    let context = context::load(app, env, bridge, Lane::Bulk).await?;
    if at.phase == Phase::Apply {
        return apply::step(app, env, &context, run, at).await;
    }
    let step = plan::step(app, env, &context, run, at).await?;
    if at.plan.selected > context.settings.cap {
        return Err(Problem::permanent(
            "selection_over_cap",
            format!(
                "The selection holds more than the limit of {} SKUs. Narrow it, or raise the limit. Nothing was written.",
                context.settings.cap
            ),
        ));
    }
    Ok(if at.phase == Phase::Apply && run.rehearsal { Step::Over } else { step })
}

fn outcome(at: &Checkpoint) -> RunState {
    if at.applied.failed > 0 || at.plan.held > 0 || at.plan.passed > 0 {
        RunState::CompletedWithWarnings
    } else {
        RunState::Completed
    }
}

async fn end(app: &App, env: &Env, run: &Run, at: &Checkpoint, state: RunState) -> Result<Done, Problem> {
    let mut tx = app.store.begin().await?;
    env.finish_run(&mut tx, run.id, state, &sentence(run, at, state)).await?;
    tx.commit().await?;
    Ok(Done::Finished)
}

fn sentence(run: &Run, at: &Checkpoint, state: RunState) -> String {
    let (plan, applied) = (&at.plan, &at.applied);
    let mut text = if run.rehearsal {
        format!(
            "{} to create, {} to adopt, {} to change, {} to set inactive, {} unchanged, for {} calls",
            plan.create, plan.adopt, plan.change, plan.deactivate, plan.unchanged, plan.calls
        )
    } else {
        format!(
            "{} created, {} adopted, {} updated, {} set inactive, {} unchanged",
            applied.created, applied.adopted, applied.updated, applied.deactivated, plan.unchanged
        )
    };
    for (count, what) in [
        (applied.failed, "failed"),
        (plan.held, "waiting for a person"),
        (plan.kept, "kept as they are"),
        (plan.passed, "passed over, because they are not as the plan showed them"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {count} {what}"));
        }
    }
    if state == RunState::Cancelled {
        text.push_str(". Stopped; the rest is done by the next run");
    }
    text.push('.');
    text
}

/// A quota that gives no call is no failure: the run rests. What no repetition cures ends it.
async fn rest_or_fail(app: &App, env: &Env, run: &Run, problem: Problem) -> Result<Done, Problem> {
    match problem.consequence {
        Consequence::Limit { until } => {
            let later = linkspan_core::clock::from_ms(app.clock.now_ms() + REST_MS);
            Ok(Done::At(until.filter(|until| *until > app.clock.now()).unwrap_or(later)))
        }
        Consequence::Permanent | Consequence::Credentials | Consequence::NeedsPerson => {
            tracing::warn!(code = problem.code, cause = problem.cause_chain(), "a product sync ended early: {problem}");
            let mut tx = app.store.begin().await?;
            env.finish_run(&mut tx, run.id, RunState::Failed, &problem.sentence).await?;
            tx.commit().await?;
            Ok(Done::Finished)
        }
        Consequence::Retry { .. } | Consequence::NotSent | Consequence::UnknownOutcome => Err(problem),
    }
}

/// Keeps how far a run is; the step's other rows are in the same transaction.
pub(super) async fn advance(env: &Env, tx: &mut Tx, run: RunId, at: &Checkpoint) -> Result<Step, Problem> {
    Ok(match env.advance_run(tx, run, &at.progress()).await? {
        linkspan_store::Advance::GoOn => Step::GoOn,
        linkspan_store::Advance::StopAsked => Step::Stopped,
        linkspan_store::Advance::Over => Step::Over,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_says_what_is_done_of_how_much() {
        let mut at = Checkpoint::default();
        at.plan.selected = 400;
        assert_eq!((at.progress().done, at.progress().total), (400, None));
        at.phase = Phase::Apply;
        at.plan.create = 390;
        at.applied.created = 40;
        at.applied.failed = 1;
        assert_eq!((at.progress().done, at.progress().total), (41, Some(390)));
        assert_eq!(outcome(&at), RunState::CompletedWithWarnings);
        let kept = at.progress().checkpoint.unwrap();
        assert_eq!(serde_json::from_value::<Checkpoint>(kept).unwrap(), at);
    }
}
