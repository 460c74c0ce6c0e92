//! From the members of a body to the fields of a row: names, types, lengths, lists, references, user-defined fields.

use serde_json::{Map, Value};

use super::{Mode, Writer, bad_reference};
use crate::autotask::meta::{Entity, Field, Kind};
use crate::autotask::quirks::{ChargeStatusWritable, CreateOnlyFields, OverlongText, ReceiveDate, UnknownMember};
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::values::{coerce, plain};

const UDF_MEMBER: &str = "userDefinedFields";

/// Sets every writable field that the body names; with PUT the others become null. Read-only ones are passed over.
pub(super) fn apply(
    writer: &Writer<'_>,
    row: &mut Record,
    body: &Map<String, Value>,
    mode: Mode,
) -> Result<(), Refused> {
    if mode == Mode::Put {
        clear_writable(row);
    }
    for (name, value) in body {
        if name.eq_ignore_ascii_case(UDF_MEMBER) {
            if row.entity.udf {
                apply_udfs(writer, row, value)?;
            }
            continue;
        }
        let Some(at) = row.entity.position(name) else {
            refuse_unknown(writer, name, row)?;
            continue;
        };
        let field = &row.entity.fields[at];
        if is_taken(writer, row.entity, field, mode, row.at(at), value)? {
            let value = checked(writer, row, at, value)?;
            row.set_at(at, value);
        }
    }
    Ok(())
}

/// Refuses a row in which a required field that clients can set is null.
pub(super) fn check_required(row: &Record) -> Result<(), Refused> {
    for (at, field) in row.entity.fields.iter().enumerate() {
        if field.required && field.taken_on_create() && row.at(at).is_null() {
            return Err(Refused::error(format!("Value does not exist for the required field {}", field.name)));
        }
    }
    Ok(())
}

fn clear_writable(row: &mut Record) {
    for (at, field) in row.entity.fields.iter().enumerate() {
        if field.taken_on_update() && Some(at) != row.entity.parent_field() {
            row.set_at(at, Value::Null);
        }
    }
}

fn refuse_unknown(writer: &Writer<'_>, name: &str, row: &Record) -> Result<(), Refused> {
    match writer.quirks.unknown_member {
        UnknownMember::Ignored => Ok(()),
        UnknownMember::Refused => {
            Err(Refused::error(format!("Unable to find {name} in the {} Entity", row.entity.singular)))
        }
    }
}

/// Whether a member is to be stored at all.
fn is_taken(
    writer: &Writer<'_>,
    of: &Entity,
    field: &Field,
    mode: Mode,
    old: &Value,
    new: &Value,
) -> Result<bool, Refused> {
    let is_open_status = field.name == "status"
        && of.name.ends_with("Charges")
        && writer.quirks.charge_status_writable == ChargeStatusWritable::Writable;
    let is_open_date = field.name == "receiveDate" && writer.quirks.receive_date == ReceiveDate::Taken;
    if is_open_status || is_open_date {
        return Ok(true);
    }
    if mode == Mode::Create {
        return Ok(field.taken_on_create());
    }
    if field.create_only && writer.quirks.create_only_fields == CreateOnlyFields::Refused && old != new {
        return Err(Refused::error(format!("{} cannot be changed after creation.", field.name)));
    }
    Ok(field.taken_on_update())
}

/// A value in its stored form, if it fits the field.
fn checked(writer: &Writer<'_>, row: &Record, at: usize, value: &Value) -> Result<Value, Refused> {
    let field = &row.entity.fields[at];
    let value = coerce(field.kind, value).map_err(|_| wrong_type(field, value))?;
    if value.is_null() {
        return Ok(value);
    }
    let value = fitted(writer, field, value)?;
    check_list(writer, row, at, &value)?;
    if let (Some(_), Some(id)) = (&field.references, value.as_i64())
        && !writer.data.reference_exists(field, id)
    {
        return Err(bad_reference(row.entity, at));
    }
    Ok(value)
}

fn wrong_type(field: &Field, value: &Value) -> Refused {
    let first: String = plain(value).chars().take(1).collect();
    Refused::error(format!("Unexpected character encountered while parsing value: {first}. Path '{}'.", field.name))
}

fn fitted(writer: &Writer<'_>, field: &Field, value: Value) -> Result<Value, Refused> {
    let Value::String(text) = &value else { return Ok(value) };
    let length = text.chars().count();
    if field.kind != Kind::String || field.length == 0 || length <= field.length {
        return Ok(value);
    }
    match writer.quirks.overlong_text {
        OverlongText::Cut => Ok(Value::from(text.chars().take(field.length).collect::<String>())),
        OverlongText::Refused => {
            let (name, most) = (&field.name, field.length);
            Err(Refused::error(format!("{name} is too long: {length} characters, {most} are allowed.")))
        }
    }
}

/// Lists that are empty belong to a tenant that has not filled them: anything is taken.
fn check_list(writer: &Writer<'_>, row: &Record, at: usize, value: &Value) -> Result<(), Refused> {
    let Some(list) = writer.data.picklist(row.entity, at).filter(|list| !list.is_empty()) else { return Ok(()) };
    let shown = plain(value);
    if list.iter().any(|(value, _)| value.eq_ignore_ascii_case(&shown)) {
        return Ok(());
    }
    let name = &row.entity.fields[at].name;
    Err(Refused::error(format!("Picklist value [{shown}] does not exist for {name}")))
}

fn apply_udfs(writer: &Writer<'_>, row: &mut Record, value: &Value) -> Result<(), Refused> {
    let given = match value {
        Value::Null => return Ok(()),
        Value::Array(given) => given,
        _ => return Err(Refused::error(format!("{UDF_MEMBER} is not a list."))),
    };
    let definitions = writer.data.udfs(row.entity);
    for one in given {
        let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
        let at = definitions.iter().position(|udf| udf.name.eq_ignore_ascii_case(name));
        let at =
            at.ok_or_else(|| Refused::error(format!("Unable to find {name} in the {} Entity", row.entity.singular)))?;
        let value = one.get("value").filter(|value| !value.is_null()).map(plain);
        row.set_udf_at(at, value);
    }
    Ok(())
}
