//! What programs see of a connection and may change: its public id, its integration, metadata, tags, whose it is.
//!
//! A connection that was disconnected is not lent; one that was deleted is gone for everybody.

use crate::connections::{self, Connection};
use crate::error::Result;
use crate::row::{Row, to_json};
use crate::words::contains;
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::ConnectionId;
use serde_json::{Map, Value};

/// A connection as programs see it.
#[derive(Debug, Clone, PartialEq)]
pub struct LentConnection {
    /// The account.
    pub connection: Connection,
    /// A small number, unique in the installation.
    pub number: i64,
    /// What programs may decide.
    pub card: LentCard,
    /// When a program last fetched or used it, give or take the minute that is kept in memory.
    pub last_fetched_at: Option<Timestamp>,
}

/// What programs may decide about a connection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LentCard {
    /// The integration's unique key.
    pub integration: String,
    /// By which programs name it, unique in its integration.
    pub public_id: String,
    /// What the provider's addresses and headers need, without secrets.
    pub config: Map<String, Value>,
    /// Whatever programs keep with it.
    pub metadata: Option<Map<String, Value>>,
    /// Names and texts to find it by.
    pub tags: Map<String, Value>,
    /// Whose it is, as programs describe it: `id`, `display_name`, `email`, `tags`, `organization`.
    pub end_user: Option<Value>,
    /// Where its webhooks go instead of the environment's addresses.
    pub webhook_url: Option<String>,
}

/// Which connections are listed. Empty values narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct LentFilter {
    /// One of these integrations.
    pub integrations: Vec<String>,
    /// One of these public ids.
    pub public_ids: Vec<String>,
    /// Part of the public id or of the end user's name or address, in any case.
    pub search: String,
    /// The end user's id.
    pub end_user: String,
    /// The id of the end user's organisation.
    pub organization: String,
    /// All of these tags, at most ten.
    pub tags: Vec<(String, String)>,
    /// How many.
    pub limit: i64,
    /// How many to pass over.
    pub offset: i64,
}

/// How many tags can be asked for at once.
pub const MOST_TAGS: usize = 10;

/// What stands between names in a list that is one parameter: no name has it.
pub(crate) const BETWEEN: char = '\u{1f}';

statements! {
    GET = "SELECT * FROM connections WHERE environment_id = $1 AND integration = $2 AND public_id = $3 \
           AND deleted_at IS NULL";
    BY_ID = "SELECT * FROM connections WHERE environment_id = $1 AND id = $2 AND deleted_at IS NULL";
    /// A name stands in a list where taking it out changes the list: unlike `LIKE`, this minds the case on both engines.
    LIST = "SELECT * FROM connections WHERE environment_id = $1 AND deleted_at IS NULL AND state <> 'not_connected' \
            AND ($2 = '' OR REPLACE($2, $14 || integration || $14, '') <> $2) \
            AND ($3 = '' OR REPLACE($3, $14 || public_id || $14, '') <> $3) \
            AND ($4 = '' OR search LIKE $4 ESCAPE '\\') \
            AND ($5 = '' OR end_user_id = $5) AND ($6 = '' OR organization_id = $6) \
            AND ($7 = '' OR REPLACE(tags, $7, '') <> tags) AND ($8 = '' OR REPLACE(tags, $8, '') <> tags) \
            AND ($9 = '' OR REPLACE(tags, $9, '') <> tags) AND ($10 = '' OR REPLACE(tags, $10, '') <> tags) \
            AND ($11 = '' OR REPLACE(tags, $11, '') <> tags) AND ($12 = '' OR REPLACE(tags, $12, '') <> tags) \
            AND ($13 = '' OR REPLACE(tags, $13, '') <> tags) AND ($15 = '' OR REPLACE(tags, $15, '') <> tags) \
            AND ($16 = '' OR REPLACE(tags, $16, '') <> tags) AND ($17 = '' OR REPLACE(tags, $17, '') <> tags) \
            ORDER BY created_at DESC, id DESC LIMIT $18 OFFSET $19";
    OF_INTEGRATION = "SELECT * FROM connections WHERE environment_id = $1 AND integration = $2 AND deleted_at IS NULL \
            ORDER BY id";
    SET_CARD = "UPDATE connections SET integration = $3, public_id = $4, config = $5, metadata = $6, tags = $7, \
            end_user = $8, end_user_id = $9, organization_id = $10, search = $11, webhook_url = $12, updated_at = $13 \
            WHERE environment_id = $1 AND id = $2";
    SET_METADATA = "UPDATE connections SET metadata = $3, updated_at = $4 WHERE environment_id = $1 AND id = $2";
    FETCHED = "UPDATE connections SET last_fetched_at = $3 WHERE environment_id = $1 AND id = $2 \
            AND (last_fetched_at IS NULL OR last_fetched_at < $3)";
    DELETE = "UPDATE connections SET deleted_at = $3, updated_at = $3, state = 'not_connected', connected_at = NULL, \
            health_code = NULL, health_sentence = NULL WHERE environment_id = $1 AND id = $2 AND deleted_at IS NULL \
            AND NOT EXISTS (SELECT 1 FROM bridges b WHERE b.psa_connection_id = $2 OR b.distributor_connection_id = $2)";
    /// Numbers are unique in the installation.
    GLOBAL_NEXT_NUMBER = "UPDATE counters SET value = value + 1 WHERE name = 'connections' RETURNING value";
}

impl Env {
    /// The connection with this public id, also where it was disconnected.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lent_connection(&self, integration: &str, public_id: &str) -> Result<Option<LentConnection>> {
        let row =
            sqlx::query(GET).bind(self.key()).bind(integration).bind(public_id).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("connections", row))).transpose()
    }

    /// The same by its inner id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lent_connection_by_id(&self, id: ConnectionId) -> Result<Option<LentConnection>> {
        let row = sqlx::query(BY_ID).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("connections", row))).transpose()
    }

    /// Connections that programs may use, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lent_connections(&self, filter: &LentFilter) -> Result<Vec<LentConnection>> {
        let tag = |index: usize| filter.tags.get(index).map(|(key, value)| tag_text(key, value)).unwrap_or_default();
        let rows = sqlx::query(LIST)
            .bind(self.key())
            .bind(listed(&filter.integrations))
            .bind(listed(&filter.public_ids))
            .bind(contains(&filter.search))
            .bind(filter.end_user.clone())
            .bind(filter.organization.clone())
            .bind(tag(0))
            .bind(tag(1))
            .bind(tag(2))
            .bind(tag(3))
            .bind(tag(4))
            .bind(tag(5))
            .bind(tag(6))
            .bind(BETWEEN.to_string())
            .bind(tag(7))
            .bind(tag(8))
            .bind(tag(9))
            .bind(filter.limit)
            .bind(filter.offset)
            .fetch_all(self.pool())
            .await?;
        rows.into_iter().map(|row| read(&Row::of("connections", row))).collect()
    }

    /// All connections of an integration, also those that were disconnected, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn connections_of_integration(&self, integration: &str) -> Result<Vec<LentConnection>> {
        let rows = sqlx::query(OF_INTEGRATION).bind(self.key()).bind(integration).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("connections", row))).collect()
    }

    /// Sets what programs decide about a connection.
    ///
    /// # Errors
    /// What the database says, also where the public id is taken in its integration.
    pub async fn set_lent_card(&self, tx: &mut Tx, id: ConnectionId, card: &LentCard) -> Result<()> {
        let person = |path: &str| card.end_user.as_ref().and_then(|user| user.pointer(path)?.as_str());
        let words = [Some(card.public_id.as_str()), person("/display_name"), person("/email")];
        let search = words.into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase();
        sqlx::query(SET_CARD)
            .bind(self.key())
            .bind(id.to_string())
            .bind(card.integration.clone())
            .bind(card.public_id.clone())
            .bind(to_json(&card.config))
            .bind(card.metadata.as_ref().map(to_json))
            .bind(to_json(&card.tags))
            .bind(card.end_user.as_ref().map(to_json))
            .bind(person("/id").map(str::to_owned))
            .bind(person("/organization/id").map(str::to_owned))
            .bind(search)
            .bind(card.webhook_url.clone())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Replaces what programs keep with a connection.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_lent_metadata(&self, tx: &mut Tx, id: ConnectionId, metadata: &Map<String, Value>) -> Result<()> {
        sqlx::query(SET_METADATA)
            .bind(self.key())
            .bind(id.to_string())
            .bind(to_json(metadata))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Notes when a program used a connection. Never on the way of a request: the times are gathered in memory first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn connection_fetched(&self, tx: &mut Tx, id: ConnectionId, at: Timestamp) -> Result<()> {
        sqlx::query(FETCHED)
            .bind(self.key())
            .bind(id.to_string())
            .bind(at.as_millisecond())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Deletes a connection: nobody finds it any more. Its credentials are the caller's affair, in the same transaction.
    /// Answers `false` where a bridge uses it or it is gone already; nothing was written then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_connection(&self, tx: &mut Tx, id: ConnectionId) -> Result<bool> {
        let query = sqlx::query(DELETE).bind(self.key()).bind(id.to_string()).bind(self.now_ms());
        Ok(query.execute(tx.connection()).await?.rows_affected() > 0)
    }
}

/// The next small number for a connection.
pub(crate) async fn next_number(tx: &mut Tx) -> Result<i64> {
    let row = sqlx::query(GLOBAL_NEXT_NUMBER).fetch_one(tx.connection()).await?;
    Row::of("counters", row).int("value")
}

/// A tag as it stands in the column, which is compact JSON. Quotes in values are escaped there, so this text is nowhere else.
fn tag_text(key: &str, value: &str) -> String {
    format!("{}:{}", to_json(&key), to_json(&value))
}

pub(crate) fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    // Each name has its own separators, so that taking one out leaves its neighbours whole.
    names.iter().map(|name| format!("{BETWEEN}{name}{BETWEEN}")).collect()
}

fn read(row: &Row) -> Result<LentConnection> {
    Ok(LentConnection {
        connection: connections::read(row)?,
        number: row.int("number")?,
        card: LentCard {
            integration: row.text("integration")?,
            public_id: row.text("public_id")?,
            config: row.json("config")?,
            metadata: row.opt_json("metadata")?,
            tags: row.json("tags")?,
            end_user: row.opt_json("end_user")?,
            webhook_url: row.opt_text("webhook_url")?,
        },
        last_fetched_at: row.opt_int("last_fetched_at")?.map(from_ms),
    })
}
