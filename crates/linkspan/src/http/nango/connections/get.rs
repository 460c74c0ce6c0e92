//! `GET /connections/{connection_id}`, `GET /connection/{connection_id}`.

use super::credentials::Telling;
use super::{Ends, find, full, id, may_see};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::INTEGRATION;
use crate::http::nango::refusal::Refusal;
use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use linkspan_core::id::ConnectionId;
use linkspan_core::problem::{Consequence, Problem};
use serde_json::json;

pub(in crate::http::nango) async fn get(call: Call) -> Answer {
    let id = id(&call)?;
    let (integration, [forced, refresh_token, other]) = call.query(|fields| {
        let integration = fields.needed_text("provider_config_key", &INTEGRATION);
        let options = ["force_refresh", "refresh_token", "refresh_github_app_jwt_token"];
        (integration, options.map(|option| fields.flag(option) == Some(true)))
    })?;
    if forced || refresh_token || other {
        call.need(super::READ_CREDENTIALS)?;
    }
    let missing = || Refusal::not_found(format!("There is no connection \"{id}\" of \"{integration}\""));
    let lent = find(&call, &integration, &id).await?.ok_or_else(missing)?;
    let shows = may_see(&call, &lent).await?;
    let lending = &call.web.developers.lending;
    lending.fetched(&lent);
    let opened = lending.open(lent).await?;
    if !shows || !lending.would_renew(&opened, forced) {
        let telling = telling(shows, refresh_token);
        return Ok(Json(full(&opened, telling, Ends::Offset)).into_response());
    }
    let id = opened.lent.connection.id;
    match lending.fresh(opened, forced).await {
        Ok(opened) => Ok(Json(full(&opened, telling(shows, refresh_token), Ends::Offset)).into_response()),
        Err(problem) if problem.consequence == Consequence::Credentials => Err(refused(&call, id, problem).await?),
        Err(problem) => Err(problem.into()),
    }
}

fn telling(shows: bool, refresh_token: bool) -> Telling {
    match (shows, refresh_token) {
        (false, _) => Telling::Nothing,
        (true, false) => Telling::Credentials,
        (true, true) => Telling::RefreshTokenToo,
    }
}

/// The vendor does not renew the token. Programs get the connection with the refusal, without credentials.
async fn refused(call: &Call, id: ConnectionId, problem: Problem) -> Result<Refusal, Refusal> {
    let status = match problem.code {
        "connection_refresh_backoff" | "refresh_exhausted" => StatusCode::FAILED_DEPENDENCY,
        _ => StatusCode::BAD_REQUEST,
    };
    let refusal = Refusal::new(status, "invalid_credentials", problem.sentence);
    let Some(lent) = call.env().lent_connection_by_id(id).await? else { return Ok(refusal) };
    let opened = call.web.developers.lending.open(lent).await?;
    let connection = full(&opened, Telling::Nothing, Ends::Offset);
    Ok(refusal.with_payload(json!({ "connection": connection, "reason": problem.code })))
}
