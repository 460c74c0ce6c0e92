//! What a handler gets: the request, read and checked as far as every endpoint needs it, and who calls.

use super::refusal::{Issue, Refusal};
use super::schema::{self, Fields};
use super::{json, query};
use crate::app::connect_sessions::ConnectSession;
use crate::app::keys::Granted;
use crate::http::Web;
use axum::body::{Body, Bytes};
use axum::extract::RawPathParams;
use axum::response::Response;
use http::request::Parts;
use linkspan_store::Env;
use serde_json::{Map, Value};
use std::ops::Deref;
use std::sync::Arc;

/// What a handler answers.
pub(in crate::http) type Answer = Result<Response, Refusal>;

/// A request from anybody, its body read.
pub(in crate::http) struct Asked {
    /// What every handler shares.
    pub(in crate::http) web: Web,
    /// Method, address and headers.
    pub(in crate::http) parts: Parts,
    pub(super) params: Params,
    /// The body, read but not looked at.
    pub(in crate::http) body: Bytes,
}

/// A request from somebody who is known and has the needed scope.
pub(in crate::http) struct Call {
    pub(super) asked: Asked,
    /// Who calls, with all rights.
    pub(in crate::http) caller: Arc<Granted>,
}

/// A request in a connect session.
pub(in crate::http) struct Visit {
    pub(super) asked: Asked,
    /// The session.
    pub(in crate::http) session: Arc<ConnectSession>,
}

/// A request with a key and a body that was not read, for those who pass it on.
pub(in crate::http) struct Flow {
    /// What every handler shares.
    pub(in crate::http) web: Web,
    /// Who calls, with all rights.
    pub(in crate::http) caller: Arc<Granted>,
    /// Method, address and headers.
    pub(in crate::http) parts: Parts,
    /// The body as it comes.
    pub(in crate::http) body: Body,
}

/// What stands in the path, by name.
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads and decodes them.
    pub(super) async fn of(parts: &mut Parts) -> Result<Self, Refusal> {
        use axum::extract::FromRequestParts;
        let read = RawPathParams::from_request_parts(parts, &()).await;
        let read =
            read.map_err(|_| Refusal::schema("invalid_uri_params", vec![Issue::custom("The path is not UTF-8", &[])]))?;
        Ok(Self(read.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
    }
}

impl Deref for Call {
    type Target = Asked;

    fn deref(&self) -> &Asked {
        &self.asked
    }
}

impl Deref for Visit {
    type Target = Asked;

    fn deref(&self) -> &Asked {
        &self.asked
    }
}

impl Call {
    /// The rows of the caller's environment.
    pub(in crate::http) fn env(&self) -> Env {
        self.web.app.env(self.caller.environment)
    }

    /// Whether the caller holds a scope beyond the one that the endpoint needs.
    pub(in crate::http) fn holds(&self, scope: &str) -> bool {
        self.caller.holds(scope)
    }

    /// Refuses what another scope would allow.
    pub(in crate::http) fn need(&self, scope: &str) -> Result<(), Refusal> {
        if self.holds(scope) { Ok(()) } else { Err(insufficient(&[scope])) }
    }
}

impl Asked {
    /// A part of the path as it was sent, decoded; empty where the route has none of that name.
    pub(in crate::http) fn param(&self, name: &str) -> &str {
        self.params.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// The parts of the path, checked.
    pub(in crate::http) fn path<T>(&self, read: impl FnOnce(&mut Fields) -> T) -> Result<T, Refusal> {
        let map = self.params.0.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
        schema::path(map.collect(), read)
    }

    /// The query, checked.
    pub(in crate::http) fn query<T>(&self, read: impl FnOnce(&mut Fields) -> T) -> Result<T, Refusal> {
        let map = query::parse(self.parts.uri.query().unwrap_or_default())
            .map_err(|error| Refusal::schema("invalid_query_params", vec![Issue::custom(error.to_string(), &[])]))?;
        schema::query(map, read)
    }

    /// Refuses any query.
    pub(in crate::http) fn no_query(&self) -> Result<(), Refusal> {
        self.query(|_| ())
    }

    /// The body, checked. A missing one is an empty object.
    pub(in crate::http) fn body<T>(&self, read: impl FnOnce(&mut Fields) -> T) -> Result<T, Refusal> {
        let value = match self.body.is_empty() {
            true => Value::Object(Map::new()),
            false => json::parse(&self.body).map_err(|error| {
                Refusal::bad("invalid_json", format!("The body cannot be read as JSON: {}.", told(&error)))
            })?,
        };
        schema::body(value, read)
    }

    /// A header as text; empty where it is missing or no text.
    pub(in crate::http) fn header(&self, name: &str) -> &str {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// What the parser says; it tells places and names, never values.
fn told(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => error.to_string(),
        _ => format!("it is broken at line {} column {}", error.line(), error.column()),
    }
}

/// The refusal of a call whose key has none of these scopes.
pub(super) fn insufficient(scopes: &[&str]) -> Refusal {
    Refusal::forbidden(match scopes {
        [one] => format!("Insufficient scope. Required: {one}"),
        several => format!("Insufficient scope. Required one of: {}", several.join(" or ")),
    })
}
