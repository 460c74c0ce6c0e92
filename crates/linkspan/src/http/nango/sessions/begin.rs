//! `POST /connect/sessions` and `POST /connect/sessions/reconnect`: a program lets one of its users link an account.

use super::read;
use crate::app::connect_sessions::{Purpose, Renewed};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::connections::reach;
use crate::http::nango::formats::{CONNECTION, INTEGRATION};
use crate::http::nango::integrations;
use crate::http::nango::refusal::{Issue, Refusal};
use crate::http::nango::time::zulu;
use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use secrecy::ExposeSecret;
use serde_json::json;

/// For a new connection.
pub(in crate::http::nango) async fn begin(call: Call) -> Answer {
    call.no_query()?;
    let mut purpose = call.body(|fields| {
        if !fields.has("end_user") && !fields.has("tags") {
            fields.missing("end_user", "object");
        }
        let integrations = read::integrations(fields);
        Purpose { integrations, ..read::purpose(fields) }
    })?;
    for key in &purpose.integrations {
        integrations::reach(&call, key)?;
    }
    if purpose.integrations.is_empty() {
        // A key that was made for some integrations gives no more than it has.
        purpose.integrations = call.caller.integrations().to_vec();
    }
    if call.caller.is_narrowed_to_connections() {
        return Err(Refusal::forbidden("This API key was made for other connections."));
    }
    answer(&call, purpose).await
}

/// For a connection that gets new credentials.
pub(in crate::http::nango) async fn renew(call: Call) -> Answer {
    call.no_query()?;
    let (public_id, integration, mut purpose) = call.body(|fields| {
        let connection = fields.needed_text("connection_id", &CONNECTION);
        let integration = fields.needed_text("integration_id", &INTEGRATION);
        (connection, integration, read::purpose(fields))
    })?;
    reach(&call, &integration, &public_id)?;
    let missing = |name, words| Refusal::schema("invalid_body", vec![Issue::custom(words, &[name])]);
    if call.env().integration(&integration).await?.is_none() {
        return Err(missing("integration_id", "Integration does not exist"));
    }
    let found = call.env().lent_connection(&integration, &public_id).await?;
    let lent = found.ok_or_else(|| missing("connection_id", "Connection does not exist"))?;
    let connection = lent.connection.id.to_string();
    purpose.integrations = vec![integration.clone()];
    purpose.renews = Some(Renewed { integration, public_id, connection });
    answer(&call, purpose).await
}

async fn answer(call: &Call, purpose: Purpose) -> Answer {
    read::exist(&call.env(), &purpose).await?;
    let made = call.web.developers.sessions.make(call.caller.environment, purpose, &call.caller.name).await?;
    let token = made.token.expose_secret();
    let data = json!({
        "token": token,
        "connect_link": format!("{}/?session_token={token}", call.web.connect_page()),
        "expires_at": zulu(made.expires_at),
    });
    Ok((StatusCode::CREATED, Json(json!({ "data": data }))).into_response())
}
