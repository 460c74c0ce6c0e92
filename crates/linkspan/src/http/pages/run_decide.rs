//! What a person does about a run that is over: go on with what it left, and decide about products that wait.

use super::bridge::asked;
use super::decisions;
use super::run::find;
use crate::app::catalog::{sync, view};
use crate::http::failure::Failure;
use crate::http::portal::activity::HeldRecord;
use crate::http::portal::states::Tone;
use crate::http::portal::strings::Text;
use crate::http::signed::Posted;
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use linkspan_core::problem::Problem;
use linkspan_store::{Env, RecordFilter, RecordStatus, Run, RunKind};

/// How many products and records that wait are shown.
const HELD: i64 = 50;

/// `POST /runs/{id}/resume`: a new run does what this one left. What it did is not done again, because it is known.
pub(in crate::http) async fn resume(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let run = find(&signed, &id).await?;
    let t = frame::words(&web, &signed);
    let bridge = run.bridge.ok_or(Failure::NotFound)?;
    let begun = sync::resume(&web.app, signed.env.id(), run.id, &asked(&signed, bridge)).await;
    match begun {
        Ok(next) => Ok(frame::go(&web, &format!("/runs/{next}"), Tone::Wait, t.did_run())),
        Err(problem) => {
            let told = match problem.code {
                "run_not_resumable" => Problem::permanent(problem.code, t.run_cannot_resume()),
                _ => problem,
            };
            frame::after(&web, &format!("/runs/{}", run.id), Err(told), "")
        }
    }
}

/// `POST /runs/{id}/decide`.
pub(in crate::http) async fn decide(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let run = find(&signed, &id).await?;
    let t = frame::words(&web, &signed);
    let bridge = run.bridge.ok_or(Failure::NotFound)?;
    let (done, good) = decisions::take(&web, &signed, bridge, fields.text("record"), &fields, t).await?;
    frame::after(&web, &format!("/runs/{}", run.id), done, good)
}

async fn is_newest(env: &Env, run: &Run) -> Result<bool, Failure> {
    let newest = env.latest_run(run.bridge, run.kind).await?;
    Ok(newest.is_some_and(|newest| newest.id == run.id))
}

/// What waits for a person, and what one has decided. Only the newest product sync asks for decisions; what an older one held
/// may have changed.
pub(super) async fn held(
    web: &Web,
    env: &Env,
    run: &Run,
    t: Text,
) -> Result<(Vec<HeldRecord>, Vec<HeldRecord>), Failure> {
    match run.bridge {
        Some(bridge) if run.kind == RunKind::ProductSync && is_newest(env, run).await? => {
            let rows = view::held(&web.app, env.id(), bridge, "", HELD, 0).await?;
            Ok(rows.into_iter().map(|held| decisions::row(held, t)).partition(|held| held.decided.is_none()))
        }
        _ => Ok((records(env, run).await?, Vec::new())),
    }
}

async fn records(env: &Env, run: &Run) -> Result<Vec<HeldRecord>, Failure> {
    let filter =
        RecordFilter { run: Some(run.id), statuses: vec![RecordStatus::Held], limit: HELD, ..RecordFilter::default() };
    let held = env.records(&filter).await?.records.into_iter().map(|record| HeldRecord {
        id: record.id.to_string(),
        name: record.content.name,
        reason: record.content.sentence,
        ..HeldRecord::default()
    });
    Ok(held.collect())
}
