//! Invoices that came. They neither change nor go.

use super::{Change, ChangeFilter, OrderReference, change};
use crate::error::Result;
use crate::row::Row;
use crate::{Env, statements};
use linkspan_core::capability::distributor::Invoice;
use linkspan_core::id::BridgeId;

/// An invoice and what it is for.
#[derive(Debug, Clone, PartialEq)]
pub struct InvoiceChange {
    /// The order.
    pub order: OrderReference,
    /// The invoice.
    pub invoice: Invoice,
}

statements! {
    CHANGED = "SELECT * FROM (SELECT i.*, o.psa_order_id, o.psa_order_number, o.customer_po_number, \
               i.order_id || ':' || i.number AS record_id, i.first_seen_at AS record_first, \
               i.first_seen_at AS record_changed, CAST(NULL AS BIGINT) AS record_gone \
               FROM invoices i JOIN orders o ON o.id = i.order_id AND o.environment_id = i.environment_id \
               WHERE i.environment_id = $1 AND o.bridge_id = $2 AND i.first_seen_at >= $3 AND i.first_seen_at <= $5) seen \
               WHERE (record_changed > $3 OR record_id > $4) AND ($6 = '' OR (',' || $6 || ',') LIKE '%,added,%') \
               AND ($7 = '' OR REPLACE($7, $8 || record_id || $8, '') <> $7) \
               ORDER BY record_changed, record_id LIMIT $9";
}

impl Env {
    /// Invoices of a bridge's orders, in the order in which they came. Their id names order and invoice.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changed_invoices(
        &self,
        bridge: BridgeId,
        filter: &ChangeFilter,
    ) -> Result<Vec<Change<InvoiceChange>>> {
        let rows = self.changes(CHANGED, bridge, filter).fetch_all(self.pool()).await?;
        let read = |row| {
            let row = Row::of("invoices", row);
            change(&row, InvoiceChange { order: OrderReference::read(&row)?, invoice: row.json("content")? })
        };
        rows.into_iter().map(read).collect()
    }
}
