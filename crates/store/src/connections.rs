//! Connections: linked accounts. What they are is here, their secrets are in `credentials`.

use crate::error::Result;
use crate::row::{Row, to_json};
use crate::words::words;
use crate::{Env, Store, Tx, lent, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{ConnectionId, EnvironmentId};
use serde_json::Value;

words! {
    /// Where a connection stands.
    ConnectionState {
        /// There are no credentials.
        NotConnected = "not_connected",
        /// The account answered when it was asked last.
        Connected = "connected",
        /// The account refused, or a person must do something.
        Error = "error",
        /// Switched off by a person.
        Disabled = "disabled",
    }
}

words! {
    /// Which kind of account is behind a connection. A sandbox is never bridged to a production account.
    AccountKind {
        /// The real one.
        Production = "production",
        /// A vendor's test copy.
        Sandbox = "sandbox",
        /// An emulator or another stand-in.
        Test = "test",
    }
}

/// One linked account.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Whose it is.
    pub environment: EnvironmentId,
    /// The provider, such as `autotask`.
    pub provider: String,
    /// Where it stands.
    pub state: ConnectionState,
    /// The account: the PSA's database or the distributor's account number. It stays when the account is disconnected,
    /// so that reconnecting reaches the same one.
    pub account_key: Option<String>,
    /// What kind of account it is.
    pub account_kind: AccountKind,
    /// Whether it leads to a host that the operator configured instead of the vendor's.
    pub test_host: bool,
    /// What people call it.
    pub display_name: String,
    /// Everything that is no secret: zone, country, user name.
    pub settings: Value,
    /// Who receives failure notices.
    pub email: Option<String>,
    /// What was found when the account was asked last.
    pub health: Option<Health>,
    /// When the account was asked last.
    pub checked_at: Option<Timestamp>,
    /// The permissions that were found, as the connector describes them.
    pub permissions: Value,
    /// When the present credentials were taken.
    pub connected_at: Option<Timestamp>,
    /// Since when the row exists.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// What was found when the account was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Stable code; `ok` where all is well.
    pub code: String,
    /// In words, with what to do.
    pub sentence: String,
}

/// What is known of an account that was just reached.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The account.
    pub account_key: String,
    /// What kind of account it is.
    pub account_kind: AccountKind,
    /// Whether it leads to a host that the operator configured.
    pub test_host: bool,
    /// What people call it.
    pub display_name: String,
    /// Everything that is no secret.
    pub settings: Value,
    /// Who receives failure notices.
    pub email: Option<String>,
    /// The permissions that were found.
    pub permissions: Value,
    /// What was found.
    pub health: Health,
}

statements! {
    INSERT = "INSERT INTO connections (id, environment_id, provider, state, account_kind, test_host, display_name, settings, \
              permissions, created_at, updated_at, integration, public_id, search, number) \
              VALUES ($1, $2, $3, 'not_connected', 'production', 0, $4, '{}', '{}', $5, $5, $3, $1, $1, $6)";
    LINK = "UPDATE connections SET state = 'connected', account_key = $3, account_kind = $4, test_host = $5, \
            display_name = $6, settings = $7, email = $8, permissions = $9, health_code = $10, health_sentence = $11, \
            checked_at = $12, connected_at = $12, updated_at = $12 \
            WHERE environment_id = $1 AND id = $2 AND (account_key IS NULL OR account_key = $3)";
    UNLINK = "UPDATE connections SET state = 'not_connected', connected_at = NULL, health_code = NULL, \
              health_sentence = NULL, updated_at = $3 WHERE environment_id = $1 AND id = $2";
    SET_STATE = "UPDATE connections SET state = $3, updated_at = $4 WHERE environment_id = $1 AND id = $2";
    SET_HEALTH = "UPDATE connections SET health_code = $4, health_sentence = $5, checked_at = $6, updated_at = $6, \
            state = CASE WHEN state IN ('connected', 'error') THEN $3 ELSE state END \
            WHERE environment_id = $1 AND id = $2";
    SET_SETTINGS = "UPDATE connections SET settings = $3, email = $4, display_name = $5, updated_at = $6 \
            WHERE environment_id = $1 AND id = $2";
    SET_PERMISSIONS = "UPDATE connections SET permissions = $3, updated_at = $4 WHERE environment_id = $1 AND id = $2";
    GET = "SELECT * FROM connections WHERE environment_id = $1 AND id = $2 AND deleted_at IS NULL";
    LIST = "SELECT * FROM connections WHERE environment_id = $1 AND deleted_at IS NULL ORDER BY id";
    OF_PROVIDER = "SELECT * FROM connections WHERE environment_id = $1 AND provider = $2 AND deleted_at IS NULL ORDER BY id";
    /// The quota of a PSA database is shared by whoever calls it, so its connections are looked for everywhere.
    GLOBAL_ON_ACCOUNT = "SELECT * FROM connections WHERE provider = $1 AND account_key = $2 \
            AND deleted_at IS NULL ORDER BY id";
}

impl Env {
    /// Makes a connection that leads nowhere yet. Programs know it by its id and by its provider's integration until
    /// something else is decided with [`Env::set_lent_card`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_connection(&self, tx: &mut Tx, provider: &str, display_name: &str) -> Result<ConnectionId> {
        let id = ConnectionId::new(&*self.store.inner.ids);
        let number = lent::next_number(tx).await?;
        sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(provider)
            .bind(display_name)
            .bind(self.now_ms())
            .bind(number)
            .execute(tx.connection())
            .await?;
        Ok(id)
    }

    /// Notes that the account was reached. Answers `false`, and changes nothing, where the connection belongs to another
    /// account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn link_connection(&self, tx: &mut Tx, id: ConnectionId, linked: &Linked) -> Result<bool> {
        let done = sqlx::query(LINK)
            .bind(self.key())
            .bind(id.to_string())
            .bind(linked.account_key.clone())
            .bind(linked.account_kind.as_str())
            .bind(i64::from(linked.test_host))
            .bind(linked.display_name.clone())
            .bind(to_json(&linked.settings))
            .bind(linked.email.clone())
            .bind(to_json(&linked.permissions))
            .bind(linked.health.code.clone())
            .bind(linked.health.sentence.clone())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes that there are no credentials any more. Account and settings stay.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unlink_connection(&self, tx: &mut Tx, id: ConnectionId) -> Result<()> {
        sqlx::query(UNLINK).bind(self.key()).bind(id.to_string()).bind(self.now_ms()).execute(tx.connection()).await?;
        Ok(())
    }

    /// Sets where it stands: the master switch.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_connection_state(&self, tx: &mut Tx, id: ConnectionId, state: ConnectionState) -> Result<()> {
        sqlx::query(SET_STATE)
            .bind(self.key())
            .bind(id.to_string())
            .bind(state.as_str())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Keeps what was found when the account was asked. `state` counts only where the connection is *connected* or in
    /// *error*: a check neither switches a connection on nor links it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_connection_health(
        &self,
        tx: &mut Tx,
        id: ConnectionId,
        state: ConnectionState,
        health: &Health,
    ) -> Result<()> {
        sqlx::query(SET_HEALTH)
            .bind(self.key())
            .bind(id.to_string())
            .bind(state.as_str())
            .bind(health.code.clone())
            .bind(health.sentence.clone())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Changes what people may change without connecting again.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_connection_settings(
        &self,
        tx: &mut Tx,
        id: ConnectionId,
        display_name: &str,
        email: Option<&str>,
        settings: &Value,
    ) -> Result<()> {
        sqlx::query(SET_SETTINGS)
            .bind(self.key())
            .bind(id.to_string())
            .bind(to_json(settings))
            .bind(email.map(str::to_owned))
            .bind(display_name)
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Keeps the permissions that were found.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_connection_permissions(&self, tx: &mut Tx, id: ConnectionId, permissions: &Value) -> Result<()> {
        sqlx::query(SET_PERMISSIONS)
            .bind(self.key())
            .bind(id.to_string())
            .bind(to_json(permissions))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// One connection.
    ///
    /// # Errors
    /// What the database says.
    pub async fn connection(&self, id: ConnectionId) -> Result<Option<Connection>> {
        let row = sqlx::query(GET).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("connections", row))).transpose()
    }

    /// All connections, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn connections(&self) -> Result<Vec<Connection>> {
        let rows = sqlx::query(LIST).bind(self.key()).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("connections", row))).collect()
    }

    /// The connections of one provider, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn connections_of(&self, provider: &str) -> Result<Vec<Connection>> {
        let rows = sqlx::query(OF_PROVIDER).bind(self.key()).bind(provider).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("connections", row))).collect()
    }
}

impl Store {
    /// The connections to one account, in any environment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn connections_on_account(&self, provider: &str, account_key: &str) -> Result<Vec<Connection>> {
        let rows = sqlx::query(GLOBAL_ON_ACCOUNT).bind(provider).bind(account_key).fetch_all(&self.inner.core).await?;
        rows.into_iter().map(|row| read(&Row::of("connections", row))).collect()
    }
}

pub(crate) fn read(row: &Row) -> Result<Connection> {
    let sentence = row.opt_text("health_sentence")?.unwrap_or_default();
    Ok(Connection {
        id: row.parsed("id", ConnectionId::parse)?,
        environment: row.parsed("environment_id", EnvironmentId::parse)?,
        provider: row.text("provider")?,
        state: row.parsed("state", ConnectionState::parse)?,
        account_key: row.opt_text("account_key")?,
        account_kind: row.parsed("account_kind", AccountKind::parse)?,
        test_host: row.flag("test_host")?,
        display_name: row.text("display_name")?,
        settings: row.json("settings")?,
        email: row.opt_text("email")?,
        health: row.opt_text("health_code")?.map(|code| Health { code, sentence }),
        checked_at: row.opt_int("checked_at")?.map(from_ms),
        permissions: row.json("permissions")?,
        connected_at: row.opt_int("connected_at")?.map(from_ms),
        created_at: from_ms(row.int("created_at")?),
        updated_at: from_ms(row.int("updated_at")?),
    })
}
