//! Runs of the templates, and their records.

use super::describe::{COUNT, CURSOR, Described, Field, Gives, Kind, LIMIT, Shape, TEXT, field};
use super::operation::{Ask, Reply, nowhere, page};
use super::{records, shown};
use crate::http::nango::refusal::Refusal;
use linkspan_core::id::{BridgeId, RunId};
use linkspan_store::{Run, RunFilter, RunKind, RunState, StartedBy};
use serde_json::{Value, json};

pub(super) fn kinds() -> Vec<&'static str> {
    RunKind::ALL.iter().map(|kind| kind.as_str()).collect()
}

fn states() -> Vec<&'static str> {
    RunState::ALL.iter().map(|state| state.as_str()).collect()
}

fn starters() -> Vec<&'static str> {
    StartedBy::ALL.iter().map(|by| by.as_str()).collect()
}

pub(super) static RUN: Shape = Shape {
    name: "Run",
    about: "One execution.",
    fields: &[
        field("id", Kind::Id, "Its id."),
        field("bridge", Kind::Id, "The bridge, where it is for one.").or_null(),
        field("kind", Kind::WordOf(kinds), "What is executed."),
        field("state", Kind::WordOf(states), "Where it stands."),
        field("sentence", TEXT, "The one sentence that explains the state.").or_null(),
        field("rehearsal", Kind::Flag, "Whether it writes nothing outside."),
        field("started_by", Kind::WordOf(starters), "What made it begin."),
        field("actor", TEXT, "Who made it begin."),
        field("done", COUNT, "How much is done."),
        field("total", COUNT, "Of how much, once that is known.").or_null(),
        field("calls", COUNT, "Outside calls so far."),
        field("counters", Kind::Map(&Kind::Any), "What it counted; the names depend on the kind."),
        field("cancel_requested", Kind::Flag, "Whether somebody asked it to stop."),
        field("due_at", Kind::Time, "When it is to begin, where it was scheduled.").or_null(),
        field("started_at", Kind::Time, "When it began.").or_null(),
        field("finished_at", Kind::Time, "When it ended.").or_null(),
        field("created_at", Kind::Time, "When it was asked for."),
    ],
};

/// The run of a path.
pub(super) const PATH: &[Field] = &[field("run", Kind::Id, "Id of the run.")];

pub(super) static LIST: Described = Described {
    id: "listRuns",
    group: "Runs",
    summary: "List runs",
    more: "Newest first. Order submission and order status look all the time instead of running; `look` of their template says when.",
    query: &[
        field("bridge", Kind::Id, "Only those of this bridge.").optional(),
        field("kind", Kind::WordOf(kinds), "Only this kind.").optional(),
        field("state", Kind::List(&Kind::WordOf(states)), "Only these states; may be repeated.").optional(),
        LIMIT,
        CURSOR,
    ],
    gives: Gives::Page(&RUN),
    ..Described::READ
};

/// `GET /api/v1/runs`.
pub(super) async fn list(ask: Ask) -> Reply {
    let filter = RunFilter {
        bridge: BridgeId::parse(ask.asked("bridge")),
        kind: RunKind::parse(ask.asked("kind")),
        states: ask.asked_all("state").into_iter().filter_map(RunState::parse).collect(),
        limit: ask.limit() + 1,
        offset: 0,
    };
    let rows = ask.env().runs_before(ask.cursor(RunId::parse), &filter).await?;
    Ok(page(rows, ask.limit(), |run| run.id.to_string(), run))
}

pub(super) static GET: Described = Described {
    id: "getRun",
    group: "Runs",
    summary: "Get a run",
    path: PATH,
    gives: Gives::One(&RUN),
    ..Described::READ
};

/// `GET /api/v1/runs/{run}`.
pub(super) async fn get(ask: Ask) -> Reply {
    Ok(run(&find(&ask).await?))
}

pub(super) static RECORDS: Described = Described {
    id: "listRunRecords",
    group: "Runs",
    summary: "List the records of a run",
    more: "What the run did to each product or order.",
    path: PATH,
    query: records::QUERY_OF_RUN,
    gives: Gives::Page(&records::RECORD),
    ..Described::READ
};

/// `GET /api/v1/runs/{run}/records`.
pub(super) async fn records(ask: Ask) -> Reply {
    let run = find(&ask).await?;
    records::found(&ask, Some(run.id)).await
}

/// The run that the path names.
pub(super) async fn find(ask: &Ask) -> Result<Run, Refusal> {
    let id = ask.id("run", RunId::parse)?;
    ask.env().run(id).await?.ok_or_else(nowhere)
}

/// A run as programs see it.
pub(super) fn run(row: &Run) -> Value {
    json!({
        "id": row.id.to_string(), "bridge": shown::id(row.bridge), "kind": row.kind.as_str(),
        "state": row.state.as_str(), "sentence": row.sentence, "rehearsal": row.rehearsal,
        "started_by": row.started_by.as_str(), "actor": row.actor, "done": row.done.max(0), "total": row.total,
        "calls": row.calls, "counters": row.counters, "cancel_requested": row.cancel_requested,
        "due_at": shown::time(row.due_at), "started_at": shown::time(row.started_at),
        "finished_at": shown::time(row.finished_at), "created_at": shown::time(Some(row.created_at)),
    })
}
