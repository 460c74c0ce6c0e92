//! `POST /sync/trigger`, `/sync/start` and `/sync/pause`: *Sync Now* and the switches, by the same way as in the portal.

use super::{BASE, MOST, NAMED, Sync, Wanted, name, named, resolve};
use crate::app::templates::{self, By};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::SYNC;
use crate::http::nango::refusal::Refusal;
use crate::http::nango::schema::Fields;
use axum::Json;
use axum::response::IntoResponse;
use linkspan_core::problem::Problem;
use linkspan_store::StartedBy;
use serde_json::{Value, json};

/// `POST /sync/trigger`.
pub(in crate::http::nango) async fn trigger(call: Call) -> Answer {
    call.no_query()?;
    let (whose, syncs) = call.body(|fields| {
        mode(fields);
        (Wanted::whose(&call, fields), list(fields))
    })?;
    let syncs = resolve(&call, &Wanted::of(whose, syncs)?).await?;
    // All of them or none: what is off is refused before anything begins.
    if let Some(off) = syncs.iter().find(|sync| !(sync.template.enabled && sync.bridge.enabled)) {
        let words = format!("{} is off. Start it first.", name(off.template.kind));
        return Err(Refusal::bad("template_off", words));
    }
    for sync in &syncs {
        templates::run_now(&call.web.app, call.caller.environment, sync.bridge.id, sync.template.kind, by(&call))
            .await
            .map_err(|problem| refused(sync, problem))?;
    }
    done()
}

/// `POST /sync/start`.
pub(in crate::http::nango) async fn start(call: Call) -> Answer {
    let syncs = wanted(&call).await?;
    for sync in &syncs {
        let missing = templates::missing(&call.env(), &sync.bridge, &sync.template).await;
        if let Some(missing) = missing.map_err(|problem| refused(sync, problem))? {
            return Err(refused(sync, missing.into()));
        }
    }
    switch(&call, &syncs, true).await
}

/// `POST /sync/pause`.
pub(in crate::http::nango) async fn pause(call: Call) -> Answer {
    let syncs = wanted(&call).await?;
    switch(&call, &syncs, false).await
}

async fn wanted(call: &Call) -> Result<Vec<Sync>, Refusal> {
    call.no_query()?;
    let (whose, syncs) = call.body(|fields| (Wanted::whose(call, fields), list(fields)))?;
    resolve(call, &Wanted::of(whose, syncs)?).await
}

async fn switch(call: &Call, syncs: &[Sync], on: bool) -> Answer {
    for sync in syncs {
        let (app, bridge, kind) = (&call.web.app, sync.bridge.id, sync.template.kind);
        let switched = templates::switch(app, call.caller.environment, bridge, kind, on, by(call)).await;
        switched.map_err(|problem| refused(sync, problem))?;
    }
    done()
}

fn by(call: &Call) -> By<'_> {
    By { started_by: StartedBy::Program, actor: &call.caller.name }
}

fn done() -> Answer {
    Ok(Json(json!({ "success": true })).into_response())
}

/// A refusal that names the sync: a call may be about several.
fn refused(sync: &Sync, problem: Problem) -> Refusal {
    Refusal::from(problem).with_payload(json!({
        "sync": name(sync.template.kind),
        "variant": sync.variant,
        "connection_id": sync.connection,
    }))
}

/// The names in the body: texts, or objects with name and variant.
fn list(fields: &mut Fields) -> Vec<(String, Option<String>)> {
    let sent = fields.any("syncs");
    let items = match sent {
        None => {
            fields.missing("syncs", "array");
            return Vec::new();
        }
        Some(Value::Array(items)) if items.len() <= MOST => items,
        Some(Value::Array(_)) => {
            fields.wrong("syncs", format!("At most {MOST} syncs can be named"));
            return Vec::new();
        }
        Some(_) => {
            fields.wrong("syncs", "It must be a list of names");
            return Vec::new();
        }
    };
    let read: Option<Vec<_>> = items.iter().map(one).collect();
    read.unwrap_or_else(|| {
        fields.wrong("syncs", "Each must be a name, or an object with name and variant");
        Vec::new()
    })
}

fn one(item: &Value) -> Option<(String, Option<String>)> {
    match item {
        Value::String(text) => NAMED.format.is_some_and(|(_, check)| check(text)).then(|| named(text)),
        Value::Object(map) => {
            let text = |key: &str| map.get(key)?.as_str().filter(|text| fits(text)).map(str::to_owned);
            let is_known = map.keys().all(|key| key == "name" || key == "variant");
            let variant = if map.contains_key("variant") { text("variant")? } else { BASE.to_owned() };
            is_known.then_some((text("name")?, Some(variant)))
        }
        _ => None,
    }
}

fn fits(text: &str) -> bool {
    (1..=255).contains(&text.len()) && SYNC.format.is_some_and(|(_, check)| check(text))
}

/// How it is to be synced. Every run compares everything, so beginning anew is what happens anyway; records are the product's
/// own rows, so they are never thrown away.
fn mode(fields: &mut Fields) {
    const KEPT: &str = "Records are not emptied: they are what Linkspan itself goes by";
    let has_options = fields.has("opts");
    fields.object("opts", |opts| {
        opts.flag("reset");
        if opts.flag("emptyCache") == Some(true) {
            opts.wrong("emptyCache", KEPT);
        }
    });
    if has_options && (fields.has("sync_mode") || fields.has("full_resync")) {
        fields.wrong("opts", "Send either opts or the older sync_mode and full_resync");
    }
    if fields.choice("sync_mode", &["incremental", "full_refresh", "full_refresh_and_clear_cache"]) == Some(2) {
        fields.wrong("sync_mode", KEPT);
    }
    fields.flag("full_resync");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_as_text_or_as_objects() {
        assert_eq!(one(&json!("product-sync")), Some(("product-sync".into(), None)));
        assert_eq!(one(&json!("product-sync::b")), Some(("product-sync".into(), Some("b".into()))));
        assert_eq!(one(&json!({"name": "a", "variant": "b"})), Some(("a".into(), Some("b".into()))));
        assert_eq!(one(&json!({"name": "a"})), Some(("a".into(), Some("base".into()))));
        for odd in [json!(1), json!(""), json!({}), json!({"name": "a", "more": 1}), json!({"name": "a", "variant": 2})]
        {
            assert_eq!(one(&odd), None, "{odd}");
        }
    }
}
