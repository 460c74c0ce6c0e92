//! Taking leave of an account: what is still open is listed first, then the secrets go at once. Orders and audit stay.

use super::{Connect, missing};
use crate::connectors::{CREDENTIALS_NOTICE, FILE_SERVER_NOTICE, HEALTHY};
use linkspan_core::id::{ConnectionId, EnvironmentId, OrderId};
use linkspan_core::order::OrderState;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Connection, ConnectionState, CredentialOwner, Env, NewAudit, Tx};

/// What a person should know before disconnecting.
#[derive(Debug, Clone)]
pub struct Farewell {
    /// The connection.
    pub connection: Connection,
    /// Orders that are not at their end: nothing more is learnt about them without the connection.
    pub open_orders: Vec<OpenOrder>,
    /// The templates that are on and will be switched off.
    pub templates: Vec<TemplateKind>,
}

/// An order that is not at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOrder {
    /// The order.
    pub id: OrderId,
    /// The purchase order's number.
    pub number: String,
    /// Where it stands.
    pub state: OrderState,
}

impl Connect {
    /// What would be left open.
    ///
    /// # Errors
    /// `connection_missing`, or what the database says.
    pub async fn before_disconnect(&self, environment: EnvironmentId, id: ConnectionId) -> Result<Farewell, Problem> {
        let env = self.app.env(environment);
        let connection = env.connection(id).await?.ok_or_else(missing)?;
        let (mut open_orders, mut templates) = (Vec::new(), Vec::new());
        for bridge in env.bridges_of(id).await? {
            for order in env.unfinished_orders(bridge.id).await? {
                let number = order.identity.psa_order_number.clone();
                open_orders.push(OpenOrder { id: order.id, number, state: order.state });
            }
            let on = env.templates(bridge.id).await?.into_iter().filter(|template| template.enabled);
            templates.extend(on.map(|template| template.kind));
        }
        Ok(Farewell { connection, open_orders, templates })
    }

    /// Destroys the credentials and switches the templates off. The account stays known, so that reconnecting reaches the
    /// same one; orders, links and audit stay.
    ///
    /// # Errors
    /// `connection_missing`, or what the database says.
    pub async fn disconnect(&self, environment: EnvironmentId, id: ConnectionId, actor: &str) -> Result<(), Problem> {
        let env = self.app.env(environment);
        let connection = env.connection(id).await?.ok_or_else(missing)?;
        let bridges = env.bridges_of(id).await?;
        let mut tx = self.app.store.begin().await?;
        env.destroy_credentials(&mut tx, CredentialOwner::Connection(id)).await?;
        env.unlink_connection(&mut tx, id).await?;
        for bridge in bridges {
            for kind in TemplateKind::ALL {
                env.switch_template(&mut tx, bridge.id, kind, false).await?;
            }
        }
        for notice in [CREDENTIALS_NOTICE, FILE_SERVER_NOTICE] {
            env.forget_notice(&mut tx, "connection", &id.to_string(), notice).await?;
        }
        audit(&env, &mut tx, &connection, actor, "disconnected").await?;
        tx.commit().await?;
        self.accounts.forget(environment, id);
        Ok(())
    }

    /// The master switch. A connection whose credentials were refused comes back as *error*: switching cures nothing.
    ///
    /// # Errors
    /// `connection_missing`; `connection_unusable` where there are no credentials to switch on; or what the database says.
    pub async fn switch(
        &self,
        environment: EnvironmentId,
        id: ConnectionId,
        on: bool,
        actor: &str,
    ) -> Result<(), Problem> {
        let env = self.app.env(environment);
        let connection = env.connection(id).await?.ok_or_else(missing)?;
        if connection.state == ConnectionState::NotConnected {
            return Err(Problem::permanent("connection_unusable", "There are no credentials. Connect it first."));
        }
        if on == (connection.state != ConnectionState::Disabled) {
            return Ok(());
        }
        let healthy = connection.health.as_ref().is_none_or(|health| health.code == HEALTHY);
        let state = match (on, healthy) {
            (false, _) => ConnectionState::Disabled,
            (true, true) => ConnectionState::Connected,
            (true, false) => ConnectionState::Error,
        };
        let mut tx = self.app.store.begin().await?;
        env.set_connection_state(&mut tx, id, state).await?;
        audit(&env, &mut tx, &connection, actor, if on { "switched_on" } else { "switched_off" }).await?;
        tx.commit().await?;
        self.accounts.forget(environment, id);
        self.app.nudge.now();
        Ok(())
    }
}

async fn audit(env: &Env, tx: &mut Tx, connection: &Connection, actor: &str, how: &str) -> Result<(), Problem> {
    let entry = NewAudit {
        actor: actor.to_owned(),
        action: format!("connection.{how}"),
        subject_kind: "connection".into(),
        subject_id: connection.id.to_string(),
        sentence: format!("{actor} {} {}.", how.replace('_', " "), connection.display_name),
        detail: serde_json::json!({}),
    };
    env.add_audit(tx, &entry).await?;
    Ok(())
}
