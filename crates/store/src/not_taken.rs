//! Purchase orders that are left alone on purpose, so that people see them and may take them.

use crate::error::Result;
use crate::row::Row;
use crate::words::words;
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::BridgeId;

words! {
    /// Why a purchase order is left alone.
    NotTakenReason {
        /// It was submitted before the template was enabled for the first time.
        BeforeStart = "before_start",
        /// It left *Submitted* without an order of ours.
        NotOrderedByUs = "not_ordered_by_us",
    }
}

/// A purchase order that is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// The PSA's id.
    pub psa_order_id: String,
    /// The number that people see.
    pub psa_order_number: String,
    /// For whom it is bought, for people.
    pub purchase_for: String,
    /// Why.
    pub reason: NotTakenReason,
    /// Since when; set by the store.
    pub seen_at: Timestamp,
}

statements! {
    INSERT = "INSERT INTO not_taken (environment_id, bridge_id, psa_order_id, psa_order_number, purchase_for, reason, seen_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (bridge_id, psa_order_id) DO NOTHING";
    LIST = "SELECT psa_order_id, psa_order_number, purchase_for, reason, seen_at FROM not_taken WHERE environment_id = $1 \
            AND bridge_id = $2 AND taken_at IS NULL ORDER BY seen_at DESC, psa_order_id";
    TAKE = "UPDATE not_taken SET taken_at = $4, taken_by = $5 WHERE environment_id = $1 AND bridge_id = $2 \
            AND psa_order_id = $3 AND taken_at IS NULL";
}

impl Env {
    /// Leaves purchase orders alone. Those that are in the list, or were taken from it, are passed over. Answers how many
    /// are new in it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_not_taken(&self, tx: &mut Tx, bridge: BridgeId, orders: &[NotTaken]) -> Result<u64> {
        let mut added = 0;
        for order in orders {
            let done = sqlx::query(INSERT)
                .bind(self.key())
                .bind(bridge.to_string())
                .bind(order.psa_order_id.clone())
                .bind(order.psa_order_number.clone())
                .bind(order.purchase_for.clone())
                .bind(order.reason.as_str())
                .bind(self.now_ms())
                .execute(tx.connection())
                .await?;
            added += done.rows_affected();
        }
        Ok(added)
    }

    /// The purchase orders of a bridge that are left alone, newest in the list first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn not_taken(&self, bridge: BridgeId) -> Result<Vec<NotTaken>> {
        let rows = sqlx::query(LIST).bind(self.key()).bind(bridge.to_string()).fetch_all(self.pool()).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("not_taken", row);
                Ok(NotTaken {
                    psa_order_id: row.text("psa_order_id")?,
                    psa_order_number: row.text("psa_order_number")?,
                    purchase_for: row.text("purchase_for")?,
                    reason: row.parsed("reason", NotTakenReason::parse)?,
                    seen_at: from_ms(row.int("seen_at")?),
                })
            })
            .collect()
    }

    /// Takes a purchase order from the list, so that it is ordered like any other. Answers `false` where it is not there.
    ///
    /// # Errors
    /// What the database says.
    pub async fn take(&self, tx: &mut Tx, bridge: BridgeId, psa_order_id: &str, actor: &str) -> Result<bool> {
        let done = sqlx::query(TAKE)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(psa_order_id)
            .bind(self.now_ms())
            .bind(actor)
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }
}
