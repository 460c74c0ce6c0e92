//! Reading the ledger.

use super::{Order, OrderIdentity, OrderLine};
use crate::error::Result;
use crate::row::Row;
use crate::{Env, statements};
use linkspan_core::clock::from_ms;
use linkspan_core::id::{BridgeId, OrderId};
use linkspan_core::money::{Currency, from_micros};
use linkspan_core::order::{LineState, OrderState};

statements! {
    GET = "SELECT * FROM orders WHERE environment_id = $1 AND id = $2";
    BY_PSA = "SELECT * FROM orders WHERE environment_id = $1 AND psa_database = $2 AND psa_order_id = $3";
    OF_BRIDGE = "SELECT * FROM orders WHERE environment_id = $1 AND bridge_id = $2 \
                 AND state NOT IN ('rejected', 'withdrawn', 'closed', 'cancelled', 'abandoned') ORDER BY id";
    PAGE = "SELECT * FROM orders o WHERE environment_id = $1 \
            AND ($2 = '' OR (',' || $2 || ',') LIKE ('%,' || state || ',%')) \
            AND ($3 = '' OR search LIKE $3 \
                 OR EXISTS (SELECT 1 FROM order_lines l WHERE l.environment_id = o.environment_id \
                 AND l.order_id = o.id AND LOWER(l.sku) LIKE $3) \
                 OR EXISTS (SELECT 1 FROM distributor_orders d WHERE d.environment_id = o.environment_id \
                 AND d.order_id = o.id AND LOWER(d.number) LIKE $3)) \
            AND ($6 = '' OR state <> 'open' OR $6 = CASE \
                 WHEN EXISTS (SELECT 1 FROM order_lines l WHERE l.environment_id = o.environment_id \
                 AND l.order_id = o.id AND l.state = 'invoiced') THEN 'invoiced' \
                 WHEN EXISTS (SELECT 1 FROM order_lines l WHERE l.environment_id = o.environment_id AND l.order_id = o.id \
                 AND (l.shipped > 0 OR l.state IN ('partly_shipped', 'shipped', 'delivered'))) THEN 'shipped' \
                 ELSE 'ordered' END) \
            AND created_at >= $4 AND created_at < $5 ORDER BY updated_at DESC, id DESC LIMIT $7 OFFSET $8";
    COUNT = "SELECT COUNT(*) AS n FROM orders o WHERE environment_id = $1 \
            AND ($2 = '' OR (',' || $2 || ',') LIKE ('%,' || state || ',%')) \
            AND ($3 = '' OR search LIKE $3 \
                 OR EXISTS (SELECT 1 FROM order_lines l WHERE l.environment_id = o.environment_id \
                 AND l.order_id = o.id AND LOWER(l.sku) LIKE $3) \
                 OR EXISTS (SELECT 1 FROM distributor_orders d WHERE d.environment_id = o.environment_id \
                 AND d.order_id = o.id AND LOWER(d.number) LIKE $3)) \
            AND ($6 = '' OR state <> 'open' OR $6 = CASE \
                 WHEN EXISTS (SELECT 1 FROM order_lines l WHERE l.environment_id = o.environment_id \
                 AND l.order_id = o.id AND l.state = 'invoiced') THEN 'invoiced' \
                 WHEN EXISTS (SELECT 1 FROM order_lines l WHERE l.environment_id = o.environment_id AND l.order_id = o.id \
                 AND (l.shipped > 0 OR l.state IN ('partly_shipped', 'shipped', 'delivered'))) THEN 'shipped' \
                 ELSE 'ordered' END) \
            AND created_at >= $4 AND created_at < $5";
    BY_STATE = "SELECT state, COUNT(*) AS n FROM orders WHERE environment_id = $1 GROUP BY state";
    SENT_COUNT = "SELECT COUNT(*) AS n FROM orders WHERE environment_id = $1 AND bridge_id = $2 AND sent_at IS NOT NULL \
                  AND state NOT IN ('new', 'held', 'validated', 'awaiting_release', 'withdrawn')";
    KNOWN = "SELECT psa_order_id FROM orders WHERE environment_id = $1 AND psa_database = $2";
    LINES = "SELECT * FROM order_lines WHERE environment_id = $1 AND order_id = $2 ORDER BY line";
    /// Numbers are unique across environments: two of them may share an account.
    GLOBAL_NUMBER_OWNER = "SELECT id FROM orders WHERE distributor = $1 AND country = $2 AND account = $3 AND number_key = $4";
}

/// What a list of orders is narrowed to. Empty members narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// Any of these states.
    pub states: Vec<OrderState>,
    /// Part of a number, of the customer's name or of a product number, in any case.
    pub text: String,
    /// How far an open order must be by its lines: `ordered`, `shipped` or `invoiced`. Orders in other states are not
    /// narrowed by it.
    pub stage: Option<String>,
    /// Detected at or after, epoch milliseconds.
    pub since: Option<i64>,
    /// Detected before, epoch milliseconds.
    pub until: Option<i64>,
    /// How many rows; 0 means 50.
    pub limit: i64,
    /// How many rows to pass over.
    pub offset: i64,
}

/// A page of orders.
#[derive(Debug, Clone)]
pub struct OrderPage {
    /// The rows, last changed first.
    pub orders: Vec<Order>,
    /// How many rows the filter finds in all.
    pub total: i64,
}

impl Env {
    /// One order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn order(&self, id: OrderId) -> Result<Option<Order>> {
        let row = sqlx::query(GET).bind(self.key()).bind(id.to_string()).fetch_optional(&self.store.inner.core).await?;
        row.map(|row| read_order(&Row::of("orders", row))).transpose()
    }

    /// The order of a purchase order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn order_of_purchase_order(&self, psa_database: &str, psa_order_id: &str) -> Result<Option<Order>> {
        let row = sqlx::query(BY_PSA)
            .bind(self.key())
            .bind(psa_database)
            .bind(psa_order_id)
            .fetch_optional(&self.store.inner.core)
            .await?;
        row.map(|row| read_order(&Row::of("orders", row))).transpose()
    }

    /// The orders of a bridge that are not final.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unfinished_orders(&self, bridge: BridgeId) -> Result<Vec<Order>> {
        let rows =
            sqlx::query(OF_BRIDGE).bind(self.key()).bind(bridge.to_string()).fetch_all(&self.store.inner.core).await?;
        rows.into_iter().map(|row| read_order(&Row::of("orders", row))).collect()
    }

    /// A page of orders.
    ///
    /// # Errors
    /// What the database says.
    pub async fn orders(&self, filter: &OrderFilter) -> Result<OrderPage> {
        let states = filter.states.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(",");
        let text = match filter.text.trim() {
            "" => String::new(),
            text => format!("%{}%", text.to_lowercase()),
        };
        let limit = if filter.limit > 0 { filter.limit } else { 50 };
        let common = |sql: &'static str| {
            sqlx::query(sql)
                .bind(self.key())
                .bind(states.clone())
                .bind(text.clone())
                .bind(filter.since.unwrap_or(i64::MIN))
                .bind(filter.until.unwrap_or(i64::MAX))
                .bind(filter.stage.clone().unwrap_or_default())
        };
        let pool = &self.store.inner.core;
        let total = Row::of("orders", common(COUNT).fetch_one(pool).await?).int("n")?;
        let rows = common(PAGE).bind(limit).bind(filter.offset).fetch_all(pool).await?;
        let orders = rows.into_iter().map(|row| read_order(&Row::of("orders", row))).collect::<Result<_>>()?;
        Ok(OrderPage { orders, total })
    }

    /// How many orders stand in each state.
    ///
    /// # Errors
    /// What the database says.
    pub async fn order_counts(&self) -> Result<Vec<(OrderState, i64)>> {
        let rows = sqlx::query(BY_STATE).bind(self.key()).fetch_all(&self.store.inner.core).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("orders", row);
                Ok((row.parsed("state", OrderState::parse)?, row.int("n")?))
            })
            .collect()
    }

    /// How many orders of a bridge were sent so far. Those that certainly never left, or were refused unread, do not count.
    ///
    /// # Errors
    /// What the database says.
    pub async fn orders_sent(&self, bridge: BridgeId) -> Result<i64> {
        let row =
            sqlx::query(SENT_COUNT).bind(self.key()).bind(bridge.to_string()).fetch_one(&self.store.inner.core).await?;
        Row::of("orders", row).int("n")
    }

    /// The purchase orders of a PSA database that the ledger knows.
    ///
    /// # Errors
    /// What the database says.
    pub async fn known_purchase_orders(&self, psa_database: &str) -> Result<Vec<String>> {
        let rows = sqlx::query(KNOWN).bind(self.key()).bind(psa_database).fetch_all(&self.store.inner.core).await?;
        rows.into_iter().map(|row| Row::of("orders", row).text("psa_order_id")).collect()
    }

    /// Whether a customer PO number is taken on an account, in any environment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn number_is_taken(&self, identity: &OrderIdentity, number_key: &str) -> Result<bool> {
        let row = sqlx::query(GLOBAL_NUMBER_OWNER)
            .bind(identity.distributor.clone())
            .bind(identity.country.clone())
            .bind(identity.account.clone())
            .bind(number_key)
            .fetch_optional(&self.store.inner.core)
            .await?;
        Ok(row.is_some())
    }

    /// The lines of an order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn order_lines(&self, id: OrderId) -> Result<Vec<OrderLine>> {
        let rows = sqlx::query(LINES).bind(self.key()).bind(id.to_string()).fetch_all(&self.store.inner.core).await?;
        rows.into_iter().map(|row| read_line(&Row::of("order_lines", row))).collect()
    }
}

pub(crate) fn read_order(row: &Row) -> Result<Order> {
    Ok(Order {
        id: row.parsed("id", OrderId::parse)?,
        identity: read_identity(row)?,
        state: row.parsed("state", OrderState::parse)?,
        explanation: row.text("explanation")?,
        reasons: row.json("reasons")?,
        snapshot: row.opt_json("snapshot")?,
        digest: row.opt_text("digest")?,
        approved_digest: row.opt_text("approved_digest")?,
        request: row.opt_text("request")?,
        attempt: row.int("attempt")?,
        may_have_left: row.flag("may_have_left")?,
        questions: row.int("questions")?,
        wish_send_again: row.opt_text("wish")?.as_deref() == Some("send_again"),
        priced_at: row.opt_int("priced_at")?.map(from_ms),
        total: row.opt_int("total")?.map(from_micros),
        currency: row.opt_parsed("currency", Currency::parse)?,
        differences: row.json("differences")?,
        written_back: row.opt_text("written_back")?,
        checked_at: row.opt_int("checked_at")?.map(from_ms),
        sent_at: row.opt_int("sent_at")?.map(from_ms),
        created_at: from_ms(row.int("created_at")?),
        updated_at: from_ms(row.int("updated_at")?),
    })
}

pub(crate) fn read_identity(row: &Row) -> Result<OrderIdentity> {
    Ok(OrderIdentity {
        bridge: row.parsed("bridge_id", BridgeId::parse)?,
        psa_database: row.text("psa_database")?,
        psa_order_id: row.text("psa_order_id")?,
        psa_order_number: row.text("psa_order_number")?,
        distributor: row.text("distributor")?,
        country: row.text("country")?,
        account: row.text("account")?,
        customer_po_number: row.opt_text("customer_po_number")?,
        purchase_for: row.text("purchase_for")?,
    })
}

pub(crate) fn read_line(row: &Row) -> Result<OrderLine> {
    Ok(OrderLine {
        line: u32::try_from(row.int("line")?).unwrap_or(0),
        psa_item: row.text("psa_item_id")?,
        sku: row.text("sku")?,
        name: row.text("name")?,
        quantity: row.int("quantity")?,
        unit_price: row.opt_amount("unit_price")?,
        psa_price: row.opt_amount("psa_price")?,
        state: row.parsed("state", LineState::parse)?,
        shipped: row.int("shipped")?,
        backordered: row.int("backordered")?,
        eta: row.opt_text("eta")?,
    })
}
