//! What the distributor made of an order: its numbers, shipments, invoices; and the order's history.

use super::OrderLine;
use crate::error::Result;
use crate::row::{Row, micros, to_json};
use crate::{Env, Tx, statements};
use linkspan_core::capability::distributor::Invoice;
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::OrderId;
use linkspan_core::order::OrderState;

statements! {
    SET_LINE = "UPDATE order_lines SET state = $4, shipped = $5, backordered = $6, eta = $7 \
                WHERE environment_id = $1 AND order_id = $2 AND line = $3 AND (state <> $4 OR shipped <> $5 \
                OR backordered <> $6 OR eta IS DISTINCT FROM $7)";
    /// An order has changed when something that belongs to it has.
    TOUCH = "UPDATE orders SET updated_at = $3 WHERE environment_id = $1 AND id = $2";
    ADD_NUMBER = "INSERT INTO distributor_orders (environment_id, order_id, number, source, first_seen_at) \
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT (order_id, number) DO NOTHING";
    NUMBERS = "SELECT number, source, first_seen_at FROM distributor_orders WHERE environment_id = $1 AND order_id = $2 \
                ORDER BY first_seen_at, number";
    PUT_SHIPMENT = "INSERT INTO shipments (environment_id, order_id, line, order_number, tracking, quantity, serials, \
                shipped_at, warehouse, ship_method, first_seen_at, changed_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) \
                ON CONFLICT (order_id, line, order_number, tracking) DO UPDATE SET quantity = excluded.quantity, \
                serials = excluded.serials, shipped_at = excluded.shipped_at, warehouse = excluded.warehouse, \
                ship_method = excluded.ship_method, changed_at = excluded.changed_at \
                WHERE shipments.quantity <> excluded.quantity OR shipments.serials <> excluded.serials \
                OR shipments.shipped_at IS DISTINCT FROM excluded.shipped_at \
                OR shipments.warehouse IS DISTINCT FROM excluded.warehouse \
                OR shipments.ship_method IS DISTINCT FROM excluded.ship_method";
    SHIPMENTS = "SELECT * FROM shipments WHERE environment_id = $1 AND order_id = $2 ORDER BY line, first_seen_at, tracking";
    ADD_INVOICE = "INSERT INTO invoices (environment_id, order_id, number, date, total, currency, content, first_seen_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (order_id, number) DO NOTHING";
    INVOICES = "SELECT content, first_seen_at FROM invoices WHERE environment_id = $1 AND order_id = $2 ORDER BY number";
    EVENTS = "SELECT * FROM order_events WHERE environment_id = $1 AND order_id = $2 ORDER BY id DESC";
}

/// A distributor order number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistributorOrder {
    /// The number, as text.
    pub number: String,
    /// How we know it: `answer`, `look_up`, or a person's name.
    pub source: String,
    /// Since when.
    pub first_seen_at: Timestamp,
}

/// A package, or a part of a line that was sent without a tracking number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// Our line number.
    pub line: u32,
    /// The distributor order number.
    pub order_number: String,
    /// The carrier's number; empty where there is none.
    pub tracking: String,
    /// Units.
    pub quantity: i64,
    /// Serial numbers.
    pub serials: Vec<String>,
    /// When it shipped, as the distributor says it.
    pub shipped_at: Option<String>,
    /// From which warehouse.
    pub warehouse: Option<String>,
    /// Carrier and service.
    pub ship_method: Option<String>,
}

/// An invoice and since when we know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInvoice {
    /// The invoice.
    pub invoice: Invoice,
    /// Since when.
    pub first_seen_at: Timestamp,
}

/// One line of an order's history.
#[derive(Debug, Clone)]
pub struct OrderEventRow {
    /// When.
    pub at: Timestamp,
    /// What, as a stable word.
    pub kind: String,
    /// Who.
    pub actor: String,
    /// The state before.
    pub from: OrderState,
    /// The state after.
    pub to: OrderState,
    /// In words.
    pub sentence: String,
    /// The reason that a person gave.
    pub reason: Option<String>,
}

impl Env {
    /// Keeps what the distributor says about the lines.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_line_states(&self, tx: &mut Tx, order: OrderId, lines: &[OrderLine]) -> Result<()> {
        let mut changed = false;
        for line in lines {
            let done = sqlx::query(SET_LINE)
                .bind(self.key())
                .bind(order.to_string())
                .bind(i64::from(line.line))
                .bind(line.state.as_str())
                .bind(line.shipped)
                .bind(line.backordered)
                .bind(line.eta.clone())
                .execute(tx.connection())
                .await?;
            changed |= done.rows_affected() > 0;
        }
        if changed {
            self.touch_order(tx, order).await?;
        }
        Ok(())
    }

    /// Keeps a distributor order number. Answers whether it is news.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_distributor_order(&self, tx: &mut Tx, order: OrderId, number: &str, source: &str) -> Result<bool> {
        let done = sqlx::query(ADD_NUMBER)
            .bind(self.key())
            .bind(order.to_string())
            .bind(number)
            .bind(source)
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        let news = done.rows_affected() > 0;
        if news {
            self.touch_order(tx, order).await?;
        }
        Ok(news)
    }

    async fn touch_order(&self, tx: &mut Tx, order: OrderId) -> Result<()> {
        sqlx::query(TOUCH)
            .bind(self.key())
            .bind(order.to_string())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// The distributor order numbers of an order, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn distributor_orders(&self, order: OrderId) -> Result<Vec<DistributorOrder>> {
        let rows =
            sqlx::query(NUMBERS).bind(self.key()).bind(order.to_string()).fetch_all(&self.store.inner.core).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("distributor_orders", row);
                Ok(DistributorOrder {
                    number: row.text("number")?,
                    source: row.text("source")?,
                    first_seen_at: from_ms(row.int("first_seen_at")?),
                })
            })
            .collect()
    }

    /// Keeps a shipment; the same line, order number and tracking number is the same shipment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_shipment(&self, tx: &mut Tx, order: OrderId, shipment: &Shipment) -> Result<()> {
        sqlx::query(PUT_SHIPMENT)
            .bind(self.key())
            .bind(order.to_string())
            .bind(i64::from(shipment.line))
            .bind(shipment.order_number.clone())
            .bind(shipment.tracking.clone())
            .bind(shipment.quantity)
            .bind(to_json(&shipment.serials))
            .bind(shipment.shipped_at.clone())
            .bind(shipment.warehouse.clone())
            .bind(shipment.ship_method.clone())
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// The shipments of an order, by line.
    ///
    /// # Errors
    /// What the database says.
    pub async fn shipments(&self, order: OrderId) -> Result<Vec<Shipment>> {
        let rows =
            sqlx::query(SHIPMENTS).bind(self.key()).bind(order.to_string()).fetch_all(&self.store.inner.core).await?;
        rows.into_iter().map(|row| read_shipment(&Row::of("shipments", row))).collect()
    }

    /// Keeps an invoice. Answers whether it is news.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_invoice(&self, tx: &mut Tx, order: OrderId, invoice: &Invoice) -> Result<bool> {
        let done = sqlx::query(ADD_INVOICE)
            .bind(self.key())
            .bind(order.to_string())
            .bind(invoice.number.clone())
            .bind(invoice.date.map(|date| date.to_string()))
            .bind(micros(invoice.total.amount)?)
            .bind(invoice.total.currency.code())
            .bind(to_json(invoice))
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The invoices of an order, by number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn invoices(&self, order: OrderId) -> Result<Vec<StoredInvoice>> {
        let rows =
            sqlx::query(INVOICES).bind(self.key()).bind(order.to_string()).fetch_all(&self.store.inner.core).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("invoices", row);
                Ok(StoredInvoice { invoice: row.json("content")?, first_seen_at: from_ms(row.int("first_seen_at")?) })
            })
            .collect()
    }

    /// The history of an order, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn order_events(&self, order: OrderId) -> Result<Vec<OrderEventRow>> {
        let rows =
            sqlx::query(EVENTS).bind(self.key()).bind(order.to_string()).fetch_all(&self.store.inner.core).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("order_events", row);
                Ok(OrderEventRow {
                    at: from_ms(row.int("at")?),
                    kind: row.text("kind")?,
                    actor: row.text("actor")?,
                    from: row.parsed("from_state", OrderState::parse)?,
                    to: row.parsed("to_state", OrderState::parse)?,
                    sentence: row.text("sentence")?,
                    reason: row.opt_text("reason")?,
                })
            })
            .collect()
    }
}

pub(crate) fn read_shipment(row: &Row) -> Result<Shipment> {
    Ok(Shipment {
        line: u32::try_from(row.int("line")?).unwrap_or(0),
        order_number: row.text("order_number")?,
        tracking: row.text("tracking")?,
        quantity: row.int("quantity")?,
        serials: row.json("serials")?,
        shipped_at: row.opt_text("shipped_at")?,
        warehouse: row.opt_text("warehouse")?,
        ship_method: row.opt_text("ship_method")?,
    })
}
