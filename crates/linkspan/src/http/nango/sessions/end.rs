//! `DELETE /connect/session`.

use crate::http::nango::call::{Answer, Visit};
use axum::response::IntoResponse;
use http::StatusCode;

pub(in crate::http::nango) async fn end(visit: Visit) -> Answer {
    visit.no_query()?;
    visit.body(|_| ())?;
    visit.web.developers.sessions.end(&visit.session).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
