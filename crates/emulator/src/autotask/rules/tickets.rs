//! Tickets and the primary location of a company: numbers, pairs of fields, what completion sets.

use jiff::SignedDuration;

use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::values::shown_time;
use crate::autotask::write::Writer;

/// Numbers known for every tenant.
const COMPLETE: i64 = 5;
const SERVICE_REQUEST: i64 = 1;
const DUE_WITHIN: SignedDuration = SignedDuration::from_hours(24);

pub(super) fn before_create(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    let day = writer.now.strftime("%Y%m%d");
    row.set("ticketNumber", format!("T{day}.{:04}", writer.data.named("Tickets").len() + 1));
    if row.get("ticketType").is_null() {
        row.set("ticketType", SERVICE_REQUEST);
    }
    if row.get("dueDateTime").is_null() {
        // The sample's only category computes it.
        let due = writer.now.checked_add(DUE_WITHIN).unwrap_or(writer.now);
        row.set("dueDateTime", shown_time(due));
    }
    check(writer, None, row)
}

pub(super) fn before_update(writer: &Writer<'_>, old: &Record, new: &mut Record) -> Result<(), Refused> {
    check(writer, Some(old), new)
}

fn check(writer: &Writer<'_>, old: Option<&Record>, row: &mut Record) -> Result<(), Refused> {
    if row.get("assignedResourceID").is_null() != row.get("assignedResourceRoleID").is_null() {
        return Err(Refused::error(
            "When assigning a Resource, you must assign both a assignedResourceID and assignedResourceRoleID.",
        ));
    }
    if row.get("assignedResourceID").is_null() && row.get("queueID").is_null() {
        return Err(Refused::error("queueID is required"));
    }
    let was_complete = old.is_some_and(|old| old.int("status") == Some(COMPLETE));
    let is_complete = row.int("status") == Some(COMPLETE);
    if is_complete && !was_complete {
        row.set("completedDate", shown_time(writer.now));
        row.set("completedByResourceID", writer.actor.resource_id);
    } else if was_complete && !is_complete {
        row.set("completedDate", serde_json::Value::Null);
    }
    Ok(())
}

/// The first location of a company is its primary one; a new primary one takes the place of the old one, and none is
/// inactive.
pub(super) fn check_location(writer: &Writer<'_>, old: Option<&Record>, row: &mut Record) -> Result<(), Refused> {
    let company = row.int("companyID").unwrap_or_default();
    if old.is_none() && writer.data.named("CompanyLocations").children_of(company).next().is_none() {
        row.set("isPrimary", true);
    }
    if old.is_none() && row.get("isActive").is_null() {
        row.set("isActive", true);
    }
    if row.flag("isPrimary") && !row.flag("isActive") {
        return Err(Refused::error("The primary location of a company must be active."));
    }
    if old.is_some_and(|old| old.flag("isPrimary")) && !row.flag("isPrimary") {
        return Err(Refused::error("A company with locations needs a primary location."));
    }
    Ok(())
}

pub(super) fn after_location(writer: &mut Writer<'_>, id: i64) {
    let Some(row) = writer.data.row("CompanyLocations", id).filter(|row| row.flag("isPrimary")) else { return };
    let company = row.int("companyID").unwrap_or_default();
    let siblings = writer.data.named("CompanyLocations").children_of(company);
    let formers: Vec<Record> = siblings.filter(|other| other.id() != id && other.flag("isPrimary")).cloned().collect();
    for mut former in formers {
        former.set("isPrimary", false);
        writer.data.named_mut("CompanyLocations").put(former);
    }
}
