//! Webhooks: which registrations an event concerns, what is sent for it, and to whom. Sending is in [`hub`].

mod hub;
mod message;

use serde_json::Value;

use super::meta::{Access, Entity, Kind};
use super::quirks::{Quirks, ReferenceNames};
use super::record::Record;
use super::tenant::Data;
use super::values::plain;

pub use hub::Destinations;
pub(crate) use hub::{Delivery, Hub, Numbered};
use message::Message;

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Create,
    Update,
    Delete,
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Delete => "Delete",
        }
    }

    fn flag(self) -> &'static str {
        match self {
            Self::Create => "isSubscribedToCreateEvents",
            Self::Update => "isSubscribedToUpdateEvents",
            Self::Delete => "isSubscribedToDeleteEvents",
        }
    }
}

/// A change of a row that webhooks may want to hear of.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) action: Action,
    /// The row before; the new row itself if it was created.
    pub(crate) old: Record,
    /// The row after; the old row itself if it was deleted.
    pub(crate) new: Record,
    /// The resource that changed it.
    pub(crate) person: i64,
    /// When, in the form of the interface.
    pub(crate) at: String,
}

/// The messages that an event leads to, with the registrations that they are for.
pub(crate) fn messages(data: &Data, quirks: &Quirks, event: &Event) -> Vec<(Target, Message)> {
    let Some(webhooks) = registrations_of(data, event.new.entity) else { return Vec::new() };
    let all = data.table(webhooks).iter().filter(|webhook| wants(data, webhook, event));
    all.filter_map(|webhook| {
        let fields = fields(data, webhook, event)?;
        let message = Message {
            action: event.action.name().to_owned(),
            guid: webhook.text("webhookGUID").unwrap_or_default().to_owned(),
            entity_type: shown_name(event.new.entity, quirks).to_owned(),
            id: event.new.id(),
            fields,
            at: event.at.clone(),
            person: event.person,
        };
        Some((Target { entity: webhooks, id: webhook.id() }, message))
    })
    .collect()
}

/// One registration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// The entity of the registration, like `TicketWebhooks`.
    pub(crate) entity: &'static Entity,
    pub(crate) id: i64,
}

/// The entity of registrations for an entity; `None` for one that has no webhooks.
fn registrations_of(data: &Data, entity: &Entity) -> Option<&'static Entity> {
    entity.webhooks.then(|| data.catalogue.entity(&format!("{}Webhooks", entity.singular)))?
}

/// The entity that registrations of this kind are for, and `None` for other entities.
pub(crate) fn subject_of(data: &Data, webhooks: &Entity) -> Option<&'static Entity> {
    data.catalogue.entity_of_singular(webhooks.name.strip_suffix("Webhooks")?)
}

/// The name by which messages call an entity.
pub(crate) fn shown_name<'a>(entity: &'a Entity, quirks: &Quirks) -> &'a str {
    match quirks.reference_names {
        ReferenceNames::Rest => &entity.singular,
        ReferenceNames::Older => entity.older_name.as_deref().unwrap_or(&entity.singular),
    }
}

/// The child rows of a registration: `Fields`, `UdfFields` or `ExcludedResources`.
pub(crate) fn children<'a>(
    data: &'a Data,
    webhook: &Record,
    segment: &str,
) -> Box<dyn Iterator<Item = &'a Record> + 'a> {
    let id = webhook.id();
    match data.catalogue.child_entity(&webhook.entity.name, segment) {
        Some(child) => Box::new(data.table(child).children_of(id)),
        None => Box::new(std::iter::empty()),
    }
}

fn wants(data: &Data, webhook: &Record, event: &Event) -> bool {
    let is_on = webhook.flag("isActive") && webhook.flag("isReady") && webhook.flag(event.action.flag());
    let is_excluded =
        || children(data, webhook, "ExcludedResources").any(|row| row.int("resourceID") == Some(event.person));
    is_on && !is_excluded()
}

/// What is sent of the row; `None` if an update touched nothing that is subscribed to.
fn fields(data: &Data, webhook: &Record, event: &Event) -> Option<Vec<(String, Option<String>)>> {
    let mut touched = event.action != Action::Update;
    let mut sent = Vec::new();
    for row in children(data, webhook, "Fields") {
        let Some(at) = row.int("fieldID").and_then(|at| usize::try_from(at).ok()) else { continue };
        let Some(field) = event.new.entity.fields.get(at) else { continue };
        let has_changed = event.action != Action::Update || event.old.at(at) != event.new.at(at);
        let is_subscribed = row.flag("isSubscribedField") && has_changed;
        touched |= is_subscribed;
        if is_subscribed || row.flag("isDisplayAlwaysField") {
            sent.push((pascal(&field.name), text(field.kind, event.new.at(at))));
        }
    }
    let udfs = data.udfs(event.new.entity);
    for row in children(data, webhook, "UdfFields") {
        let at = row.int("udfFieldID").and_then(|id| usize::try_from(id - FIRST_UDF_ID).ok());
        let Some((at, udf)) = at.and_then(|at| Some((at, udfs.get(at)?))) else { continue };
        let has_changed = event.action != Action::Update || event.old.udf_at(at) != event.new.udf_at(at);
        let is_subscribed = row.flag("isSubscribedField") && has_changed;
        touched |= is_subscribed;
        if is_subscribed || row.flag("isDisplayAlwaysField") {
            sent.push((udf.name.clone(), event.new.udf_at(at).map(str::to_owned)));
        }
    }
    touched.then_some(sent)
}

/// Number of the first field of the tenant in `udfFieldID`.
const FIRST_UDF_ID: i64 = 29_682_801;

/// The lists of `fieldID` and `udfFieldID`: which numbers stand for which fields.
pub(crate) fn list_fields(data: &mut Data) {
    let webhooks: Vec<&'static Entity> = data.catalogue.entities.iter().filter(|entity| entity.webhooks).collect();
    for entity in webhooks {
        let all = entity.fields.iter().enumerate().skip(1);
        let fields = all.map(|(at, field)| (at.to_string(), pascal(&field.name))).collect();
        let udfs = data.udfs(entity).iter().zip(FIRST_UDF_ID..);
        let udfs = udfs.map(|(udf, id)| (id.to_string(), udf.name.clone())).collect();
        data.set_list(&format!("{}WebhookFields", entity.singular), "fieldID", fields);
        data.set_list(&format!("{}WebhookUdfFields", entity.singular), "udfFieldID", udfs);
    }
}

fn pascal(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_ascii_uppercase().to_string() + characters.as_str()).unwrap_or_default()
}

fn text(kind: Kind, value: &Value) -> Option<String> {
    match (kind, value) {
        (_, Value::Null) => None,
        (Kind::Boolean, Value::Bool(flag)) => Some(if *flag { "True" } else { "False" }.to_owned()),
        _ => Some(plain(value)),
    }
}

/// Which right it takes to change a registration: that of the registration's own entity.
pub(crate) fn is_registration(entity: &Entity) -> bool {
    entity.name.ends_with("Webhooks") && entity.offers(Access::Create)
}
