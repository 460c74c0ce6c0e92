//! Loading a catalogue file: hashes into a staging table, the difference in SQL, then only what is new or changed.
//!
//! All of it is one transaction on the catalogue: a file that is refused, cut or interrupted by the end of the process
//! leaves nothing behind. Memory does not grow with the file.

use super::bulk::Bulk;
use super::items::write_stock;
use crate::error::Result;
use crate::row::{Row, micros, opt_micros};
use crate::words::folded;
use crate::{Env, Tx, statements};
use linkspan_core::catalog::CatalogueItem;
use linkspan_core::id::ConnectionId;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// How many rows one statement stages.
const STAGED: usize = 500;
/// How many rows one statement writes; each has some thirty values, and SQLite takes 32,766.
const WRITTEN: usize = 200;

/// A row of the file, as far as the difference needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedRow {
    /// The key.
    pub sku: String,
    /// The line of the file.
    pub line: i64,
    /// A hash of the whole row: equal hashes are equal rows.
    pub hash: [u8; 16],
    /// The cost, for the history.
    pub cost: Option<Decimal>,
}

/// What a file says that is different from what is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadDiff {
    /// SKUs that were not there.
    pub added: i64,
    /// SKUs whose row is another, or that were gone.
    pub changed: i64,
    /// SKUs whose row is the same.
    pub unchanged: i64,
    /// SKUs that are stored and not in the file. Whether that means anything depends on what the file claims to hold.
    pub missing: i64,
}

/// A load that is under way. Dropped without [`CatalogueLoad::commit`], it leaves nothing behind.
pub struct CatalogueLoad {
    tx: Tx,
    environment: String,
    connection: String,
    now: i64,
}

statements! {
    CLEAR_CATALOGUE = "DELETE FROM catalogue_staging WHERE environment_id = $1 AND connection_id = $2";
    STAGE_CATALOGUE = "INSERT INTO catalogue_staging (environment_id, connection_id, sku, line, hash, cost, change) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (connection_id, sku) DO UPDATE SET line = excluded.line, \
              hash = excluded.hash, cost = excluded.cost";
    MARK_CATALOGUE = "UPDATE catalogue_staging SET change = COALESCE((SELECT CASE WHEN i.gone_at IS NULL \
              AND i.hash = catalogue_staging.hash THEN 0 ELSE 2 END FROM catalogue_items i WHERE i.environment_id = $1 \
              AND i.connection_id = $2 AND i.sku = catalogue_staging.sku), 1) WHERE environment_id = $1 AND connection_id = $2";
    COUNT_CATALOGUE = "SELECT CAST(COALESCE(SUM(CASE WHEN change = 1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS added, \
              CAST(COALESCE(SUM(CASE WHEN change = 2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS changed, \
              CAST(COALESCE(SUM(CASE WHEN change = 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS unchanged \
              FROM catalogue_staging WHERE environment_id = $1 AND connection_id = $2";
    MISSING_CATALOGUE = "SELECT COUNT(*) AS n FROM catalogue_items WHERE environment_id = $1 AND connection_id = $2 \
              AND gone_at IS NULL AND NOT EXISTS (SELECT 1 FROM catalogue_staging s WHERE s.environment_id = $1 \
              AND s.connection_id = $2 AND s.sku = catalogue_items.sku)";
    LINES_CATALOGUE = "SELECT line FROM catalogue_staging WHERE environment_id = $1 AND connection_id = $2 AND line > $3 \
              AND change > 0 ORDER BY line LIMIT $4";
    KEEP_COSTS_CATALOGUE = "INSERT INTO catalogue_costs (environment_id, connection_id, sku, since, cost) \
              SELECT i.environment_id, i.connection_id, i.sku, i.cost_at, i.cost FROM catalogue_items i \
              JOIN catalogue_staging s ON s.connection_id = i.connection_id AND s.sku = i.sku \
              WHERE i.environment_id = $1 AND i.connection_id = $2 AND s.change = 2 \
              AND COALESCE(s.cost, -1) <> COALESCE(i.cost, -1) ON CONFLICT (connection_id, sku, since) DO NOTHING";
    PUT_CATALOGUE = "INSERT INTO catalogue_items (environment_id, connection_id, sku, hash, part, manufacturer, \
              distributor_part, description, long_description, category, media, standing, cost, regular_cost, msrp, \
              map_price, quantity, direct_ship, stock, eta, minimum_quantity, serialized, is_virtual, end_user_data, upc, \
              weight, replacement, first_seen_at, changed_at, cost_at, search) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
              $23, $24, $25, $26, $27, $28, $29, $30, $31) \
              ON CONFLICT (connection_id, sku) DO UPDATE SET hash = excluded.hash, part = excluded.part, \
              manufacturer = excluded.manufacturer, distributor_part = excluded.distributor_part, \
              description = excluded.description, long_description = excluded.long_description, \
              category = excluded.category, media = excluded.media, standing = excluded.standing, \
              regular_cost = excluded.regular_cost, msrp = excluded.msrp, map_price = excluded.map_price, \
              quantity = excluded.quantity, direct_ship = excluded.direct_ship, stock = excluded.stock, eta = excluded.eta, \
              minimum_quantity = excluded.minimum_quantity, serialized = excluded.serialized, \
              is_virtual = excluded.is_virtual, end_user_data = excluded.end_user_data, upc = excluded.upc, \
              weight = excluded.weight, replacement = excluded.replacement, search = excluded.search, changed_at = excluded.changed_at, \
              cost_at = CASE WHEN COALESCE(catalogue_items.cost, -1) = COALESCE(excluded.cost, -1) \
              THEN catalogue_items.cost_at ELSE excluded.cost_at END, cost = excluded.cost, gone_at = NULL \
              WHERE catalogue_items.environment_id = excluded.environment_id";
    GONE_CATALOGUE = "UPDATE catalogue_items SET gone_at = $3 WHERE environment_id = $1 AND connection_id = $2 \
              AND gone_at IS NULL AND NOT EXISTS (SELECT 1 FROM catalogue_staging s WHERE s.environment_id = $1 \
              AND s.connection_id = $2 AND s.sku = catalogue_items.sku)";
    UNGROUP_CATALOGUE = "DELETE FROM catalogue_groups WHERE environment_id = $1 AND connection_id = $2";
    GROUP_CATEGORIES_CATALOGUE = "INSERT INTO catalogue_groups (environment_id, connection_id, kind, code, skus, in_stock) \
              SELECT environment_id, connection_id, 'category', category, COUNT(*), \
              CAST(SUM(CASE WHEN quantity > 0 OR COALESCE(direct_ship, 0) > 0 THEN 1 ELSE 0 END) AS BIGINT) \
              FROM catalogue_items WHERE environment_id = $1 AND connection_id = $2 AND gone_at IS NULL \
              AND standing IN ('listed', 'kit') GROUP BY environment_id, connection_id, category";
    GROUP_MAKERS_CATALOGUE = "INSERT INTO catalogue_groups (environment_id, connection_id, kind, code, skus, in_stock) \
              SELECT environment_id, connection_id, 'manufacturer', manufacturer, COUNT(*), \
              CAST(SUM(CASE WHEN quantity > 0 OR COALESCE(direct_ship, 0) > 0 THEN 1 ELSE 0 END) AS BIGINT) \
              FROM catalogue_items WHERE environment_id = $1 AND connection_id = $2 AND gone_at IS NULL \
              AND standing IN ('listed', 'kit') GROUP BY environment_id, connection_id, manufacturer";
    GROUP_MEDIA_CATALOGUE = "INSERT INTO catalogue_groups (environment_id, connection_id, kind, code, skus, in_stock) \
              SELECT environment_id, connection_id, 'media', media, COUNT(*), \
              CAST(SUM(CASE WHEN quantity > 0 OR COALESCE(direct_ship, 0) > 0 THEN 1 ELSE 0 END) AS BIGINT) \
              FROM catalogue_items WHERE environment_id = $1 AND connection_id = $2 AND gone_at IS NULL \
              AND standing IN ('listed', 'kit') GROUP BY environment_id, connection_id, media";
}

/// What people find a product by.
fn searched(item: &CatalogueItem) -> String {
    let part = item.manufacturer_part.as_str();
    folded([item.sku.as_str(), part, &item.manufacturer, &item.distributor_part, &item.description])
}

impl Env {
    /// Begins to load a file of a connection. One at a time: on SQLite others wait, on PostgreSQL the staging rows are
    /// fought over and one of the two fails.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_catalogue_load(&self, connection: ConnectionId) -> Result<CatalogueLoad> {
        let tx = self.store.begin_catalogue().await?;
        let mut load =
            CatalogueLoad { tx, environment: self.key(), connection: connection.to_string(), now: self.now_ms() };
        load.run(CLEAR_CATALOGUE).await?;
        Ok(load)
    }
}

impl CatalogueLoad {
    /// Takes rows of the file in their order. Where a SKU occurs more than once, the last row counts.
    ///
    /// # Errors
    /// What the database says.
    pub async fn stage(&mut self, rows: &[StagedRow]) -> Result<()> {
        for chunk in rows.chunks(STAGED) {
            // One statement may not touch a row twice.
            let last: HashMap<&str, usize> = chunk.iter().enumerate().map(|(at, row)| (row.sku.as_str(), at)).collect();
            let once: Vec<&StagedRow> = chunk
                .iter()
                .enumerate()
                .filter(|(at, row)| last[row.sku.as_str()] == *at)
                .map(|(_, row)| row)
                .collect();
            let bulk = Bulk::rows(STAGE_CATALOGUE, once.len());
            let mut query = sqlx::query(bulk.sql());
            for row in once {
                query = query
                    .bind(self.environment.as_str())
                    .bind(self.connection.as_str())
                    .bind(row.sku.as_str())
                    .bind(row.line)
                    .bind(row.hash.as_slice())
                    .bind(opt_micros(row.cost)?)
                    .bind(0_i64);
            }
            query.execute(self.tx.connection()).await?;
        }
        Ok(())
    }

    /// Compares what was staged with what is stored.
    ///
    /// # Errors
    /// What the database says.
    pub async fn compare(&mut self) -> Result<LoadDiff> {
        self.run(MARK_CATALOGUE).await?;
        let counts = self.one(COUNT_CATALOGUE).await?;
        let missing = self.one(MISSING_CATALOGUE).await?.int("n")?;
        Ok(LoadDiff {
            added: counts.int("added")?,
            changed: counts.int("changed")?,
            unchanged: counts.int("unchanged")?,
            missing,
        })
    }

    /// The next lines of the file that are new or changed, after line `after`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changed_lines(&mut self, after: i64, most: i64) -> Result<Vec<i64>> {
        let rows = sqlx::query(LINES_CATALOGUE)
            .bind(self.environment.as_str())
            .bind(self.connection.as_str())
            .bind(after)
            .bind(most)
            .fetch_all(self.tx.connection())
            .await?;
        rows.into_iter().map(|row| Row::of("catalogue_staging", row).int("line")).collect()
    }

    /// Keeps the costs that are about to be replaced. Comes before [`CatalogueLoad::put`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn keep_costs(&mut self) -> Result<()> {
        self.run(KEEP_COSTS_CATALOGUE).await.map(drop)
    }

    /// Writes new and changed rows with the hash of each. A SKU may occur once in a call.
    ///
    /// # Errors
    /// What the database says, or an amount that it cannot hold.
    pub async fn put(&mut self, rows: &[(CatalogueItem, [u8; 16])]) -> Result<()> {
        for chunk in rows.chunks(WRITTEN) {
            let bulk = Bulk::rows(PUT_CATALOGUE, chunk.len());
            let mut query = sqlx::query(bulk.sql());
            for (item, hash) in chunk {
                query = query
                    .bind(self.environment.as_str())
                    .bind(self.connection.as_str())
                    .bind(item.sku.as_str())
                    .bind(hash.as_slice())
                    .bind(item.manufacturer_part.as_str())
                    .bind(item.manufacturer.as_str())
                    .bind(item.distributor_part.as_str())
                    .bind(item.description.as_str())
                    .bind(item.long_description.as_deref())
                    .bind(item.category.as_str())
                    .bind(item.media.as_str())
                    .bind(item.standing.as_str())
                    .bind(opt_micros(item.cost)?)
                    .bind(opt_micros(item.regular_cost)?)
                    .bind(opt_micros(item.msrp)?)
                    .bind(opt_micros(item.map_price)?)
                    .bind(item.quantity)
                    .bind(item.direct_ship)
                    .bind(write_stock(&item.stock))
                    .bind(item.eta.map(|day| day.to_string()))
                    .bind(item.minimum_quantity)
                    .bind(item.serialized.map(i64::from))
                    .bind(i64::from(item.is_virtual))
                    .bind(i64::from(item.end_user_data))
                    .bind(item.upc.as_deref())
                    .bind(item.weight.map(micros).transpose()?)
                    .bind(item.replacement.as_deref())
                    .bind(self.now)
                    .bind(self.now)
                    .bind(self.now)
                    .bind(searched(item));
            }
            query.execute(self.tx.connection()).await?;
        }
        Ok(())
    }

    /// Marks what is stored and was not staged as gone. Only for a file that claims to hold everything, and was read to
    /// its end.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_gone(&mut self) -> Result<i64> {
        let done = sqlx::query(GONE_CATALOGUE)
            .bind(self.environment.as_str())
            .bind(self.connection.as_str())
            .bind(self.now)
            .execute(self.tx.connection())
            .await?;
        Ok(i64::try_from(done.rows_affected()).unwrap_or(i64::MAX))
    }

    /// Counts categories, manufacturers and media types anew, and makes everything last.
    ///
    /// # Errors
    /// What the database says; then nothing lasts.
    pub async fn commit(mut self) -> Result<()> {
        self.run(UNGROUP_CATALOGUE).await?;
        self.run(GROUP_CATEGORIES_CATALOGUE).await?;
        self.run(GROUP_MAKERS_CATALOGUE).await?;
        self.run(GROUP_MEDIA_CATALOGUE).await?;
        self.run(CLEAR_CATALOGUE).await?;
        self.tx.commit().await
    }

    async fn run(&mut self, sql: &'static str) -> Result<u64> {
        let query = sqlx::query(sql).bind(self.environment.as_str()).bind(self.connection.as_str());
        Ok(query.execute(self.tx.connection()).await?.rows_affected())
    }

    async fn one(&mut self, sql: &'static str) -> Result<Row> {
        let query = sqlx::query(sql).bind(self.environment.as_str()).bind(self.connection.as_str());
        Ok(Row::of("catalogue_staging", query.fetch_one(self.tx.connection()).await?))
    }
}
