//! The frame of a page: who is signed in, in which language and colours, what waits; and the message left by the request
//! before.

use super::failure::Failure;
use super::portal::Shell;
use super::portal::shell::{Flash, Section, Theme, User};
use super::portal::states::Tone;
use super::portal::strings::{Locale, Text};
use super::signed::Signed;
use super::{Web, cookies};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::HeaderMap;
use http::header::{ACCEPT_LANGUAGE, SET_COOKIE};
use linkspan_core::clock::from_ms;
use linkspan_core::order::OrderState;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{ConnectionState, Env, OrderFilter};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// How long a message waits for its page, in seconds.
const FLASH_SECONDS: i64 = 60;

/// How long a refused order is something that waits for a person, in milliseconds.
pub(super) const REFUSED_WAITS_MS: i64 = 7 * 24 * 3_600 * 1_000;

/// The frame of a page of the portal.
pub(super) async fn shell(web: &Web, signed: &Signed, section: Section) -> Result<Shell, Failure> {
    let environment = signed.env.environment().await?.map(|environment| environment.name).unwrap_or_default();
    let mut shell = door(web, &signed.headers, section, &signed.path);
    shell.user = Some(User { name: signed.user.name.clone(), email: signed.user.email.clone() });
    shell.environment = environment;
    shell.csrf = secrecy::ExposeSecret::expose_secret(&signed.csrf).to_owned();
    shell.waiting = waiting(web, &signed.env).await?;
    shell.flash = flash(&signed.headers);
    if let Some(locale) = signed.user.locale.as_deref().and_then(Locale::from_code) {
        shell.locale = locale;
    }
    if let Some(theme) = signed.user.theme.as_deref().and_then(Theme::from_code) {
        shell.theme = theme;
    }
    Ok(shell)
}

/// The frame of a page in front of the door, without a token for its forms.
pub(super) fn door(web: &Web, headers: &HeaderMap, section: Section, path: &str) -> Shell {
    let language = headers.get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok()).unwrap_or_default();
    let chosen = cookies::get(headers, cookies::LOCALE).and_then(Locale::from_code);
    Shell {
        user: None,
        environment: String::new(),
        csrf: cookies::get(headers, cookies::DOOR).unwrap_or_default().to_owned(),
        locale: chosen.unwrap_or_else(|| Locale::from_accept_language(language)),
        theme: cookies::get(headers, cookies::THEME).and_then(Theme::from_code).unwrap_or_default(),
        section,
        waiting: 0,
        flash: None,
        now: web.app.clock.now(),
        time_zone: web.time_zone.clone(),
        path: path.to_owned(),
        demo: web.demo,
    }
}

/// The words in the person's language, for messages.
pub(super) fn words(web: &Web, signed: &Signed) -> Text {
    let chosen = signed.user.locale.as_deref().and_then(Locale::from_code);
    chosen.map_or_else(|| door(web, &signed.headers, Section::Home, "/").text(), Text)
}

/// A page, and the message that it showed is forgotten.
pub(super) fn page(web: &Web, shell: &Shell, html: String) -> Response {
    let mut response = Html(html).into_response();
    if shell.flash.is_some()
        && let Some(header) = cookies::set(web, cookies::FLASH, "", 0)
    {
        response.headers_mut().append(SET_COOKIE, header);
    }
    response
}

/// Goes to a page of ours that shows a message once.
pub(super) fn go(web: &Web, to: &str, tone: Tone, text: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    let value = format!("{}.{}", tone_code(tone), utf8_percent_encode(text, NON_ALPHANUMERIC));
    // A cookie has room for some 4,000 bytes; a message that long is no message.
    if value.len() < 3_500
        && let Some(header) = cookies::set(web, cookies::FLASH, &value, FLASH_SECONDS)
    {
        response.headers_mut().append(SET_COOKIE, header);
    }
    response
}

/// After a button: back to its page, with good news or with what was refused. Only what is our own fault is an error page.
pub(super) fn after(web: &Web, to: &str, done: Result<(), Problem>, good: &str) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(go(web, to, Tone::Ok, good)),
        Err(problem) if matches!(problem.code, "store_failed" | "order_not_found") => Err(problem.into()),
        Err(problem) => {
            tracing::info!(code = problem.code, cause = problem.cause_chain(), "refused: {problem}");
            let tone = match problem.consequence {
                Consequence::Permanent | Consequence::NeedsPerson => Tone::Warn,
                _ => Tone::Bad,
            };
            Ok(go(web, to, tone, &problem.sentence))
        }
    }
}

/// The states of orders that wait for a person.
pub(super) const WAITING: [OrderState; 3] = [OrderState::Held, OrderState::Unknown, OrderState::Conflict];

async fn waiting(web: &Web, env: &Env) -> Result<u64, Failure> {
    let counts = env.order_counts().await?;
    let held: i64 = counts.iter().filter(|(state, _)| WAITING.contains(state)).map(|(_, count)| count).sum();
    let refused = env.orders(&refused(web)).await?.total;
    let dead = env.connections().await?.iter().filter(|one| one.state == ConnectionState::Error).count();
    let unconfirmed = env.bridges().await?.iter().filter(|bridge| bridge.reconcile_first).count();
    Ok(u64::try_from(held + refused).unwrap_or(0) + (dead + unconfirmed) as u64)
}

/// Refused orders that are still news.
pub(super) fn refused(web: &Web) -> OrderFilter {
    let since = web.app.clock.now_ms() - REFUSED_WAITS_MS;
    OrderFilter {
        states: vec![OrderState::Rejected],
        since: Some(from_ms(since).as_millisecond()),
        ..OrderFilter::default()
    }
}

fn flash(headers: &HeaderMap) -> Option<Flash> {
    let (tone, text) = cookies::get(headers, cookies::FLASH)?.split_once('.')?;
    let text = percent_decode_str(text).decode_utf8().ok()?.into_owned();
    (!text.is_empty()).then_some(Flash { tone: tone_of(tone), text })
}

fn tone_code(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "ok",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Wait | Tone::Accent | Tone::Quiet => "wait",
    }
}

fn tone_of(code: &str) -> Tone {
    match code {
        "ok" => Tone::Ok,
        "warn" => Tone::Warn,
        "bad" => Tone::Bad,
        _ => Tone::Wait,
    }
}
