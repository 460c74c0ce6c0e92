//! What a call answers, written out only when the tenant's data is no longer held.

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use serde_json::Value;

use super::record::{Record, View};

/// An answer of status 200.
#[derive(Debug)]
pub(crate) enum Reply {
    Value(Value),
    Item { row: Arc<Record>, view: View },
    List(List),
}

/// Rows with what the interface tells about their page.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) rows: Vec<Arc<Record>>,
    pub(crate) view: View,
    /// Size of a page as asked for.
    pub(crate) request_count: usize,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

impl From<Value> for Reply {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl Reply {
    /// The body. What is written out are maps with text as keys, which cannot fail.
    pub(crate) fn into_bytes(self) -> Bytes {
        let written = match &self {
            Self::Value(value) => serde_json::to_vec(value),
            Self::Item { row, view } => serde_json::to_vec(&ItemBody { item: view.of(row) }),
            Self::List(list) => serde_json::to_vec(&ListBody::of(list)),
        };
        written.map(Bytes::from).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct ItemBody<T> {
    item: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListBody<'a> {
    items: Rows<'a>,
    page_details: PageDetails<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageDetails<'a> {
    count: usize,
    request_count: usize,
    prev_page_url: Option<&'a str>,
    next_page_url: Option<&'a str>,
}

impl<'a> ListBody<'a> {
    fn of(list: &'a List) -> Self {
        let page_details = PageDetails {
            count: list.rows.len(),
            request_count: list.request_count,
            prev_page_url: list.previous.as_deref(),
            next_page_url: list.next.as_deref(),
        };
        Self { items: Rows(list), page_details }
    }
}

struct Rows<'a>(&'a List);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(Some(self.0.rows.len()))?;
        for row in &self.0.rows {
            items.serialize_element(&self.0.view.of(row))?;
        }
        items.end()
    }
}
