//! Query strings with brackets, raw or percent-encoded: `tags[env]=live`, `ids=1&ids=2`, `ids[]=1`. What comes out is JSON, so
//! that the same checks serve bodies and queries.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// How deep brackets may go.
const DEEPEST: usize = 5;

/// How many parameters are read.
const MOST: usize = 1_000;

/// Why a query cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::http) enum QueryError {
    /// Some bytes are no UTF-8.
    #[error("The query is not UTF-8")]
    NotText,
    /// Too many parameters, or brackets that go too deep.
    #[error("The query has too many parameters")]
    TooMuch,
    /// The same name is once a value and once has members.
    #[error("A parameter is there in two shapes")]
    TwoShapes,
}

/// Reads a query into an object of texts, lists of texts and objects.
pub(in crate::http) fn parse(query: &str) -> Result<Map<String, Value>, QueryError> {
    let mut all = Map::new();
    for (count, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        if count >= MOST {
            return Err(QueryError::TooMuch);
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name)?, decoded(value)?);
        let (name, inner) = parts(&name)?;
        put(&mut all, name, &inner, value)?;
    }
    Ok(all)
}

fn decoded(text: &str) -> Result<String, QueryError> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| QueryError::NotText)
}

/// `a[b][]` into `a` and `b`, ``. A name whose brackets do not close is taken as it stands.
fn parts(name: &str) -> Result<(&str, Vec<&str>), QueryError> {
    let Some(at) = name.find('[').filter(|at| *at > 0 && name.ends_with(']')) else { return Ok((name, Vec::new())) };
    let inner: Vec<&str> = name[at + 1..name.len() - 1].split("][").collect();
    if inner.len() > DEEPEST { Err(QueryError::TooMuch) } else { Ok((&name[..at], inner)) }
}

fn put(all: &mut Map<String, Value>, name: &str, inner: &[&str], value: String) -> Result<(), QueryError> {
    match inner {
        [] => add(all, name, value, false),
        [""] => add(all, name, value, true),
        [next, rest @ ..] => {
            let place = all.entry(name.to_owned()).or_insert_with(|| Value::Object(Map::new()));
            put(place.as_object_mut().ok_or(QueryError::TwoShapes)?, next, rest, value)
        }
    }
}

fn add(all: &mut Map<String, Value>, name: &str, value: String, as_list: bool) -> Result<(), QueryError> {
    let value = Value::String(value);
    match all.get_mut(name) {
        None if as_list => all.insert(name.to_owned(), Value::Array(vec![value])),
        None => all.insert(name.to_owned(), value),
        Some(Value::Array(list)) => {
            list.push(value);
            None
        }
        Some(Value::Object(_)) => return Err(QueryError::TwoShapes),
        Some(one) => {
            let first = one.take();
            *one = Value::Array(vec![first, value]);
            None
        }
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case("", json!({}))]
    #[case("limit=10&page=0", json!({"limit": "10", "page": "0"}))]
    #[case("tags%5Benv%5D=live&tags[team]=a+b", json!({"tags": {"env": "live", "team": "a b"}}))]
    #[case("params[subdomain]=webservices3", json!({"params": {"subdomain": "webservices3"}}))]
    #[case("ids=1&ids=2", json!({"ids": ["1", "2"]}))]
    #[case("ids[]=1", json!({"ids": ["1"]}))]
    #[case("a[b][c]=1", json!({"a": {"b": {"c": "1"}}}))]
    #[case("flag&&x=", json!({"flag": "", "x": ""}))]
    #[case("a[b=1&[c]=2", json!({"a[b": "1", "[c]": "2"}))]
    #[case("filter={\"op\":[1]}", json!({"filter": "{\"op\":[1]}"}))]
    fn brackets_become_members(#[case] query: &str, #[case] read: Value) {
        assert_eq!(parse(query).map(Value::Object), Ok(read));
    }

    #[rstest]
    #[case("a=%FF", QueryError::NotText)]
    #[case("a=1&a[b]=2", QueryError::TwoShapes)]
    #[case("a[b]=1&a=2", QueryError::TwoShapes)]
    #[case("a[b][c][d][e][f][g]=1", QueryError::TooMuch)]
    fn what_has_no_meaning_is_refused(#[case] query: &str, #[case] error: QueryError) {
        assert_eq!(parse(query), Err(error));
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_ends_the_program(query in "[a-z\\[\\]=&%0-9A-F]{0,80}") {
            let _ = parse(&query);
        }
    }
}
