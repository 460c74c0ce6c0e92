//! The published description of the API, OpenAPI 3.1, made from the table.

use super::describe::{Described, Field, Gives, Kind, Shape};
use super::operation::Operation;
use super::routes;
use crate::http::nango::endpoint::Verb;
use axum::response::{IntoResponse, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The document does not change while the program runs.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// Refusals that every operation may give.
const REFUSALS: [(u16, &str); 7] = [
    (400, "Something in the path, the query or the body is not as described; `errors` says what."),
    (401, "There is no key, or it is not known or has ended."),
    (403, "The key does not hold the scope, or is narrowed to some connections."),
    (404, "There is nothing with this id in the environment of the key."),
    (415, "The body is not JSON."),
    (429, "Too many calls in this minute; `Retry-After` says when to go on."),
    (500, "Something went wrong here; the log of the server says what."),
];

/// The headings, in the order in which they are shown, with what stands under them.
const GROUPS: [(&str, &str); 8] = [
    ("Connections", "Linked accounts: whether they are well, the master switch, taking leave."),
    ("Bridges", "A PSA connection and a distributor connection, on which the templates hang."),
    ("Templates", "The automations of a bridge: their switches and settings."),
    ("Orders", "The ledger: where every order stands, and what may be done to it."),
    ("Runs", "Executions of product sync, their plans and records."),
    ("Products", "The distributor's catalogue, and products that wait for a decision."),
    ("Activity log", "What became of products and orders, and who did what."),
    ("Installation", "How the installation is, and the use of calls."),
];

/// `GET /openapi.json`.
pub(super) async fn openapi() -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (headers, DOCUMENT.as_str()).into_response()
}

/// The whole description.
fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut schemas: Map<String, Value> = Map::new();
    schemas.insert("Error".into(), error());
    for one in routes::table() {
        let path = paths.entry(one.endpoint.path).or_insert_with(|| json!({}));
        path[verb(one.endpoint.verb)] = operation(&one, &mut schemas);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Linkspan API",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Connections, bridges, templates, runs, orders, products and logs of one environment.",
            "description": "Send `Authorization: Bearer <API key>`; a key belongs to one environment. Names are snake_case, ids and \
                amounts are text, moments end in `Z`. Lists that can grow have pages: give `next_cursor` back as `cursor`. \
                What is not described is refused. The endpoints that programs written for the Nango SDKs use (`/connections`, \
                `/proxy`, ...) follow those SDKs and are not described here; the developer guide says more.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "This server." }],
        "security": [{ "key": [] }],
        "tags": GROUPS.map(|(name, about)| json!({ "name": name, "description": about })),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "An API key of the environment." },
            },
        },
    })
}

/// A verb as the document names it.
pub(super) fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Post => "post",
        Verb::Put => "put",
        Verb::Patch => "patch",
        Verb::Delete => "delete",
        Verb::Get | Verb::Any => "get",
    }
}

fn operation(one: &Operation, schemas: &mut Map<String, Value>) -> Value {
    let described = one.described;
    let mut value = json!({
        "operationId": described.id,
        "tags": [described.group],
        "summary": described.summary,
        "description": format!("{}\n\nNeeds the scope `{}`.", described.more, one.scope).trim(),
        "responses": responses(described, schemas),
    });
    let parameter = |place: &str, field: &Field, schemas: &mut Map<String, Value>| {
        json!({
            "name": field.name, "in": place, "required": field.needed, "description": field.about,
            "schema": schema(field.kind, schemas),
        })
    };
    let mut parameters: Vec<Value> = described.path.iter().map(|field| parameter("path", field, schemas)).collect();
    parameters.extend(described.query.iter().map(|field| parameter("query", field, schemas)));
    if !parameters.is_empty() {
        value["parameters"] = parameters.into();
    }
    if let Some(shape) = described.body {
        let content = json!({ "application/json": { "schema": schema(Kind::Object(shape), schemas) } });
        value["requestBody"] = json!({ "required": shape.fields.iter().any(|field| field.needed), "content": content });
    }
    value
}

fn responses(described: &Described, schemas: &mut Map<String, Value>) -> Value {
    let answer = match described.gives {
        Gives::One(shape) => schema(Kind::Object(shape), schemas),
        Gives::All(shape) => list(schema(Kind::Object(shape), schemas), None),
        Gives::Page(shape) => {
            let next =
                json!({ "type": ["string", "null"], "description": "Where the next page begins; null on the last." });
            list(schema(Kind::Object(shape), schemas), Some(next))
        }
    };
    let json_of = |schema: Value| json!({ "application/json": { "schema": schema } });
    let mut all = Map::new();
    all.insert("200".into(), json!({ "description": "It went well.", "content": json_of(answer) }));
    for (status, words) in REFUSALS.iter().chain(described.refusals) {
        let error = json!({ "$ref": "#/components/schemas/Error" });
        all.insert(status.to_string(), json!({ "description": words, "content": json_of(error) }));
    }
    all.into()
}

fn list(row: Value, next: Option<Value>) -> Value {
    let mut members = json!({ "data": { "type": "array", "items": row } });
    let mut needed = vec!["data"];
    if let Some(next) = next {
        members["next_cursor"] = next;
        needed.push("next_cursor");
    }
    json!({ "type": "object", "properties": members, "required": needed, "additionalProperties": false })
}

/// A kind as a schema; shapes go under their names and are referred to.
fn schema(kind: Kind, schemas: &mut Map<String, Value>) -> Value {
    match kind {
        Kind::Id => json!({ "type": "string", "format": "uuid" }),
        Kind::Text(least, most) => text(least, most),
        Kind::Word(words) => json!({ "type": "string", "enum": words }),
        Kind::WordOf(words) => json!({ "type": "string", "enum": words() }),
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::Amount => json!({ "type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,6})?$" }),
        Kind::Whole(least, most) => whole(least, most),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::List(inner) => json!({ "type": "array", "items": schema(*inner, schemas) }),
        Kind::Map(inner) => json!({ "type": "object", "additionalProperties": schema(*inner, schemas) }),
        Kind::Any => json!({}),
        Kind::Object(shape) => {
            if !schemas.contains_key(shape.name) {
                // Kept free first: a shape may hold itself.
                schemas.insert(shape.name.to_owned(), json!({}));
                let object = object(shape, schemas);
                schemas.insert(shape.name.to_owned(), object);
            }
            json!({ "$ref": format!("#/components/schemas/{}", shape.name) })
        }
    }
}

fn text(least: usize, most: usize) -> Value {
    let mut text = json!({ "type": "string" });
    if least > 0 {
        text["minLength"] = least.into();
    }
    if most < 100_000 {
        text["maxLength"] = most.into();
    }
    text
}

fn whole(least: i64, most: i64) -> Value {
    let mut whole = json!({ "type": "integer" });
    if least > i64::MIN {
        whole["minimum"] = least.into();
    }
    if most < i64::MAX {
        whole["maximum"] = most.into();
    }
    whole
}

fn object(shape: &Shape, schemas: &mut Map<String, Value>) -> Value {
    let mut members = Map::new();
    for field in shape.fields {
        let mut member = schema(field.kind, schemas);
        if field.nullable {
            member = json!({ "anyOf": [member, { "type": "null" }] });
        }
        member["description"] = field.about.into();
        members.insert(field.name.to_owned(), member);
    }
    let needed: Vec<_> = shape.fields.iter().filter(|field| field.needed).map(|field| field.name).collect();
    json!({
        "type": "object", "description": shape.about, "properties": members, "required": needed,
        "additionalProperties": false,
    })
}

fn error() -> Value {
    let issue = json!({
        "type": "object",
        "properties": {
            "code": { "type": "string" }, "message": { "type": "string" },
            "path": { "type": "array", "items": { "type": "string" } },
        },
        "required": ["code", "message", "path"],
    });
    let inner = json!({
        "type": "object",
        "properties": {
            "code": { "type": "string", "description": "Stable; programs go by it." },
            "message": { "type": "string", "description": "What happened and what to do, for people." },
            "errors": { "type": "array", "items": issue, "description": "What was not as described, each with its place." },
        },
        "required": ["code"],
    });
    json!({
        "type": "object", "description": "A refusal.", "properties": { "error": inner }, "required": ["error"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere_and_every_shape_has_one_meaning() {
        let document = document();
        let text = document.to_string();
        for part in text.split("\"#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        }
        let operations: usize =
            document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
        assert_eq!(operations, routes::table().len());
        for one in routes::table() {
            assert!(GROUPS.iter().any(|(name, _)| *name == one.described.group), "{}", one.described.id);
        }
    }

    #[test]
    fn an_operation_says_what_it_takes_and_gives() {
        let document = document();
        let list = &document["paths"]["/api/v1/orders"]["get"];
        assert_eq!(list["operationId"], "listOrders");
        let state = list["parameters"].as_array().unwrap().iter().find(|one| one["name"] == "state").unwrap();
        assert_eq!(state["schema"]["items"]["enum"][0], "new");
        let answer = &list["responses"]["200"]["content"]["application/json"]["schema"];
        assert_eq!(answer["properties"]["data"]["items"]["$ref"], "#/components/schemas/OrderSummary");
        let total = &document["components"]["schemas"]["OrderSummary"]["properties"]["total"];
        assert_eq!(total["anyOf"][1]["type"], "null");
    }
}
