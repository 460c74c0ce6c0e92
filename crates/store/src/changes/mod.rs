//! What changed on a bridge, in the order in which it changed, for programs that fetch the rest since the last time. Read from
//! the rows themselves: there is no copy that could say something else.
//!
//! A page ends where the clock was [`SETTLED_MS`] ago. A transaction gives its rows the time at which it writes them and is
//! visible a little later; without the distance it could slip in behind a reader who has passed that time already.

mod counts;
mod invoices;
mod orders;
mod products;
mod shipments;

pub use counts::ChangeCounts;
pub use invoices::InvoiceChange;
pub use orders::OrderChange;
pub use shipments::ShipmentChange;

use crate::Env;
use crate::error::Result;
use crate::lent::{BETWEEN, listed};
use crate::row::Row;
use crate::words::{any_of, words};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{BridgeId, OrderId};
use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;

/// How old a change is before it is told, in milliseconds: longer than any transaction that makes one.
const SETTLED_MS: i64 = 2_000;

words! {
    /// What kind of thing changed.
    RecordModel {
        /// A product that product sync looks after.
        Product = "Product",
        /// An order of the ledger.
        Order = "Order",
        /// A package, or a part of a line that was sent without one.
        Shipment = "Shipment",
        /// An invoice.
        Invoice = "Invoice",
    }
}

words! {
    /// What happened to it last.
    ChangeAction {
        /// It came, and nothing happened since.
        Added = "added",
        /// Something of it is another.
        Updated = "updated",
        /// It is gone.
        Deleted = "deleted",
    }
}

/// Something that changed, as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Change<T> {
    /// By which it is known on its bridge.
    pub id: String,
    /// Since when.
    pub first_seen_at: Timestamp,
    /// When it changed last.
    pub modified_at: Timestamp,
    /// Since when it is gone; `None` while it is there.
    pub deleted_at: Option<Timestamp>,
    /// The thing itself.
    pub content: T,
}

impl<T> Change<T> {
    /// What happened to it last.
    #[must_use]
    pub fn action(&self) -> ChangeAction {
        match self.deleted_at {
            Some(_) => ChangeAction::Deleted,
            None if self.first_seen_at == self.modified_at => ChangeAction::Added,
            None => ChangeAction::Updated,
        }
    }
}

/// Which changes are wanted. Empty lists narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct ChangeFilter {
    /// Changed later than this moment.
    pub since: Option<Timestamp>,
    /// After this place in the order: when the last one that was read changed, and its id.
    pub after: Option<(Timestamp, String)>,
    /// What happened to it last.
    pub actions: Vec<ChangeAction>,
    /// These alone.
    pub ids: Vec<String>,
    /// How many.
    pub limit: i64,
}

impl ChangeFilter {
    /// The place after which reading begins: later than `since` is at its next millisecond, before every id.
    fn place(&self) -> (i64, String) {
        let since = self.since.map_or(i64::MIN, |since| since.as_millisecond().saturating_add(1));
        match &self.after {
            Some((at, id)) if at.as_millisecond() >= since => (at.as_millisecond(), id.clone()),
            _ => (since, String::new()),
        }
    }
}

/// The order in the ledger that something belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderReference {
    /// Its id.
    pub order: OrderId,
    /// The PSA's id of the purchase order.
    pub psa_order_id: String,
    /// The number that people see.
    pub psa_order_number: String,
    /// The customer PO number.
    pub customer_po_number: Option<String>,
}

impl OrderReference {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            order: row.parsed("order_id", OrderId::parse)?,
            psa_order_id: row.text("psa_order_id")?,
            psa_order_number: row.text("psa_order_number")?,
            customer_po_number: row.opt_text("customer_po_number")?,
        })
    }
}

pub(crate) const STATEMENTS: &[&[(&str, &str)]] =
    &[products::STATEMENTS, orders::STATEMENTS, shipments::STATEMENTS, invoices::STATEMENTS, counts::STATEMENTS];

impl Env {
    /// The parameters that all statements of changes share: `$1` environment, `$2` bridge, `$3` and `$4` the place, `$5` until
    /// when, `$6` actions, `$7` ids, `$8` what stands between them, `$9` how many.
    fn changes<'q>(&self, sql: &'static str, bridge: BridgeId, filter: &ChangeFilter) -> Query<'q, Any, AnyArguments> {
        let (at, id) = filter.place();
        sqlx::query(sql)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(at)
            .bind(id)
            .bind(self.now_ms().saturating_sub(SETTLED_MS))
            .bind(any_of(filter.actions.iter().map(|action| action.as_str())))
            .bind(listed(&filter.ids))
            .bind(BETWEEN.to_string())
            .bind(filter.limit)
    }
}

/// A row of these statements, which all name id and times alike.
fn change<T>(row: &Row, content: T) -> Result<Change<T>> {
    Ok(Change {
        id: row.text("record_id")?,
        first_seen_at: from_ms(row.int("record_first")?),
        modified_at: from_ms(row.int("record_changed")?),
        deleted_at: row.opt_int("record_gone")?.map(from_ms),
        content,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_begins_after_the_later_of_moment_and_place() {
        let at = |ms: i64| from_ms(ms);
        let filter = |since: Option<i64>, after: Option<i64>| ChangeFilter {
            since: since.map(at),
            after: after.map(|ms| (at(ms), "b".to_owned())),
            ..ChangeFilter::default()
        };
        assert_eq!(filter(None, None).place(), (i64::MIN, String::new()));
        assert_eq!(filter(Some(500), None).place(), (501, String::new()), "the moment itself is over");
        assert_eq!(filter(Some(500), Some(400)).place(), (501, String::new()));
        assert_eq!(filter(Some(500), Some(501)).place(), (501, "b".to_owned()));
    }

    #[test]
    fn what_is_gone_is_deleted_whatever_happened_before() {
        let one = |changed: i64, gone: Option<i64>| Change {
            id: "1".into(),
            first_seen_at: from_ms(1),
            modified_at: from_ms(changed),
            deleted_at: gone.map(from_ms),
            content: (),
        };
        assert_eq!(one(1, None).action(), ChangeAction::Added);
        assert_eq!(one(2, None).action(), ChangeAction::Updated);
        assert_eq!(one(1, Some(1)).action(), ChangeAction::Deleted);
    }
}
