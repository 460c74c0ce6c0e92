//! Credentials as programs read them: none where none are needed, no refresh token unless it was asked for, and `raw` wherever
//! there are tokens.

use serde_json::{Map, Value};

/// How much of the credentials is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// Nothing.
    Nothing,
    /// What calls are made with.
    Credentials,
    /// The refresh token too, which outlives all others.
    RefreshTokenToo,
}

/// The credentials of a connection.
pub(super) fn told(credentials: &Map<String, Value>, telling: Telling) -> Map<String, Value> {
    let kind = credentials.get("type").and_then(Value::as_str).unwrap_or_default();
    if telling == Telling::Nothing || kind == "NONE" {
        return Map::new();
    }
    let mut told = credentials.clone();
    let token = match kind {
        "OAUTH2" => "access_token",
        "OAUTH2_CC" | "TWO_STEP" => "token",
        _ => return told,
    };
    // What the vendor answered is only known of tokens that were asked for here. Programs read it without looking whether it
    // is there, so of tokens that were brought along it is what was brought.
    told.entry("raw").or_insert_with(|| Value::Object(brought(credentials, token)));
    if telling != Telling::RefreshTokenToo {
        told.remove("refresh_token");
        if let Some(Value::Object(raw)) = told.get_mut("raw") {
            raw.remove("refresh_token");
        }
    }
    told
}

fn brought(credentials: &Map<String, Value>, token: &str) -> Map<String, Value> {
    let named = [("access_token", token), ("refresh_token", "refresh_token"), ("expires_at", "expires_at")];
    named.into_iter().filter_map(|(name, from)| Some((name.to_owned(), credentials.get(from)?.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case(json!({"type": "NONE"}), json!({}))]
    #[case(json!({"type": "API_KEY", "apiKey": "k"}), json!({"type": "API_KEY", "apiKey": "k"}))]
    #[case(
        json!({"type": "OAUTH2", "access_token": "a", "refresh_token": "r", "raw": {"access_token": "a", "refresh_token": "r", "x": 1}}),
        json!({"type": "OAUTH2", "access_token": "a", "raw": {"access_token": "a", "x": 1}})
    )]
    #[case(
        json!({"type": "OAUTH2", "access_token": "a", "refresh_token": "r"}),
        json!({"type": "OAUTH2", "access_token": "a", "raw": {"access_token": "a"}})
    )]
    #[case(
        json!({"type": "OAUTH2_CC", "token": "t", "client_secret": "s", "expires_at": "e"}),
        json!({"type": "OAUTH2_CC", "token": "t", "client_secret": "s", "expires_at": "e",
            "raw": {"access_token": "t", "expires_at": "e"}})
    )]
    fn each_kind_has_its_form(#[case] kept: Value, #[case] expected: Value) {
        assert_eq!(Value::Object(told(kept.as_object().unwrap(), Telling::Credentials)), expected);
        assert_eq!(told(kept.as_object().unwrap(), Telling::Nothing), Map::new());
    }

    #[test]
    fn the_refresh_token_is_told_in_both_places_where_it_was_asked_for() {
        let kept = json!({"type": "OAUTH2", "access_token": "a", "refresh_token": "r"});
        let all = told(kept.as_object().unwrap(), Telling::RefreshTokenToo);
        assert_eq!((&all["refresh_token"], &all["raw"]["refresh_token"]), (&json!("r"), &json!("r")));
    }
}
