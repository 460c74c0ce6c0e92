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
use serde_json::Value;

/// Counters of a plan that stand beside what was done of it.
const BESIDE: [&str; 4] = ["held", "kept", "passed", "unchanged"];

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
        counters: counters(&run, t),
        calls_used: count(run.calls),
        calls_planned: None,
        started_at: run.started_at,
        ended_at: run.finished_at,
        started_by: started_by(&run, t),
        held,
        decided,
        can_cancel: run.state == RunState::Running && !run.cancel_requested,
        can_resume: catalog::sync::can_resume(&signed.env, &run).await?,
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

/// What was counted: of a product sync what was done, of a rehearsal what would be; with what waits or was left as it is.
fn counters(run: &Run, t: Text) -> Vec<(String, u64)> {
    let part = if run.rehearsal { "plan" } else { "applied" };
    let of = |counters: &Value| -> Vec<(String, u64)> {
        let all = counters.as_object().into_iter().flatten();
        all.filter_map(|(name, count)| Some((name.clone(), count.as_u64()?))).collect()
    };
    let mut all = of(run.counters.get(part).unwrap_or(&run.counters));
    if let Some(plan) = run.counters.get("plan").filter(|_| !run.rehearsal) {
        let more = of(plan).into_iter().filter(|(name, count)| BESIDE.contains(&name.as_str()) && *count > 0);
        all.extend(more);
    }
    // Calls have a line of their own.
    all.retain(|(name, _)| name != "calls");
    all.into_iter().map(|(name, count)| (counter(&name, t), count)).collect()
}

/// What a counter is called; one that is not known by its own name.
fn counter(name: &str, t: Text) -> String {
    let known = match name {
        "selected" => t.count_selected(),
        "create" => t.sync_will_create(),
        "adopt" => t.sync_will_adopt(),
        "change" => t.sync_will_change(),
        "deactivate" => t.sync_action_deactivate(),
        "created" => t.count_created(),
        "adopted" => t.count_adopted(),
        "updated" | "changed" => t.count_changed(),
        "deactivated" => t.count_deactivated(),
        "failed" => t.count_failed(),
        "unchanged" => t.count_unchanged(),
        "held" => t.sync_held(),
        "kept" => t.count_kept(),
        "passed" => t.count_passed(),
        "good" => t.count_good(),
        "bad" => t.count_bad(),
        "added" => t.count_added(),
        "gone" => t.count_gone(),
        "bytes" => t.count_bytes(),
        other => return words_of(other),
    };
    known.to_owned()
}

fn started_by(run: &Run, t: Text) -> String {
    match run.started_by {
        StartedBy::Schedule => t.run_by_schedule().to_owned(),
        StartedBy::Person | StartedBy::Program => run.actor.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::portal::strings::Locale;
    use linkspan_core::catalog::plan::PlanCounts;

    #[test]
    fn every_counter_of_product_sync_has_a_name_in_both_languages() {
        let all = [
            serde_json::json!(PlanCounts::default()),
            serde_json::json!(catalog::sync::Applied::default()),
            serde_json::json!({ "good": 0, "bad": 0, "added": 0, "changed": 0, "unchanged": 0, "gone": 0, "bytes": 0 }),
        ];
        let names =
            all.iter().flat_map(|counters| counters.as_object().unwrap().keys()).filter(|name| *name != "calls");
        for name in names {
            let [en, de] = [Locale::En, Locale::De].map(|locale| counter(name, Text(locale)));
            assert_ne!(en, de, "{name}");
        }
        assert_eq!(counter("looked_at", Text(Locale::De)), "Looked at");
    }
}
