//! The outbox of webhooks: one row for each message and address, with the exact body that is sent.
//!
//! A delivery waits, is delivered, or is dead after its last attempt; a person may give it up or send it again. Each attempt
//! is noted before it is made, so that one that a crash cut off counts.

use crate::error::Result;
use crate::row::Row;
use crate::words::words;
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::RowId;

words! {
    /// Where a delivery stands.
    DeliveryState {
        /// It is sent, or sent again, when it is due.
        Waiting = "waiting",
        /// The receiver took it.
        Delivered = "delivered",
        /// Its last attempt failed; only a person sends it again.
        Dead = "dead",
        /// A person decided that it is not sent any more.
        GivenUp = "given_up",
    }
}

/// A message to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: RowId,
    /// What is sent, and where.
    pub content: NewDelivery,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried since it was made or sent again.
    pub attempts: i64,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
    /// What the receiver answered last.
    pub status: Option<i64>,
    /// Why the last attempt failed, as a stable word.
    pub failure: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was delivered, died or was given up.
    pub ended_at: Option<Timestamp>,
}

/// A message that is about to be kept for one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// The message: the same for each address that it goes to, and for each attempt.
    pub message: RowId,
    /// What it tells, such as `auth.creation`.
    pub kind: String,
    /// The integration that it is about; empty where it is about none.
    pub integration: String,
    /// The connection that it is about, by its public id; empty where it is about none.
    pub public_id: String,
    /// Where it goes.
    pub url: String,
    /// The exact text that is sent.
    pub body: String,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptEnd {
    /// Where the delivery stands then.
    pub state: DeliveryState,
    /// What the receiver answered.
    pub status: Option<i64>,
    /// Why it failed, as a stable word.
    pub failure: Option<String>,
    /// When it is tried next, where it waits.
    pub due_at: Option<Timestamp>,
}

/// Which deliveries are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// In this state; `None` is any.
    pub state: Option<DeliveryState>,
    /// How many.
    pub limit: i64,
    /// How many to pass over.
    pub offset: i64,
}

statements! {
    INSERT = "INSERT INTO webhook_deliveries (id, environment_id, message_id, kind, integration, public_id, url, body, \
              state, attempts, due_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $9, $9)";
    GET = "SELECT * FROM webhook_deliveries WHERE environment_id = $1 AND id = $2";
    LIST = "SELECT * FROM webhook_deliveries WHERE environment_id = $1 AND ($2 = '' OR state = $2) \
            ORDER BY id DESC LIMIT $3 OFFSET $4";
    COUNTS = "SELECT state, COUNT(*) AS n FROM webhook_deliveries WHERE environment_id = $1 GROUP BY state";
    BEGIN = "UPDATE webhook_deliveries SET attempts = attempts + 1, tried_at = $4, due_at = NULL, status = NULL, \
             failure = NULL WHERE environment_id = $1 AND id = $2 AND state = 'waiting' AND attempts = $3";
    END = "UPDATE webhook_deliveries SET state = $4, status = $5, failure = $6, due_at = $7, ended_at = $8 \
           WHERE environment_id = $1 AND id = $2 AND state = 'waiting' AND attempts = $3";
    AGAIN = "UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, due_at = $3, ended_at = NULL \
             WHERE environment_id = $1 AND id = $2";
    GIVE_UP = "UPDATE webhook_deliveries SET state = 'given_up', due_at = NULL, ended_at = $3 \
               WHERE environment_id = $1 AND id = $2 AND state IN ('waiting', 'dead')";
    FORGET = "DELETE FROM webhook_deliveries WHERE environment_id = $1 AND state IN ('delivered', 'given_up') \
              AND ended_at < $2";
}

impl Env {
    /// Keeps a message for one address, in the transaction of what it tells. It is due at once; the work that sends it is
    /// the caller's affair.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_delivery(&self, tx: &mut Tx, new: &NewDelivery) -> Result<RowId> {
        let id = self.store.new_row_id();
        sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(new.message.to_string())
            .bind(new.kind.clone())
            .bind(new.integration.clone())
            .bind(new.public_id.clone())
            .bind(new.url.clone())
            .bind(new.body.clone())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(id)
    }

    /// One delivery.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delivery(&self, id: RowId) -> Result<Option<Delivery>> {
        let row = sqlx::query(GET).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("webhook_deliveries", row))).transpose()
    }

    /// Deliveries, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<Delivery>> {
        let rows = sqlx::query(LIST)
            .bind(self.key())
            .bind(filter.state.map_or("", DeliveryState::as_str))
            .bind(filter.limit)
            .bind(filter.offset)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| read(&Row::of("webhook_deliveries", row))).collect()
    }

    /// How many deliveries stand where.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delivery_counts(&self) -> Result<Vec<(DeliveryState, i64)>> {
        let rows = sqlx::query(COUNTS).bind(self.key()).fetch_all(self.pool()).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("webhook_deliveries", row);
                Ok((row.parsed("state", DeliveryState::parse)?, row.int("n")?))
            })
            .collect()
    }

    /// Notes that an attempt is about to be made. Answers `false` where the delivery does not wait, or where another worker
    /// has begun one since `attempts` was read.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_delivery(&self, tx: &mut Tx, id: RowId, attempts: i64) -> Result<bool> {
        let done = sqlx::query(BEGIN)
            .bind(self.key())
            .bind(id.to_string())
            .bind(attempts)
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes how attempt number `attempt` ended. Answers `false` where a person decided otherwise meanwhile.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_delivery(&self, tx: &mut Tx, id: RowId, attempt: i64, end: &AttemptEnd) -> Result<bool> {
        let ended_at = (end.state != DeliveryState::Waiting).then(|| self.now_ms());
        let done = sqlx::query(END)
            .bind(self.key())
            .bind(id.to_string())
            .bind(attempt)
            .bind(end.state.as_str())
            .bind(end.status)
            .bind(end.failure.clone())
            .bind(end.due_at.map(Timestamp::as_millisecond))
            .bind(ended_at)
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Lets a delivery begin anew, whatever became of it: all its attempts are ahead again. Answers `false` where there is
    /// none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn deliver_again(&self, tx: &mut Tx, id: RowId) -> Result<bool> {
        let done = sqlx::query(AGAIN)
            .bind(self.key())
            .bind(id.to_string())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes that a delivery is not sent any more. Answers `false` where it neither waits nor is dead.
    ///
    /// # Errors
    /// What the database says.
    pub async fn give_delivery_up(&self, tx: &mut Tx, id: RowId) -> Result<bool> {
        let done = sqlx::query(GIVE_UP)
            .bind(self.key())
            .bind(id.to_string())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets what was delivered or given up before that moment, and answers how many. Dead ones stay for people.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_deliveries(&self, tx: &mut Tx, before: Timestamp) -> Result<u64> {
        let done = sqlx::query(FORGET).bind(self.key()).bind(before.as_millisecond()).execute(tx.connection()).await?;
        Ok(done.rows_affected())
    }
}

fn read(row: &Row) -> Result<Delivery> {
    Ok(Delivery {
        id: row.parsed("id", RowId::parse)?,
        content: NewDelivery {
            message: row.parsed("message_id", RowId::parse)?,
            kind: row.text("kind")?,
            integration: row.text("integration")?,
            public_id: row.text("public_id")?,
            url: row.text("url")?,
            body: row.text("body")?,
        },
        state: row.parsed("state", DeliveryState::parse)?,
        attempts: row.int("attempts")?,
        due_at: row.opt_int("due_at")?.map(from_ms),
        tried_at: row.opt_int("tried_at")?.map(from_ms),
        status: row.opt_int("status")?,
        failure: row.opt_text("failure")?,
        created_at: from_ms(row.int("created_at")?),
        ended_at: row.opt_int("ended_at")?.map(from_ms),
    })
}
