//! Orders that changed: themselves, their lines or their numbers at the distributor. They are never deleted.

use super::{Change, ChangeFilter, change};
use crate::catalogue::bulk::Bulk;
use crate::error::Result;
use crate::orders::{OrderIdentity, OrderLine, read_identity, read_line};
use crate::row::Row;
use crate::{Env, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{BridgeId, OrderId};
use linkspan_core::money::{Currency, from_micros};
use linkspan_core::order::OrderState;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// How many orders' lines one statement reads.
const KEYS: usize = 400;

/// What programs see of an order. The request that was sent is not among it.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderChange {
    /// Its id.
    pub id: OrderId,
    /// What makes it unique.
    pub identity: OrderIdentity,
    /// Where it stands.
    pub state: OrderState,
    /// The one sentence that explains the state.
    pub explanation: String,
    /// The value at live prices.
    pub total: Option<Decimal>,
    /// The currency of the value.
    pub currency: Option<Currency>,
    /// How the purchase order differs from what was ordered, one sentence each.
    pub differences: Vec<String>,
    /// When it was sent last.
    pub sent_at: Option<Timestamp>,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// Its numbers at the distributor.
    pub numbers: Vec<String>,
}

statements! {
    CHANGED = "SELECT id, bridge_id, psa_database, psa_order_id, psa_order_number, distributor, country, account, \
               customer_po_number, purchase_for, state, explanation, total, currency, differences, sent_at, \
               id AS record_id, created_at AS record_first, updated_at AS record_changed, \
               CAST(NULL AS BIGINT) AS record_gone FROM orders WHERE environment_id = $1 AND bridge_id = $2 \
               AND updated_at >= $3 AND (updated_at > $3 OR id > $4) AND updated_at <= $5 \
               AND ($6 = '' OR (',' || $6 || ',') LIKE ('%,' || CASE WHEN updated_at = created_at THEN 'added' \
               ELSE 'updated' END || ',%')) \
               AND ($7 = '' OR REPLACE($7, $8 || id || $8, '') <> $7) ORDER BY updated_at, id LIMIT $9";
    LINES = "SELECT * FROM order_lines WHERE environment_id = $1 AND order_id IN ($2) ORDER BY order_id, line";
    NUMBERS = "SELECT order_id, number FROM distributor_orders WHERE environment_id = $1 AND order_id IN ($2) \
               ORDER BY order_id, first_seen_at, number";
}

impl Env {
    /// Orders of a bridge, in the order of their last changes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changed_orders(&self, bridge: BridgeId, filter: &ChangeFilter) -> Result<Vec<Change<OrderChange>>> {
        let rows = self.changes(CHANGED, bridge, filter).fetch_all(self.pool()).await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let row = Row::of("orders", row);
            all.push(change(&row, read(&row)?)?);
        }
        for part in all.chunks_mut(KEYS) {
            self.complete(part).await?;
        }
        Ok(all)
    }

    async fn complete(&self, part: &mut [Change<OrderChange>]) -> Result<()> {
        let (mut lines, mut numbers) = (HashMap::<String, Vec<_>>::new(), HashMap::<String, Vec<_>>::new());
        for row in self.of_orders(LINES, part).await? {
            let row = Row::of("order_lines", row);
            lines.entry(row.text("order_id")?).or_default().push(read_line(&row)?);
        }
        for row in self.of_orders(NUMBERS, part).await? {
            let row = Row::of("distributor_orders", row);
            numbers.entry(row.text("order_id")?).or_default().push(row.text("number")?);
        }
        for one in part {
            one.content.lines = lines.remove(&one.id).unwrap_or_default();
            one.content.numbers = numbers.remove(&one.id).unwrap_or_default();
        }
        Ok(())
    }

    async fn of_orders(&self, sql: &'static str, part: &[Change<OrderChange>]) -> Result<Vec<sqlx::any::AnyRow>> {
        let bulk = Bulk::keys(sql, part.len());
        let mut query = sqlx::query(bulk.sql()).bind(self.key());
        for one in part {
            query = query.bind(one.id.clone());
        }
        Ok(query.fetch_all(self.pool()).await?)
    }
}

fn read(row: &Row) -> Result<OrderChange> {
    Ok(OrderChange {
        id: row.parsed("id", OrderId::parse)?,
        identity: read_identity(row)?,
        state: row.parsed("state", OrderState::parse)?,
        explanation: row.text("explanation")?,
        total: row.opt_int("total")?.map(from_micros),
        currency: row.opt_parsed("currency", Currency::parse)?,
        differences: row.json("differences")?,
        sent_at: row.opt_int("sent_at")?.map(from_ms),
        lines: Vec::new(),
        numbers: Vec::new(),
    })
}
