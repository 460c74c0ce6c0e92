//! Compares what a running emulator answers with the routes and verbs that the vendor lists: each one is requested, and
//! what comes back is looked at. It knows nothing of the emulator's inside.

use std::collections::HashMap;

use linkspan_emulator::autotask::Ready;
use reqwest::{Client, Method};
use serde_json::{Value, json};

const LISTED: &str = include_str!("../../data/autotask-routes.txt");
const VERBS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// An id that no row has.
const NO_ID: i64 = 999_999_999;

/// A route with the verbs that the vendor lists for it.
pub(crate) struct Route {
    /// Below the version, with `{parent}` and `{id}` for ids.
    pub(crate) path: String,
    pub(crate) verbs: Vec<String>,
    /// Whether it belongs to an entity of which rows are kept.
    pub(crate) is_kept: bool,
    shape: Shape,
}

/// What a GET of the route answers with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    List,
    One,
    Count,
    Info,
    Fields,
    Any,
}

/// What came of all the requests.
#[derive(Default)]
pub(crate) struct Coverage {
    /// Routes and verbs that were asked for and answered, of entities whose rows are kept and of all.
    pub(crate) kept: Share,
    pub(crate) all: Share,
    /// Those of kept entities that were not, with the answer.
    pub(crate) missing: Vec<String>,
    /// Verbs that the vendor does not list for a route, and that were served all the same.
    pub(crate) beyond: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Share {
    pub(crate) served: usize,
    pub(crate) listed: usize,
}

/// Every route of the list.
pub(crate) fn routes() -> Vec<Route> {
    let lines = LISTED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.flat_map(|line| routes_of(&line.split(' ').collect::<Vec<_>>())).collect()
}

fn routes_of(columns: &[&str]) -> Vec<Route> {
    let verbs = |text: &str| text.split(',').filter(|verb| *verb != "-").map(str::to_owned).collect::<Vec<_>>();
    let [mark, name, collection, rest @ ..] = columns else { return Vec::new() };
    let is_kept = *mark == "*";
    let route = |path: String, verbs: Vec<String>, shape| Route { path, verbs, is_kept, shape };
    let &[one, query, metadata] = rest else {
        return vec![route((*name).to_owned(), verbs(collection), Shape::Any)];
    };
    let base = format!("/{}", name.replace('/', "/{parent}/"));
    let mut all = vec![
        route(base.clone(), verbs(collection), Shape::List),
        route(format!("{base}/{{id}}"), verbs(one), Shape::One),
    ];
    if query == "query" {
        all.push(route(format!("{base}/query"), verbs("GET,POST"), Shape::List));
        all.push(route(format!("{base}/query/count"), verbs("GET,POST"), Shape::Count));
    }
    for (name, end, shape) in
        [("info", "", Shape::Info), ("fields", "/fields", Shape::Fields), ("udfs", "/userDefinedFields", Shape::Fields)]
    {
        if metadata.split('+').any(|listed| listed == name) {
            all.push(route(format!("{base}/entityInformation{end}"), verbs("GET"), shape));
        }
    }
    all.into_iter().filter(|route| !route.verbs.is_empty()).collect()
}

/// Requests every route with every verb that is listed, and those of kept entities also with those that are not.
pub(crate) async fn measure(ready: &Ready) -> reqwest::Result<Coverage> {
    let mut asker = Asker { http: Client::new(), ready, ids: HashMap::new() };
    let mut coverage = Coverage::default();
    for route in routes() {
        let path = asker.filled(&route).await?;
        for verb in VERBS {
            let is_listed = route.verbs.iter().any(|listed| listed == verb);
            if !is_listed && !route.is_kept {
                continue;
            }
            let (status, body) = asker.ask(verb, &path, &route).await?;
            let served = is_served(&route, verb, status, &body);
            let shown = || format!("{verb} {} ({status})", route.path);
            if is_listed {
                coverage.all.add(served);
                if route.is_kept {
                    coverage.kept.add(served);
                    coverage.missing.extend((!served).then(shown));
                }
            } else if !matches!(status, 404 | 405) {
                coverage.beyond.push(shown());
            }
        }
    }
    Ok(coverage)
}

impl Share {
    fn add(&mut self, served: bool) {
        self.listed += 1;
        self.served += usize::from(served);
    }
}

struct Asker<'a> {
    http: Client,
    ready: &'a Ready,
    /// The first id of each collection that was asked for one.
    ids: HashMap<String, i64>,
}

impl Asker<'_> {
    /// The route with ids of rows that exist, where there are any.
    async fn filled(&mut self, route: &Route) -> reqwest::Result<String> {
        let root = route.path.split('/').nth(1).unwrap_or_default().to_owned();
        let parent = self.first_id(&format!("/{root}")).await?;
        let path = route.path.replace("{parent}", &parent.to_string()).replace("{parentId}", &parent.to_string());
        let Some(collection) = path.strip_suffix("/{id}") else {
            return Ok(path.replace("{id}", &parent.to_string()).replace("{year}", "2026"));
        };
        let collection = collection.to_owned();
        let id = self.first_id(&collection).await?;
        Ok(format!("{collection}/{id}"))
    }

    async fn first_id(&mut self, collection: &str) -> reqwest::Result<i64> {
        if let Some(&id) = self.ids.get(collection) {
            return Ok(id);
        }
        let is_child = collection.matches('/').count() > 1;
        let (_, body) = if is_child {
            self.send("GET", collection, None).await?
        } else {
            self.send("POST", &format!("{collection}/query"), Some(everything())).await?
        };
        let id = body["items"][0]["id"].as_i64().unwrap_or(NO_ID);
        self.ids.insert(collection.to_owned(), id);
        Ok(id)
    }

    async fn ask(&self, verb: &str, path: &str, route: &Route) -> reqwest::Result<(u16, Value)> {
        let is_query = matches!(route.shape, Shape::List | Shape::Count) && path.contains("/query");
        match verb {
            "GET" if is_query => self.send(verb, &format!("{path}?search={}", everything()), None).await,
            "GET" if path.ends_with("/ZoneInformation") => {
                self.send(verb, &format!("{path}?user={}", self.ready.user_name), None).await
            }
            "GET" => self.send(verb, path, None).await,
            // Nothing is taken away that a later request needs.
            "DELETE" => self.send(verb, &replace_last(path, NO_ID), None).await,
            "POST" if is_query => self.send(verb, path, Some(everything())).await,
            _ => self.send(verb, path, Some(json!({}))).await,
        }
    }

    async fn send(&self, verb: &str, path: &str, body: Option<Value>) -> reqwest::Result<(u16, Value)> {
        let version = if path == "/VersionInformation" { "" } else { "/v1.0" };
        let url = format!("{}/atservicesrest{version}{path}", self.ready.url);
        let method = Method::from_bytes(verb.as_bytes()).unwrap_or_default();
        let mut request = self.http.request(method, url).header("UserName", &self.ready.user_name);
        request = request.header("Secret", &self.ready.secret);
        request = request.header("ApiIntegrationCode", &self.ready.integration_code);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let text = answer.text().await?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }
}

fn everything() -> Value {
    json!({"filter": [{"op": "exist", "field": "id"}], "MaxRecords": 1})
}

/// The path with another id at its end; a path without one as it is.
fn replace_last(path: &str, id: i64) -> String {
    match path.rsplit_once('/') {
        Some((start, last)) if last.bytes().all(|byte| byte.is_ascii_digit()) => format!("{start}/{id}"),
        _ => path.to_owned(),
    }
}

/// Whether the answer is the one that the vendor gives on this route, not that of a route that is unknown.
fn is_served(route: &Route, verb: &str, status: u16, body: &Value) -> bool {
    let is_refusal_in_words = body["errors"][0].is_string();
    let is_query_by_post = verb == "POST" && route.path.contains("/query");
    if verb != "GET" && !is_query_by_post {
        return (status == 200 && !body["itemId"].is_null()) || (status == 500 && is_refusal_in_words);
    }
    match (status, route.shape) {
        (404, Shape::One) => is_refusal_in_words,
        (200, Shape::One) => body["item"]["id"].is_i64(),
        (200, Shape::List) => body["items"].is_array() && body["pageDetails"]["requestCount"].is_i64(),
        (200, Shape::Count) => body["queryCount"].is_i64(),
        (200, Shape::Info) => body["info"]["name"].is_string() && body["info"]["userAccessForQuery"].is_i64(),
        (200, Shape::Fields) => body["fields"].is_array(),
        (200, Shape::Any) => body.is_object(),
        _ => false,
    }
}
