//! Providers as programs see them.

use super::call::{Answer, Asked, Call};
use super::formats::{LABEL, PROVIDER};
use super::refusal::Refusal;
use crate::providers::shown;
use axum::Json;
use axum::response::IntoResponse;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Map, Value, json};

/// `GET /providers`.
pub(super) async fn list(call: Call) -> Answer {
    let search = call.query(|fields| fields.text("search", &LABEL))?.unwrap_or_default();
    let pattern = |text: &str| regex::RegexBuilder::new(text).case_insensitive(true).size_limit(1 << 18).build();
    // What is no pattern is looked for as it stands.
    let pattern = pattern(&search).or_else(|_| pattern(&regex::escape(&search)));
    let pattern = pattern.map_err(|_| Refusal::bad("invalid_query_params", "The search is too long."))?;
    let found = call.web.developers.providers.iter().filter(|one| pattern.is_match(&one.name));
    let data: Vec<Value> = found.map(|one| shown(one, call.web.origin())).collect();
    Ok(Json(json!({ "data": data })).into_response())
}

/// `GET /providers/{provider}`.
pub(super) async fn get(call: Call) -> Answer {
    call.no_query()?;
    let name = call.path(|fields| fields.needed_text("provider", &PROVIDER))?;
    let missing = || Refusal::not_found(format!("Unknown provider {name}"));
    let definition = call.web.developers.providers.get(&name).ok_or_else(missing)?;
    Ok(Json(json!({ "data": shown(definition, call.web.origin()) })).into_response())
}

/// `GET /providers.json`: all of them by name, for anybody.
pub(super) async fn all(asked: Asked) -> Answer {
    let all = asked.web.developers.providers.iter();
    let all: Map<String, Value> = all.map(|one| (one.name.clone(), shown(one, asked.web.origin()))).collect();
    Ok(Json(Value::Object(all)).into_response())
}

/// `GET /images/template-logos/{file}`: a plain sign with the provider's initials.
pub(super) async fn logo(asked: Asked) -> Answer {
    let missing = || Refusal::not_found("There is no such picture.");
    let name = asked.param("file").strip_suffix(".svg").ok_or_else(missing)?;
    let definition = asked.web.developers.providers.get(name).ok_or_else(missing)?;
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")];
    Ok((headers, sign(&definition.display_name)).into_response())
}

/// Letters on a colour that comes of the name. Only letters and digits of the name are put in.
fn sign(name: &str) -> String {
    let initials: String = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(|word| word.chars().next())
        .take(2)
        .collect::<String>()
        .to_ascii_uppercase();
    let hue =
        blake3::hash(name.as_bytes()).as_bytes()[..2].iter().fold(0_u32, |sum, byte| sum * 256 + u32::from(*byte))
            % 360;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" width=\"64\" height=\"64\" role=\"img\">\
         <rect width=\"64\" height=\"64\" rx=\"14\" fill=\"hsl({hue} 45% 32%)\"/>\
         <text x=\"32\" y=\"41\" font-family=\"system-ui,sans-serif\" font-size=\"26\" font-weight=\"600\" \
         text-anchor=\"middle\" fill=\"#fff\">{initials}</text></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_has_initials_and_nothing_of_the_name_that_is_markup() {
        assert!(sign("TD SYNNEX").contains(">TS</text>"));
        assert!(!sign("<script>alert(1)</script>").contains("<script"));
    }
}
