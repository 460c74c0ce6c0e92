//! Connections: linked accounts. Their secrets are never given.

use super::describe::{Described, Field, Gives, Kind, Shape, TEXT, field};
use super::operation::{Ask, Reply, all, nowhere};
use super::shown;
use linkspan_core::id::ConnectionId;
use linkspan_store::{AccountKind, Connection, ConnectionState};
use serde_json::{Value, json};

fn states() -> Vec<&'static str> {
    ConnectionState::ALL.iter().map(|state| state.as_str()).collect()
}

fn kinds() -> Vec<&'static str> {
    AccountKind::ALL.iter().map(|kind| kind.as_str()).collect()
}

static HEALTH: Shape = Shape {
    name: "ConnectionHealth",
    about: "What was found when the account was asked last.",
    fields: &[
        field("code", TEXT, "Stable code; `ok` where all is well."),
        field("sentence", TEXT, "In words, with what to do."),
    ],
};

pub(super) static CONNECTION: Shape = Shape {
    name: "Connection",
    about: "A linked account.",
    fields: &[
        field("id", Kind::Id, "Its id."),
        field("provider", TEXT, "The kind of account, such as `autotask` or `td-synnex`."),
        field("state", Kind::WordOf(states), "Where it stands."),
        field("name", TEXT, "What people call the account."),
        field("account", TEXT, "The PSA's database or the distributor's account number.").or_null(),
        field("account_kind", Kind::WordOf(kinds), "Which kind of account is behind it."),
        field(
            "test_host",
            Kind::Flag,
            "Whether it leads to a host that the operator configured instead of the vendor's.",
        ),
        field("email", TEXT, "Who receives failure notices.").or_null(),
        field("health", Kind::Object(&HEALTH), "What was found when the account was asked last.").or_null(),
        field("checked_at", Kind::Time, "When the account was asked last.").or_null(),
        field("connected_at", Kind::Time, "When the present credentials were taken.").or_null(),
        field("created_at", Kind::Time, "Since when it is known."),
        field("updated_at", Kind::Time, "When it changed last."),
    ],
};

/// The connection of a path.
pub(super) const PATH: &[Field] = &[field("connection", Kind::Id, "Id of the connection.")];

pub(super) static LIST: Described = Described {
    id: "listConnections",
    group: "Connections",
    summary: "List connections",
    more: "All linked accounts of the environment, also those that were disconnected.",
    gives: Gives::All(&CONNECTION),
    ..Described::READ
};

/// `GET /api/v1/connections`.
pub(super) async fn list(ask: Ask) -> Reply {
    Ok(all(ask.env().connections().await?.iter().map(connection).collect()))
}

pub(super) static GET: Described = Described {
    id: "getConnection",
    group: "Connections",
    summary: "Get a connection",
    path: PATH,
    gives: Gives::One(&CONNECTION),
    ..Described::READ
};

/// `GET /api/v1/connections/{connection}`.
pub(super) async fn get(ask: Ask) -> Reply {
    Ok(connection(&find(&ask).await?))
}

/// The connection that the path names.
pub(super) async fn find(ask: &Ask) -> Result<Connection, crate::http::nango::refusal::Refusal> {
    let id = ask.id("connection", ConnectionId::parse)?;
    ask.env().connection(id).await?.ok_or_else(nowhere)
}

/// A connection as programs see it.
pub(super) fn connection(row: &Connection) -> Value {
    let health = row.health.as_ref().map(|health| json!({ "code": health.code, "sentence": health.sentence }));
    json!({
        "id": row.id.to_string(), "provider": row.provider, "state": row.state.as_str(), "name": row.display_name,
        "account": row.account_key, "account_kind": row.account_kind.as_str(), "test_host": row.test_host,
        "email": row.email, "health": health, "checked_at": shown::time(row.checked_at),
        "connected_at": shown::time(row.connected_at), "created_at": shown::time(Some(row.created_at)),
        "updated_at": shown::time(Some(row.updated_at)),
    })
}
