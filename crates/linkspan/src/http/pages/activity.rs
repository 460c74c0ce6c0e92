//! What ran, and what became of each product and order: two views, and their export.

use super::lists::{Paging, address};
use super::order_records;
use super::templates;
use super::titles::{base, run_title, title};
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::activity::{ActivityPage, ConnectionView, RecordRow, RecordView, TemplateHealth, View};
use crate::http::portal::page::{Choice, Link};
use crate::http::portal::shell::Section;
use crate::http::portal::states::RecordState as Shown;
use crate::http::portal::strings::Text;
use crate::http::signed::Signed;
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use linkspan_core::id::RunId;
use linkspan_core::order::OrderState;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Env, Record, RecordFilter, RecordObject, RecordStatus, RunKind};

/// Rows on one page.
const PAGE: i64 = 50;

/// Rows of an export at most.
const EXPORT: i64 = 10_000;

/// Where a record view stands.
pub(super) struct Place<'a> {
    pub(super) base: &'a str,
    pub(super) action: &'a str,
    pub(super) run: Option<RunId>,
}

/// `GET /activity`.
pub(in crate::http) async fn by_connection(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let view = connections(&signed.env, "/activity", frame::words(&web, &signed)).await?;
    page(&web, &signed, View::Connections(view)).await
}

/// `GET /activity/records`.
pub(in crate::http) async fn by_record(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let place = Place { base: "/activity", action: "/activity/records", run: None };
    let view = records(&signed.env, &signed.query, &place, frame::words(&web, &signed)).await?;
    page(&web, &signed, View::Records(Box::new(view))).await
}

async fn page(web: &Web, signed: &Signed, view: View) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Activity).await?;
    let html = ActivityPage { view }.render(&shell)?;
    Ok(frame::page(web, &shell, html))
}

/// `GET /activity/export/{format}`: what the filter shows, as `csv` or `json`.
pub(in crate::http) async fn export(Path(format): Path<String>, signed: Signed) -> Result<Response, Failure> {
    let run = RunId::parse(signed.query.text("run"));
    let filter = RecordFilter { limit: EXPORT, ..filter(&signed.query, run) };
    let mut rows = signed.env.records(&filter).await?.records;
    if run.is_none()
        && let Some(orders) = order_records::find(&signed.env, &signed.query, EXPORT).await?
    {
        rows.extend(orders.orders.iter().filter_map(order_records::record));
        rows.sort_by_key(|record| std::cmp::Reverse(record.at));
    }
    let named = |kind: &str| format!("attachment; filename=\"linkspan-records.{kind}\"");
    match format.as_str() {
        "csv" => {
            let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, named("csv"))];
            Ok((headers, csv(&rows)).into_response())
        }
        "json" => {
            let rows: Vec<_> = rows.iter().map(as_json).collect();
            Ok(([(CONTENT_DISPOSITION, named("json"))], axum::Json(rows)).into_response())
        }
        _ => Err(Failure::NotFound),
    }
}

/// One line per template.
pub(super) async fn connections(env: &Env, base_of: &str, t: Text) -> Result<ConnectionView, Failure> {
    let mut view = ConnectionView { base: base_of.to_owned(), rows: Vec::new() };
    for bridge in env.bridges().await? {
        let counted = env.record_counts(bridge.id).await?;
        for kind in TemplateKind::ALL {
            let Some(template) = env.template(bridge.id, kind).await? else { continue };
            if template.first_enabled_at.is_none() {
                continue;
            }
            let of = |status: RecordStatus| {
                let mine = counted.iter().filter(|row| row.kind == RunKind::from(kind) && row.status == status);
                u64::try_from(mine.map(|row| row.count).sum::<i64>()).unwrap_or(0)
            };
            let records = [
                of(RecordStatus::InSync),
                of(RecordStatus::Failing) + of(RecordStatus::Held),
                of(RecordStatus::Excluded),
            ];
            let [in_sync, failing, excluded] = match kind {
                TemplateKind::ProductSync => records,
                TemplateKind::OrderSubmission | TemplateKind::OrderStatus => orders(env).await?,
            };
            view.rows.push(TemplateHealth {
                title: title(kind).to_owned(),
                base: base(bridge.id, kind),
                can_run: template.enabled,
                in_sync,
                failing,
                excluded,
                last: templates::last(env, bridge.id, kind).await?,
                looked: templates::looked(&template, t),
            });
        }
    }
    Ok(view)
}

/// Orders on their way or done, orders that wait for a person, orders that were given up.
async fn orders(env: &Env) -> Result<[u64; 3], Failure> {
    let mut counts = [0; 3];
    for (state, count) in env.order_counts().await? {
        let place = match state {
            OrderState::Held | OrderState::Unknown | OrderState::Conflict | OrderState::Rejected => 1,
            OrderState::Withdrawn | OrderState::Abandoned => 2,
            _ => 0,
        };
        counts[place] += u64::try_from(count).unwrap_or(0);
    }
    Ok(counts)
}

/// One line per product or order.
pub(super) async fn records(env: &Env, query: &Fields, place: &Place<'_>, t: Text) -> Result<RecordView, Failure> {
    let paging = Paging::new(query.page(), PAGE);
    let up_to = paging.offset() + PAGE;
    let found = env.records(&RecordFilter { limit: up_to, ..filter(query, place.run) }).await?;
    let orders = match place.run {
        Some(_) => None,
        None => order_records::find(env, query, up_to).await?,
    };
    let (orders, more) = orders.map_or_else(|| (Vec::new(), 0), |page| (page.orders, page.total));
    let mut rows: Vec<_> = found.records.iter().filter_map(|record| row(record, t)).collect();
    rows.extend(orders.iter().filter_map(|order| order_records::row(order, t)));
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    let before = usize::try_from(paging.offset()).unwrap_or(0);
    let rows: Vec<_> = rows.into_iter().skip(before).take(PAGE as usize).collect();
    let said = vec![
        ("q", query.text("q").to_owned()),
        ("status", query.text("status").to_owned()),
        ("kind", query.text("kind").to_owned()),
    ];
    let mut exported = said.clone();
    exported.push(("run", place.run.map(|run| run.to_string()).unwrap_or_default()));
    Ok(RecordView {
        base: place.base.to_owned(),
        action: place.action.to_owned(),
        query: query.text("q").to_owned(),
        states: statuses(query.text("status"), t),
        kinds: kinds(query.text("kind"), t),
        pager: paging.pager(rows.len(), found.total + more, place.action, &said),
        rows,
        csv_href: address("/activity/export/csv", &exported),
        json_href: address("/activity/export/json", &exported),
        filtered: said.iter().any(|(_, value)| !value.is_empty()),
    })
}

fn filter(query: &Fields, run: Option<RunId>) -> RecordFilter {
    RecordFilter {
        run,
        kind: RunKind::parse(query.text("kind")),
        statuses: RecordStatus::parse(query.text("status")).into_iter().collect(),
        text: query.text("q").chars().take(100).collect(),
        latest: run.is_none(),
        ..RecordFilter::default()
    }
}

fn statuses(wanted: &str, t: Text) -> Vec<Choice> {
    let all = [
        ("", t.all()),
        ("in_sync", t.record_in_sync()),
        ("failing", t.record_failing()),
        ("held", t.record_held()),
        ("excluded", t.record_excluded()),
    ];
    choices(&all, wanted)
}

fn kinds(wanted: &str, t: Text) -> Vec<Choice> {
    let of = |kind: RunKind| (kind.as_str(), run_title(kind));
    choices(&[("", t.all()), of(RunKind::ProductSync), of(RunKind::OrderSubmission), of(RunKind::OrderStatus)], wanted)
}

fn choices(all: &[(&str, &str)], wanted: &str) -> Vec<Choice> {
    let choice = |(value, label): &(&str, &str)| {
        let choice = Choice::new(*value, *label);
        if *value == wanted { choice.chosen() } else { choice }
    };
    all.iter().map(choice).collect()
}

fn row(record: &Record, t: Text) -> Option<RecordRow> {
    let content = &record.content;
    let (kind, href) = match content.object {
        RecordObject::Product => (t.record_product(), Some(format!("/products/{}", content.subject))),
        RecordObject::Order => (t.record_order(), Some(format!("/orders/{}", content.subject))),
    };
    let search = |id: &String| Link::new(id.clone(), address("/products", &[("q", id.clone())]));
    Some(RecordRow {
        id: record.id.to_string(),
        name: content.name.clone(),
        href: href.filter(|_| content.object == RecordObject::Order),
        kind: kind.to_owned(),
        psa: None,
        distributor: content.distributor_id.as_ref().map(search),
        state: Shown::from_code(content.status.as_str())?,
        at: record.at,
        done: content.sentence.clone(),
    })
}

fn as_json(record: &Record) -> serde_json::Value {
    let content = &record.content;
    serde_json::json!({
        "id": record.id.to_string(), "run": record.run.to_string(), "template": record.kind.as_str(),
        "kind": content.object.as_str(), "name": content.name, "psa_id": content.psa_id,
        "distributor_id": content.distributor_id, "status": content.status.as_str(), "activity": content.activity,
        "code": content.code, "sentence": content.sentence, "at": record.at.to_string(),
    })
}

fn csv(records: &[Record]) -> String {
    let mut text = "time,template,kind,name,autotask_id,distributor_id,status,activity,code,sentence\r\n".to_owned();
    for record in records {
        let content = &record.content;
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let cells = [
            record.at.to_string(),
            record.kind.as_str().to_owned(),
            content.object.as_str().to_owned(),
            content.name.clone(),
            or_empty(&content.psa_id),
            or_empty(&content.distributor_id),
            content.status.as_str().to_owned(),
            content.activity.clone(),
            or_empty(&content.code),
            content.sentence.clone(),
        ];
        text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        text.push_str("\r\n");
    }
    text
}

/// A cell. What a spreadsheet would take for a formula gets a mark in front, because names come from outside.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_stands_in_it() {
        assert_eq!(quoted("24\" display"), "\"24\"\" display\"");
        assert_eq!(quoted("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(quoted("a\r\nb"), "\"a\r\nb\"");
    }
}
