//! Which product of the PSA stands for which SKU, and what was written to it last. Without these rows products would be
//! made twice and people's changes overwritten; they are never deleted.

use crate::catalogue::bulk::Bulk;
use crate::error::Result;
use crate::row::{Row, to_json};
use crate::words::{contains, folded, words};
use crate::{Env, Tx, statements};
use linkspan_core::catalog::decision::{Decision, Ruling, about, ruling};
use linkspan_core::catalog::guard::ProductHold;
use linkspan_core::catalog::merge::Pair;
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::BridgeId;
use std::collections::BTreeMap;

/// How many keys one statement takes.
const KEYS: usize = 400;

words! {
    /// How far the link of a SKU is.
    LinkState {
        /// There is no product; the row keeps why it waits for a person.
        Unlinked = "unlinked",
        /// A product is being made: ask before making another.
        Creating = "creating",
        /// The product is there, its vendor row is being made: look before making another.
        RowCreating = "row_creating",
        /// Product and vendor row are known.
        Linked = "linked",
        /// The SKU is no longer sold, and what followed from that is done.
        Retired = "retired",
    }
}

/// One SKU and its product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductLink {
    /// The SKU.
    pub sku: String,
    /// What people call it.
    pub name: String,
    /// How far it is.
    pub state: LinkState,
    /// The PSA's id of the product.
    pub product: Option<String>,
    /// The PSA's id of the vendor row.
    pub vendor_row: Option<String>,
    /// Whether the product was made by us; an adopted one was there before.
    pub made_by_us: bool,
    /// What was written last, or would have been: the base of the next comparison.
    pub written: Option<Pair>,
    /// Why it waits for a person.
    pub hold: Option<ProductHold>,
    /// What people decided about it, oldest first.
    pub decisions: Vec<Decision>,
    /// Counts the times that decisions were kept or dropped.
    pub decision_no: i64,
    /// When it changed last.
    pub updated_at: Timestamp,
}

impl ProductLink {
    /// A link that leads nowhere yet.
    #[must_use]
    pub fn new(sku: &str, name: &str) -> Self {
        Self {
            sku: sku.to_owned(),
            name: name.to_owned(),
            state: LinkState::Unlinked,
            product: None,
            vendor_row: None,
            made_by_us: false,
            written: None,
            hold: None,
            decisions: Vec::new(),
            decision_no: 0,
            updated_at: from_ms(0),
        }
    }

    /// Whether it waits for a person who has not decided yet.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.hold.as_ref().is_some_and(|hold| ruling(hold, &self.decisions) == Ruling::Wait)
    }

    /// What a person decided about what it waits for.
    #[must_use]
    pub fn decision(&self) -> Option<&Decision> {
        about(&self.decisions, &self.hold.as_ref()?.fingerprint())
    }
}

/// How many SKUs of a bridge stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct LinkCounts {
    /// With a product.
    pub linked: i64,
    /// Waiting for a person, linked or not.
    pub held: i64,
    /// No longer sold.
    pub retired: i64,
    /// In the middle of being made: their outcome is asked for in the next run.
    pub uncertain: i64,
}

statements! {
    PUT = "INSERT INTO product_links (environment_id, bridge_id, sku, name, state, product_id, vendor_row_id, made_by_us, \
              written, hold, search, created_at, updated_at, changed_at, shown_at, gone_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
              ON CONFLICT (bridge_id, sku) DO UPDATE SET name = excluded.name, state = excluded.state, \
              product_id = excluded.product_id, vendor_row_id = excluded.vendor_row_id, made_by_us = excluded.made_by_us, \
              written = excluded.written, hold = excluded.hold, search = excluded.search, \
              updated_at = excluded.updated_at, shown_at = COALESCE(product_links.shown_at, excluded.shown_at), \
              gone_at = CASE WHEN excluded.gone_at IS NULL THEN NULL \
              ELSE COALESCE(product_links.gone_at, excluded.gone_at) END, \
              changed_at = CASE WHEN product_links.shown_at IS NOT NULL AND product_links.name = excluded.name \
              AND product_links.state = excluded.state AND product_links.made_by_us = excluded.made_by_us \
              AND product_links.product_id IS NOT DISTINCT FROM excluded.product_id \
              AND product_links.vendor_row_id IS NOT DISTINCT FROM excluded.vendor_row_id \
              AND product_links.written IS NOT DISTINCT FROM excluded.written \
              THEN product_links.changed_at ELSE excluded.changed_at END \
              WHERE product_links.environment_id = excluded.environment_id";
    BY_SKU = "SELECT * FROM product_links WHERE environment_id = $1 AND bridge_id = $2 AND sku IN ($3)";
    PAGE = "SELECT * FROM product_links WHERE environment_id = $1 AND bridge_id = $2 AND sku > $3 ORDER BY sku LIMIT $4";
    HELD = "SELECT * FROM product_links WHERE environment_id = $1 AND bridge_id = $2 AND hold IS NOT NULL \
              AND ($3 = '' OR search LIKE $3 ESCAPE '\\') ORDER BY updated_at DESC, sku LIMIT $4 OFFSET $5";
    TAKEN = "SELECT product_id, sku FROM product_links WHERE environment_id = $1 AND bridge_id = $2 AND product_id IN ($3)";
    COUNTS = "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'linked' THEN 1 ELSE 0 END), 0) AS BIGINT) AS linked, \
              CAST(COALESCE(SUM(CASE WHEN hold IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS held, \
              CAST(COALESCE(SUM(CASE WHEN state = 'retired' THEN 1 ELSE 0 END), 0) AS BIGINT) AS retired, \
              CAST(COALESCE(SUM(CASE WHEN state IN ('creating', 'row_creating') THEN 1 ELSE 0 END), 0) AS BIGINT) AS uncertain \
              FROM product_links WHERE environment_id = $1 AND bridge_id = $2";
    DECIDE = "UPDATE product_links SET decisions = $4, decision_no = decision_no + 1, updated_at = $5 \
              WHERE environment_id = $1 AND bridge_id = $2 AND sku = $3 AND decision_no = $6";
}

impl Env {
    /// Keeps the links of SKUs. What people decided stays, whatever stands in these rows. A SKU may occur once.
    ///
    /// Programs see a product from the moment at which it is linked, and a change of it where something that they see is
    /// another: what it waits for is not.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_product_links(&self, tx: &mut Tx, bridge: BridgeId, links: &[ProductLink]) -> Result<()> {
        let (bridge, now) = (bridge.to_string(), self.now_ms());
        for chunk in links.chunks(200) {
            let bulk = Bulk::rows(PUT, chunk.len());
            let mut query = sqlx::query(bulk.sql());
            for link in chunk {
                query = query
                    .bind(self.key())
                    .bind(bridge.as_str())
                    .bind(link.sku.as_str())
                    .bind(link.name.as_str())
                    .bind(link.state.as_str())
                    .bind(link.product.as_deref())
                    .bind(link.vendor_row.as_deref())
                    .bind(i64::from(link.made_by_us))
                    .bind(link.written.as_ref().map(to_json))
                    .bind(link.hold.as_ref().map(to_json))
                    .bind(folded([link.sku.as_str(), link.name.as_str()]))
                    .bind(now)
                    .bind(now)
                    .bind(now)
                    .bind((link.state == LinkState::Linked).then_some(now))
                    .bind((link.state == LinkState::Retired).then_some(now));
            }
            query.execute(tx.connection()).await?;
        }
        Ok(())
    }

    /// The links of these SKUs, by SKU.
    ///
    /// # Errors
    /// What the database says.
    pub async fn product_links(&self, bridge: BridgeId, skus: &[String]) -> Result<BTreeMap<String, ProductLink>> {
        let mut found = BTreeMap::new();
        for row in self.link_rows(BY_SKU, bridge, skus).await? {
            let link = read(&row)?;
            found.insert(link.sku.clone(), link);
        }
        Ok(found)
    }

    /// The next links of a bridge after `after`, by SKU.
    ///
    /// # Errors
    /// What the database says.
    pub async fn product_link_page(&self, bridge: BridgeId, after: &str, most: i64) -> Result<Vec<ProductLink>> {
        let rows = sqlx::query(PAGE)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(after)
            .bind(most)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| read(&Row::of("product_links", row))).collect()
    }

    /// What waits for a person, newest first, narrowed to SKUs and names that hold `text`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn held_products(
        &self,
        bridge: BridgeId,
        text: &str,
        most: i64,
        offset: i64,
    ) -> Result<Vec<ProductLink>> {
        let rows = sqlx::query(HELD)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(contains(text))
            .bind(most)
            .bind(offset)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| read(&Row::of("product_links", row))).collect()
    }

    /// Which of these products stand for a SKU already: SKU by product id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn linked_products(&self, bridge: BridgeId, products: &[String]) -> Result<BTreeMap<String, String>> {
        let rows = self.link_rows(TAKEN, bridge, products).await?;
        rows.iter().map(|row| Ok((row.text("product_id")?, row.text("sku")?))).collect()
    }

    /// How many SKUs of a bridge stand where.
    ///
    /// # Errors
    /// What the database says.
    pub async fn product_link_counts(&self, bridge: BridgeId) -> Result<LinkCounts> {
        let row = sqlx::query(COUNTS).bind(self.key()).bind(bridge.to_string()).fetch_one(self.pool()).await?;
        let row = Row::of("product_links", row);
        Ok(LinkCounts {
            linked: row.int("linked")?,
            held: row.int("held")?,
            retired: row.int("retired")?,
            uncertain: row.int("uncertain")?,
        })
    }

    /// Keeps what people decided about a SKU, where nobody decided anything since it was read as `link`. Answers `false`
    /// where somebody did.
    ///
    /// # Errors
    /// What the database says.
    pub async fn keep_decisions(
        &self,
        tx: &mut Tx,
        bridge: BridgeId,
        link: &ProductLink,
        decisions: &[Decision],
    ) -> Result<bool> {
        let done = sqlx::query(DECIDE)
            .bind(self.key())
            .bind(bridge.to_string())
            .bind(link.sku.as_str())
            .bind((!decisions.is_empty()).then(|| to_json(&decisions)))
            .bind(self.now_ms())
            .bind(link.decision_no)
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    async fn link_rows(&self, sql: &'static str, bridge: BridgeId, keys: &[String]) -> Result<Vec<Row>> {
        let bridge = bridge.to_string();
        let mut found = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(KEYS) {
            let bulk = Bulk::keys(sql, chunk.len());
            let mut query = sqlx::query(bulk.sql()).bind(self.key()).bind(bridge.as_str());
            for key in chunk {
                query = query.bind(key.as_str());
            }
            let rows = query.fetch_all(self.pool()).await?;
            found.extend(rows.into_iter().map(|row| Row::of("product_links", row)));
        }
        Ok(found)
    }
}

pub(crate) fn read(row: &Row) -> Result<ProductLink> {
    Ok(ProductLink {
        sku: row.text("sku")?,
        name: row.text("name")?,
        state: row.parsed("state", LinkState::parse)?,
        product: row.opt_text("product_id")?,
        vendor_row: row.opt_text("vendor_row_id")?,
        made_by_us: row.flag("made_by_us")?,
        written: row.opt_json("written")?,
        hold: row.opt_json("hold")?,
        decisions: row.opt_json("decisions")?.unwrap_or_default(),
        decision_no: row.int("decision_no")?,
        updated_at: from_ms(row.int("updated_at")?),
    })
}
