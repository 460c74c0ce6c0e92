//! The API that programs written for Nango's SDKs use: the same paths, shapes, codes and headers. [`routes`] is the table of
//! contents; one endpoint is a handler and a line there.
//!
//! It shares the listener with the portal and nothing else: no cookies, no pages, its own errors.

mod around;
mod auth;
pub(super) mod call;
mod connections;
pub(super) mod endpoint;
mod environment;
mod formats;
mod health;
mod integrations;
mod json;
mod limit;
mod link;
mod off;
mod people;
mod providers;
mod proxy;
mod query;
mod records;
pub(super) mod refusal;
mod routes;
mod schema;
mod sessions;
mod syncs;
pub(super) mod time;

pub use routes::{Right, SessionPlace, rights};

pub(super) use around::{another_verb, nowhere};
pub(super) use auth::by_query as session_of_query;
pub(super) use limit::RateLimit;
pub(super) use query::parse as parsed_query;

use super::Web;
use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, any, on};
use endpoint::{Endpoint, Verb};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use tower_http::catch_panic::CatchPanicLayer;

/// The first words of all paths, for telling a program's mistake from a person's.
static ROOTS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| routes::table().iter().map(|endpoint| root(endpoint.path)).collect());

/// All endpoints with what stands around them.
pub(super) fn router(web: Web) -> Router<Web> {
    serve(web, routes::table(), nowhere)
}

/// Endpoints with what stands around them; `another_verb` answers where a path does not have the verb.
pub(super) fn serve<H, T>(web: Web, endpoints: Vec<Endpoint>, another_verb: H) -> Router<Web>
where
    H: Handler<T, Web>,
    T: 'static,
{
    let mut router = Router::new();
    for endpoint in endpoints {
        let path = endpoint.path;
        router = router.route(path, route(endpoint.clone()));
        // Programs write some paths with a slash at the end.
        if !path.contains("{*") {
            router = router.route(&format!("{path}/"), route(endpoint));
        }
    }
    router
        .method_not_allowed_fallback(another_verb)
        .layer(CatchPanicLayer::custom(around::panicked))
        .layer(from_fn_with_state(web, around::around))
}

/// Whether a path that leads nowhere was meant for this API.
pub(super) fn is_meant(path: &str) -> bool {
    ROOTS.contains(root(path))
}

fn root(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

fn route(endpoint: Endpoint) -> MethodRouter<Web> {
    let verb = endpoint.verb;
    let handler = move |State(web): State<Web>, request: Request| {
        let endpoint = endpoint.clone();
        async move { endpoint.answer(web, request).await }
    };
    let filter = match verb {
        Verb::Get => MethodFilter::GET,
        Verb::Post => MethodFilter::POST,
        Verb::Put => MethodFilter::PUT,
        Verb::Patch => MethodFilter::PATCH,
        Verb::Delete => MethodFilter::DELETE,
        Verb::Any => return any(handler),
    };
    on(filter, handler)
}
