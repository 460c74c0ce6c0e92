//! The settings of the templates. A change names the version that it is based on, so that nobody's change is lost unseen.

use super::describe::{Described, Field, Gives, Kind, Shape, TEXT, field};
use super::operation::{Ask, Reply, WRITES, refused};
use super::{bridges, templates};
use crate::app::catalog::settings::ProductSyncSettings;
use crate::app::catalog::switch;
use crate::app::status::settings::StatusSettings;
use crate::http::nango::refusal::Refusal;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::Template;
use serde_json::{Map, Value, json};

/// What a change is based on.
pub(super) const VERSION: Field = field("version", Kind::Text(1, 64), "The version that the settings were read in.");

/// The version of settings: a short text that is another one when anything in them is.
pub(super) fn version(template: &Template) -> String {
    let text = template.settings.as_ref().map(Value::to_string).unwrap_or_default();
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

/// Refuses a change that is based on other settings than those that are kept.
pub(super) fn unchanged(ask: &Ask, template: &Template) -> Result<(), Refusal> {
    if ask.text("version") == version(template) {
        return Ok(());
    }
    let words = "The settings were changed meanwhile. Read them again, then change them.";
    Err(refused(Problem::permanent("settings_changed", words)))
}

/// Keeps the settings of order submission or order status.
pub(super) async fn keep(ask: &Ask, template: &Template, value: &Value) -> Result<(), Refusal> {
    let mut tx = ask.web.app.store.begin().await?;
    ask.env().set_template_settings(&mut tx, template.bridge, template.kind, value).await?;
    tx.commit().await?;
    Ok(())
}

static SYNC: Shape = Shape {
    name: "ProductSyncSettings",
    about: "The settings of product sync.",
    fields: &[
        field("version", TEXT, "The version of the settings."),
        field(
            "settings",
            Kind::Map(&Kind::Any),
            "Selection, mapping, prices, owners of fields, options and the daily time.",
        ),
        field("missing", Kind::List(&TEXT), "What must be chosen before a run, in words."),
    ],
};

static SYNC_CHANGE: Shape = Shape {
    name: "ProductSyncChange",
    about: "Changed settings of product sync.",
    fields: &[
        VERSION,
        field(
            "settings",
            Kind::Map(&Kind::Any),
            "The parts that change, each whole and in the form in which it is read.",
        ),
    ],
};

pub(super) static SYNC_GET: Described = Described {
    id: "getProductSyncSettings",
    group: "Templates",
    summary: "Get the settings of product sync",
    path: bridges::PATH,
    gives: Gives::One(&SYNC),
    ..Described::READ
};

/// `GET /api/v1/bridges/{bridge}/templates/product_sync/settings`.
pub(super) async fn sync_get(ask: Ask) -> Reply {
    let (_, template) = templates::of_bridge(&ask, TemplateKind::ProductSync).await?;
    let settings = ProductSyncSettings::of(&template).map_err(refused)?;
    let value = serde_json::to_value(&settings).map_err(unreadable)?;
    Ok(json!({ "version": version(&template), "settings": value, "missing": settings.missing() }))
}

pub(super) static SYNC_SET: Described = Described {
    id: "changeProductSyncSettings",
    group: "Templates",
    summary: "Change the settings of product sync",
    more: "Parts that are left out stay. The next run acts on it; a plan that was made before is outdated.",
    path: bridges::PATH,
    body: Some(&SYNC_CHANGE),
    gives: Gives::One(&SYNC),
    refusals: WRITES,
    ..Described::READ
};

/// `PATCH /api/v1/bridges/{bridge}/templates/product_sync/settings`.
pub(super) async fn sync_set(ask: Ask) -> Reply {
    let (bridge, template) = templates::of_bridge(&ask, TemplateKind::ProductSync).await?;
    unchanged(&ask, &template)?;
    let present = ProductSyncSettings::of(&template).map_err(refused)?;
    let mut value = serde_json::to_value(&present).map_err(unreadable)?;
    let changes = ask.body_of().get("settings").and_then(Value::as_object).cloned().unwrap_or_default();
    merge(&mut value, changes)?;
    let changed: ProductSyncSettings = serde_json::from_value(value).map_err(unreadable)?;
    switch::save(&ask.web.app, ask.env().id(), bridge.id, &changed, ask.actor()).await.map_err(refused)?;
    sync_get(ask).await
}

/// Puts changed parts in their places. What has no place is refused.
fn merge(value: &mut Value, changes: Map<String, Value>) -> Result<(), Refusal> {
    for (name, changed) in changes {
        match value.get_mut(&name) {
            Some(place) => *place = changed,
            None => {
                let words = format!("There is no setting named {}.", name.chars().take(64).collect::<String>());
                return Err(refused(Problem::permanent("settings_invalid", words)));
            }
        }
    }
    Ok(())
}

/// The parser says which member is wrong and what was expected there; settings hold no secret.
fn unreadable(error: serde_json::Error) -> Refusal {
    let words = format!("The settings cannot be used: {}.", error.to_string().chars().take(300).collect::<String>());
    refused(Problem::permanent("settings_invalid", words))
}

const STATUS_FIELDS: [Field; 5] = [
    field(
        "accounting_sync",
        Kind::Flag,
        "Whether Autotask's own accounting sync is used; null until somebody answered.",
    )
    .or_null(),
    field(
        "external_number",
        Kind::Flag,
        "Write the distributor order number into External P.O. Number, once it is said that accounting sync is not used.",
    ),
    field("order_memo", Kind::Flag, "Keep a block of ours in the general memo."),
    field("line_memo", Kind::Flag, "Keep a block of ours in the memo of each line."),
    field("estimated_arrival", Kind::Flag, "Write the estimated arrival date of each line."),
];

static STATUS: Shape = Shape {
    name: "OrderStatusSettings",
    about: "The settings of order status.",
    fields: &[
        field("version", TEXT, "The version of the settings."),
        STATUS_FIELDS[0],
        STATUS_FIELDS[1],
        STATUS_FIELDS[2],
        STATUS_FIELDS[3],
        STATUS_FIELDS[4],
    ],
};

static STATUS_CHANGE: Shape = Shape {
    name: "OrderStatusChange",
    about: "Changed settings of order status. What is left out stays.",
    fields: &[
        VERSION,
        STATUS_FIELDS[0].optional(),
        STATUS_FIELDS[1].optional(),
        STATUS_FIELDS[2].optional(),
        STATUS_FIELDS[3].optional(),
        STATUS_FIELDS[4].optional(),
    ],
};

pub(super) static STATUS_GET: Described = Described {
    id: "getOrderStatusSettings",
    group: "Templates",
    summary: "Get the settings of order status",
    path: bridges::PATH,
    gives: Gives::One(&STATUS),
    ..Described::READ
};

/// `GET /api/v1/bridges/{bridge}/templates/order_status/settings`.
pub(super) async fn status_get(ask: Ask) -> Reply {
    let (_, template) = templates::of_bridge(&ask, TemplateKind::OrderStatus).await?;
    let mut value = serde_json::to_value(status(&template)?).map_err(unreadable)?;
    value["version"] = version(&template).into();
    Ok(value)
}

pub(super) static STATUS_SET: Described = Described {
    id: "changeOrderStatusSettings",
    group: "Templates",
    summary: "Change the settings of order status",
    path: bridges::PATH,
    body: Some(&STATUS_CHANGE),
    gives: Gives::One(&STATUS),
    refusals: WRITES,
    ..Described::READ
};

/// `PATCH /api/v1/bridges/{bridge}/templates/order_status/settings`.
pub(super) async fn status_set(ask: Ask) -> Reply {
    let (_, template) = templates::of_bridge(&ask, TemplateKind::OrderStatus).await?;
    unchanged(&ask, &template)?;
    let mut value = serde_json::to_value(status(&template)?).map_err(unreadable)?;
    let mut changes = ask.body_of().clone();
    changes.remove("version");
    merge(&mut value, changes)?;
    let changed: StatusSettings = serde_json::from_value(value).map_err(unreadable)?;
    let value = serde_json::to_value(&changed).map_err(unreadable)?;
    keep(&ask, &template, &value).await?;
    status_get(ask).await
}

fn status(template: &Template) -> Result<StatusSettings, Refusal> {
    let read = template.settings.clone().map(serde_json::from_value).transpose();
    Ok(read.map_err(unreadable)?.unwrap_or_default())
}
