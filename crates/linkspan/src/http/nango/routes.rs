//! The table of contents of the API that programs written for Nango's SDKs use: method, path, scopes, handler. The table of
//! rights is computed from it, so an endpoint that is not here does not exist.

use super::connections::{self, metadata};
use super::endpoint::Verb::{Any, Delete, Get, Patch, Post, Put};
use super::endpoint::{Access, Endpoint};
use super::{environment, health, integrations, link, off, providers, proxy, records, sessions, syncs};

/// All endpoints.
pub(in crate::http) fn table() -> Vec<Endpoint> {
    let mut all = vec![
        Endpoint::open(Get, "/health", health::health),
        Endpoint::open(Get, "/ready", health::ready),
        Endpoint::open(Get, "/providers.json", providers::all),
        Endpoint::open(Get, "/images/template-logos/{file}", providers::logo),
        Endpoint::keyed_or_session(Get, "/providers", &[], providers::list),
        Endpoint::keyed_or_session(Get, "/providers/{provider}", &[], providers::get),
        Endpoint::keyed(Get, "/environment-variables", &["environment:variables:read"], environment::variables),
        Endpoint::keyed(Get, "/scripts/config", &[], environment::scripts),
    ];
    all.push(Endpoint::streamed(Any, "/proxy/{*path}", &["environment:proxy"], proxy::pass));
    all.extend(integration_endpoints());
    all.extend(connection_endpoints());
    all.extend(session_endpoints());
    all.extend(link_endpoints());
    all.extend(link::off::endpoints());
    all.extend(sync_endpoints());
    all.extend(off::endpoints());
    all
}

fn integration_endpoints() -> Vec<Endpoint> {
    use integrations::{change, create, get, list, older, remove};
    const LIST: &[&str] = &["environment:integrations:list"];
    const READ: &[&str] = &["environment:integrations:read"];
    const CREATE: &[&str] = &["environment:integrations:create"];
    const UPDATE: &[&str] = &["environment:integrations:update"];
    const DELETE: &[&str] = &["environment:integrations:delete"];
    vec![
        Endpoint::keyed_or_session(Get, "/integrations", LIST, list::list),
        Endpoint::keyed(Post, "/integrations", CREATE, create::create),
        Endpoint::keyed(Get, "/integrations/{unique_key}", READ, get::get),
        Endpoint::keyed(Patch, "/integrations/{unique_key}", UPDATE, change::change),
        Endpoint::keyed(Delete, "/integrations/{unique_key}", DELETE, remove::remove),
        Endpoint::keyed(Get, "/config", LIST, older::list),
        Endpoint::keyed(Post, "/config", CREATE, older::create),
        Endpoint::keyed(Put, "/config", UPDATE, older::change),
        Endpoint::keyed(Get, "/config/{unique_key}", READ, older::get),
        Endpoint::keyed(Delete, "/config/{unique_key}", DELETE, older::remove),
    ]
}

fn connection_endpoints() -> Vec<Endpoint> {
    use connections::{change, get, import, list, remove};
    const LIST: &[&str] = &["environment:connections:list"];
    const READ: &[&str] = &["environment:connections:read"];
    const CREATE: &[&str] = &["environment:connections:create"];
    const UPDATE: &[&str] = &["environment:connections:update"];
    const DELETE: &[&str] = &["environment:connections:delete"];
    vec![
        Endpoint::keyed(Get, "/connections", LIST, list::list),
        Endpoint::keyed(Post, "/connections", CREATE, import::import),
        Endpoint::keyed(Post, "/connections/metadata", UPDATE, metadata::set),
        Endpoint::keyed(Patch, "/connections/metadata", UPDATE, metadata::merge),
        Endpoint::keyed(Get, "/connections/{connection_id}", READ, get::get),
        Endpoint::keyed(Patch, "/connections/{connection_id}", UPDATE, change::change),
        Endpoint::keyed(Delete, "/connections/{connection_id}", DELETE, remove::remove),
        Endpoint::keyed(Get, "/connection", LIST, list::list),
        Endpoint::keyed(Post, "/connection", CREATE, import::import),
        Endpoint::keyed(Post, "/connection/metadata", UPDATE, metadata::set),
        Endpoint::keyed(Patch, "/connection/metadata", UPDATE, metadata::merge),
        Endpoint::keyed(Get, "/connection/{connection_id}", READ, get::get),
        Endpoint::keyed(Delete, "/connection/{connection_id}", DELETE, remove::remove),
        Endpoint::keyed(Post, "/connection/{connection_id}/metadata", UPDATE, metadata::set_one),
        Endpoint::keyed(Patch, "/connection/{connection_id}/metadata", UPDATE, metadata::merge_one),
    ]
}

fn session_endpoints() -> Vec<Endpoint> {
    use sessions::{begin, end, show, telemetry};
    const WRITE: &[&str] = &["environment:connect_sessions:write"];
    vec![
        Endpoint::keyed(Post, "/connect/sessions", WRITE, begin::begin),
        Endpoint::keyed(Post, "/connect/sessions/reconnect", WRITE, begin::renew),
        Endpoint::in_session(Get, "/connect/session", show::show),
        Endpoint::in_session(Delete, "/connect/session", end::end),
        Endpoint::open(Post, "/connect/telemetry", telemetry::count),
    ]
}

fn link_endpoints() -> Vec<Endpoint> {
    use link::{api_key, basic, client_credentials, two_step, unauthenticated};
    vec![
        Endpoint::in_session_of_query(Post, "/api-auth/api-key/{unique_key}", api_key::api_key),
        Endpoint::in_session_of_query(Post, "/api-auth/basic/{unique_key}", basic::basic),
        Endpoint::in_session_of_query(Post, "/oauth2/auth/{unique_key}", client_credentials::client_credentials),
        Endpoint::in_session_of_query(Post, "/auth/two-step/{unique_key}", two_step::two_step),
        Endpoint::in_session_of_query(Post, "/auth/unauthenticated/{unique_key}", unauthenticated::unauthenticated),
    ]
}

fn sync_endpoints() -> Vec<Endpoint> {
    use syncs::{control, frequency, status};
    const EXECUTE: &[&str] = &["environment:syncs:execute"];
    vec![
        Endpoint::keyed(Get, "/records", &["environment:records:read"], records::list),
        Endpoint::keyed(Patch, "/records/prune", &["environment:records:write"], records::prune),
        Endpoint::keyed(Post, "/sync/trigger", EXECUTE, control::trigger),
        Endpoint::keyed(Post, "/sync/start", EXECUTE, control::start),
        Endpoint::keyed(Post, "/sync/pause", EXECUTE, control::pause),
        Endpoint::keyed(Get, "/sync/status", &["environment:syncs:read"], status::status),
        Endpoint::keyed(Put, "/sync/update-connection-frequency", &["environment:syncs:update"], frequency::update),
    ]
}

/// One line of the table of rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// The method, `ANY` for all.
    pub method: String,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// One of these scopes is needed; none means that any key will do. `None` means that keys do not count.
    pub scopes: Option<&'static [&'static str]>,
    /// Where the token of a connect session counts; `None` is nowhere.
    pub session: Option<SessionPlace>,
}

/// Where the token of a connect session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionPlace {
    /// In the `Authorization` header.
    Header,
    /// In the query, as `connect_session_token`.
    Query,
}

/// The table of rights: every endpoint with what it needs.
#[must_use]
pub fn rights() -> Vec<Right> {
    table().into_iter().map(Right::of).collect()
}

impl Right {
    /// What an endpoint needs.
    pub(in crate::http) fn of(endpoint: Endpoint) -> Self {
        Self {
            method: format!("{:?}", endpoint.verb).to_uppercase(),
            path: endpoint.path,
            scopes: match endpoint.access {
                Access::Open | Access::Session | Access::SessionInQuery => None,
                Access::Key(scopes) | Access::KeyOrSession(scopes) => Some(scopes),
            },
            session: match endpoint.access {
                Access::Open | Access::Key(_) => None,
                Access::Session | Access::KeyOrSession(_) => Some(SessionPlace::Header),
                Access::SessionInQuery => Some(SessionPlace::Query),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys::SCOPES;

    #[test]
    fn every_scope_in_the_table_can_be_granted() {
        for right in rights() {
            for scope in right.scopes.unwrap_or_default() {
                assert!(SCOPES.contains(scope), "{} {} needs {scope}", right.method, right.path);
            }
        }
    }

    #[test]
    fn what_anybody_may_call_is_this_list_and_nothing_else() {
        let open = rights().into_iter().filter(|right| right.scopes.is_none() && right.session.is_none());
        let open: Vec<_> = open.map(|one| one.path).collect();
        let telemetry = "/connect/telemetry";
        assert_eq!(open, ["/health", "/ready", "/providers.json", "/images/template-logos/{file}", telemetry]);
    }
}
