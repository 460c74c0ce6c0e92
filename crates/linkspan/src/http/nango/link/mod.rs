//! Linking an account in a connect session: the calls of the frontend SDK, one for each kind of credentials. They share the
//! order of their checks: session, body, query, path, integration, kind of credentials, what the session allows, then the
//! vendor.
//!
//! What a vendor answered is told by a stable code and a sentence of ours beside the message that programs know.

pub(super) mod api_key;
pub(super) mod basic;
pub(super) mod client_credentials;
pub(super) mod off;
pub(super) mod two_step;
pub(super) mod unauthenticated;

use super::call::{Answer, Visit};
use super::formats::{INTEGRATION, LABEL, LONG};
use super::refusal::{Issue, Refusal};
use super::schema::{Fields, Text};
use crate::app::connect_sessions::{Target, TargetFailure};
use crate::app::lend::{ImportFailure, Imported, Material};
use crate::providers::{AuthMode, TypedFault};
use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use linkspan_store::LentConnection;
use serde_json::{Map, Value, json};

/// A token was checked before; here it is only known to be there.
const TOKEN: Text = Text::of(1, 512);

/// What programs know as the reason, whatever it was.
const TEST_FAILED: &str = "The given credentials were found to be invalid. Please check the credentials and try again.";

/// The body was read; what is linked to, with the configuration as it was typed.
struct Asking {
    target: Target,
    config: Map<String, Value>,
}

/// Checks query, path, integration and session.
async fn asking(visit: &Visit, mode: AuthMode) -> Result<Asking, Refusal> {
    let config = visit.query(query)?;
    let key = visit.path(|fields| fields.needed_text("unique_key", &INTEGRATION))?;
    let sessions = &visit.web.developers.sessions;
    let target = sessions.target(&visit.session, &key, &[mode]).await.map_err(untargeted)?;
    Ok(Asking { target, config })
}

/// Proves and keeps the account.
async fn link(visit: &Visit, asking: Asking, credentials: Map<String, Value>) -> Result<Imported, ImportFailure> {
    let material = Material { credentials, config: asking.config };
    visit.web.developers.sessions.save(&visit.session, asking.target, material).await
}

/// The answer to an account that was linked.
fn linked(lent: &LentConnection) -> Answer {
    let card = &lent.card;
    let body = json!({ "connectionId": card.public_id, "providerConfigKey": card.integration });
    Ok(Json(body).into_response())
}

fn query(fields: &mut Fields) -> Map<String, Value> {
    fields.needed_text("connect_session_token", &TOKEN);
    if fields.any("connection_id").is_some() {
        fields.wrong("connection_id", "connection_id is forbidden when using session token");
    }
    // Who migrates may still send these; the session decides.
    for name in ["public_key", "hmac", "user_scope"] {
        fields.text(name, &LABEL);
    }
    fields.map("authorization_params");
    fields.text_map("params", &LONG).unwrap_or_default()
}

/// Why a session cannot link to an integration, as programs know it.
pub(in crate::http) fn untargeted(failure: TargetFailure) -> Refusal {
    match failure {
        TargetFailure::NoIntegration => Refusal::bare(StatusCode::NOT_FOUND, "unknown_provider_config"),
        TargetFailure::NoProvider => Refusal::bare(StatusCode::NOT_FOUND, "unknown_provider_template"),
        TargetFailure::OtherMode(mode) => {
            let words = format!("Accounts of this integration are linked with {}.", mode.as_str());
            Refusal::bad("invalid_auth_mode", words)
        }
        TargetFailure::NotAllowed => {
            Refusal::bad("integration_not_allowed", "The connect session was made for other integrations.")
        }
        TargetFailure::Gone => {
            Refusal::bad("invalid_connection", "The connection that was to be renewed does not exist any more.")
        }
        TargetFailure::Problem(problem) => problem.into(),
    }
}

/// Why an account was not linked, as programs know it.
pub(in crate::http) fn unlinked(failure: ImportFailure) -> Refusal {
    match failure {
        ImportFailure::Config(faults) => Refusal::schema("invalid_query_params", issues(&["params"], faults)),
        ImportFailure::Credentials(faults) => Refusal::schema("invalid_body", issues(&[], faults)),
        ImportFailure::Refused { code, sentence } => refused("connection_test_failed", TEST_FAILED, code, &sentence),
        ImportFailure::Problem(problem) => problem.into(),
    }
}

fn refused(code: &'static str, message: &'static str, reason: &str, sentence: &str) -> Refusal {
    Refusal::bad(code, message).with_payload(json!({ "reason": reason, "sentence": sentence }))
}

fn issues(place: &[&str], faults: Vec<TypedFault>) -> Vec<Issue> {
    let issue = |fault: TypedFault| Issue {
        code: fault.issue_code(),
        message: fault.sentence,
        path: place.iter().map(|part| (*part).to_owned()).chain([fault.field]).collect(),
    };
    faults.into_iter().map(issue).collect()
}
