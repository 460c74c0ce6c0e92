//! `POST /auth/unauthenticated/{unique_key}`: a connection without credentials.

use super::{asking, link, linked, unlinked};
use crate::http::nango::call::{Answer, Visit};
use crate::providers::AuthMode;
use serde_json::{Map, Value};

pub(in crate::http::nango) async fn unauthenticated(visit: Visit) -> Answer {
    visit.body(|_| ())?;
    let asking = asking(&visit, AuthMode::None).await?;
    let credentials = Map::from_iter([("type".to_owned(), Value::from(AuthMode::None.as_str()))]);
    linked(&link(&visit, asking, credentials).await.map_err(unlinked)?.lent)
}
