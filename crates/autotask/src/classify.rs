//! From a refused answer (status, body) to an error.
//!
//! Autotask declares only 200, 401 and 403 and answers nearly every refusal with 500, so the text decides before the
//! status does. A 500 with an `errors` text is permanent. It must not know what the call was for beyond its entity and
//! verb, and it does no I/O.

use std::time::Duration;

use serde_json::Value;

use crate::{
    error::{Error, Kind, Verb},
    quirks,
};

/// Longest vendor text kept, in characters.
const MAX_TEXT: usize = 2000;

/// What the call was about, for messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) entity: &'a str,
    pub(crate) verb: Verb,
}

/// A refused answer as it came.
pub(crate) struct Refusal<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
    pub(crate) retry_after: Option<Duration>,
}

/// The error that an answer other than 2xx means, where nothing secret was sent.
pub(crate) fn classify(refusal: &Refusal<'_>, subject: Subject<'_>) -> Error {
    classify_without(refusal, subject, &|text| text)
}

/// The same where secrets were sent: `clean` takes them out of the vendor's texts first, before anything is read from them
/// or cut off, since a cut would leave the head of a secret that nobody recognises any more.
pub(crate) fn classify_without(refusal: &Refusal<'_>, subject: Subject<'_>, clean: &dyn Fn(String) -> String) -> Error {
    let mut said = Said::read(refusal.body);
    said.texts = said.texts.into_iter().map(clean).collect();
    let text = said.texts.join("; ");
    let kind = kind_by_text(&text.to_lowercase(), &text, subject)
        .unwrap_or_else(|| kind_by_status(refusal.status, &said, subject));
    Error::new(kind)
        .with_status(refusal.status)
        .with_vendor_text(text.chars().take(MAX_TEXT).collect())
        .with_retry_after(refusal.retry_after)
}

/// What the body says.
struct Said {
    texts: Vec<String>,
    /// The texts come from an `errors` member, the mark of a deliberate refusal.
    deliberate: bool,
    /// The body is a page for people.
    is_page: bool,
}

impl Said {
    fn read(body: &[u8]) -> Self {
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            let start = String::from_utf8_lossy(&body[..body.len().min(64)]).trim_start().to_lowercase();
            return Self { texts: Vec::new(), deliberate: false, is_page: start.starts_with('<') };
        };
        let errors: Vec<String> = member(&value, "errors").map(all_texts).unwrap_or_default();
        let deliberate = !errors.is_empty();
        let texts = if deliberate { errors } else { own_texts(&value) };
        Self { texts, deliberate, is_page: false }
    }
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn all_texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(all_texts).collect(),
        Value::String(text) if !text.trim().is_empty() => vec![text.trim().to_owned()],
        Value::Object(_) => own_texts(value),
        _ => Vec::new(),
    }
}

/// The texts of one object: `title`, `message`, `code`.
fn own_texts(value: &Value) -> Vec<String> {
    let parts: Vec<&str> =
        ["title", "message", "code"].iter().filter_map(|name| member(value, name)).filter_map(Value::as_str).collect();
    if parts.is_empty() { Vec::new() } else { vec![parts.join(": ")] }
}

fn kind_by_text(lower: &str, text: &str, subject: Subject<'_>) -> Option<Kind> {
    if says_threads(lower) {
        return Some(Kind::ThreadLimit);
    }
    if quirks::says_hourly_limit(lower) {
        return Some(Kind::HourlyLimit);
    }
    if lower.contains("zone information could not be determined") {
        return Some(Kind::UnknownUser);
    }
    if lower.contains("integrationcode is invalid") {
        return Some(Kind::IntegrationCode);
    }
    if quirks::says_locked(lower) {
        return Some(Kind::AccountLocked);
    }
    if lower.contains("adequate permissions") {
        return Some(permission(lower, subject));
    }
    if quirks::is_passing_database_trouble(lower) {
        return Some(Kind::Transient);
    }
    unknown_field(lower, text)
}

fn kind_by_status(status: u16, said: &Said, subject: Subject<'_>) -> Kind {
    let says_no_route = said.texts.iter().any(|text| text.contains("No HTTP resource was found"));
    match status {
        401 => Kind::Credentials,
        403 => Kind::Permission { entity: subject.entity.to_owned(), verb: subject.verb },
        404 => quirks::not_found(says_no_route, said.is_page),
        405 => Kind::Protocol { what: "the method is not offered here".into() },
        429 => quirks::too_many_requests(false),
        408 | 502..=504 => Kind::Transient,
        400..=499 => Kind::Validation,
        500..=599 if said.deliberate => Kind::Validation,
        500..=599 => Kind::Transient,
        _ => Kind::Protocol { what: format!("HTTP status {status}") },
    }
}

fn says_threads(lower: &str) -> bool {
    lower.contains("thread threshold") || lower.contains("itgenatr005")
}

fn permission(lower: &str, subject: Subject<'_>) -> Kind {
    let verb = [
        ("permissions to query", Verb::Query),
        ("permissions to create", Verb::Create),
        ("permissions to update", Verb::Update),
        ("permissions to delete", Verb::Delete),
    ]
    .into_iter()
    .find_map(|(sign, verb)| lower.contains(sign).then_some(verb));
    Kind::Permission { entity: subject.entity.to_owned(), verb: verb.unwrap_or(subject.verb) }
}

/// `Unable to find X in the Y Entity`.
fn unknown_field(lower: &str, text: &str) -> Option<Kind> {
    const BEFORE: &str = "unable to find ";
    const BETWEEN: &str = " in the ";
    // Offsets found in the lower-cased text hold in the original only if no character changed its length.
    if lower.len() != text.len() {
        return None;
    }
    let field_start = lower.find(BEFORE)? + BEFORE.len();
    let field_end = field_start + lower.get(field_start..)?.find(BETWEEN)?;
    let entity_start = field_end + BETWEEN.len();
    let entity_end = entity_start + lower.get(entity_start..)?.find(" entity")?;
    Some(Kind::UnknownField {
        field: text.get(field_start..field_end)?.to_owned(),
        entity: text.get(entity_start..entity_end)?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_secret_is_taken_out_before_the_text_is_cut_or_read() {
        let subject = Subject { entity: "Products", verb: Verb::Query };
        let clean = |text: String| text.replace("hush-hush", "[redacted]");
        let long = format!("{}hush-hush", "x".repeat(MAX_TEXT - 4));
        for text in [long.as_str(), "Unable to find hush-hush in the hush-hush Entity."] {
            let body = serde_json::json!({ "errors": [text] }).to_string();
            let refusal = Refusal { status: 500, body: body.as_bytes(), retry_after: None };
            let error = classify_without(&refusal, subject, &clean);
            assert!(!format!("{error} {error:?}").contains("hush"), "{:?}", error.kind());
        }
    }

    fn kind(status: u16, body: &str) -> Kind {
        classified(status, body).kind().clone()
    }

    fn classified(status: u16, body: &str) -> Error {
        let refusal = Refusal { status, body: body.as_bytes(), retry_after: None };
        classify(&refusal, Subject { entity: "PurchaseOrders", verb: Verb::Update })
    }

    #[rstest]
    #[case(r#"{"errors":["Zone information could not be determined"]}"#, Kind::UnknownUser)]
    #[case(r#"{"errors":["IntegrationCode is invalid."]}"#, Kind::IntegrationCode)]
    #[case(r#"{"errors":["Value does not exist for the required field resourceID"]}"#, Kind::Validation)]
    #[case(r#"{"errors":["Picklist value [3] does not exist for priority"]}"#, Kind::Validation)]
    #[case(r#"{"errors":["Unable to find companyName in the Contact Entity"]}"#,
        Kind::UnknownField { field: "companyName".into(), entity: "Contact".into() })]
    #[case(r#"{"errors":["The logged in Resource does not have the adequate permissions to query this entity type."]}"#,
        Kind::Permission { entity: "PurchaseOrders".into(), verb: Verb::Query })]
    #[case(r#"{"errors":["... does not have the adequate permissions to do this."]}"#,
        Kind::Permission { entity: "PurchaseOrders".into(), verb: Verb::Update })]
    #[case(r#"{"errors":["Transaction was deadlocked on lock resources"]}"#, Kind::Transient)]
    #[case(
        r#"{"errors":["The user account has been locked. Please see your Autotask Administrator for details."]}"#,
        Kind::AccountLocked
    )]
    #[case(r#"{"errors":[{"title":"Thread Threshold Exceeded","code":"Itgenatr005"}]}"#, Kind::ThreadLimit)]
    #[case(r#"{"errors":["The request threshold of 10000 has been exceeded."]}"#, Kind::HourlyLimit)]
    #[case(r#"{"Message":"An error has occurred."}"#, Kind::Transient)]
    #[case(r#"{"errors":[]}"#, Kind::Transient)]
    #[case("", Kind::Transient)]
    #[case("<html>Server Error</html>", Kind::Transient)]
    fn a_500_is_told_by_its_text(#[case] body: &str, #[case] expected: Kind) {
        assert_eq!(kind(500, body), expected);
    }

    #[rstest]
    #[case(401, "", Kind::Credentials)]
    #[case(401, r#"{"errors":["The user account has been locked."]}"#, Kind::AccountLocked)]
    #[case(403, "", Kind::Permission { entity: "PurchaseOrders".into(), verb: Verb::Update })]
    #[case(404, "", Kind::NotFound)]
    #[case(404, r#"{"errors":["gone"]}"#, Kind::NotFound)]
    #[case(404, " <!DOCTYPE html>", Kind::Protocol { what: "the path is not served".into() })]
    #[case(404, r#"{"Message":"No HTTP resource was found that matches"}"#, Kind::Protocol { what: "the path is not served".into() })]
    #[case(405, r#"{"Message":"The requested resource does not support http method 'PATCH'."}"#,
        Kind::Protocol { what: "the method is not offered here".into() })]
    #[case(
        429,
        r#"{"errors":["The Autotask API thread threshold of 3 threads has been exceeded. Method: x"]}"#,
        Kind::ThreadLimit
    )]
    #[case(429, "", Kind::HourlyLimit)]
    #[case(400, r#"{"errors":["bad"]}"#, Kind::Validation)]
    #[case(502, "", Kind::Transient)]
    #[case(503, "<html>", Kind::Transient)]
    #[case(302, "", Kind::Protocol { what: "HTTP status 302".into() })]
    fn other_statuses_speak_for_themselves(#[case] status: u16, #[case] body: &str, #[case] expected: Kind) {
        assert_eq!(kind(status, body), expected);
    }

    #[test]
    fn every_shape_of_error_keeps_its_words() {
        for (body, expected) in [
            (r#"{"errors":["one","two"]}"#, "one; two"),
            (r#"{"Errors":[{"message":"deep"}]}"#, "deep"),
            (r#"{"errors":"alone"}"#, "alone"),
            (r#"{"title":"Busy","code":"X1"}"#, "Busy: X1"),
            (r#"{"Message":"top"}"#, "top"),
        ] {
            assert_eq!(classified(500, body).vendor_text(), Some(expected), "{body}");
        }
        assert_eq!(
            classified(500, &format!(r#"{{"errors":["{}"]}}"#, "é".repeat(9000)))
                .vendor_text()
                .unwrap()
                .chars()
                .count(),
            2000
        );
    }
}
