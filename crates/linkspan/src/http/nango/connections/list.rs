//! `GET /connections`, `GET /connection`.

use super::simple;
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::{LABEL, LONG};
use crate::http::nango::schema::Fields;
use axum::Json;
use axum::response::IntoResponse;
use linkspan_store::{LentFilter, MOST_TAGS};
use serde_json::{Value, json};

/// How many are answered where nobody says how many.
const DEFAULT: i64 = 10_000;

/// The most that can be asked for.
const MOST: i64 = 2_000;

pub(in crate::http::nango) async fn list(call: Call) -> Answer {
    let mut filter = call.query(read)?;
    let allowed = call.caller.integrations();
    if !allowed.is_empty() {
        filter.integrations = match filter.integrations.is_empty() {
            true => allowed.to_vec(),
            false => filter.integrations.into_iter().filter(|one| allowed.contains(one)).collect(),
        };
        if filter.integrations.is_empty() {
            return Ok(Json(json!({ "connections": [] })).into_response());
        }
    }
    let all = call.env().lent_connections(&filter).await?;
    let reached = all.iter().filter(|one| call.caller.reaches(&one.card.integration, &one.card.public_id));
    let connections: Vec<Value> = reached.map(simple).collect();
    Ok(Json(json!({ "connections": connections })).into_response())
}

fn read(fields: &mut Fields) -> LentFilter {
    let limit = fields.number("limit", 1, MOST);
    let page = fields.number("page", 0, i64::from(i32::MAX)).unwrap_or(0);
    let integrations = fields.text("integrationId", &LONG).unwrap_or_default();
    let tags = fields.text_map("tags", &LABEL).unwrap_or_default();
    if tags.len() > MOST_TAGS {
        fields.wrong("tags", format!("At most {MOST_TAGS} tags can be asked for"));
    }
    let tags = tags.into_iter().filter_map(|(key, value)| Some((key.to_ascii_lowercase(), value.as_str()?.to_owned())));
    LentFilter {
        integrations: integrations.split(',').filter(|key| !key.is_empty()).map(str::to_owned).collect(),
        public_ids: fields.text("connectionId", &LABEL).into_iter().collect(),
        search: fields.text("search", &LABEL).unwrap_or_default(),
        end_user: fields.text("endUserId", &LABEL).unwrap_or_default(),
        organization: fields.text("endUserOrganizationId", &LABEL).unwrap_or_default(),
        tags: tags.collect(),
        limit: limit.unwrap_or(DEFAULT),
        offset: page * limit.unwrap_or(DEFAULT),
    }
}
