//! How many there are of each kind, and how many changed since a moment.

use super::{ChangeAction, RecordModel};
use crate::error::Result;
use crate::row::Row;
use crate::{Env, statements};
use linkspan_core::clock::Timestamp;
use linkspan_core::id::BridgeId;

/// Counts of one kind on one bridge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// How many are there, without those that are gone.
    pub present: i64,
    /// How many came since the moment and did not change after.
    pub added: i64,
    /// How many changed since the moment.
    pub updated: i64,
    /// How many went since the moment.
    pub deleted: i64,
}

statements! {
    PRODUCTS = "SELECT CASE WHEN gone_at IS NOT NULL THEN 'deleted' WHEN changed_at = shown_at THEN 'added' \
                ELSE 'updated' END AS action, COUNT(*) AS n, \
                CAST(COALESCE(SUM(CASE WHEN changed_at >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS latest \
                FROM product_links WHERE environment_id = $1 AND bridge_id = $2 AND shown_at IS NOT NULL GROUP BY 1";
    ORDERS = "SELECT CASE WHEN updated_at = created_at THEN 'added' ELSE 'updated' END AS action, COUNT(*) AS n, \
                CAST(COALESCE(SUM(CASE WHEN updated_at >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS latest \
                FROM orders WHERE environment_id = $1 AND bridge_id = $2 GROUP BY 1";
    SHIPMENTS = "SELECT CASE WHEN s.changed_at = s.first_seen_at THEN 'added' ELSE 'updated' END AS action, \
                COUNT(*) AS n, CAST(COALESCE(SUM(CASE WHEN s.changed_at >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS latest \
                FROM shipments s JOIN orders o ON o.id = s.order_id AND o.environment_id = s.environment_id \
                WHERE s.environment_id = $1 AND o.bridge_id = $2 GROUP BY 1";
    INVOICES = "SELECT 'added' AS action, COUNT(*) AS n, \
                CAST(COALESCE(SUM(CASE WHEN i.first_seen_at >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS latest \
                FROM invoices i JOIN orders o ON o.id = i.order_id AND o.environment_id = i.environment_id \
                WHERE i.environment_id = $1 AND o.bridge_id = $2";
}

impl Env {
    /// How many of a kind a bridge has, and what happened since a moment; without one, nothing did.
    ///
    /// # Errors
    /// What the database says.
    pub async fn change_counts(
        &self,
        bridge: BridgeId,
        model: RecordModel,
        since: Option<Timestamp>,
    ) -> Result<ChangeCounts> {
        let sql = match model {
            RecordModel::Product => PRODUCTS,
            RecordModel::Order => ORDERS,
            RecordModel::Shipment => SHIPMENTS,
            RecordModel::Invoice => INVOICES,
        };
        let rows = sqlx::query(sql)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(since.map_or(i64::MAX, |since| since.as_millisecond()))
            .fetch_all(self.pool())
            .await?;
        let mut counts = ChangeCounts::default();
        for row in rows {
            let row = Row::of("records", row);
            let (all, latest) = (row.int("n")?, row.int("latest")?);
            match row.parsed("action", ChangeAction::parse)? {
                ChangeAction::Added => (counts.present, counts.added) = (counts.present + all, latest),
                ChangeAction::Updated => (counts.present, counts.updated) = (counts.present + all, latest),
                ChangeAction::Deleted => counts.deleted = latest,
            }
        }
        Ok(counts)
    }
}
