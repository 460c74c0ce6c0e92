//! `POST /api-auth/api-key/{unique_key}`.

use super::{asking, link, linked, unlinked};
use crate::http::nango::call::{Answer, Visit};
use crate::http::nango::schema::Text;
use crate::providers::AuthMode;
use serde_json::{Map, Value};

/// A key, as far as this API goes.
const KEY: Text = Text::of(1, 1_024);

pub(in crate::http::nango) async fn api_key(visit: Visit) -> Answer {
    let key = visit.body(|fields| fields.needed_text("apiKey", &KEY))?;
    let asking = asking(&visit, AuthMode::ApiKey).await?;
    let parts = [("type", AuthMode::ApiKey.as_str().to_owned()), ("apiKey", key)];
    let credentials: Map<_, _> = parts.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect();
    linked(&link(&visit, asking, credentials).await.map_err(unlinked)?.lent)
}
