//! The activity log: what became of each product and order, and who did what.

use super::describe::{CURSOR, Described, Field, Gives, Kind, LIMIT, Shape, TEXT, field};
use super::operation::{Ask, Reply, page};
use super::{runs, shown};
use linkspan_core::id::{BridgeId, RecordId, RowId, RunId};
use linkspan_store::{AuditEntry, AuditFilter, Record, RecordFilter, RecordObject, RecordStatus, RunKind};
use serde_json::{Value, json};

fn objects() -> Vec<&'static str> {
    RecordObject::ALL.iter().map(|object| object.as_str()).collect()
}

fn statuses() -> Vec<&'static str> {
    RecordStatus::ALL.iter().map(|status| status.as_str()).collect()
}

pub(super) static RECORD: Shape = Shape {
    name: "Record",
    about: "What a run did to one product or order.",
    fields: &[
        field("id", Kind::Id, "Its id."),
        field("run", Kind::Id, "The run."),
        field("bridge", Kind::Id, "The bridge, where the run was for one.").or_null(),
        field("kind", Kind::WordOf(runs::kinds), "What was executed."),
        field("object", Kind::WordOf(objects), "What it is about."),
        field("subject", TEXT, "The SKU, or the id of the order."),
        field("name", TEXT, "What people call it."),
        field("psa_id", TEXT, "The PSA's id.").or_null(),
        field("distributor_id", TEXT, "The distributor's id or number.").or_null(),
        field("status", Kind::WordOf(statuses), "How it stands."),
        field("activity", TEXT, "What was done, as a stable word."),
        field("code", TEXT, "Stable code of what went wrong.").or_null(),
        field("sentence", TEXT, "In words, with what to do."),
        field("latest", Kind::Flag, "Whether no later run did anything to it."),
        field("at", Kind::Time, "When."),
    ],
};

const STATUS: Field =
    field("status", Kind::List(&Kind::WordOf(statuses)), "Only these statuses; may be repeated.").optional();
const WORDS: Field = field("q", Kind::Text(0, 100), "Part of a name or of an id, in any case.").optional();
const SINCE: Field = field("since", Kind::Time, "Only at or after this moment.").optional();
const UNTIL: Field = field("until", Kind::Time, "Only before this moment.").optional();

/// What the records of a run are narrowed to.
pub(super) const QUERY_OF_RUN: &[Field] = &[STATUS, WORDS, SINCE, UNTIL, LIMIT, CURSOR];

pub(super) static LIST: Described = Described {
    id: "listRecords",
    group: "Activity log",
    summary: "List what became of products and orders",
    more: "Newest first. With `latest=true` each product and order is there once, as it stands.",
    query: &[
        field("bridge", Kind::Id, "Only those of this bridge.").optional(),
        field("kind", Kind::WordOf(runs::kinds), "Only runs of this kind.").optional(),
        field("latest", Kind::Flag, "Only the newest of each product and order.").optional(),
        STATUS,
        WORDS,
        SINCE,
        UNTIL,
        LIMIT,
        CURSOR,
    ],
    gives: Gives::Page(&RECORD),
    ..Described::READ
};

/// `GET /api/v1/records`.
pub(super) async fn list(ask: Ask) -> Reply {
    found(&ask, None).await
}

/// The records that a call asks for.
pub(super) async fn found(ask: &Ask, run: Option<RunId>) -> Reply {
    let filter = RecordFilter {
        run,
        bridge: BridgeId::parse(ask.asked("bridge")),
        kind: RunKind::parse(ask.asked("kind")),
        statuses: ask.asked_all("status").into_iter().filter_map(RecordStatus::parse).collect(),
        text: ask.asked("q").to_owned(),
        since: ask.asked_time("since"),
        until: ask.asked_time("until"),
        latest: ask.asked_flag("latest"),
        limit: ask.limit() + 1,
        offset: 0,
    };
    let rows = ask.env().records_before(ask.cursor(RecordId::parse), &filter).await?;
    Ok(page(rows, ask.limit(), |record| record.id.to_string(), record))
}

fn record(row: &Record) -> Value {
    let content = &row.content;
    json!({
        "id": row.id.to_string(), "run": row.run.to_string(), "bridge": shown::id(row.bridge),
        "kind": row.kind.as_str(), "object": content.object.as_str(), "subject": content.subject,
        "name": content.name, "psa_id": content.psa_id, "distributor_id": content.distributor_id,
        "status": content.status.as_str(), "activity": content.activity, "code": content.code,
        "sentence": content.sentence, "latest": row.latest, "at": shown::time(Some(row.at)),
    })
}

static ENTRY: Shape = Shape {
    name: "AuditEntry",
    about: "Something that was done.",
    fields: &[
        field("id", Kind::Id, "Its id."),
        field("at", Kind::Time, "When."),
        field("actor", TEXT, "Who: a person, `linkspan`, or the name of a key."),
        field("action", TEXT, "What, as a stable word, such as `order.release`."),
        field("subject_kind", TEXT, "To what: `order`, `connection`, `bridge`, `template`, ..."),
        field("subject_id", TEXT, "To which."),
        field("sentence", TEXT, "In words, with the reason that was given."),
        field("detail", Kind::Map(&Kind::Any), "What else was kept."),
    ],
};

pub(super) static AUDIT: Described = Described {
    id: "listAudit",
    group: "Activity log",
    summary: "List who did what",
    more: "Newest first.",
    query: &[
        field("subject_kind", Kind::Text(0, 64), "Only about things of this kind.").optional(),
        field("subject_id", Kind::Text(0, 255), "Only about this one.").optional(),
        field("q", Kind::Text(0, 100), "Part of the sentence, the actor or the action, in any case.").optional(),
        LIMIT,
        CURSOR,
    ],
    gives: Gives::Page(&ENTRY),
    ..Described::READ
};

/// `GET /api/v1/audit`.
pub(super) async fn audit(ask: Ask) -> Reply {
    let filter = AuditFilter {
        subject_kind: ask.asked("subject_kind").to_owned(),
        subject_id: ask.asked("subject_id").to_owned(),
        text: ask.asked("q").to_owned(),
        limit: ask.limit() + 1,
        offset: 0,
    };
    let rows = ask.env().audit_before(ask.cursor(RowId::parse), &filter).await?;
    Ok(page(rows, ask.limit(), |entry| entry.id.to_string(), entry))
}

fn entry(row: &AuditEntry) -> Value {
    let content = &row.content;
    json!({
        "id": row.id.to_string(), "at": shown::time(Some(row.at)), "actor": content.actor, "action": content.action,
        "subject_kind": content.subject_kind, "subject_id": content.subject_id, "sentence": content.sentence,
        "detail": content.detail,
    })
}
