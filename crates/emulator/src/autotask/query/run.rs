//! Runs a query over a table in order of ids and makes its answer.

use std::ops::Bound;
use std::sync::Arc;

use serde_json::Value;

use super::compare::{Operator, Wanted, matches};
use super::filter::{Filter, Query, Target};
use super::page::{Cursor, PAGE_SIZE};
use crate::autotask::auth::Rights;
use crate::autotask::quirks::{ChildPaging, Quirks, WebhookSecret};
use crate::autotask::record::{Record, UdfDefinition, View};
use crate::autotask::reply::List;
use crate::autotask::table::Table;

/// What it takes to answer with a page and with the URLs of its neighbours.
pub(crate) struct PageRequest<'a> {
    pub(crate) cursor: Cursor,
    pub(crate) origin: &'a str,
    pub(crate) entity: &'a str,
    /// The query as it was sent, to be carried in the URLs.
    pub(crate) search: &'a str,
}

/// Who reads: what is shown, and which rows.
pub(crate) struct Reader<'a> {
    pub(crate) udfs: Arc<Vec<UdfDefinition>>,
    pub(crate) quirks: &'a Quirks,
    pub(crate) rights: &'a Rights,
}

impl Reader<'_> {
    /// Whole rows.
    pub(crate) fn view(&self) -> View {
        View {
            udfs: Arc::clone(&self.udfs),
            chosen: None,
            empty: self.quirks.empty_udf,
            hides_costs: self.rights.hides_costs,
            hides_keys: self.quirks.webhook_secret == WebhookSecret::Hidden,
        }
    }
}

/// One page of the rows that match and that the caller may see.
pub(crate) fn page(table: &Table, query: Query, reader: &Reader<'_>, request: &PageRequest<'_>) -> List {
    let size = request.cursor.page_size.clamp(1, PAGE_SIZE);
    let mut rows: Vec<Arc<Record>> = candidates(table, &query.filter, request.cursor.after())
        .filter(|row| holds(&query.filter, row, reader.quirks) && reader.rights.sees(row))
        .take(size + 1)
        .cloned()
        .collect();
    let has_more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| has_more).map(|last| request.cursor.next(last.id()));
    let url = |cursor: Option<Cursor>, direction: &str| {
        cursor.and_then(|cursor| cursor.url(request.origin, request.entity, direction, request.search))
    };
    List {
        view: View { chosen: query.include, ..reader.view() },
        request_count: size,
        previous: url(request.cursor.previous(), "prev"),
        next: url(next, "next"),
        rows,
    }
}

/// How many rows match.
pub(crate) fn count(table: &Table, query: &Query, reader: &Reader<'_>) -> usize {
    let rows = candidates(table, &query.filter, None);
    rows.filter(|row| holds(&query.filter, row, reader.quirks) && reader.rights.sees(row)).count()
}

/// A list without a query: the children of a parent.
pub(crate) fn whole_list<'a>(rows: impl Iterator<Item = &'a Arc<Record>>, reader: &Reader<'_>) -> List {
    let most = match reader.quirks.child_paging {
        ChildPaging::Whole => usize::MAX,
        ChildPaging::Pages => PAGE_SIZE,
    };
    List {
        rows: rows.filter(|row| reader.rights.sees(row)).take(most).cloned().collect(),
        view: reader.view(),
        request_count: PAGE_SIZE,
        previous: None,
        next: None,
    }
}

/// The rows that can match: by id bounds and by parent where the filter says so, else all.
fn candidates<'a>(
    table: &'a Table,
    filter: &Filter,
    after: Option<i64>,
) -> Box<dyn Iterator<Item = &'a Arc<Record>> + 'a> {
    let mut bounds = Bounds { low: after.map_or(i64::MIN, |id| id.saturating_add(1)), high: i64::MAX, parent: None };
    bounds.narrow(filter, table.parent_field());
    let Bounds { low, high, parent } = bounds;
    if low > high {
        return Box::new(std::iter::empty());
    }
    match parent {
        Some(parent) => Box::new(table.shared_children_of(parent).filter(move |row| (low..=high).contains(&row.id()))),
        None => Box::new(table.range((Bound::Included(low), Bound::Included(high)))),
    }
}

struct Bounds {
    low: i64,
    high: i64,
    parent: Option<i64>,
}

impl Bounds {
    /// Takes what the conditions that must all hold say about the id and the parent.
    fn narrow(&mut self, filter: &Filter, parent_field: Option<usize>) {
        match filter {
            Filter::All(filters) => filters.iter().for_each(|filter| self.narrow(filter, parent_field)),
            Filter::Any(_) => {}
            Filter::Test { target: Target::Field(at), operator, wanted: Wanted::One(wanted) } => {
                let Some(wanted) = wanted.as_i64() else { return };
                if *at == 0 {
                    self.narrow_id(*operator, wanted);
                } else if Some(*at) == parent_field && *operator == Operator::Eq {
                    self.parent = Some(wanted);
                }
            }
            Filter::Test { .. } => {}
        }
    }

    fn narrow_id(&mut self, operator: Operator, wanted: i64) {
        match operator {
            Operator::Eq => {
                self.low = self.low.max(wanted);
                self.high = self.high.min(wanted);
            }
            Operator::Gt => self.low = self.low.max(wanted.saturating_add(1)),
            Operator::Gte => self.low = self.low.max(wanted),
            Operator::Lt => self.high = self.high.min(wanted.saturating_sub(1)),
            Operator::Lte => self.high = self.high.min(wanted),
            _ => {}
        }
    }
}

fn holds(filter: &Filter, row: &Record, quirks: &Quirks) -> bool {
    match filter {
        Filter::All(filters) => filters.iter().all(|filter| holds(filter, row, quirks)),
        Filter::Any(filters) => filters.iter().any(|filter| holds(filter, row, quirks)),
        Filter::Test { target: Target::Field(at), operator, wanted } => {
            matches(row.at(*at), *operator, wanted, quirks.not_equal_null)
        }
        Filter::Test { target: Target::Udf(at), operator, wanted } => {
            let stored = row.udf_at(*at).map_or(Value::Null, Value::from);
            matches(&stored, *operator, wanted, quirks.not_equal_null)
        }
    }
}
