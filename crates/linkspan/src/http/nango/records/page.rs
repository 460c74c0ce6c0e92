//! `GET /records` and `PATCH /records/prune`.

use super::content::{Content, word};
use super::cursor;
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::connections;
use crate::http::nango::formats::{CONNECTION, INTEGRATION, LONG, MODEL, SYNC};
use crate::http::nango::refusal::{Issue, Refusal};
use crate::http::nango::schema::{self, Fields, Text};
use crate::http::nango::syncs::{BASE, bridges};
use crate::http::nango::time::{micros, read};
use axum::response::IntoResponse;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use linkspan_core::id::BridgeId;
use linkspan_store::{Change, ChangeAction, ChangeFilter, Env, RecordModel, StoreError};
use serde_json::{Map, Value, json};

/// How many records are answered where nobody says how many, and the most that can be asked for.
const DEFAULT: i64 = 100;
const MOST: i64 = 10_000;

/// How many are read from the database at once.
const PART: i64 = 500;

/// A page ends early where it has become this long, in bytes; the cursor leads on. So many records are held at once, whatever
/// was asked for.
const LONG_PAGE: usize = 8 * 1024 * 1024;

/// How many records can be asked for by their ids.
const MOST_IDS: usize = 100;

/// The id of a record.
const ID: Text = Text::like(1, 255, "record id", |text| !text.contains(['\0', '\u{1f}']));

/// What is asked for.
struct Asked {
    model: String,
    variant: String,
    filter: ChangeFilter,
    limit: i64,
}

/// `GET /records`.
pub(in crate::http::nango) async fn list(call: Call) -> Answer {
    let (integration, connection) = whose(&call)?;
    let asked = call.query(Asked::read)?;
    let unknown = || Refusal::new(StatusCode::BAD_REQUEST, "unknown_connection", "There is no such connection.");
    let lent = connections::find(&call, &integration, &connection).await?.ok_or_else(unknown)?;
    let bridge = bridges(&call, &lent).await?.into_iter().find(|(variant, _)| *variant == asked.variant);
    let page = match (bridge, RecordModel::parse(&asked.model)) {
        (Some((_, bridge)), Some(model)) => Page::of(&call.env(), bridge.id, model, asked).await?,
        // Whatever else a program keeps elsewhere, there is nothing of it here.
        _ => Page::default(),
    };
    let mut answer = page.closed().into_response();
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(answer)
}

/// `PATCH /records/prune`: records are what the product itself goes by, so they cannot be emptied.
pub(in crate::http::nango) async fn prune(_call: Call) -> Answer {
    let words = "Records are read from Linkspan's own ledger and are never emptied.";
    Err(Refusal::new(StatusCode::NOT_FOUND, "feature_disabled", words))
}

fn whose(call: &Call) -> Result<(String, String), Refusal> {
    let mut sent = Map::new();
    for name in ["provider-config-key", "connection-id"] {
        if let Some(value) = call.parts.headers.get(name) {
            let wrong = |_| Refusal::schema("invalid_headers", vec![Issue::custom("It must be text", &[name])]);
            sent.insert(name.to_owned(), value.to_str().map_err(wrong)?.into());
        }
    }
    schema::headers(sent, |fields| {
        (fields.needed_text("provider-config-key", &INTEGRATION), fields.needed_text("connection-id", &CONNECTION))
    })
}

impl Asked {
    fn read(fields: &mut Fields) -> Self {
        let model = fields.needed_text("model", &MODEL);
        let variant = fields.text("variant", &SYNC).unwrap_or_else(|| BASE.to_owned());
        let [newer, older] = ["modified_after", "delta"].map(|name| {
            let text = fields.text(name, &LONG)?;
            let at = read(&text);
            if at.is_none() {
                fields.wrong(name, "It must be a date and time, such as 2026-11-22T08:00:00Z");
            }
            at
        });
        let limit = fields.number("limit", 1, MOST).unwrap_or(DEFAULT);
        let after = fields.text("cursor", &LONG).and_then(|text| {
            let place = cursor::place(&text);
            if place.is_none() {
                fields.wrong("cursor", "It is no cursor of an earlier answer");
            }
            place
        });
        let ids = fields.texts("ids", &ID).unwrap_or_default();
        if ids.len() > MOST_IDS {
            fields.wrong("ids", format!("At most {MOST_IDS} records can be asked for by their ids"));
        }
        let filter = ChangeFilter { since: newer.or(older), after, actions: actions(fields), ids, limit };
        Self { model, variant, filter, limit }
    }
}

/// A list with commas, in any case.
fn actions(fields: &mut Fields) -> Vec<ChangeAction> {
    let text = fields.text("filter", &LONG).unwrap_or_default().to_ascii_lowercase();
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let read: Option<Vec<_>> = words.map(ChangeAction::parse).collect();
    read.unwrap_or_else(|| {
        fields.wrong("filter", "It must be a list of added, updated and deleted");
        Vec::new()
    })
}

/// A page while it is written.
#[derive(Default)]
struct Page {
    records: String,
    last: Option<String>,
    has_more: bool,
}

impl Page {
    /// Reads part after part until there are enough.
    async fn of(env: &Env, bridge: BridgeId, model: RecordModel, asked: Asked) -> Result<Self, Refusal> {
        let Asked { mut filter, limit, .. } = asked;
        let (mut page, mut left) = (Self::default(), limit);
        loop {
            // One more than is wanted tells whether there is more.
            filter.limit = (left + 1).min(PART);
            let read = page.part(env, bridge, model, &mut filter, left).await?;
            left -= read.written;
            if page.has_more || read.was_last {
                return Ok(page);
            }
        }
    }

    async fn part(
        &mut self,
        env: &Env,
        bridge: BridgeId,
        model: RecordModel,
        filter: &mut ChangeFilter,
        left: i64,
    ) -> Result<Part, StoreError> {
        Ok(match model {
            RecordModel::Product => self.take(env.changed_products(bridge, filter).await?, filter, left),
            RecordModel::Order => self.take(env.changed_orders(bridge, filter).await?, filter, left),
            RecordModel::Shipment => self.take(env.changed_shipments(bridge, filter).await?, filter, left),
            RecordModel::Invoice => self.take(env.changed_invoices(bridge, filter).await?, filter, left),
        })
    }

    /// Writes as many as are still wanted; `filter` is moved behind them.
    fn take<T: Content>(&mut self, changes: Vec<Change<T>>, filter: &mut ChangeFilter, left: i64) -> Part {
        let was_last = i64::try_from(changes.len()).unwrap_or(i64::MAX) < filter.limit;
        let mut written = 0;
        for change in changes {
            if written == left || self.records.len() >= LONG_PAGE {
                self.has_more = true;
                break;
            }
            self.write(&change);
            written += 1;
            filter.after = Some((change.modified_at, change.id));
        }
        Part { written, was_last }
    }

    fn write<T: Content>(&mut self, change: &Change<T>) {
        let cursor = cursor::write(change.modified_at, &change.id);
        let mut record = change.content.members();
        record["id"] = json!(change.id);
        record["_nango_metadata"] = json!({
            "first_seen_at": micros(change.first_seen_at),
            "last_modified_at": micros(change.modified_at),
            "last_action": word(change.action()),
            "deleted_at": change.deleted_at.map(micros),
            "pruned_at": null,
            "cursor": cursor,
        });
        if !self.records.is_empty() {
            self.records.push(',');
        }
        self.records.push_str(&record.to_string());
        self.last = Some(cursor);
    }

    fn closed(self) -> String {
        let next = self.last.filter(|_| self.has_more).map_or(Value::Null, Value::from);
        format!("{{\"records\":[{}],\"next_cursor\":{next}}}", self.records)
    }
}

/// What a part of a page came to.
struct Part {
    written: i64,
    was_last: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::clock::from_ms;
    use linkspan_store::ProductLink;

    fn changes(count: i64) -> Vec<Change<ProductLink>> {
        let one = |ms: i64| Change {
            id: format!("{ms}"),
            first_seen_at: from_ms(ms),
            modified_at: from_ms(ms),
            deleted_at: None,
            content: ProductLink::new(&ms.to_string(), "Dock"),
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn a_page_says_whether_there_is_more() {
        let (mut page, mut filter) = (Page::default(), ChangeFilter { limit: 3, ..ChangeFilter::default() });
        let part = page.take(changes(3), &mut filter, 2);
        assert!(page.has_more && part.written == 2 && !part.was_last);
        let read: Value = serde_json::from_str(&page.closed()).unwrap();
        assert_eq!(read["records"].as_array().unwrap().len(), 2);
        assert_eq!(read["next_cursor"], read["records"][1]["_nango_metadata"]["cursor"]);
        assert_eq!(filter.after, Some((from_ms(1), "1".into())));

        let (mut page, mut filter) = (Page::default(), ChangeFilter { limit: 3, ..ChangeFilter::default() });
        let part = page.take(changes(2), &mut filter, 2);
        assert!(!page.has_more && part.was_last);
        assert!(page.closed().ends_with("],\"next_cursor\":null}"));
        assert_eq!(Page::default().closed(), "{\"records\":[],\"next_cursor\":null}");
    }

    #[test]
    fn a_page_that_has_become_long_ends_and_leads_on() {
        let mut page = Page { records: " ".repeat(LONG_PAGE), ..Page::default() };
        let mut filter = ChangeFilter { limit: 500, ..ChangeFilter::default() };
        let part = page.take(changes(2), &mut filter, 100);
        assert!(page.has_more && part.written == 0);
    }
}
