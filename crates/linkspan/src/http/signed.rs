//! Rights as types: who holds one of these has been checked.

use super::failure::Failure;
use super::fields::Fields;
use super::{Web, cookies};
use crate::app::sign_in;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::Method;
use http::request::Parts;
use linkspan_store::{Env, User};
use secrecy::SecretString;

/// A person who is signed in.
pub(super) struct Signed {
    /// Who.
    pub(super) user: User,
    /// The rows that the person may see.
    pub(super) env: Env,
    /// What every form of the session must carry.
    pub(super) csrf: SecretString,
    /// What the browser sent, for the language and the colours.
    pub(super) headers: http::HeaderMap,
    /// Path and query.
    pub(super) path: String,
    /// What the query says.
    pub(super) query: Fields,
}

/// A form that a person who is signed in sent from a page of ours.
pub(super) struct Posted {
    /// Who sent it.
    pub(super) signed: Signed,
    /// What it says.
    pub(super) fields: Fields,
}

/// A form from in front of the door, sent from a page of ours to the same browser.
pub(super) struct Knocked {
    /// What it says.
    pub(super) fields: Fields,
}

impl Signed {
    /// The token of the browser.
    pub(super) fn token(&self) -> Option<SecretString> {
        cookies::secret(&self.headers, cookies::SESSION)
    }

    /// Who did it, for the audit and the timeline.
    pub(super) fn actor(&self) -> &str {
        &self.user.name
    }
}

impl FromRequestParts<Web> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let next = if parts.method == Method::GET { path.clone() } else { "/".to_owned() };
        let sign_in = || Failure::SignIn { next: next.clone() };
        let token = cookies::secret(&parts.headers, cookies::SESSION).ok_or_else(sign_in)?;
        let (session, user) = sign_in::session(&web.app, &token).await?.ok_or_else(sign_in)?;
        let query = Fields::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let (env, csrf) = (web.app.env(session.environment), sign_in::token_of_forms(&token));
        Ok(Self { user, env, csrf, headers: parts.headers.clone(), path, query })
    }
}

impl FromRequest<Web> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let signed = Signed::from_request_parts(&mut parts, web).await?;
        let fields = fields(Request::from_parts(parts, body), web).await?;
        if !sign_in::same(&signed.csrf, fields.text("csrf")) {
            return Err(Failure::Foreign);
        }
        Ok(Self { signed, fields })
    }
}

impl FromRequest<Web> for Knocked {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let door = cookies::secret(request.headers(), cookies::DOOR);
        let fields = fields(request, web).await?;
        match door {
            Some(door) if sign_in::same(&door, fields.text("csrf")) => Ok(Self { fields }),
            _ => Err(Failure::Foreign),
        }
    }
}

async fn fields(request: Request, web: &Web) -> Result<Fields, Failure> {
    let body =
        Bytes::from_request(request, web).await.map_err(
            |rejected| match axum::response::IntoResponse::into_response(rejected).status() {
                http::StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
                _ => Failure::Malformed,
            },
        )?;
    Ok(Fields::parse(&body))
}
