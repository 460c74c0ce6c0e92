//! `POST /connections`: taking over an account whose credentials a program has.

use super::credentials::Telling;
use super::{Ends, full, may_see, reach};
use crate::app::lend::{Import, ImportFailure, Material};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::{CONNECTION, INTEGRATION, WEB_ADDRESS};
use crate::http::nango::people::People;
use crate::http::nango::refusal::{Issue, Refusal};
use crate::http::nango::schema::{Fields, Text};
use crate::providers::{AuthMode, TypedFault};
use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use serde_json::{Map, Value};

/// A key or a token.
const SECRET: Text = Text::of(1, 16_384);

/// A key, as far as this API goes.
const KEY: Text = Text::of(1, 1_024);

/// A name or a password, which may be empty.
const PART: Text = Text::of(0, 1_024);

pub(in crate::http::nango) async fn import(call: Call) -> Answer {
    call.no_query()?;
    let body = call.body(Body::read)?;
    let integration = body.integration;
    if let Some(id) = &body.connection_id {
        reach(&call, &integration, id)?;
    } else if call.caller.is_narrowed_to_connections() || !call.caller.reaches_integration(&integration) {
        return Err(Refusal::forbidden("This API key was made for other connections."));
    }
    let found = call.env().integration(&integration).await?;
    let missing = || Refusal::not_found(format!("There is no integration \"{integration}\""));
    let integration = found.ok_or_else(missing)?;
    let definition = call.web.developers.integrations.definition(&integration)?;
    if body.mode != Some(definition.auth_mode) {
        let words = format!("The credentials' type must be {}", definition.auth_mode.as_str());
        return Err(Refusal::in_body(words, &["credentials", "type"]));
    }
    let import = Import {
        integration,
        public_id: body.connection_id,
        material: Material { credentials: body.credentials, config: body.config },
        metadata: body.metadata,
        tags: body.people.all_tags(),
        end_user: body.people.end_user,
        webhook_url: body.webhook_url,
    };
    let lending = &call.web.developers.lending;
    let imported = lending.import(import, &call.caller.name).await.map_err(refused)?;
    let telling = if may_see(&call, &imported.lent).await? { Telling::Credentials } else { Telling::Nothing };
    let opened = lending.open(imported.lent).await?;
    Ok((StatusCode::CREATED, Json(full(&opened, telling, Ends::Zulu))).into_response())
}

struct Body {
    integration: String,
    connection_id: Option<String>,
    mode: Option<AuthMode>,
    credentials: Map<String, Value>,
    config: Map<String, Value>,
    metadata: Option<Map<String, Value>>,
    people: People,
    webhook_url: Option<String>,
}

impl Body {
    fn read(fields: &mut Fields) -> Self {
        let integration = fields.needed_text("provider_config_key", &INTEGRATION);
        let connection_id = fields.text("connection_id", &CONNECTION);
        if !fields.has("credentials") {
            fields.missing("credentials", "object");
        }
        let (mode, credentials) = fields.object("credentials", credentials).unwrap_or_default();
        Self {
            integration,
            connection_id,
            mode,
            credentials,
            config: fields.map("connection_config").unwrap_or_default(),
            metadata: fields.map("metadata"),
            people: People::read(fields, false),
            webhook_url: fields.text("webhook_url_override", &WEB_ADDRESS),
        }
    }
}

/// The kinds of credentials that can be brought along, each with its fields.
fn credentials(fields: &mut Fields) -> (Option<AuthMode>, Map<String, Value>) {
    const MODES: [AuthMode; 6] =
        [AuthMode::ApiKey, AuthMode::Basic, AuthMode::Oauth2, AuthMode::Oauth2Cc, AuthMode::TwoStep, AuthMode::None];
    if !fields.has("type") {
        fields.missing("type", "string");
        return (None, Map::new());
    }
    let words = MODES.map(AuthMode::as_str);
    let Some(mode) = fields.choice("type", &words).map(|index| MODES[index]) else { return (None, Map::new()) };
    let mut map = Map::new();
    map.insert("type".into(), mode.as_str().into());
    let (needed, optional): (&[(&str, &Text)], &[&str]) = match mode {
        AuthMode::ApiKey => (&[("apiKey", &KEY)], &[]),
        AuthMode::Basic => (&[("username", &PART), ("password", &PART)], &[]),
        AuthMode::Oauth2 => (&[("access_token", &SECRET)], &["refresh_token"]),
        AuthMode::Oauth2Cc => (
            &[("token", &SECRET), ("client_id", &SECRET), ("client_secret", &SECRET)],
            &["client_certificate", "client_private_key"],
        ),
        AuthMode::TwoStep | AuthMode::None => (&[], &[]),
    };
    for (name, rule) in needed {
        map.insert((*name).into(), fields.needed_text(name, rule).into());
    }
    for name in optional {
        if let Some(text) = fields.text(name, &SECRET) {
            map.insert((*name).into(), text.into());
        }
    }
    match mode {
        AuthMode::Oauth2 | AuthMode::Oauth2Cc => {
            if let Some(at) = fields.any("expires_at") {
                map.insert("expires_at".into(), at);
            }
            fields.any("config_override");
            fields.any("raw");
        }
        // What is exchanged for a token differs from provider to provider; its rules are checked with the provider at hand.
        AuthMode::TwoStep => map.extend(fields.rest()),
        _ => {}
    }
    (Some(mode), map)
}

fn refused(failure: ImportFailure) -> Refusal {
    let issues = |part: &str, faults: Vec<TypedFault>| {
        let issue = |fault: TypedFault| Issue {
            code: fault.issue_code(),
            message: fault.sentence,
            path: vec![part.to_owned(), fault.field],
        };
        Refusal::schema("invalid_body", faults.into_iter().map(issue).collect())
    };
    match failure {
        ImportFailure::Config(faults) => issues("connection_config", faults),
        ImportFailure::Credentials(faults) => issues("credentials", faults),
        // The code of its own says which of zone, user, secret, licence or network it was.
        ImportFailure::Refused { code, sentence } => {
            Refusal::bad("connection_test_failed", sentence).with_payload(serde_json::json!({ "reason": code }))
        }
        ImportFailure::Problem(problem) => problem.into(),
    }
}
