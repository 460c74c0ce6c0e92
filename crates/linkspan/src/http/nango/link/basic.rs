//! `POST /api-auth/basic/{unique_key}`.

use super::{asking, link, linked, unlinked};
use crate::http::nango::call::{Answer, Visit};
use crate::http::nango::schema::Text;
use crate::providers::AuthMode;
use serde_json::{Map, Value};

/// A name or a password; some vendors want one of them empty.
const PART: Text = Text::of(0, 1_024);

pub(in crate::http::nango) async fn basic(visit: Visit) -> Answer {
    let (user, password) =
        visit.body(|fields| (fields.needed_text("username", &PART), fields.needed_text("password", &PART)))?;
    let asking = asking(&visit, AuthMode::Basic).await?;
    let parts = [("type", AuthMode::Basic.as_str().to_owned()), ("username", user), ("password", password)];
    let credentials: Map<_, _> = parts.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect();
    linked(&link(&visit, asking, credentials).await.map_err(unlinked)?.lent)
}
