//! `GET /connections/{connection_id}`, `GET /connection/{connection_id}`.

use super::credentials::Telling;
use super::{Ends, find, full, id, may_see};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::INTEGRATION;
use crate::http::nango::refusal::Refusal;
use axum::Json;
use axum::response::IntoResponse;

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
    let (opened, telling) = match shows {
        true if refresh_token => (lending.fresh(opened, forced).await?, Telling::RefreshTokenToo),
        true => (lending.fresh(opened, forced).await?, Telling::Credentials),
        false => (opened, Telling::Nothing),
    };
    Ok(Json(full(&opened, telling, Ends::Offset)).into_response())
}
