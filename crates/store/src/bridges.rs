//! Bridges: one PSA connection and one distributor connection, on which the templates hang.

use crate::error::Result;
use crate::reconcile::ReconcileReason;
use crate::row::{Row, to_json};
use crate::templates::insert_templates;
use crate::{Env, Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{BridgeId, ConnectionId, EnvironmentId};
use serde_json::Value;

/// A PSA connection and a distributor connection.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// Its id.
    pub id: BridgeId,
    /// Whose it is.
    pub environment: EnvironmentId,
    /// The PSA side.
    pub psa: ConnectionId,
    /// The distributor side.
    pub distributor: ConnectionId,
    /// The PSA's id of the company that stands for the distributor there.
    pub vendor_id: String,
    /// That company's name.
    pub vendor_name: String,
    /// How customer PO numbers are made. Fixed when the bridge is made.
    pub number_template: String,
    /// The master switch.
    pub enabled: bool,
    /// What people set for the bridge as a whole.
    pub settings: Value,
    /// Whether a person must confirm the list of submitted orders before anything is sent.
    pub reconcile_first: bool,
    /// Why; `None` where nobody said.
    pub reconcile_reason: Option<ReconcileReason>,
    /// Since when.
    pub reconcile_since: Option<Timestamp>,
    /// When the list of what is to be asked about was made; `None` before.
    pub reconcile_listed_at: Option<Timestamp>,
    /// When purchase orders were looked for last.
    pub polled_at: Option<Timestamp>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// A bridge to be made.
#[derive(Debug, Clone)]
pub struct NewBridge {
    /// The PSA side.
    pub psa: ConnectionId,
    /// The distributor side.
    pub distributor: ConnectionId,
    /// The PSA's id of the company that stands for the distributor there.
    pub vendor_id: String,
    /// That company's name.
    pub vendor_name: String,
    /// How customer PO numbers are made.
    pub number_template: String,
    /// What people set for the bridge as a whole.
    pub settings: Value,
}

statements! {
    INSERT = "INSERT INTO bridges (id, environment_id, psa_connection_id, distributor_connection_id, vendor_id, vendor_name, \
              number_template, enabled, settings, reconcile_first, created_at, updated_at) \
              SELECT $1, $2, $3, $4, $5, $6, $7, 1, $8, 0, CAST($9 AS BIGINT), CAST($9 AS BIGINT) WHERE 2 = (SELECT COUNT(*) FROM connections \
              WHERE environment_id = $2 AND id IN ($3, $4) AND deleted_at IS NULL) \
              ON CONFLICT (psa_connection_id, distributor_connection_id) DO NOTHING";
    GET = "SELECT * FROM bridges WHERE environment_id = $1 AND id = $2";
    LIST = "SELECT * FROM bridges WHERE environment_id = $1 ORDER BY id";
    OF_CONNECTION = "SELECT * FROM bridges WHERE environment_id = $1 \
              AND (psa_connection_id = $2 OR distributor_connection_id = $2) ORDER BY id";
    SET_ENABLED = "UPDATE bridges SET enabled = $3, updated_at = $4 WHERE environment_id = $1 AND id = $2";
    SET_SETTINGS = "UPDATE bridges SET settings = $3, updated_at = $4 WHERE environment_id = $1 AND id = $2";
    SET_VENDOR = "UPDATE bridges SET vendor_id = $3, vendor_name = $4, updated_at = $5 \
              WHERE environment_id = $1 AND id = $2";
    POLLED = "UPDATE bridges SET polled_at = $3 WHERE environment_id = $1 AND id = $2";
    /// Bridges of different environments may share a distributor account; their numbers must not meet.
    GLOBAL_ON_ACCOUNT = "SELECT b.* FROM bridges b JOIN connections c ON c.id = b.distributor_connection_id \
              WHERE c.provider = $1 AND c.account_key = $2 ORDER BY b.id";
}

impl Env {
    /// Makes a bridge, switched on, with its templates switched off. `None` where the two connections are bridged already
    /// or are not both of this environment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_bridge(&self, tx: &mut Tx, bridge: &NewBridge) -> Result<Option<BridgeId>> {
        let id = BridgeId::new(&*self.store.inner.ids);
        let done = sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(bridge.psa.to_string())
            .bind(bridge.distributor.to_string())
            .bind(bridge.vendor_id.clone())
            .bind(bridge.vendor_name.clone())
            .bind(bridge.number_template.clone())
            .bind(to_json(&bridge.settings))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        if done.rows_affected() == 0 {
            return Ok(None);
        }
        insert_templates(self, tx, id).await?;
        Ok(Some(id))
    }

    /// One bridge.
    ///
    /// # Errors
    /// What the database says.
    pub async fn bridge(&self, id: BridgeId) -> Result<Option<Bridge>> {
        let row = sqlx::query(GET).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("bridges", row))).transpose()
    }

    /// All bridges, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn bridges(&self) -> Result<Vec<Bridge>> {
        let rows = sqlx::query(LIST).bind(self.key()).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("bridges", row))).collect()
    }

    /// The bridges that use a connection on either side.
    ///
    /// # Errors
    /// What the database says.
    pub async fn bridges_of(&self, connection: ConnectionId) -> Result<Vec<Bridge>> {
        let rows =
            sqlx::query(OF_CONNECTION).bind(self.key()).bind(connection.to_string()).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("bridges", row))).collect()
    }

    /// Turns the master switch.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_bridge_enabled(&self, tx: &mut Tx, id: BridgeId, enabled: bool) -> Result<()> {
        sqlx::query(SET_ENABLED)
            .bind(self.key())
            .bind(id.to_string())
            .bind(i64::from(enabled))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Sets what people set for the bridge as a whole.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_bridge_settings(&self, tx: &mut Tx, id: BridgeId, settings: &Value) -> Result<()> {
        sqlx::query(SET_SETTINGS)
            .bind(self.key())
            .bind(id.to_string())
            .bind(to_json(settings))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Sets which company of the PSA stands for the distributor.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_bridge_vendor(&self, tx: &mut Tx, id: BridgeId, vendor_id: &str, vendor_name: &str) -> Result<()> {
        sqlx::query(SET_VENDOR)
            .bind(self.key())
            .bind(id.to_string())
            .bind(vendor_id)
            .bind(vendor_name)
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Notes that purchase orders were looked for now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_polled(&self, tx: &mut Tx, id: BridgeId) -> Result<()> {
        sqlx::query(POLLED).bind(self.key()).bind(id.to_string()).bind(self.now_ms()).execute(tx.connection()).await?;
        Ok(())
    }
}

impl Store {
    /// The bridges on one distributor account, in any environment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn bridges_on_account(&self, provider: &str, account_key: &str) -> Result<Vec<Bridge>> {
        let rows = sqlx::query(GLOBAL_ON_ACCOUNT).bind(provider).bind(account_key).fetch_all(&self.inner.core).await?;
        rows.into_iter().map(|row| read(&Row::of("bridges", row))).collect()
    }
}

pub(crate) fn read(row: &Row) -> Result<Bridge> {
    Ok(Bridge {
        id: row.parsed("id", BridgeId::parse)?,
        environment: row.parsed("environment_id", EnvironmentId::parse)?,
        psa: row.parsed("psa_connection_id", ConnectionId::parse)?,
        distributor: row.parsed("distributor_connection_id", ConnectionId::parse)?,
        vendor_id: row.text("vendor_id")?,
        vendor_name: row.text("vendor_name")?,
        number_template: row.text("number_template")?,
        enabled: row.flag("enabled")?,
        settings: row.json("settings")?,
        reconcile_first: row.flag("reconcile_first")?,
        reconcile_reason: row.opt_parsed("reconcile_reason", ReconcileReason::parse)?,
        reconcile_since: row.opt_int("reconcile_since")?.map(from_ms),
        reconcile_listed_at: row.opt_int("reconcile_listed_at")?.map(from_ms),
        polled_at: row.opt_int("polled_at")?.map(from_ms),
        created_at: from_ms(row.int("created_at")?),
        updated_at: from_ms(row.int("updated_at")?),
    })
}
