//! Lists for programs: newest first, a page at a time after the last row that was seen, so that rows which come or move
//! meanwhile neither repeat nor hide others. Ids are made in the order of time, so they are the key.

use crate::error::Result;
use crate::orders::read_order;
use crate::row::Row;
use crate::words::{any_of, contains};
use crate::{
    AuditEntry, AuditFilter, Env, Order, OrderFilter, Record, RecordFilter, Run, RunFilter, RunKind, audit, records,
    runs, statements,
};
use linkspan_core::clock::Timestamp;
use linkspan_core::id::{BridgeId, OrderId, RecordId, RowId, RunId};

statements! {
    ORDERS = "SELECT * FROM orders WHERE environment_id = $1 AND ($2 = '' OR id < $2) AND ($3 = '' OR bridge_id = $3) \
              AND ($4 = '' OR (',' || $4 || ',') LIKE ('%,' || state || ',%')) \
              AND ($5 = '' OR search LIKE $5 ESCAPE '\\') AND created_at >= $6 AND created_at < $7 \
              ORDER BY id DESC LIMIT $8";
    RUNS = "SELECT * FROM runs WHERE environment_id = $1 AND ($2 = '' OR id < $2) AND ($3 = '' OR bridge_id = $3) \
              AND ($4 = '' OR kind = $4) AND ($5 = '' OR (',' || $5 || ',') LIKE ('%,' || state || ',%')) \
              ORDER BY id DESC LIMIT $6";
    RECORDS = "SELECT * FROM records WHERE environment_id = $1 AND ($2 = '' OR id < $2) AND ($3 = '' OR run_id = $3) \
              AND ($4 = '' OR bridge_id = $4) AND ($5 = '' OR kind = $5) \
              AND ($6 = '' OR (',' || $6 || ',') LIKE ('%,' || status || ',%')) \
              AND ($7 = '' OR search LIKE $7 ESCAPE '\\') AND at >= $8 AND at < $9 AND latest >= $10 \
              ORDER BY id DESC LIMIT $11";
    AUDIT = "SELECT * FROM audit WHERE environment_id = $1 AND ($2 = '' OR id < $2) AND ($3 = '' OR subject_kind = $3) \
              AND ($4 = '' OR subject_id = $4) AND ($5 = '' OR search LIKE $5 ESCAPE '\\') \
              ORDER BY id DESC LIMIT $6";
}

impl Env {
    /// Orders that were detected before `last`, newest first; of the filter its `stage` and `offset` are not looked at.
    ///
    /// # Errors
    /// What the database says.
    pub async fn orders_before(
        &self,
        last: Option<OrderId>,
        bridge: Option<BridgeId>,
        filter: &OrderFilter,
    ) -> Result<Vec<Order>> {
        let rows = sqlx::query(ORDERS)
            .bind(self.key())
            .bind(text(last))
            .bind(text(bridge))
            .bind(any_of(filter.states.iter().map(|state| state.as_str())))
            .bind(contains(&filter.text))
            .bind(filter.since.unwrap_or(i64::MIN))
            .bind(filter.until.unwrap_or(i64::MAX))
            .bind(filter.limit)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| read_order(&Row::of("orders", row))).collect()
    }

    /// Runs that were asked for before `last`, newest first; the filter's `offset` is not looked at.
    ///
    /// # Errors
    /// What the database says.
    pub async fn runs_before(&self, last: Option<RunId>, filter: &RunFilter) -> Result<Vec<Run>> {
        let rows = sqlx::query(RUNS)
            .bind(self.key())
            .bind(text(last))
            .bind(text(filter.bridge))
            .bind(filter.kind.map(RunKind::as_str).unwrap_or_default())
            .bind(any_of(filter.states.iter().map(|state| state.as_str())))
            .bind(filter.limit)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| runs::read(&Row::of("runs", row))).collect()
    }

    /// Records that were kept before `last`, newest first; the filter's `offset` is not looked at.
    ///
    /// # Errors
    /// What the database says.
    pub async fn records_before(&self, last: Option<RecordId>, filter: &RecordFilter) -> Result<Vec<Record>> {
        let rows = sqlx::query(RECORDS)
            .bind(self.key())
            .bind(text(last))
            .bind(text(filter.run))
            .bind(text(filter.bridge))
            .bind(filter.kind.map(RunKind::as_str).unwrap_or_default())
            .bind(any_of(filter.statuses.iter().map(|status| status.as_str())))
            .bind(contains(&filter.text))
            .bind(filter.since.map_or(i64::MIN, Timestamp::as_millisecond))
            .bind(filter.until.map_or(i64::MAX, Timestamp::as_millisecond))
            .bind(i64::from(filter.latest))
            .bind(filter.limit)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| records::read(&Row::of("records", row))).collect()
    }

    /// What was done before the entry `last`, newest first; the filter's `offset` is not looked at.
    ///
    /// # Errors
    /// What the database says.
    pub async fn audit_before(&self, last: Option<RowId>, filter: &AuditFilter) -> Result<Vec<AuditEntry>> {
        let rows = sqlx::query(AUDIT)
            .bind(self.key())
            .bind(text(last))
            .bind(filter.subject_kind.clone())
            .bind(filter.subject_id.clone())
            .bind(contains(&filter.text))
            .bind(filter.limit)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| audit::read(&Row::of("audit", row))).collect()
    }
}

fn text(id: Option<impl ToString>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}
