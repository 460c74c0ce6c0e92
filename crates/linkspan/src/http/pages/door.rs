//! Coming in and going out: one-time links, the first owner, sign-in, sign-out.

use crate::app::sign_in::{self, Begun, PASSWORD_LONGEST, PASSWORD_SHORTEST, SESSION_SECONDS};
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::Shell;
use crate::http::portal::door::{FirstRunPage, SignInPage};
use crate::http::portal::page::Field;
use crate::http::portal::shell::Section;
use crate::http::portal::strings::Text;
use crate::http::signed::{Knocked, Posted};
use crate::http::{Web, address, cookies, frame};
use axum::extract::{ConnectInfo, OriginalUri, Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use linkspan_core::problem::Problem;
use linkspan_store::LinkPurpose;
use secrecy::{ExposeSecret, SecretString};
use std::net::SocketAddr;

/// How long a form in front of the door may be filled in, in seconds.
const DOOR_SECONDS: i64 = 24 * 3_600;

/// `GET /welcome/{token}`: leads a one-time link to where it is good for.
pub(in crate::http) async fn welcome(State(web): State<Web>, Path(token): Path<String>) -> Result<Response, Failure> {
    let secret = SecretString::from(token);
    match sign_in::look_at_link(&web.app, &secret).await?.map(|link| link.purpose) {
        Some(LinkPurpose::FirstOwner) => {
            Ok(Redirect::to(&format!("/first-run/{}", secret.expose_secret())).into_response())
        }
        Some(LinkPurpose::SignIn) => {
            let begun = sign_in::follow_link(&web.app, &secret).await?;
            Ok(enter(&web, &begun, "/"))
        }
        Some(LinkPurpose::NewPassword) | None => Err(spent()),
    }
}

/// `GET /first-run/{token}`.
pub(in crate::http) async fn first_run(
    State(web): State<Web>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    owner_link(&web, &token).await?;
    let page = FirstRunPage { token, ..FirstRunPage::default() };
    let (shell, key) = front(&web, &headers, "/")?;
    Ok(with_door(&web, &shell, key, page.render(&shell)?, StatusCode::OK))
}

/// `POST /first-run/{token}`: makes the owner.
pub(in crate::http) async fn become_owner(
    State(web): State<Web>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Knocked { fields }: Knocked,
) -> Result<Response, Failure> {
    owner_link(&web, &token).await?;
    let (shell, key) = front(&web, &headers, "/")?;
    match owner(&fields, shell.text()) {
        Ok(owner) => {
            let begun = sign_in::become_owner(&web.app, &SecretString::from(token), owner).await?;
            Ok(enter(&web, &begun, "/"))
        }
        Err(page) => {
            let page = FirstRunPage { token, ..*page };
            Ok(with_door(&web, &shell, key, page.render(&shell)?, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

async fn owner_link(web: &Web, token: &str) -> Result<(), Failure> {
    let link = sign_in::look_at_link(&web.app, &SecretString::from(token)).await?;
    match link.map(|link| link.purpose) {
        Some(LinkPurpose::FirstOwner) => Ok(()),
        _ => Err(spent()),
    }
}

fn spent() -> Failure {
    Problem::permanent(
        "link_spent",
        "This link no longer works: it was used, or it is too old. Make a new one on the server.",
    )
    .into()
}

/// The owner, or the page with what is wrong.
fn owner(fields: &Fields, t: Text) -> Result<sign_in::Owner, Box<FirstRunPage>> {
    let (name, email) = (fields.text("name"), fields.text("email"));
    let (password, again) = (fields.secret("password"), fields.secret("password_again"));
    let length = password.expose_secret().chars().count();
    let mut page = FirstRunPage { name: Field::of(name), email: Field::of(email), ..FirstRunPage::default() };
    if name.is_empty() || name.chars().count() > 80 {
        page.name = page.name.wrong(t.door_name_wrong());
    }
    if !is_address(email) {
        page.email = page.email.wrong(t.door_email_wrong());
    }
    if length < PASSWORD_SHORTEST {
        page.password = page.password.wrong(t.door_password_short(PASSWORD_SHORTEST));
    } else if length > PASSWORD_LONGEST {
        page.password = page.password.wrong(t.door_password_long(PASSWORD_LONGEST));
    } else if !sign_in::same(&password, again.expose_secret()) {
        page.password_again = page.password_again.wrong(t.door_password_differs());
    }
    let wrong = [&page.name, &page.email, &page.password, &page.password_again];
    match wrong.iter().any(|field| field.error.is_some()) {
        true => Err(Box::new(page)),
        false => Ok(sign_in::Owner { name: name.to_owned(), email: email.to_owned(), password }),
    }
}

/// Whether mail could be sent there; whether it arrives only mail can tell.
pub(in crate::http) fn is_address(text: &str) -> bool {
    text.chars().count() <= 120 && text.parse::<lettre::Address>().is_ok()
}

/// `GET /sign-in?next=`.
pub(in crate::http) async fn sign_in_page(
    State(web): State<Web>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let query = Fields::parse(uri.query().unwrap_or_default().as_bytes());
    let page = SignInPage { next: own_path(query.text("next")).to_owned(), ..SignInPage::default() };
    let (shell, key) = front(&web, &headers, "/sign-in")?;
    Ok(with_door(&web, &shell, key, page.render(&shell)?, StatusCode::OK))
}

/// `POST /sign-in`.
pub(in crate::http) async fn sign_in(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Knocked { fields }: Knocked,
) -> Result<Response, Failure> {
    let (shell, key) = front(&web, &headers, "/sign-in")?;
    let (t, email, next) = (shell.text(), fields.text("email"), own_path(fields.text("next")));
    let sender = address::sender(&web, Some(peer), &headers);
    let refused = match web.throttle.admit(&sender, email) {
        Err(minutes) => Some((StatusCode::TOO_MANY_REQUESTS, t.door_wait(minutes))),
        Ok(()) => match sign_in::with_password(&web.app, email, fields.secret("password")).await? {
            Some(begun) => {
                web.throttle.forget(email);
                return Ok(enter(&web, &begun, next));
            }
            None => Some((StatusCode::UNPROCESSABLE_ENTITY, t.door_wrong_pair().to_owned())),
        },
    };
    let (status, error) = refused.unzip();
    tracing::info!(sender, "a sign-in was refused");
    let page = SignInPage { email: Field::of(email), error, next: next.to_owned() };
    let html = page.render(&shell)?;
    Ok(with_door(&web, &shell, key, html, status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)))
}

/// `POST /sign-out`.
pub(in crate::http) async fn sign_out(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    if let Some(token) = posted.signed.token() {
        sign_in::sign_out(&web.app, posted.signed.env.id(), &token).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    if let Some(header) = cookies::set(&web, cookies::SESSION, "", 0) {
        response.headers_mut().append(SET_COOKIE, header);
    }
    Ok(response)
}

fn enter(web: &Web, begun: &Begun, next: &str) -> Response {
    let mut response = Redirect::to(next).into_response();
    // The browser forgets it when it closes or with the session, whichever is first.
    if let Some(header) = cookies::set_secret(web, cookies::SESSION, &begun.token, SESSION_SECONDS) {
        response.headers_mut().append(SET_COOKIE, header);
    }
    response
}

/// The frame of a page with a form in front of the door, and the value that ties the form to this browser.
fn front(web: &Web, headers: &HeaderMap, path: &str) -> Result<(Shell, SecretString), Failure> {
    let key = match cookies::secret(headers, cookies::DOOR) {
        Some(key) => key,
        None => sign_in::random_token()?,
    };
    let mut shell = frame::door(web, headers, Section::Home, path);
    shell.csrf = key.expose_secret().to_owned();
    Ok((shell, key))
}

fn with_door(web: &Web, _: &Shell, key: SecretString, html: String, status: StatusCode) -> Response {
    let mut response = (status, Html(html)).into_response();
    if let Some(header) = cookies::set_secret(web, cookies::DOOR, &key, DOOR_SECONDS) {
        response.headers_mut().append(SET_COOKIE, header);
    }
    response
}

/// A path of this server; anything that a browser could read as another site is the home page.
pub(in crate::http) fn own_path(next: &str) -> &str {
    let odd = |c: char| c == '\\' || c.is_control() || c.is_whitespace();
    match next.starts_with('/') && !next.starts_with("//") && !next.contains(odd) {
        true => next,
        false => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/orders?group=open", "/orders?group=open")]
    #[case("//evil.example", "/")]
    #[case("/\\evil.example", "/")]
    #[case("https://evil.example", "/")]
    #[case("/a\nb", "/")]
    #[case("", "/")]
    fn only_our_own_paths_are_followed(#[case] next: &str, #[case] to: &str) {
        assert_eq!(own_path(next), to);
    }
}
