//! One run: how far it is, what it counted, what it did.

use super::activity::{self, Place};
use super::run_decide;
use super::titles::run_title;
use crate::app::catalog;
use crate::http::checks::words_of;
use crate::http::failure::Failure;
use crate::http::portal::activity::RunPage;
use crate::http::portal::page::Progress;
use crate::http::portal::shell::Section;
use crate::http::portal::states::{RunState as Shown, Tone};
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use linkspan_core::Clock;
use linkspan_core::id::RunId;
use linkspan_store::{Run, RunState, StartedBy};

/// `GET /runs/{id}`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let run = find(&signed, &id).await?;
    let shell = frame::shell(&web, &signed, Section::Activity).await?;
    let t = shell.text();
    let base = format!("/runs/{}", run.id);
    let place = Place { base: &base, action: &base, run: Some(run.id) };
    let records = activity::records(&signed.env, &signed.query, &place, t).await?;
    let (held, decided) = run_decide::held(&web, &signed.env, &run, t).await?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let page = RunPage {
        id: run.id.to_string(),
        title: run_title(run.kind).to_owned(),
        state: Shown::from_code(run.state.as_str()).ok_or(Failure::NotFound)?,
        sentence: run.sentence.clone().unwrap_or_default(),
        rehearsal: run.rehearsal,
        progress: progress(&run, &*web.app.clock),
        counters: counters(&run),
        calls_used: count(run.calls),
        calls_planned: None,
        started_at: run.started_at,
        ended_at: run.finished_at,
        started_by: started_by(&run, t),
        held,
        decided,
        can_cancel: run.state == RunState::Running && !run.cancel_requested,
        can_resume: run_decide::can_resume(&signed.env, &run).await?,
        records,
    };
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// `POST /runs/{id}/cancel`: the run stops after the step it is at.
pub(in crate::http) async fn cancel(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let run = find(&signed, &id).await?;
    catalog::sync::cancel(&web.app, signed.env.id(), run.id).await?;
    web.app.nudge.now();
    let t = frame::words(&web, &signed);
    Ok(frame::go(&web, &format!("/runs/{}", run.id), Tone::Wait, t.did_cancel()))
}

pub(super) async fn find(signed: &Signed, id: &str) -> Result<Run, Failure> {
    let id = RunId::parse(id).ok_or(Failure::NotFound)?;
    signed.env.run(id).await?.ok_or(Failure::NotFound)
}

fn progress(run: &Run, clock: &dyn Clock) -> Option<Progress> {
    let (RunState::Running, Some(total), Some(started)) = (run.state, run.total, run.started_at) else { return None };
    let minutes = (clock.now_ms() - started.as_millisecond()).max(1_000);
    let per_minute = run.done.saturating_mul(60_000) / minutes;
    let left = (total - run.done).max(0);
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Some(Progress {
        done: count(run.done),
        total: count(total),
        per_minute: count(per_minute),
        minutes_left: (per_minute > 0).then(|| count((left + per_minute - 1) / per_minute)),
    })
}

/// What was counted: of a product sync what was done, of a rehearsal what would be.
fn counters(run: &Run) -> Vec<(String, u64)> {
    let part = if run.rehearsal { "plan" } else { "applied" };
    let all = run.counters.get(part).unwrap_or(&run.counters).as_object().into_iter().flatten();
    all.filter_map(|(name, count)| Some((words_of(name), count.as_u64()?))).collect()
}

fn started_by(run: &Run, t: Text) -> String {
    match run.started_by {
        StartedBy::Schedule => t.run_by_schedule().to_owned(),
        StartedBy::Person | StartedBy::Program => run.actor.clone(),
    }
}
