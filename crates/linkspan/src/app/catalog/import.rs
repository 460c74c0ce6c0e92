//! Reading a catalogue file into the catalogue: fetch or take it, look at it whole, load what changed.

use super::load::{self, Verdict};
use super::spool::{self, FileSource};
use super::{context, sync};
use crate::app::App;
use crate::jobs::{Done, WorkLane};
use linkspan_core::id::{BridgeId, ConnectionId, EnvironmentId, RunId};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_core::template::TemplateKind;
use linkspan_store::{
    Advance, BadLine, CatalogueFileRow, Env, FileScope, FileState, NewRun, Progress, Run, RunKind, RunState, StartedBy,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::PathBuf;

/// Work that reads one file; its subject is the run.
pub const IMPORT_WORK: &str = "catalogue_import";
/// How often a file that cannot be fetched is asked for before the run is given up.
const MOST_TRIES: i64 = 6;

/// What makes a run begin.
#[derive(Debug, Clone)]
pub struct Begin {
    /// The bridge.
    pub bridge: BridgeId,
    /// By what.
    pub started_by: StartedBy,
    /// By whom, for people.
    pub actor: String,
}

/// What an import is to do, kept with its run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Order {
    source: FileSource,
    then_sync: bool,
}

/// Asks for a file to be read, and for the products to be synced after it where that is wished. Answers the run, or the one
/// that is under way already.
///
/// # Errors
/// `bridge_missing`, or what the database says.
pub async fn begin(
    app: &App,
    environment: EnvironmentId,
    begin: &Begin,
    source: FileSource,
    then_sync: bool,
) -> Result<RunId, Problem> {
    let env = app.env(environment);
    context::rows(&env, begin.bridge).await?;
    let new = NewRun {
        bridge: Some(begin.bridge),
        kind: RunKind::CatalogueImport,
        started_by: begin.started_by,
        actor: begin.actor.clone(),
        rehearsal: false,
        due_at: None,
    };
    let mut tx = app.store.begin().await?;
    let Some(run) = env.start_run(&mut tx, &new).await? else {
        drop(tx);
        return match env.active_run(Some(begin.bridge), RunKind::CatalogueImport).await? {
            Some(run) => Ok(run.id),
            None => Err(Problem::retry("run_just_ended", "A run has just ended. Start it once more.")),
        };
    };
    let order = Order { source, then_sync };
    let start = Progress { done: 0, total: None, calls: 0, counters: json!({}), checkpoint: Some(json!(order)) };
    env.advance_run(&mut tx, run, &start).await?;
    env.enqueue(&mut tx, WorkLane::Bulk.as_str(), IMPORT_WORK, &run.to_string(), app.clock.now()).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(run)
}

/// Takes an uploaded file: `write` puts it into the spool, then it is read like any other.
///
/// # Errors
/// What `write` says, or as [`begin`].
pub async fn begin_upload<F>(
    app: &App,
    environment: EnvironmentId,
    asked: &Begin,
    name: &str,
    write: impl FnOnce(PathBuf) -> F,
) -> Result<RunId, Problem>
where
    F: Future<Output = Result<(), Problem>>,
{
    let parked = RunId::new(&*app.ids);
    write(spool::spooled(app, parked)?).await?;
    let run = begin(app, environment, asked, FileSource::Upload { name: name.to_owned() }, false).await?;
    let moved = std::fs::rename(spool::spooled(app, parked)?, spool::spooled(app, run)?);
    moved.map_err(|error| {
        Problem::retry("spool_unusable", "The uploaded file could not be kept. Upload it once more.").caused_by(error)
    })?;
    app.nudge.now();
    Ok(run)
}

/// Reads the file of a run. Repeating it after an interruption begins with the file again: nothing lasts before the end.
///
/// # Errors
/// Where the file cannot be fetched for the moment, or the store fails; it is tried again.
pub async fn work(app: &App, environment: EnvironmentId, run: RunId, tries: i64) -> Result<Done, Problem> {
    let env = app.env(environment);
    let Some(row) = env.run(run).await? else { return Ok(Done::Finished) };
    let (Some(bridge), None) = (row.bridge, row.finished_at) else { return Ok(Done::Finished) };
    let order: Order = row
        .checkpoint
        .clone()
        .and_then(|kept| serde_json::from_value(kept).ok())
        .unwrap_or(Order { source: FileSource::Distributor, then_sync: false });
    let (bridge_row, _) = context::rows(&env, bridge).await?;
    let link = match app.links.distributor(environment, bridge_row.distributor).await {
        Ok(link) => link,
        Err(problem) => return give_up_or_retry(app, &env, &row, problem, tries).await,
    };
    let path = match locate(app, &*link.feed, run, &order.source).await {
        Ok(path) => path,
        Err(problem) => return give_up_or_retry(app, &env, &row, problem, tries).await,
    };
    if stopped(app, &env, &row).await? {
        return Ok(Done::Finished);
    }
    match load::load(app, &env, bridge_row.distributor, &link.feed, &path, run).await {
        Ok(None) => {
            end_stopped(app, &env, run, "Stopped while the file was read; nothing was changed.").await?;
            Ok(Done::Finished)
        }
        Ok(Some(verdict)) => {
            keep_names(&env, bridge_row.distributor, &*link.feed).await;
            finish(app, &env, &row, bridge_row.distributor, &order, verdict).await
        }
        Err(problem) => give_up_or_retry(app, &env, &row, problem, tries).await,
    }
}

async fn locate(
    app: &App,
    feed: &dyn linkspan_core::capability::feed::CatalogueFeed,
    run: RunId,
    source: &FileSource,
) -> Result<PathBuf, Problem> {
    match source {
        FileSource::Distributor => {
            let path = spool::spooled(app, run)?;
            feed.fetch(&path).await?;
            Ok(path)
        }
        FileSource::Incoming { name } => spool::incoming(app, name),
        FileSource::Upload { .. } => {
            let path = spool::spooled(app, run)?;
            if path.is_file() {
                return Ok(path);
            }
            Err(Problem::retry("upload_missing", "The uploaded file is not there. Upload it once more."))
        }
    }
}

async fn finish(
    app: &App,
    env: &Env,
    run: &Run,
    connection: ConnectionId,
    order: &Order,
    verdict: Verdict,
) -> Result<Done, Problem> {
    let (state, sentence) = (verdict.state(), verdict.sentence());
    let taken = state == FileState::Taken;
    let file = CatalogueFileRow {
        run: run.id,
        at: app.clock.now(),
        source: order.source.label().to_owned(),
        state,
        sentence: sentence.clone(),
        made_on: verdict.totals.made_on.map(|day| day.to_string()),
        scope: verdict.scope,
        good: count(verdict.totals.good),
        bad: count(verdict.totals.bad),
        bytes: count(verdict.totals.bytes),
        added: verdict.diff.added,
        changed: verdict.diff.changed,
        gone: verdict.gone,
    };
    let bad: Vec<BadLine> = verdict
        .faults
        .iter()
        .map(|fault| BadLine { line: count(fault.line), reason: fault.reason.clone(), found: fault.found.clone() })
        .collect();
    env.add_catalogue_file(connection, &file, &bad).await?;
    let warned = file.bad > 0 || file.scope == FileScope::Unknown;
    let end = match (taken, warned) {
        (false, _) => RunState::Failed,
        (true, true) => RunState::CompletedWithWarnings,
        (true, false) => RunState::Completed,
    };
    let counters = json!({
        "good": file.good, "bad": file.bad, "added": file.added, "changed": file.changed,
        "unchanged": verdict.diff.unchanged, "gone": file.gone, "bytes": file.bytes,
    });
    let mut tx = app.store.begin().await?;
    let all = file.good + file.bad;
    let moved = Progress { done: all, total: Some(all), calls: 0, counters, checkpoint: None };
    env.advance_run(&mut tx, run.id, &moved).await?;
    let ended = env.finish_run(&mut tx, run.id, end, &sentence).await?;
    tx.commit().await?;
    spool::clear(app, run.id);
    // Where the run had ended already, its sync has begun already.
    if ended
        && taken
        && order.then_sync
        && let Some(bridge) = run.bridge
    {
        let next = Begin { bridge, started_by: run.started_by, actor: run.actor.clone() };
        sync::begin(app, env.id(), &next, false).await?;
    }
    Ok(Done::Finished)
}

/// Names help people and nothing else: without them the catalogue is as good.
async fn keep_names(env: &Env, connection: ConnectionId, feed: &dyn linkspan_core::capability::feed::CatalogueFeed) {
    let kept = async {
        let names = feed.names().await?;
        env.put_catalogue_names(connection, "category", &names.categories).await?;
        env.put_catalogue_names(connection, "warehouse", &names.warehouses).await?;
        Ok::<(), Problem>(())
    };
    if let Err(problem) = kept.await {
        tracing::info!(code = problem.code, cause = problem.cause_chain(), "names of catalogue codes are missing");
    }
}

async fn stopped(app: &App, env: &Env, run: &Run) -> Result<bool, Problem> {
    match load::say(app, env, run.id, 0).await? {
        Advance::GoOn => Ok(false),
        Advance::Over => Ok(true),
        Advance::StopAsked => {
            end_stopped(app, env, run.id, "Stopped before anything was read.").await?;
            Ok(true)
        }
    }
}

async fn end_stopped(app: &App, env: &Env, run: RunId, sentence: &str) -> Result<(), Problem> {
    let mut tx = app.store.begin().await?;
    env.finish_run(&mut tx, run, RunState::Cancelled, sentence).await?;
    tx.commit().await?;
    spool::clear(app, run);
    Ok(())
}

/// What may work later is tried again for a while; the rest ends the run with its reason.
async fn give_up_or_retry(app: &App, env: &Env, run: &Run, problem: Problem, tries: i64) -> Result<Done, Problem> {
    let hopeless =
        matches!(problem.consequence, Consequence::Permanent | Consequence::Credentials | Consequence::NeedsPerson);
    if !hopeless && tries < MOST_TRIES {
        return Err(problem);
    }
    tracing::warn!(code = problem.code, cause = problem.cause_chain(), "a catalogue file was not read: {problem}");
    let mut tx = app.store.begin().await?;
    env.finish_run(&mut tx, run.id, RunState::Failed, &problem.sentence).await?;
    tx.commit().await?;
    spool::clear(app, run.id);
    Ok(Done::Finished)
}

/// Whether the template of a bridge is on.
pub(super) async fn is_on(env: &Env, bridge: BridgeId) -> Result<bool, Problem> {
    Ok(env.template(bridge, TemplateKind::ProductSync).await?.is_some_and(|template| template.enabled))
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
