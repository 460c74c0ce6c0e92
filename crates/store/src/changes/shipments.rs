//! Shipments that changed. They are never deleted.

use super::{Change, ChangeFilter, OrderReference, change};
use crate::error::Result;
use crate::orders::{Shipment, read_shipment};
use crate::row::Row;
use crate::{Env, statements};
use linkspan_core::id::BridgeId;

/// A shipment and what was shipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentChange {
    /// The order.
    pub order: OrderReference,
    /// The distributor's product number.
    pub sku: Option<String>,
    /// The shipment.
    pub shipment: Shipment,
}

statements! {
    CHANGED = "SELECT * FROM (SELECT s.*, o.psa_order_id, o.psa_order_number, o.customer_po_number, l.sku, \
               s.order_id || ':' || s.line || ':' || s.order_number || ':' || s.tracking AS record_id, \
               s.first_seen_at AS record_first, s.changed_at AS record_changed, CAST(NULL AS BIGINT) AS record_gone \
               FROM shipments s JOIN orders o ON o.id = s.order_id AND o.environment_id = s.environment_id \
               LEFT JOIN order_lines l ON l.order_id = s.order_id AND l.line = s.line \
               WHERE s.environment_id = $1 AND o.bridge_id = $2 AND s.changed_at >= $3 AND s.changed_at <= $5) seen \
               WHERE (record_changed > $3 OR record_id > $4) \
               AND ($6 = '' OR (',' || $6 || ',') LIKE ('%,' || CASE WHEN record_changed = record_first THEN 'added' \
               ELSE 'updated' END || ',%')) \
               AND ($7 = '' OR REPLACE($7, $8 || record_id || $8, '') <> $7) \
               ORDER BY record_changed, record_id LIMIT $9";
}

impl Env {
    /// Shipments of a bridge's orders, in the order of their last changes. Their id names order, line, distributor order
    /// number and tracking number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changed_shipments(
        &self,
        bridge: BridgeId,
        filter: &ChangeFilter,
    ) -> Result<Vec<Change<ShipmentChange>>> {
        let rows = self.changes(CHANGED, bridge, filter).fetch_all(self.pool()).await?;
        let read = |row| {
            let row = Row::of("shipments", row);
            let content = ShipmentChange {
                order: OrderReference::read(&row)?,
                sku: row.opt_text("sku")?,
                shipment: read_shipment(&row)?,
            };
            change(&row, content)
        };
        rows.into_iter().map(read).collect()
    }
}
