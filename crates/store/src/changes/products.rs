//! Products that changed. One is told from the moment at which it is linked; one that is no longer sold is deleted.

use super::{Change, ChangeFilter, change};
use crate::error::Result;
use crate::product_links::{self, ProductLink};
use crate::row::Row;
use crate::{Env, statements};
use linkspan_core::id::BridgeId;

statements! {
    CHANGED = "SELECT product_links.*, sku AS record_id, shown_at AS record_first, changed_at AS record_changed, \
               gone_at AS record_gone FROM product_links WHERE environment_id = $1 AND bridge_id = $2 \
               AND shown_at IS NOT NULL AND changed_at >= $3 AND (changed_at > $3 OR sku > $4) AND changed_at <= $5 \
               AND ($6 = '' OR (',' || $6 || ',') LIKE ('%,' || CASE WHEN gone_at IS NOT NULL THEN 'deleted' \
               WHEN changed_at = shown_at THEN 'added' ELSE 'updated' END || ',%')) \
               AND ($7 = '' OR REPLACE($7, $8 || sku || $8, '') <> $7) ORDER BY changed_at, sku LIMIT $9";
}

impl Env {
    /// Products of a bridge, in the order of their last changes. Their id is the SKU.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changed_products(&self, bridge: BridgeId, filter: &ChangeFilter) -> Result<Vec<Change<ProductLink>>> {
        let rows = self.changes(CHANGED, bridge, filter).fetch_all(self.pool()).await?;
        let read = |row| {
            let row = Row::of("product_links", row);
            change(&row, product_links::read(&row)?)
        };
        rows.into_iter().map(read).collect()
    }
}
