//! How the installation is, and how many of a PSA's calls were used.

use super::describe::{COUNT, Described, Gives, Kind, Shape, TEXT, field};
use super::operation::{Ask, Reply, all};
use super::shown;
use crate::app::checkup;
use linkspan_core::clock::from_ms;
use linkspan_store::ConnectionState;
use serde_json::{Value, json};

static CONDITION: Shape = Shape {
    name: "Condition",
    about: "One thing about the installation.",
    fields: &[
        field("what", TEXT, "What was looked at: `data`, `mail`, `backup`, `work`, `bridges`."),
        field("well", Kind::Flag, "Whether nothing needs to be done."),
        field("sentence", TEXT, "What was found, and what to do about it."),
    ],
};

static HEALTH: Shape = Shape {
    name: "Health",
    about: "How the installation is.",
    fields: &[
        field("well", Kind::Flag, "Whether nothing needs to be done and every connection answers."),
        field("version", TEXT, "The version of the program."),
        field("conditions", Kind::List(&Kind::Object(&CONDITION)), "What was looked at."),
        field("connections_in_error", COUNT, "Connections that a person must mend."),
    ],
};

pub(super) static GET: Described = Described {
    id: "getHealth",
    group: "Installation",
    summary: "How the installation is",
    more: "Nothing outside is asked. For a load balancer there is `GET /healthz`, without a key.",
    gives: Gives::One(&HEALTH),
    ..Described::READ
};

/// `GET /api/v1/health`.
pub(super) async fn get(ask: Ask) -> Reply {
    let conditions = checkup::installation(&ask.web.app).await?;
    let broken = ask.env().connections().await?.into_iter().filter(|one| one.state == ConnectionState::Error).count();
    Ok(json!({
        "well": broken == 0 && conditions.iter().all(|one| one.well),
        "version": env!("CARGO_PKG_VERSION"),
        "conditions": conditions,
        "connections_in_error": broken,
    }))
}

static QUOTA: Shape = Shape {
    name: "Quota",
    about: "The calls of one PSA database in the last hour.",
    fields: &[
        field("connection", Kind::Id, "The connection to the database."),
        field("database", TEXT, "The database, as the PSA names it."),
        field("limit", COUNT, "Calls that the vendor allows all integrations together in an hour."),
        field("share", COUNT, "Calls that Linkspan allows itself."),
        field("used", COUNT, "Calls of Linkspan."),
        field("others", COUNT, "Calls of everything else, as last observed."),
        field("left_for_bulk", COUNT, "Calls that product sync could make now."),
        field("observed_at", Kind::Time, "When the calls of others were last observed.").or_null(),
    ],
};

pub(super) static QUOTAS: Described = Described {
    id: "listQuotas",
    group: "Installation",
    summary: "Calls of the last hour",
    more: "One for each connected PSA database to which this process made a call.",
    gives: Gives::All(&QUOTA),
    ..Described::READ
};

/// `GET /api/v1/quotas`.
pub(super) async fn quotas(ask: Ask) -> Reply {
    let mut rows: Vec<Value> = Vec::new();
    for connection in ask.env().connections().await? {
        let linked = connection.provider == "autotask" && connection.state != ConnectionState::NotConnected;
        let Some(database) = connection.account_key.filter(|_| linked) else { continue };
        let Some(budget) = ask.web.registry.call_budget(&database) else { continue };
        rows.push(json!({
            "connection": connection.id.to_string(), "database": database, "limit": budget.limit,
            "share": budget.share, "used": budget.used, "others": budget.others,
            "left_for_bulk": budget.left_for_bulk,
            "observed_at": shown::time(budget.observed_at_ms.map(from_ms)),
        }));
    }
    Ok(all(rows))
}
