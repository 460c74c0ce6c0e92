//! The plan of a run: what is to be done about each SKU. A rehearsal's plan is kept to be read, a run's to be worked off.

use crate::catalogue::bulk::Bulk;
use crate::error::Result;
use crate::row::{Row, to_json};
use crate::words::{contains, folded};
use crate::{Env, Tx, statements};
use linkspan_core::catalog::plan::PlanAction;
use linkspan_core::id::{BridgeId, RunId};
use serde_json::Value;

/// What is to be done about one SKU.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanItem {
    /// The SKU.
    pub sku: String,
    /// What people call it.
    pub name: String,
    /// What is to be done.
    pub action: PlanAction,
    /// How many calls that costs.
    pub calls: i64,
    /// Everything else that the use case needs to do it, or a person to judge it.
    pub detail: Value,
    /// Whether it was done, or tried.
    pub done: bool,
}

/// What a plan is narrowed to. Empty members narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct PlanFilter {
    /// Only this action.
    pub action: Option<PlanAction>,
    /// Part of SKU or name, in any case.
    pub text: String,
    /// How many rows; 0 means 50.
    pub limit: i64,
    /// How many rows to pass over.
    pub offset: i64,
}

/// A page of a plan.
#[derive(Debug, Clone, Default)]
pub struct PlanPage {
    /// The rows, by SKU.
    pub items: Vec<PlanItem>,
    /// How many rows the filter finds in all.
    pub total: i64,
}

statements! {
    PUT = "INSERT INTO plan_items (environment_id, run_id, sku, name, action, calls, detail, done, search) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (run_id, sku) DO NOTHING";
    COPY = "INSERT INTO plan_items (environment_id, run_id, sku, name, action, calls, detail, done, search) \
              SELECT environment_id, $3, sku, name, action, calls, detail, done, search FROM plan_items \
              WHERE environment_id = $1 AND run_id = $2 AND done = 0";
    REWRITE = "UPDATE plan_items SET action = $4, calls = $5, detail = $6, done = $7 \
              WHERE environment_id = $1 AND run_id = $2 AND sku = $3";
    AFTER = "SELECT * FROM plan_items WHERE environment_id = $1 AND run_id = $2 AND sku > $3 AND done = 0 \
              ORDER BY sku LIMIT $4";
    TO_DO = "SELECT * FROM plan_items WHERE environment_id = $1 AND run_id = $2 AND done = 0 ORDER BY sku LIMIT $3";
    SETTLE = "UPDATE plan_items SET done = 1 WHERE environment_id = $1 AND run_id = $2 AND sku IN ($3)";
    PAGE = "SELECT * FROM plan_items WHERE environment_id = $1 AND run_id = $2 AND ($3 = '' OR action = $3) \
              AND ($4 = '' OR search LIKE $4 ESCAPE '\\') ORDER BY sku LIMIT $5 OFFSET $6";
    COUNT = "SELECT COUNT(*) AS n FROM plan_items WHERE environment_id = $1 AND run_id = $2 AND ($3 = '' OR action = $3) \
              AND ($4 = '' OR search LIKE $4 ESCAPE '\\')";
    DROP_OLD = "DELETE FROM plan_items WHERE environment_id = $1 AND run_id IN (SELECT id FROM runs \
              WHERE environment_id = $1 AND bridge_id = $2 AND finished_at IS NOT NULL \
              AND rehearsal = (SELECT r.rehearsal FROM runs r WHERE r.environment_id = $1 AND r.id = $3) AND id <> $3)";
}

impl Env {
    /// Adds to the plan of a run. A SKU that is in it stays as it is.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_plan_items(&self, tx: &mut Tx, run: RunId, items: &[PlanItem]) -> Result<()> {
        let run = run.to_string();
        for chunk in items.chunks(400) {
            let bulk = Bulk::rows(PUT, chunk.len());
            let mut query = sqlx::query(bulk.sql());
            for item in chunk {
                query = query
                    .bind(self.key())
                    .bind(run.as_str())
                    .bind(item.sku.as_str())
                    .bind(item.name.as_str())
                    .bind(item.action.as_str())
                    .bind(item.calls)
                    .bind(to_json(&item.detail))
                    .bind(i64::from(item.done))
                    .bind(folded([item.sku.as_str(), item.name.as_str()]));
            }
            query.execute(tx.connection()).await?;
        }
        Ok(())
    }

    /// Gives run `to` what the plan of run `from` has not done yet. Answers how many SKUs that are.
    ///
    /// # Errors
    /// What the database says.
    pub async fn copy_plan(&self, tx: &mut Tx, from: RunId, to: RunId) -> Result<i64> {
        let done = sqlx::query(COPY)
            .bind(self.key())
            .bind(from.to_string())
            .bind(to.to_string())
            .execute(tx.connection())
            .await?;
        Ok(i64::try_from(done.rows_affected()).unwrap_or(i64::MAX))
    }

    /// Writes rows of a plan anew; their SKU and name stay.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rewrite_plan_items(&self, tx: &mut Tx, run: RunId, items: &[PlanItem]) -> Result<()> {
        for item in items {
            sqlx::query(REWRITE)
                .bind(self.key())
                .bind(run.to_string())
                .bind(item.sku.as_str())
                .bind(item.action.as_str())
                .bind(item.calls)
                .bind(to_json(&item.detail))
                .bind(i64::from(item.done))
                .execute(tx.connection())
                .await?;
        }
        Ok(())
    }

    /// The next of a plan after SKU `after` that is not done.
    ///
    /// # Errors
    /// What the database says.
    pub async fn plan_after(&self, run: RunId, after: &str, most: i64) -> Result<Vec<PlanItem>> {
        let rows = sqlx::query(AFTER)
            .bind(self.key())
            .bind(run.to_string())
            .bind(after)
            .bind(most)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| read(&Row::of("plan_items", row))).collect()
    }

    /// The next of a plan that is not done, by SKU.
    ///
    /// # Errors
    /// What the database says.
    pub async fn plan_to_do(&self, run: RunId, most: i64) -> Result<Vec<PlanItem>> {
        let rows = sqlx::query(TO_DO).bind(self.key()).bind(run.to_string()).bind(most).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("plan_items", row))).collect()
    }

    /// Marks SKUs of a plan as done.
    ///
    /// # Errors
    /// What the database says.
    pub async fn settle_plan_items(&self, tx: &mut Tx, run: RunId, skus: &[String]) -> Result<()> {
        let run = run.to_string();
        for chunk in skus.chunks(400) {
            let bulk = Bulk::keys(SETTLE, chunk.len());
            let mut query = sqlx::query(bulk.sql()).bind(self.key()).bind(run.as_str());
            for sku in chunk {
                query = query.bind(sku.as_str());
            }
            query.execute(tx.connection()).await?;
        }
        Ok(())
    }

    /// A page of a plan.
    ///
    /// # Errors
    /// What the database says.
    pub async fn plan_page(&self, run: RunId, filter: &PlanFilter) -> Result<PlanPage> {
        let common = |sql: &'static str| {
            sqlx::query(sql)
                .bind(self.key())
                .bind(run.to_string())
                .bind(filter.action.map(PlanAction::as_str).unwrap_or_default())
                .bind(contains(&filter.text))
        };
        let total = Row::of("plan_items", common(COUNT).fetch_one(self.pool()).await?).int("n")?;
        let limit = if filter.limit > 0 { filter.limit } else { 50 };
        let rows = common(PAGE).bind(limit).bind(filter.offset).fetch_all(self.pool()).await?;
        let items = rows.into_iter().map(|row| read(&Row::of("plan_items", row))).collect::<Result<_>>()?;
        Ok(PlanPage { items, total })
    }

    /// Drops the plans of a bridge's earlier runs of the same sort as `run`: rehearsals, or runs that write.
    ///
    /// # Errors
    /// What the database says.
    pub async fn drop_old_plans(&self, tx: &mut Tx, bridge: BridgeId, run: RunId) -> Result<()> {
        sqlx::query(DROP_OLD)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(run.to_string())
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<PlanItem> {
    Ok(PlanItem {
        sku: row.text("sku")?,
        name: row.text("name")?,
        action: row.parsed("action", PlanAction::parse)?,
        calls: row.int("calls")?,
        detail: row.json("detail")?,
        done: row.flag("done")?,
    })
}
