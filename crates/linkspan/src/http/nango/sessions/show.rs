//! `GET /connect/session`: what the connect page needs to know. Its names are in two styles, as programs know them.

use crate::app::connect_sessions::Defaults;
use crate::http::nango::call::{Answer, Visit};
use axum::Json;
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

pub(in crate::http::nango) async fn show(visit: Visit) -> Answer {
    visit.no_query()?;
    visit.body(|_| ())?;
    let purpose = &visit.session.purpose;
    let mut data = Map::new();
    data.insert("endUser".into(), json!(purpose.end_user));
    data.insert("connectUISettings".into(), visit.web.look.shown());
    if !purpose.integrations.is_empty() {
        data.insert("allowed_integrations".into(), json!(purpose.integrations));
    }
    if !purpose.defaults.is_empty() {
        let all = purpose.defaults.iter().map(|(key, one)| (key.clone(), decided(one)));
        data.insert("integrations_config_defaults".into(), Value::Object(all.collect()));
    }
    if !purpose.docs.is_empty() {
        let all = purpose.docs.iter().map(|(key, address)| (key.clone(), json!({ "docs_connect": address })));
        data.insert("overrides".into(), Value::Object(all.collect()));
    }
    if purpose.renews.is_some() {
        data.insert("isReconnecting".into(), true.into());
    }
    Ok(Json(json!({ "data": data })).into_response())
}

fn decided(defaults: &Defaults) -> Value {
    let mut all = Map::new();
    for (name, map) in
        [("connection_config", &defaults.connection_config), ("authorization_params", &defaults.authorization_params)]
    {
        if !map.is_empty() {
            all.insert(name.into(), Value::Object(map.clone()));
        }
    }
    if let Some(scopes) = &defaults.user_scopes {
        all.insert("user_scopes".into(), scopes.as_str().into());
    }
    Value::Object(all)
}
