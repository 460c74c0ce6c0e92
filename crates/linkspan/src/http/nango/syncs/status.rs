//! `GET /sync/status`: how the templates stand.

use super::{MOST, NAMED, Sync, Wanted, frequency, models, name, named, resolve};
use crate::app::orders::POLL_WORK;
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::LONG;
use crate::http::nango::refusal::Refusal;
use crate::http::nango::schema::Fields;
use crate::http::nango::time::zulu;
use axum::Json;
use axum::response::IntoResponse;
use linkspan_core::Timestamp;
use linkspan_core::template::TemplateKind;
use linkspan_store::{ConnectionState, Env, RunKind, RunState};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// How long a look for orders takes at most: what changed so shortly before its end it found.
const LOOK: Duration = Duration::from_secs(60);

/// `GET /sync/status`.
pub(in crate::http::nango) async fn status(call: Call) -> Answer {
    let (whose, syncs) = call.query(|fields| (Wanted::whose(&call, fields), list(fields)))?;
    let syncs = resolve(&call, &Wanted::of(whose, syncs)?).await?;
    let mut shown = Vec::with_capacity(syncs.len());
    for sync in &syncs {
        shown.push(one(&call.env(), sync).await?);
    }
    Ok(Json(json!({ "syncs": shown })).into_response())
}

/// `*` or a list with commas.
fn list(fields: &mut Fields) -> Vec<(String, Option<String>)> {
    let text = fields.needed_text("syncs", &LONG);
    let names: Vec<&str> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names == ["*"] {
        return Vec::new();
    }
    let is_name = |name: &&str| NAMED.format.is_some_and(|(_, check)| check(name));
    if names.is_empty() || names.len() > MOST || !names.iter().all(is_name) {
        fields.wrong("syncs", "It must be * or a list of names with commas");
        return Vec::new();
    }
    names.into_iter().map(named).collect()
}

/// The last time that a template did its work.
#[derive(Default)]
struct Latest {
    is_running: bool,
    failed: bool,
    began: Option<Timestamp>,
    ended: Option<Timestamp>,
    next: Option<Timestamp>,
}

async fn one(env: &Env, sync: &Sync) -> Result<Value, Refusal> {
    let (bridge, template) = (&sync.bridge, &sync.template);
    let latest = match template.kind {
        TemplateKind::ProductSync => runs(env, sync).await?,
        _ => looks(env, sync).await?,
    };
    let (mut result, mut count) = (Map::new(), Map::new());
    for model in models(template.kind) {
        let counts = env.change_counts(bridge.id, *model, latest.began).await?;
        let changed = json!({ "added": counts.added, "updated": counts.updated, "deleted": counts.deleted });
        result.insert(model.as_str().into(), changed);
        count.insert(model.as_str().into(), counts.present.into());
    }
    let has_result = latest.ended.is_some() && !latest.failed;
    Ok(json!({
        "id": format!("{}:{}", bridge.id, name(template.kind)),
        "connection_id": sync.connection,
        "name": name(template.kind),
        "variant": sync.variant,
        "type": "INCREMENTAL",
        "status": word(env, sync, &latest).await?,
        "frequency": frequency::shown(template)?,
        "finishedAt": latest.ended.map(zulu),
        "nextScheduledSyncAt": latest.next.filter(|_| template.enabled).map(zulu),
        "latestResult": if has_result { Value::Object(result) } else { json!({}) },
        "latestExecutionStatus": match (&latest.ended, latest.failed) {
            (None, _) => Value::Null,
            (Some(_), true) => json!("FAILURE"),
            (Some(_), false) => json!("SUCCESS"),
        },
        "recordCount": count,
        "checkpoint": null,
    }))
}

async fn word(env: &Env, sync: &Sync, latest: &Latest) -> Result<&'static str, Refusal> {
    let template = &sync.template;
    if latest.is_running {
        return Ok("RUNNING");
    }
    if !template.enabled {
        // What was never on has nothing that could be resumed.
        return Ok(if template.first_enabled_at.is_some() { "PAUSED" } else { "STOPPED" });
    }
    if !sync.bridge.enabled {
        return Ok("PAUSED");
    }
    for id in [sync.bridge.psa, sync.bridge.distributor] {
        if env.connection(id).await?.is_none_or(|one| one.state != ConnectionState::Connected) {
            return Ok("ERROR");
        }
    }
    Ok(match (latest.failed, latest.ended) {
        (true, _) => "ERROR",
        (false, Some(_)) => "SUCCESS",
        // It was switched on just now; its first time is due.
        (false, None) => "RUNNING",
    })
}

/// Product sync: its runs, and the file that is read before each.
async fn runs(env: &Env, sync: &Sync) -> Result<Latest, Refusal> {
    let bridge = Some(sync.bridge.id);
    let file = env.latest_run(bridge, RunKind::CatalogueImport).await?;
    let run = env.latest_run(bridge, RunKind::ProductSync).await?;
    let is_running = [&file, &run].into_iter().flatten().any(|run| run.finished_at.is_none());
    // A file that could not be read has no run of the sync after it.
    let newest = [&file, &run].into_iter().flatten().max_by_key(|run| run.id.to_string());
    let failed = newest.is_some_and(|run| run.state == RunState::Failed);
    let ended = if failed { newest } else { run.as_ref() };
    Ok(Latest {
        is_running,
        failed,
        began: run.as_ref().map(|run| run.started_at.unwrap_or(run.created_at)),
        ended: ended.and_then(|run| run.finished_at),
        next: sync.template.next_run_at,
    })
}

/// The others look for something to do.
async fn looks(env: &Env, sync: &Sync) -> Result<Latest, Refusal> {
    let look = sync.template.look;
    let work = match sync.template.kind {
        TemplateKind::OrderSubmission => env.work_of(POLL_WORK, &sync.bridge.id.to_string()).await?,
        _ => None,
    };
    Ok(Latest {
        is_running: work.as_ref().is_some_and(|work| work.running),
        failed: work.as_ref().is_some_and(|work| work.tries > 0),
        began: look.map(|look| look.at - LOOK),
        ended: look.map(|look| look.at),
        next: work.map(|work| work.due),
    })
}
