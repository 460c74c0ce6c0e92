//! Carries a call out on the caller's tenant, within the caller's rights.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::World;
use super::auth::{Caller, check_right, no_permission};
use super::lenient;
use super::meta::{Access, Entity};
use super::query::{Cursor, PageRequest, Query, Reader, count, page, whole_list};
use super::quirks::{DeleteReply, MalformedBodyStatus, PageUrls, Quirks};
use super::refusal::Refused;
use super::reply::Reply;
use super::routes::{Call, Service};
use super::tenant::Data;
use super::write::{Actor, Mode, Writer, belongs, missing};
use super::{metadata, zones};

/// What came with the call.
pub(crate) struct Sent<'a> {
    pub(crate) is_post: bool,
    pub(crate) origin: &'a str,
    pub(crate) search: Option<String>,
    pub(crate) paging: Option<String>,
    pub(crate) body: &'a Bytes,
}

/// The answer of a call, or its refusal.
pub(crate) fn execute(world: &World, caller: &Caller, call: Call, sent: &Sent<'_>) -> Result<Reply, Refused> {
    if let Call::Service(service) = call {
        return Ok(serve(world, caller, service).into());
    }
    if let Some((entity, access)) = needed_right(call) {
        check_right(caller, entity, access, &world.quirks)?;
        if access == Access::Query && caller.impersonates.is_some() {
            return Err(no_permission(Access::Query, &world.quirks));
        }
    }
    let tenant = &caller.user.tenant;
    match call {
        Call::Create(..) | Call::Patch(..) | Call::Put(..) | Call::Delete(..) => {
            tenant.change(|data| write(world, caller, data, call, sent)).map(Reply::Value)
        }
        Call::Query(_) | Call::Page(_) | Call::Count(_) => query(world, caller, call, sent),
        _ => read(world, caller, &tenant.data(), call),
    }
}

fn serve(world: &World, caller: &Caller, service: Service) -> Value {
    match service {
        Service::Version => zones::version(),
        Service::Modules => zones::modules(),
        Service::Threshold => zones::threshold(&caller.user.tenant, &world.limits, world.clock.now()),
        Service::Authenticate => json!({"authToken": "not-used-by-any-call", "expiration": null}),
        Service::Entities => metadata::entities(&caller.user.tenant.data(), caller, &world.quirks),
    }
}

fn needed_right(call: Call) -> Option<(&'static Entity, Access)> {
    match call {
        Call::Query(entity) | Call::Page(entity) | Call::Count(entity) => Some((entity, Access::Query)),
        Call::One(entity, _) | Call::Children(entity, _) | Call::Child(entity, ..) => Some((entity, Access::Query)),
        Call::Create(entity, _) => Some((entity, Access::Create)),
        Call::Patch(entity, _) | Call::Put(entity, _) => Some((entity, Access::Update)),
        Call::Delete(entity, ..) => Some((entity, Access::Delete)),
        _ => None,
    }
}

fn read(world: &World, caller: &Caller, data: &Data, call: Call) -> Result<Reply, Refused> {
    let quirks = &*world.quirks;
    let reader = |entity| Reader { udfs: data.shared_udfs(entity), quirks, rights: &caller.user.rights };
    match call {
        Call::Info(entity) => Ok(json!({"info": metadata::info(entity, caller, data, quirks)}).into()),
        Call::Fields(entity) => Ok(metadata::fields(entity, data, quirks).into()),
        Call::Udfs(entity) => Ok(metadata::udfs(entity, data).into()),
        Call::One(entity, id) => one(&reader(entity), data, entity, None, id),
        Call::Child(entity, parent, id) => one(&reader(entity), data, entity, Some(parent), id),
        Call::Children(entity, parent) => {
            Ok(Reply::List(whole_list(data.table(entity).shared_children_of(parent), &reader(entity))))
        }
        _ => Err(Refused::empty(404)),
    }
}

fn one(
    reader: &Reader<'_>,
    data: &Data,
    entity: &'static Entity,
    parent: Option<i64>,
    id: i64,
) -> Result<Reply, Refused> {
    let row = data.table(entity).shared(id).filter(|row| belongs(row, parent) && reader.rights.sees(row));
    let row = row.ok_or_else(|| missing(entity, reader.quirks))?;
    Ok(Reply::Item { row, view: reader.view() })
}

fn query(world: &World, caller: &Caller, call: Call, sent: &Sent<'_>) -> Result<Reply, Refused> {
    let (Call::Query(entity) | Call::Page(entity) | Call::Count(entity)) = call else {
        return Err(Refused::empty(404));
    };
    let search = match (call, sent.is_post) {
        (Call::Query(_) | Call::Count(_), true) => String::from_utf8_lossy(sent.body).into_owned(),
        _ => sent.search.clone().unwrap_or_default(),
    };
    let body = read_json(search.as_bytes(), &world.quirks)?;
    let data = caller.user.tenant.data();
    let query = Query::read(&body, entity, data.udfs(entity), &world.quirks)?;
    let table = data.table(entity);
    let reader = Reader { udfs: data.shared_udfs(entity), quirks: &world.quirks, rights: &caller.user.rights };
    let cursor = match call {
        Call::Count(_) => return Ok(json!({"queryCount": count(table, &query, &reader)}).into()),
        Call::Page(_) => {
            let is_gone = || !caller.user.tenant.knows_page(sent.paging.as_deref().unwrap_or_default());
            if world.quirks.page_urls == PageUrls::Fifty && is_gone() {
                return Err(Refused::error("The page has expired."));
            }
            cursor(sent, &world.quirks)?
        }
        _ => Cursor::first(query.page_size, sent.is_post),
    };
    let request = PageRequest { cursor, origin: sent.origin, entity: &entity.name, search: &search };
    let list = page(table, query, &reader, &request);
    caller.user.tenant.remember_pages([&list.previous, &list.next].into_iter().flatten());
    Ok(Reply::List(list))
}

/// The page that a URL of ours names; it is fetched with the method of the first page.
fn cursor(sent: &Sent<'_>, quirks: &Quirks) -> Result<Cursor, Refused> {
    let paging = sent.paging.as_deref().unwrap_or_default();
    let cursor = read_json(paging.as_bytes(), quirks)?;
    let cursor: Cursor = serde_json::from_value(cursor).map_err(|_| Refused::error("The page cannot be read."))?;
    if cursor.post != sent.is_post {
        let method = if sent.is_post { "POST" } else { "GET" };
        let text = format!("The requested resource does not support http method '{method}'.");
        return Err(Refused::message(405, text));
    }
    Ok(cursor)
}

fn write(world: &World, caller: &Caller, data: &mut Data, call: Call, sent: &Sent<'_>) -> Result<Value, Refused> {
    let actor = match call {
        Call::Create(entity, _) | Call::Patch(entity, _) | Call::Put(entity, _) => {
            actor(caller, data, entity, &world.quirks)?
        }
        _ => Actor { resource_id: caller.user.resource_id, impersonator: None },
    };
    let mut writer = Writer { data, quirks: &world.quirks, now: world.clock.now(), actor };
    let id = match call {
        Call::Create(entity, parent) => writer.create(entity, parent, &object(sent.body, &world.quirks)?)?,
        Call::Patch(entity, parent) => {
            writer.update(entity, parent, &object(sent.body, &world.quirks)?, Mode::Patch)?
        }
        Call::Put(entity, parent) => writer.update(entity, parent, &object(sent.body, &world.quirks)?, Mode::Put)?,
        Call::Delete(entity, parent, id) => {
            let id = writer.delete(entity, parent, id)?;
            if world.quirks.delete_reply == DeleteReply::Empty {
                return Ok(json!({}));
            }
            id
        }
        _ => return Err(Refused::empty(404)),
    };
    Ok(json!({ "itemId": id }))
}

/// Who counts as the writer. Entities that do not take impersonation ignore the header.
fn actor(caller: &Caller, data: &Data, entity: &Entity, quirks: &Quirks) -> Result<Actor, Refused> {
    let own = caller.user.resource_id;
    let Some(target) = caller.impersonates.filter(|_| entity.impersonation) else {
        return Ok(Actor { resource_id: own, impersonator: None });
    };
    let may = data
        .row("Resources", target)
        .is_some_and(|row| row.flag("isActive") && row.int("licenseType") != Some(super::sample::API_LICENSE));
    if !may {
        return Err(no_permission(Access::Create, quirks));
    }
    Ok(Actor { resource_id: target, impersonator: Some(own) })
}

fn object(body: &Bytes, quirks: &Quirks) -> Result<Map<String, Value>, Refused> {
    match read_json(body, quirks)? {
        Value::Object(object) => Ok(object),
        other => {
            let first = other.to_string().chars().next().unwrap_or_default();
            Err(Refused::error(format!("Unexpected character encountered while parsing value: {first}. Path ''.")))
        }
    }
}

fn read_json(body: &[u8], quirks: &Quirks) -> Result<Value, Refused> {
    let status = match quirks.malformed_body_status {
        MalformedBodyStatus::ServerError => 500,
        MalformedBodyStatus::BadRequest => 400,
    };
    lenient::read(body).map_err(|why| Refused::errors(status, why.0))
}
