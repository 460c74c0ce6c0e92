//! One operation: an endpoint with its description. What comes in is compared with the description before the handler sees
//! it, and so is, in builds with checks, what goes out.

use super::check;
use super::describe::{Described, Gives, Kind};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::endpoint::{Endpoint, Verb};
use crate::http::nango::refusal::Refusal;
use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use linkspan_core::clock::Timestamp;
use linkspan_core::problem::{Consequence, Problem};
use serde_json::{Map, Value, json};
use std::future::Future;
use std::ops::Deref;

/// The longest body, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

/// Refusals of operations that change something or ask a vendor.
pub(super) const WRITES: &[(u16, &str)] = &[
    (409, "The present state does not allow it, or it moved on meanwhile; look again, then decide."),
    (413, "The body is too long."),
    (422, "It was understood and cannot be done; the message says what to do first."),
    (424, "The account's credentials were refused; a person must mend the connection."),
    (502, "The vendor's answer leaves open what happened."),
    (503, "The vendor does not answer, or the quota is used up; try again later."),
    (504, "It took too long and was given up."),
];

/// An endpoint with its description.
#[derive(Clone)]
pub(in crate::http) struct Operation {
    pub(super) endpoint: Endpoint,
    /// What the outside is told of it.
    pub(super) described: &'static Described,
    /// The scope that it needs.
    pub(super) scope: &'static str,
}

/// A call whose path, query and body are as described.
pub(super) struct Ask {
    call: Call,
    query: Map<String, Value>,
    body: Map<String, Value>,
}

/// What a handler gives: what was described, or a refusal.
pub(super) type Reply = Result<Value, Refusal>;

impl Operation {
    /// `verb` on `path` for callers with `scope`, answered by `handler` as `described`.
    pub(super) fn new<F, Fut>(
        verb: Verb,
        path: &'static str,
        scope: &'static [&'static str; 1],
        described: &'static Described,
        handler: F,
    ) -> Self
    where
        F: Fn(Ask) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Reply> + Send + 'static,
    {
        let run = move |call: Call| {
            let handler = handler.clone();
            async move {
                let ask = Ask::read(call, described)?;
                let value = handler(ask).await?;
                as_described(&value, described);
                Answer::Ok((StatusCode::OK, Json(value)).into_response())
            }
        };
        Self { endpoint: Endpoint::keyed(verb, path, scope, run), described, scope: scope[0] }
    }
}

fn as_described(value: &Value, described: &Described) {
    if !cfg!(debug_assertions) {
        return;
    }
    let faults = match described.gives {
        Gives::One(shape) => check::value(value, Kind::Object(shape)),
        Gives::All(shape) | Gives::Page(shape) => {
            let all = value["data"].as_array().cloned().unwrap_or_default();
            all.iter().flat_map(|one| check::value(one, Kind::Object(shape))).collect()
        }
    };
    debug_assert!(faults.is_empty(), "{} does not answer as described: {faults:?}", described.id);
}

impl Deref for Ask {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.call
    }
}

impl Ask {
    fn read(call: Call, described: &Described) -> Result<Self, Refusal> {
        if !call.caller.integrations().is_empty() || call.caller.is_narrowed_to_connections() {
            return Err(Refusal::forbidden(
                "This key is narrowed to some integrations or connections, and this is about the whole environment. Use a \
                 key that is not narrowed.",
            ));
        }
        let query = check::from_text(call.query(|fields| fields.rest())?, described.query);
        check::object("invalid_query_params", &query, described.query)?;
        if call.body.len() > LONGEST_BODY {
            let words = format!("The body is longer than {LONGEST_BODY} bytes.");
            return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", words));
        }
        let body = call.body(|fields| fields.rest())?;
        check::object("invalid_body", &body, described.body.map_or(&[], |shape| shape.fields))?;
        Ok(Self { call, query, body })
    }

    /// An id in the path. What is no id leads nowhere.
    pub(super) fn id<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
        parse(self.param(name)).ok_or_else(nowhere)
    }

    /// A text of the query; empty where it was left out.
    pub(super) fn asked(&self, name: &str) -> &str {
        self.query.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Several texts of the query.
    pub(super) fn asked_all(&self, name: &str) -> Vec<&str> {
        self.query.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// A truth of the query; false where it was left out.
    pub(super) fn asked_flag(&self, name: &str) -> bool {
        self.query.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// A moment of the query.
    pub(super) fn asked_time(&self, name: &str) -> Option<Timestamp> {
        self.asked(name).parse().ok()
    }

    /// A text of the body; empty where it was left out or is null.
    pub(super) fn text(&self, name: &str) -> &str {
        self.body.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A truth of the body; false where it was left out.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.body.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// A whole number of the body.
    pub(super) fn whole(&self, name: &str) -> Option<i64> {
        self.body.get(name).and_then(check::whole)
    }

    /// The body, as described.
    pub(super) fn body_of(&self) -> &Map<String, Value> {
        &self.body
    }

    /// Who did it, for the audit: the name of the key.
    pub(super) fn actor(&self) -> &str {
        &self.caller.name
    }

    /// How many rows are wanted.
    pub(super) fn limit(&self) -> i64 {
        self.query.get("limit").and_then(Value::as_i64).unwrap_or(50)
    }

    /// After which row the page begins.
    pub(super) fn cursor<T>(&self, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        parse(self.asked("cursor"))
    }
}

/// There is no such row in the environment.
pub(super) fn nowhere() -> Refusal {
    Refusal::not_found("There is nothing with this id in the environment of your key.")
}

/// `{"data": [...]}`.
pub(super) fn all(rows: Vec<Value>) -> Value {
    json!({ "data": rows })
}

/// A page of rows. One more than wanted was looked for: whether it is there tells whether there is a next page.
pub(super) fn page<T>(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> String, shown: impl Fn(&T) -> Value) -> Value {
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    let next = rows.last().filter(|_| more).map(key);
    json!({ "data": rows.iter().map(shown).collect::<Vec<_>>(), "next_cursor": next })
}

/// What a use case refused. What the present state does not allow is a 409, what was not understood a 422.
pub(super) fn refused(problem: Problem) -> Refusal {
    let conflict = ["order_moved", "purchase_order_gone", "connection_in_use", "bridge_exists", "settings_changed"];
    match problem.consequence {
        _ if conflict.contains(&problem.code) => Refusal::new(StatusCode::CONFLICT, problem.code, problem.sentence),
        Consequence::Permanent | Consequence::NeedsPerson if !is_ours(problem.code) => {
            Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, problem.code, problem.sentence)
        }
        _ => problem.into(),
    }
}

fn is_ours(code: &str) -> bool {
    matches!(code, "store_failed" | "vault_failed" | "no_randomness" | "credentials_unreadable")
        || code.ends_with("_not_found")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_where_the_next_one_begins_only_where_there_is_one() {
        let of = |rows: &[i64]| page(rows.to_vec(), 2, ToString::to_string, |row| json!(row));
        assert_eq!(of(&[3, 2, 1]), json!({"data": [3, 2], "next_cursor": "2"}));
        assert_eq!(of(&[3, 2]), json!({"data": [3, 2], "next_cursor": null}));
        assert_eq!(of(&[]), json!({"data": [], "next_cursor": null}));
    }
}
