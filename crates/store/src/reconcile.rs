//! Bridges that must be reconciled first: why, since when, and what the distributor said about each purchase order. The list
//! is work on paper: it is made anew at will, and only the ledger says what was ordered.

use crate::bridges::{self, Bridge};
use crate::error::Result;
use crate::row::{Row, to_json};
use crate::words::words;
use crate::{Env, Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::BridgeId;

words! {
    /// Why the ledger may not know everything that was ordered.
    ReconcileReason {
        /// A backup was restored.
        Restored = "restored",
        /// The clock of this machine went back.
        ClockWentBack = "clock_went_back",
        /// Nothing ran for more than a day.
        LongSilence = "long_silence",
        /// The data woke up on another machine.
        HostChanged = "host_changed",
    }
}

words! {
    /// What the distributor said about one purchase order.
    FindingKind {
        /// It has not been asked yet.
        Waiting = "waiting",
        /// It has exactly this order.
        Same = "same",
        /// It has another order under the number.
        Different = "different",
        /// It does not know the number.
        NotFound = "not_found",
        /// It gave no usable answer.
        NoAnswer = "no_answer",
        /// There is no number to ask about, so nothing can have been ordered under it.
        NoNumber = "no_number",
    }
}

impl FindingKind {
    /// Whether the question is answered.
    #[must_use]
    pub fn is_answered(self) -> bool {
        !matches!(self, Self::Waiting | Self::NoAnswer)
    }

    /// Whether the distributor has an order under the number.
    #[must_use]
    pub fn is_found(self) -> bool {
        matches!(self, Self::Same | Self::Different)
    }
}

/// A purchase order in the list, and what the distributor said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundOrder {
    /// The PSA's id of the purchase order.
    pub psa_order_id: String,
    /// The number that people see.
    pub psa_order_number: String,
    /// For whom it is bought, for people.
    pub purchase_for: String,
    /// The number that the distributor is asked about; `None` where none can be made.
    pub customer_po_number: Option<String>,
    /// Whether the ledger knew the purchase order before reconciling began.
    pub known: bool,
    /// What the distributor said.
    pub finding: Finding,
    /// When it was asked last.
    pub asked_at: Option<Timestamp>,
}

/// What the distributor said about one purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In a word.
    pub kind: FindingKind,
    /// In a sentence.
    pub sentence: String,
    /// The distributor order numbers in the answer.
    pub order_numbers: Vec<String>,
}

statements! {
    /// After a restore, or anything like it, nothing may be sent by any bridge.
    GLOBAL_BEGIN = "UPDATE bridges SET reconcile_first = 1, reconcile_reason = $1, reconcile_since = $2, \
            reconcile_listed_at = NULL, updated_at = $2 RETURNING *";
    BEGIN = "UPDATE bridges SET reconcile_first = 1, reconcile_reason = $3, reconcile_since = $4, \
            reconcile_listed_at = NULL, updated_at = $4 WHERE environment_id = $1 AND id = $2 RETURNING *";
    END = "UPDATE bridges SET reconcile_first = 0, updated_at = $4 WHERE environment_id = $1 AND id = $2 \
            AND reconcile_first = 1 AND COALESCE(reconcile_since, 0) = $3";
    LISTED = "UPDATE bridges SET reconcile_listed_at = $3 WHERE environment_id = $1 AND id = $2 AND reconcile_first = 1";
    FORGET = "UPDATE bridges SET reconcile_listed_at = NULL WHERE environment_id = $1 AND id = $2 AND reconcile_first = 1";
    PUT = "INSERT INTO reconcile_findings (environment_id, bridge_id, psa_order_id, psa_order_number, purchase_for, \
            customer_po_number, known, finding, sentence, order_numbers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    CLEAR = "DELETE FROM reconcile_findings WHERE environment_id = $1 AND bridge_id = $2";
    LIST = "SELECT * FROM reconcile_findings WHERE environment_id = $1 AND bridge_id = $2 ORDER BY psa_order_number, psa_order_id";
    SET = "UPDATE reconcile_findings SET finding = $4, sentence = $5, order_numbers = $6, asked_at = $7 \
            WHERE environment_id = $1 AND bridge_id = $2 AND psa_order_id = $3";
}

impl Store {
    /// Makes every bridge of every environment wait for a person before anything is sent, with a list to be made anew.
    /// Answers them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_reconciling_all(&self, tx: &mut Tx, reason: ReconcileReason) -> Result<Vec<Bridge>> {
        let now = self.inner.clock.now_ms();
        let rows = sqlx::query(GLOBAL_BEGIN).bind(reason.as_str()).bind(now).fetch_all(tx.connection()).await?;
        rows.into_iter().map(|row| bridges::read(&Row::of("bridges", row))).collect()
    }
}

impl Env {
    /// Makes one bridge wait for a person before anything is sent, with a list to be made anew. `None` where there is none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_reconciling(
        &self,
        tx: &mut Tx,
        bridge: BridgeId,
        reason: ReconcileReason,
    ) -> Result<Option<Bridge>> {
        let row = sqlx::query(BEGIN)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(reason.as_str())
            .bind(self.now_ms())
            .fetch_optional(tx.connection())
            .await?;
        row.map(|row| bridges::read(&Row::of("bridges", row))).transpose()
    }

    /// Lets a bridge send again. `false` where it did not wait, or began to wait anew meanwhile.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_reconciling(&self, tx: &mut Tx, bridge: &Bridge) -> Result<bool> {
        let since = bridge.reconcile_since.map_or(0, Timestamp::as_millisecond);
        let done = sqlx::query(END)
            .bind(self.key())
            .bind(bridge.id.to_string())
            .bind(since)
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Puts a new list in place of the one that was there.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_reconcile_list(&self, tx: &mut Tx, bridge: BridgeId, list: &[FoundOrder]) -> Result<()> {
        sqlx::query(CLEAR).bind(self.key()).bind(bridge.to_string()).execute(tx.connection()).await?;
        for row in list {
            sqlx::query(PUT)
                .bind(self.key())
                .bind(bridge.to_string())
                .bind(row.psa_order_id.clone())
                .bind(row.psa_order_number.clone())
                .bind(row.purchase_for.clone())
                .bind(row.customer_po_number.clone())
                .bind(i64::from(row.known))
                .bind(row.finding.kind.as_str())
                .bind(row.finding.sentence.clone())
                .bind(to_json(&row.finding.order_numbers))
                .execute(tx.connection())
                .await?;
        }
        sqlx::query(LISTED)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Forgets that there is a list, so that it is made anew.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_reconcile_list(&self, tx: &mut Tx, bridge: BridgeId) -> Result<()> {
        sqlx::query(FORGET).bind(self.key()).bind(bridge.to_string()).execute(tx.connection()).await?;
        Ok(())
    }

    /// The list of a bridge, by purchase order number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reconcile_list(&self, bridge: BridgeId) -> Result<Vec<FoundOrder>> {
        let rows = sqlx::query(LIST).bind(self.key()).bind(bridge.to_string()).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("reconcile_findings", row))).collect()
    }

    /// Keeps what the distributor said about one purchase order of the list.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_finding(
        &self,
        tx: &mut Tx,
        bridge: BridgeId,
        psa_order_id: &str,
        finding: &Finding,
    ) -> Result<()> {
        sqlx::query(SET)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(psa_order_id)
            .bind(finding.kind.as_str())
            .bind(finding.sentence.clone())
            .bind(to_json(&finding.order_numbers))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<FoundOrder> {
    Ok(FoundOrder {
        psa_order_id: row.text("psa_order_id")?,
        psa_order_number: row.text("psa_order_number")?,
        purchase_for: row.text("purchase_for")?,
        customer_po_number: row.opt_text("customer_po_number")?,
        known: row.flag("known")?,
        finding: Finding {
            kind: row.parsed("finding", FindingKind::parse)?,
            sentence: row.text("sentence")?,
            order_numbers: row.json("order_numbers")?,
        },
        asked_at: row.opt_int("asked_at")?.map(from_ms),
    })
}
