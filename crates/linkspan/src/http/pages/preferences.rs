//! Language and colours: kept in cookies, and with the person where one is signed in.

use super::door::own_path;
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::shell::Theme;
use crate::http::portal::strings::Locale;
use crate::http::signed::{Knocked, Posted};
use crate::http::{Web, cookies};
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;

/// How long a browser remembers them, in seconds.
const YEAR: i64 = 365 * 24 * 3_600;

/// `POST /preferences`, on either side of the door.
pub(in crate::http) async fn choose(State(web): State<Web>, request: Request) -> Result<Response, Failure> {
    let signed_in = cookies::get(request.headers(), cookies::SESSION).is_some_and(|token| !token.is_empty());
    let fields = if signed_in {
        let Posted { signed, fields } = Posted::from_request(request, &web).await?;
        let (locale, theme) = chosen(&fields);
        let mut tx = web.app.store.begin().await?;
        let locale = locale.map(|locale| locale.code().to_owned()).or(signed.user.locale);
        let theme = theme.map(|theme| theme.code().to_owned()).or(signed.user.theme);
        signed.env.set_appearance(&mut tx, signed.user.id, locale.as_deref(), theme.as_deref()).await?;
        tx.commit().await?;
        fields
    } else {
        Knocked::from_request(request, &web).await?.fields
    };
    let (locale, theme) = chosen(&fields);
    let mut response = Redirect::to(own_path(fields.text("next"))).into_response();
    let locale = locale.and_then(|locale| cookies::set(&web, cookies::LOCALE, locale.code(), YEAR));
    let theme = theme.and_then(|theme| cookies::set(&web, cookies::THEME, theme.code(), YEAR));
    for header in locale.into_iter().chain(theme) {
        response.headers_mut().append(SET_COOKIE, header);
    }
    Ok(response)
}

fn chosen(fields: &Fields) -> (Option<Locale>, Option<Theme>) {
    (Locale::from_code(fields.text("locale")), Theme::from_code(fields.text("theme")))
}
