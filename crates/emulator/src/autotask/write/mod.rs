//! Creating, changing and deleting rows: the checks that hold for every entity, then the entity's own rules.

mod fields;

use jiff::Timestamp;
use serde_json::{Map, Value};

use self::fields::{apply, check_required};
use super::meta::Entity;
use super::quirks::{MissingId, Quirks};
use super::record::Record;
use super::refusal::Refused;
use super::rules;
use super::tenant::Data;
use super::values::shown_time;
use super::webhooks::{Action, Event};

/// Who writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Actor {
    /// The resource that counts as the creator.
    pub(crate) resource_id: i64,
    /// The API user behind an impersonated resource.
    pub(crate) impersonator: Option<i64>,
}

/// Everything a write needs.
pub(crate) struct Writer<'a> {
    pub(crate) data: &'a mut Data,
    pub(crate) quirks: &'a Quirks,
    pub(crate) now: Timestamp,
    pub(crate) actor: Actor,
}

/// What happens to writable members that the body leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Create,
    /// They stay.
    Patch,
    /// They become null.
    Put,
}

impl Writer<'_> {
    /// Creates a row and returns its id.
    pub(crate) fn create(
        &mut self,
        entity: &'static Entity,
        parent: Option<i64>,
        body: &Map<String, Value>,
    ) -> Result<i64, Refused> {
        let mut row = Record::new(entity);
        self.put_parent(&mut row, parent, body)?;
        apply(self, &mut row, body, Mode::Create)?;
        self.stamp_creation(&mut row);
        rules::before_create(self, &mut row)?;
        check_required(&row)?;
        let id = self.data.table_mut(entity).insert(row);
        rules::after_create(self, entity, id);
        self.tell(Action::Create, None, entity, id);
        Ok(id)
    }

    /// Changes the row that the body names and returns its id.
    pub(crate) fn update(
        &mut self,
        entity: &'static Entity,
        parent: Option<i64>,
        body: &Map<String, Value>,
        mode: Mode,
    ) -> Result<i64, Refused> {
        let id = body_id(body)?;
        let old = self.data.table(entity).get(id).filter(|row| belongs(row, parent)).cloned();
        let old = old.ok_or_else(|| Refused::error("No matching records found."))?;
        let mut new = old.clone();
        apply(self, &mut new, body, mode)?;
        self.stamp_change(&mut new);
        rules::before_update(self, &old, &mut new)?;
        check_required(&new)?;
        self.data.table_mut(entity).put(new);
        rules::after_update(self, entity, id);
        self.tell(Action::Update, Some(old), entity, id);
        Ok(id)
    }

    /// Deletes a row and returns its id.
    pub(crate) fn delete(&mut self, entity: &'static Entity, parent: Option<i64>, id: i64) -> Result<i64, Refused> {
        let found = self.data.table(entity).get(id).is_some_and(|row| belongs(row, parent));
        if !found {
            return Err(Refused::error(
                "No message. No matching records found. The logged in Resource may not have the required permissions \
                 to delete the data.",
            ));
        }
        rules::before_delete(self, entity, id)?;
        let old = self.data.table(entity).get(id).cloned();
        self.data.table_mut(entity).remove(id);
        if let Some(old) = old {
            rules::after_delete(self, &old);
            self.tell(Action::Delete, Some(old), entity, id);
        }
        Ok(id)
    }

    /// Remembers what webhooks may want to hear of.
    fn tell(&mut self, action: Action, old: Option<Record>, entity: &'static Entity, id: i64) {
        if !entity.webhooks {
            return;
        }
        let new = self.data.table(entity).get(id).cloned().or_else(|| old.clone());
        let Some(new) = new else { return };
        let old = old.unwrap_or_else(|| new.clone());
        let at = shown_time(self.now);
        self.data.events.push(Event { action, old, new, person: self.actor.resource_id, at });
    }

    fn put_parent(&self, row: &mut Record, parent: Option<i64>, body: &Map<String, Value>) -> Result<(), Refused> {
        let (Some(parent), Some(at)) = (parent, row.entity.parent_field()) else { return Ok(()) };
        let name = &row.entity.fields[at].name;
        let in_body = body.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_i64());
        if in_body.is_some_and(|in_body| in_body != 0 && in_body != parent) {
            return Err(Refused::error(format!("{name}: the value does not agree with the URL.")));
        }
        if !self.data.reference_exists(&row.entity.fields[at], parent) {
            return Err(bad_reference(row.entity, at));
        }
        row.set_at(at, Value::from(parent));
        Ok(())
    }

    fn stamp_creation(&self, row: &mut Record) {
        let now = shown_time(self.now);
        for name in ["createDateTime", "createDate", "createdTime", "createdDateTime"] {
            row.set(name, now.clone());
        }
        for name in ["creatorResourceID", "createdByResourceID"] {
            row.set(name, self.actor.resource_id);
        }
        if let Some(impersonator) = self.actor.impersonator {
            row.set("impersonatorCreatorResourceID", impersonator);
        }
        self.stamp_change(row);
    }

    fn stamp_change(&self, row: &mut Record) {
        let now = shown_time(self.now);
        for name in ["lastActivityDate", "lastModifiedDate", "lastModifiedDateTime", "lastTrackedModifiedDateTime"] {
            row.set(name, now.clone());
        }
    }
}

/// Whether a row hangs on that parent; every row does if no parent is named.
pub(crate) fn belongs(row: &Record, parent: Option<i64>) -> bool {
    let at = row.entity.parent_field();
    parent.is_none_or(|parent| at.is_some_and(|at| row.at(at).as_i64() == Some(parent)))
}

/// The answer for a row that is not there.
pub(crate) fn missing(entity: &Entity, quirks: &Quirks) -> Refused {
    match quirks.missing_id {
        MissingId::NotFound => Refused::errors(404, format!("No matching {} was found.", entity.singular)),
        MissingId::ItemNull => Refused::json(200, serde_json::json!({"item": null})),
    }
}

/// The answer for a reference that points nowhere.
pub(crate) fn bad_reference(entity: &Entity, position: usize) -> Refused {
    let field = &entity.fields[position];
    let target = field.references.as_deref().unwrap_or_default();
    Refused::error(format!("Reference value on field: {} of type: {target} does not exist or is invalid.", field.name))
}

/// The same for a field that the rules name themselves.
pub(crate) fn bad_reference_named(row: &Record, field: &str) -> Refused {
    row.entity.position(field).map_or_else(
        || Refused::error(format!("{field}: the value does not exist or is invalid")),
        |at| bad_reference(row.entity, at),
    )
}

fn body_id(body: &Map<String, Value>) -> Result<i64, Refused> {
    let id = body.iter().find(|(key, _)| key.eq_ignore_ascii_case("id")).map(|(_, value)| value);
    let id = id.and_then(|id| id.as_i64().or_else(|| id.as_str()?.trim().parse().ok()));
    id.ok_or_else(|| Refused::error("Value does not exist for the required field id"))
}
