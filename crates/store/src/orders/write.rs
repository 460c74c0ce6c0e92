//! Moving an order: every move is conditional, and leaves a line in its history.

use super::{Order, OrderIdentity};
use crate::error::Result;
use crate::row::{Row, micros, opt_micros, to_json};
use crate::{Env, Tx, statements};
use linkspan_core::clock::Timestamp;
use linkspan_core::id::{OrderId, RowId};
use linkspan_core::order::identity::number_key;
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::{HoldReason, OrderEvent, OrderState};

statements! {
    INSERT = "INSERT INTO orders (id, environment_id, bridge_id, psa_database, psa_order_id, psa_order_number, distributor, \
              country, account, customer_po_number, number_key, purchase_for, search, state, explanation, reasons, attempt, \
              may_have_left, questions, differences, created_at, updated_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'new', $14, '[]', 0, 0, 0, '[]', $15, $15) \
              ON CONFLICT DO NOTHING";
    MOVE = "UPDATE orders SET state = $5, explanation = $6, reasons = $7, snapshot = COALESCE($8, snapshot), \
            digest = COALESCE($9, digest), approved_digest = COALESCE($10, approved_digest), \
            priced_at = COALESCE($11, priced_at), total = COALESCE($12, total), currency = COALESCE($13, currency), \
            may_have_left = CASE WHEN $5 = 'unknown' THEN 1 ELSE may_have_left END, \
            questions = CASE WHEN $5 = 'unknown' THEN 0 ELSE questions END, wish = NULL, updated_at = $14 \
            WHERE environment_id = $1 AND id = $2 AND state = $3 AND attempt = $4";
    CLAIM = "UPDATE orders SET state = 'sending', attempt = attempt + 1, request = $4, sent_at = $5, updated_at = $5, \
             explanation = $6, reasons = '[]', priced_at = $7 WHERE environment_id = $1 AND id = $2 AND state = 'validated' \
             AND digest = $3 AND (approved_digest = $3 OR CAST($8 AS BIGINT) = 1) AND may_have_left = 0 \
             AND number_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bridges b WHERE b.id = bridge_id \
             AND b.reconcile_first = 1) RETURNING attempt";
    CLAIM_AGAIN = "UPDATE orders SET state = 'sending', attempt = attempt + 1, sent_at = $4, updated_at = $4, \
             explanation = $5, questions = 0, wish = NULL WHERE environment_id = $1 AND id = $2 AND state = 'unknown' \
             AND attempt = $3 AND wish = 'send_again' AND request IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM bridges b WHERE b.id = bridge_id AND b.reconcile_first = 1) RETURNING attempt";
    WISH = "UPDATE orders SET wish = 'send_again', questions = 0, explanation = $4, updated_at = $5 WHERE environment_id = $1 AND id = $2 \
             AND state = 'unknown' AND attempt = $3 AND wish IS NULL AND request IS NOT NULL";
    EXPLAIN = "UPDATE orders SET explanation = $5, updated_at = $6 WHERE environment_id = $1 AND id = $2 AND state = $3 \
             AND attempt = $4 AND explanation <> $5";
    SET_NUMBER = "UPDATE orders SET customer_po_number = $3, number_key = $4, search = search || $6, updated_at = $5 WHERE environment_id = $1 \
             AND id = $2 AND customer_po_number IS NULL AND attempt = 0 AND state IN ('new', 'held')";
    ADD_EVENT = "INSERT INTO order_events (id, environment_id, order_id, at, kind, actor, from_state, to_state, sentence, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    DELETE_LINES = "DELETE FROM order_lines WHERE environment_id = $1 AND order_id = $2";
    INSERT_LINE = "INSERT INTO order_lines (environment_id, order_id, line, psa_item_id, sku, name, quantity, unit_price, \
             psa_price, state, shipped, backordered) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', 0, 0)";
    SET_DIFFERENCES = "UPDATE orders SET differences = $3, updated_at = $4 WHERE environment_id = $1 AND id = $2 \
             AND differences <> $3";
    SET_WRITTEN_BACK = "UPDATE orders SET written_back = $3 WHERE environment_id = $1 AND id = $2";
    SET_CHECKED = "UPDATE orders SET checked_at = $3 WHERE environment_id = $1 AND id = $2";
    ASKED = "UPDATE orders SET questions = questions + 1, checked_at = $4 WHERE environment_id = $1 AND id = $2 \
             AND state = 'unknown' AND attempt = $3";
}

/// What a list of orders is searched by. Lower-cased here, because SQLite's own LOWER knows ASCII alone.
fn search_text(identity: &OrderIdentity) -> String {
    let number = identity.customer_po_number.as_deref().unwrap_or_default();
    format!("{} {number} {}", identity.psa_order_number, identity.purchase_for).to_lowercase()
}

/// What became of a detected purchase order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detected {
    /// It is new in the ledger.
    New(OrderId),
    /// The ledger knows the purchase order, or the number, already; nothing was written.
    Known,
}

/// What is about to be sent, as it is committed before the call.
#[derive(Debug, Clone, Copy)]
pub struct Intent<'a> {
    /// The digest of the content.
    pub digest: &'a str,
    /// The exact request, without credentials.
    pub request: &'a str,
    /// When its prices were asked.
    pub priced_at: Timestamp,
    /// Whether policy lets it go, so that no person needs to have approved this content.
    pub by_policy: bool,
}

/// One move of an order.
#[derive(Debug, Clone)]
pub struct Step {
    /// What happened.
    pub event: OrderEvent,
    /// Who made it happen: `linkspan`, or a person's name.
    pub actor: String,
    /// The sentence that explains the new state.
    pub explanation: String,
    /// The reason that a person gave.
    pub reason: Option<String>,
    /// Why it is held from now on.
    pub holds: Vec<HoldReason>,
    /// Newly frozen content, with the moment at which its prices were asked.
    pub content: Option<(Snapshot, Timestamp)>,
    /// The digest that is approved from now on.
    pub approved: Option<String>,
}

impl Step {
    /// A move without new content, made by the program itself.
    #[must_use]
    pub fn new(event: OrderEvent, explanation: impl Into<String>) -> Self {
        Self {
            event,
            actor: "linkspan".into(),
            explanation: explanation.into(),
            reason: None,
            holds: Vec::new(),
            content: None,
            approved: None,
        }
    }

    /// Made by this person, for this reason.
    #[must_use]
    pub fn by(mut self, actor: impl Into<String>, reason: Option<String>) -> Self {
        self.actor = actor.into();
        self.reason = reason;
        self
    }
}

impl Env {
    /// Takes a purchase order into the ledger as *new*, unless the ledger knows it or its number in any environment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn detect_order(&self, tx: &mut Tx, identity: &OrderIdentity, explanation: &str) -> Result<Detected> {
        let id = OrderId::new(&*self.store.inner.ids);
        let done = sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(identity.bridge.to_string())
            .bind(identity.psa_database.clone())
            .bind(identity.psa_order_id.clone())
            .bind(identity.psa_order_number.clone())
            .bind(identity.distributor.clone())
            .bind(identity.country.clone())
            .bind(identity.account.clone())
            .bind(identity.customer_po_number.clone())
            .bind(identity.customer_po_number.as_deref().map(number_key))
            .bind(identity.purchase_for.clone())
            .bind(search_text(identity))
            .bind(explanation)
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        if done.rows_affected() == 0 {
            return Ok(Detected::Known);
        }
        self.add_order_event(tx, id, "detected", "linkspan", (OrderState::New, OrderState::New), explanation, None)
            .await?;
        Ok(Detected::New(id))
    }

    /// Moves an order as read before. `false`: it has moved meanwhile, or the move does not exist; nothing was written.
    ///
    /// # Errors
    /// What the database says.
    pub async fn move_order(&self, tx: &mut Tx, before: &Order, step: &Step) -> Result<bool> {
        let Some(to) = before.state.after(step.event) else { return Ok(false) };
        let snapshot = step.content.as_ref().map(|(snapshot, _)| snapshot);
        let moved = sqlx::query(MOVE)
            .bind(self.key())
            .bind(before.id.to_string())
            .bind(before.state.as_str())
            .bind(before.attempt)
            .bind(to.as_str())
            .bind(step.explanation.clone())
            .bind(to_json(&step.holds))
            .bind(snapshot.map(to_json))
            .bind(snapshot.map(Snapshot::digest))
            .bind(step.approved.clone())
            .bind(step.content.as_ref().map(|(_, at)| at.as_millisecond()))
            .bind(snapshot.map(|snapshot| micros(snapshot.total())).transpose()?)
            .bind(snapshot.map(|snapshot| snapshot.currency.code().to_owned()))
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        if moved.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some(snapshot) = snapshot {
            self.replace_lines(tx, before.id, snapshot).await?;
        }
        let states = (before.state, to);
        let kind = step.event.as_str();
        self.add_order_event(tx, before.id, kind, &step.actor, states, &step.explanation, step.reason.as_deref())
            .await?;
        Ok(true)
    }

    /// Commits the intent to send: the order must be *validated*, this digest must be its content and approved by a person
    /// or by policy, and no earlier attempt may have left. Answers the attempt number, or `None` where somebody else has it
    /// or the content is another.
    ///
    /// # Errors
    /// What the database says.
    pub async fn claim_order(&self, tx: &mut Tx, before: &Order, intent: &Intent<'_>) -> Result<Option<i64>> {
        let explanation = "It is being sent.";
        let row = sqlx::query(CLAIM)
            .bind(self.key())
            .bind(before.id.to_string())
            .bind(intent.digest)
            .bind(intent.request)
            .bind(self.store.inner.clock.now_ms())
            .bind(explanation)
            .bind(intent.priced_at.as_millisecond())
            .bind(i64::from(intent.by_policy))
            .fetch_optional(tx.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let states = (OrderState::Validated, OrderState::Sending);
        self.add_order_event(tx, before.id, "claimed", "linkspan", states, explanation, None).await?;
        Ok(Some(Row::of("orders", row).int("attempt")?))
    }

    /// Says in other words why an order stands where it stands. `false`: it has moved meanwhile, or says so already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn explain_order(&self, tx: &mut Tx, before: &Order, explanation: &str) -> Result<bool> {
        let done = sqlx::query(EXPLAIN)
            .bind(self.key())
            .bind(before.id.to_string())
            .bind(before.state.as_str())
            .bind(before.attempt)
            .bind(explanation)
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Gives an order that has none yet its customer PO number, once and for ever. `false`: it has one, or has moved.
    ///
    /// # Errors
    /// What the database says; also where another order took the number meanwhile.
    pub async fn set_order_number(&self, tx: &mut Tx, order: OrderId, number: &str) -> Result<bool> {
        let done = sqlx::query(SET_NUMBER)
            .bind(self.key())
            .bind(order.to_string())
            .bind(number)
            .bind(number_key(number))
            .bind(self.store.inner.clock.now_ms())
            .bind(format!(" {}", number.to_lowercase()))
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Keeps a person's wish to send the stored request of an uncertain order once more. `false`: the order has moved
    /// meanwhile, or the wish stands already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn wish_send_again(&self, tx: &mut Tx, before: &Order, actor: &str, reason: &str) -> Result<bool> {
        let explanation = "The same order will be sent again.";
        let done = sqlx::query(WISH)
            .bind(self.key())
            .bind(before.id.to_string())
            .bind(before.attempt)
            .bind(explanation)
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let states = (OrderState::Unknown, OrderState::Unknown);
        self.add_order_event(tx, before.id, "wish_send_again", actor, states, explanation, Some(reason)).await?;
        Ok(true)
    }

    /// Commits the intent to send the stored request of an uncertain order once more, as a person wished. Answers the
    /// attempt number, or `None` where the order has moved meanwhile or nobody wished it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn claim_order_again(&self, tx: &mut Tx, before: &Order) -> Result<Option<i64>> {
        let explanation = "The same order is being sent again.";
        let row = sqlx::query(CLAIM_AGAIN)
            .bind(self.key())
            .bind(before.id.to_string())
            .bind(before.attempt)
            .bind(self.store.inner.clock.now_ms())
            .bind(explanation)
            .fetch_optional(tx.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let states = (OrderState::Unknown, OrderState::Sending);
        self.add_order_event(tx, before.id, "send_again", "linkspan", states, explanation, None).await?;
        Ok(Some(Row::of("orders", row).int("attempt")?))
    }

    /// Notes that an uncertain order was asked about without an answer that settles it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_question(&self, tx: &mut Tx, order: &Order) -> Result<()> {
        sqlx::query(ASKED)
            .bind(self.key())
            .bind(order.id.to_string())
            .bind(order.attempt)
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Keeps how the purchase order differs from what was ordered. Answers whether that is news.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_differences(&self, tx: &mut Tx, order: OrderId, differences: &[String]) -> Result<bool> {
        let done = sqlx::query(SET_DIFFERENCES)
            .bind(self.key())
            .bind(order.to_string())
            .bind(to_json(&differences))
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Keeps what was written back last.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_written_back(&self, tx: &mut Tx, order: OrderId, content: &str) -> Result<()> {
        sqlx::query(SET_WRITTEN_BACK)
            .bind(self.key())
            .bind(order.to_string())
            .bind(content)
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Notes that the distributor was asked just now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_checked(&self, tx: &mut Tx, order: OrderId) -> Result<()> {
        sqlx::query(SET_CHECKED)
            .bind(self.key())
            .bind(order.to_string())
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Adds a line to an order's history.
    ///
    /// # Errors
    /// What the database says.
    #[expect(clippy::too_many_arguments, reason = "one argument per column of the history")]
    pub async fn add_order_event(
        &self,
        tx: &mut Tx,
        order: OrderId,
        kind: &str,
        actor: &str,
        (from, to): (OrderState, OrderState),
        sentence: &str,
        reason: Option<&str>,
    ) -> Result<()> {
        sqlx::query(ADD_EVENT)
            .bind(RowId::new(&*self.store.inner.ids).to_string())
            .bind(self.key())
            .bind(order.to_string())
            .bind(self.store.inner.clock.now_ms())
            .bind(kind)
            .bind(actor)
            .bind(from.as_str())
            .bind(to.as_str())
            .bind(sentence)
            .bind(reason.map(str::to_owned))
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    async fn replace_lines(&self, tx: &mut Tx, order: OrderId, snapshot: &Snapshot) -> Result<()> {
        sqlx::query(DELETE_LINES).bind(self.key()).bind(order.to_string()).execute(tx.connection()).await?;
        for line in &snapshot.lines {
            sqlx::query(INSERT_LINE)
                .bind(self.key())
                .bind(order.to_string())
                .bind(i64::from(line.line))
                .bind(line.psa_item.clone())
                .bind(line.sku.clone())
                .bind(line.name.clone())
                .bind(line.quantity)
                .bind(micros(line.unit_price)?)
                .bind(opt_micros(line.psa_price)?)
                .execute(tx.connection())
                .await?;
        }
        Ok(())
    }
}
