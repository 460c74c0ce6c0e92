//! The rows of a catalogue: reading them by key, by page, by words.

use super::bulk::Bulk;
use crate::error::Result;
use crate::row::Row;
use crate::words::contains;
use crate::{Env, statements};
use linkspan_core::catalog::{CatalogueItem, Standing};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::ConnectionId;
use std::collections::BTreeMap;

/// How many keys one statement takes.
const KEYS: usize = 400;

/// A row of a catalogue, with what was seen of it over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredItem {
    /// What the file says.
    pub item: CatalogueItem,
    /// When it was seen first.
    pub first_seen_at: Timestamp,
    /// When its row in the file changed last.
    pub changed_at: Timestamp,
    /// Since when it has its cost.
    pub cost_at: Timestamp,
    /// When a full file came without it; `None` while it is listed.
    pub gone_at: Option<Timestamp>,
}

statements! {
    MINIMUM_CATALOGUE = "SELECT sku, minimum_quantity FROM catalogue_items WHERE environment_id = $1 AND connection_id = $2 \
              AND minimum_quantity IS NOT NULL AND sku IN ($3)";
    BY_SKU_CATALOGUE = "SELECT * FROM catalogue_items WHERE environment_id = $1 AND connection_id = $2 AND sku IN ($3) \
              ORDER BY sku";
    PAGE_CATALOGUE = "SELECT * FROM catalogue_items WHERE environment_id = $1 AND connection_id = $2 AND sku > $3 \
              AND gone_at IS NULL AND (',' || $4 || ',' LIKE '%,' || SUBSTR(category, 1, 3) || ',%' \
              OR ',' || $4 || ',' LIKE '%,' || SUBSTR(category, 1, 6) || ',%' \
              OR ',' || $4 || ',' LIKE '%,' || category || ',%') ORDER BY sku LIMIT $5";
    SEARCH_CATALOGUE = "SELECT * FROM catalogue_items WHERE environment_id = $1 AND connection_id = $2 \
              AND ($3 = '' OR category LIKE $3) AND (gone_at IS NULL OR $4 = 1) \
              AND ($5 = '' OR search LIKE $5 ESCAPE '\\') AND ($6 = '' OR search LIKE $6 ESCAPE '\\') AND ($7 = '' OR search LIKE $7 ESCAPE '\\') \
              ORDER BY sku LIMIT $8 OFFSET $9";
    COSTS_CATALOGUE = "SELECT since, cost FROM catalogue_costs WHERE environment_id = $1 AND connection_id = $2 AND sku = $3 \
              ORDER BY since DESC LIMIT $4";
}

/// What the Products page looks for. Empty members narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct ItemSearch {
    /// Words that must all occur in SKU, part number, manufacturer or description, in any case. More than three are joined
    /// into the third.
    pub words: String,
    /// The beginning of a category code.
    pub category: String,
    /// Also what is gone from the file.
    pub with_gone: bool,
    /// How many rows; 0 means 50.
    pub limit: i64,
    /// How many rows to pass over.
    pub offset: i64,
}

/// What was found, with no count of the rest: a catalogue may have a million rows.
#[derive(Debug, Clone, Default)]
pub struct ItemPage {
    /// The rows, by SKU.
    pub items: Vec<StoredItem>,
    /// Whether there are more.
    pub more: bool,
}

/// A cost that a SKU had in the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastCost {
    /// Since when.
    pub since: Timestamp,
    /// The cost; `None` where the file gave none.
    pub cost: Option<rust_decimal::Decimal>,
}

impl Env {
    /// The fewest units of each SKU that may be ordered; SKUs without such a rule, and unknown ones, are absent.
    ///
    /// # Errors
    /// What the database says.
    pub async fn minimum_quantities(&self, connection: ConnectionId, skus: &[String]) -> Result<BTreeMap<String, i64>> {
        let mut found = BTreeMap::new();
        for row in self.by_keys(MINIMUM_CATALOGUE, connection, skus).await? {
            found.insert(row.text("sku")?, row.int("minimum_quantity")?);
        }
        Ok(found)
    }

    /// The rows of these SKUs, gone ones included, by SKU.
    ///
    /// # Errors
    /// What the database says.
    pub async fn catalogue_items(&self, connection: ConnectionId, skus: &[String]) -> Result<Vec<StoredItem>> {
        self.by_keys(BY_SKU_CATALOGUE, connection, skus).await?.iter().map(read).collect()
    }

    /// The next listed rows after `after`, by SKU, in any of the categories; `categories` are codes of one, two or three
    /// levels.
    ///
    /// # Errors
    /// What the database says.
    pub async fn catalogue_page(
        &self,
        connection: ConnectionId,
        categories: &[String],
        after: &str,
        most: i64,
    ) -> Result<Vec<StoredItem>> {
        let rows = sqlx::query(PAGE_CATALOGUE)
            .bind(self.key())
            .bind(connection.to_string())
            .bind(after)
            .bind(categories.join(","))
            .bind(most)
            .fetch_all(&self.store.inner.catalogue)
            .await?;
        rows.into_iter().map(|row| read(&Row::of("catalogue_items", row))).collect()
    }

    /// Rows that hold all the words, by SKU.
    ///
    /// # Errors
    /// What the database says.
    pub async fn search_catalogue(&self, connection: ConnectionId, search: &ItemSearch) -> Result<ItemPage> {
        let limit = if search.limit > 0 { search.limit } else { 50 };
        let mut words = search.words.split_whitespace();
        let mut next = || contains(words.next().unwrap_or_default());
        let (first, second) = (next(), next());
        let rest = contains(&words.collect::<Vec<_>>().join(" "));
        let category =
            if search.category.is_empty() { String::new() } else { format!("{}%", digits(&search.category)) };
        let rows = sqlx::query(SEARCH_CATALOGUE)
            .bind(self.key())
            .bind(connection.to_string())
            .bind(category)
            .bind(i64::from(search.with_gone))
            .bind(first)
            .bind(second)
            .bind(rest)
            .bind(limit + 1)
            .bind(search.offset)
            .fetch_all(&self.store.inner.catalogue)
            .await?;
        let mut items: Vec<StoredItem> =
            rows.into_iter().map(|row| read(&Row::of("catalogue_items", row))).collect::<Result<_>>()?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > most;
        items.truncate(most);
        Ok(ItemPage { items, more })
    }

    /// The costs that a SKU had before its present one, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn past_costs(&self, connection: ConnectionId, sku: &str, most: i64) -> Result<Vec<PastCost>> {
        let rows = sqlx::query(COSTS_CATALOGUE)
            .bind(self.key())
            .bind(connection.to_string())
            .bind(sku)
            .bind(most)
            .fetch_all(&self.store.inner.catalogue)
            .await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("catalogue_costs", row);
                Ok(PastCost { since: from_ms(row.int("since")?), cost: row.opt_amount("cost")? })
            })
            .collect()
    }

    async fn by_keys(&self, sql: &'static str, connection: ConnectionId, skus: &[String]) -> Result<Vec<Row>> {
        let mut found = Vec::with_capacity(skus.len());
        for chunk in skus.chunks(KEYS) {
            let bulk = Bulk::keys(sql, chunk.len());
            let mut query = sqlx::query(bulk.sql()).bind(self.key()).bind(connection.to_string());
            for sku in chunk {
                query = query.bind(sku.as_str());
            }
            let rows = query.fetch_all(&self.store.inner.catalogue).await?;
            found.extend(rows.into_iter().map(|row| Row::of("catalogue_items", row)));
        }
        Ok(found)
    }
}

fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn read(row: &Row) -> Result<StoredItem> {
    let item = CatalogueItem {
        sku: row.text("sku")?,
        manufacturer_part: row.text("part")?,
        manufacturer: row.text("manufacturer")?,
        distributor_part: row.text("distributor_part")?,
        description: row.text("description")?,
        long_description: row.opt_text("long_description")?,
        category: row.text("category")?,
        media: row.text("media")?,
        standing: row.parsed("standing", Standing::parse)?,
        cost: row.opt_amount("cost")?,
        regular_cost: row.opt_amount("regular_cost")?,
        msrp: row.opt_amount("msrp")?,
        map_price: row.opt_amount("map_price")?,
        quantity: row.int("quantity")?,
        direct_ship: row.opt_int("direct_ship")?,
        stock: read_stock(&row.text("stock")?),
        eta: row.opt_parsed("eta", |text| text.parse().ok())?,
        minimum_quantity: row.opt_int("minimum_quantity")?,
        serialized: row.opt_int("serialized")?.map(|flag| flag != 0),
        is_virtual: row.flag("is_virtual")?,
        end_user_data: row.flag("end_user_data")?,
        upc: row.opt_text("upc")?,
        weight: row.opt_amount("weight")?,
        replacement: row.opt_text("replacement")?,
    };
    Ok(StoredItem {
        item,
        first_seen_at: from_ms(row.int("first_seen_at")?),
        changed_at: from_ms(row.int("changed_at")?),
        cost_at: from_ms(row.int("cost_at")?),
        gone_at: row.opt_int("gone_at")?.map(from_ms),
    })
}

/// Stock per warehouse in few bytes: `16:120 3:40`. Warehouses without any are left out.
pub(super) fn write_stock(stock: &[(String, i64)]) -> String {
    let filled = stock.iter().filter(|(_, quantity)| *quantity != 0);
    filled.map(|(number, quantity)| format!("{number}:{quantity}")).collect::<Vec<_>>().join(" ")
}

fn read_stock(text: &str) -> Vec<(String, i64)> {
    let pair = |part: &str| {
        let (number, quantity) = part.split_once(':')?;
        Some((number.to_owned(), quantity.parse().ok()?))
    };
    text.split(' ').filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_reads_back_without_empty_warehouses() {
        let stock = vec![("16".to_owned(), 120), ("3".to_owned(), 0), ("502".to_owned(), -2)];
        assert_eq!(write_stock(&stock), "16:120 502:-2");
        assert_eq!(read_stock("16:120 502:-2"), [("16".to_owned(), 120), ("502".to_owned(), -2)]);
        assert_eq!(read_stock(""), []);
    }
}
