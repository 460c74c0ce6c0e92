//! Registrations of webhooks: when they are ready, and what counts as the same one twice.

use crate::autotask::meta::Entity;
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::webhooks::{children, is_registration};
use crate::autotask::write::Writer;

const KINDS: [&str; 3] = ["isSubscribedToCreateEvents", "isSubscribedToUpdateEvents", "isSubscribedToDeleteEvents"];

pub(super) fn before_create(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    row.set("isReady", false);
    let number = writer.data.table(row.entity).next_id();
    row.set("webhookGUID", format!("{:08x}-0000-4000-8000-{number:012x}", row.entity.index));
    refuse_twice(writer, row)
}

pub(super) fn before_update(writer: &Writer<'_>, row: &Record) -> Result<(), Refused> {
    refuse_twice(writer, row)
}

/// A registration is ready while it has a field.
pub(super) fn after_child(writer: &mut Writer<'_>, webhooks: &'static Entity, id: i64) {
    let Some(mut webhook) = writer.data.table(webhooks).get(id).cloned() else { return };
    let is_ready =
        ["Fields", "UdfFields"].iter().any(|segment| children(writer.data, &webhook, segment).next().is_some());
    webhook.set("isReady", is_ready);
    writer.data.table_mut(webhooks).put(webhook);
}

/// What hangs on a registration goes with it.
pub(super) fn after_delete(writer: &mut Writer<'_>, webhooks: &'static Entity, id: i64) {
    for segment in ["Fields", "UdfFields", "ExcludedResources"] {
        let Some(child) = writer.data.catalogue.child_entity(&webhooks.name, segment) else { continue };
        let rows: Vec<i64> = writer.data.table(child).children_of(id).map(Record::id).collect();
        for row in rows {
            writer.data.table_mut(child).remove(row);
        }
    }
}

/// The registration that a row hangs on, if it hangs on one.
pub(super) fn parent_of(writer: &Writer<'_>, row: &Record) -> Option<(&'static Entity, i64)> {
    let child = row.entity.child.as_ref()?;
    let parent = writer.data.catalogue.entity(&child.of).filter(|parent| is_registration(parent))?;
    Some((parent, row.at(row.entity.parent_field()?).as_i64()?))
}

fn refuse_twice(writer: &Writer<'_>, row: &Record) -> Result<(), Refused> {
    let url = row.text("webhookUrl").unwrap_or_default();
    let is_twice = writer.data.table(row.entity).iter().any(|other| {
        other.id() != row.id()
            && other.text("webhookUrl").is_some_and(|taken| taken.eq_ignore_ascii_case(url))
            && KINDS.iter().any(|kind| other.flag(kind) && row.flag(kind))
    });
    if is_twice {
        return Err(Refused::error("A webhook with the same URL and event already exists for this entity."));
    }
    Ok(())
}
