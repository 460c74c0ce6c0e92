//! Settings > Webhooks: where messages go, the key that signs them, what became of them. For owners.

use super::lists::Paging;
use super::owner;
use crate::app::webhooks::{self, ATTEMPTS, AddressFault};
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::page::{Choice, Field};
use crate::http::portal::shell::Section;
use crate::http::portal::states::{DeliveryState as Shown, State as _, Tone};
use crate::http::portal::strings::Text;
use crate::http::portal::webhooks::{DeliveryRow, WebhooksPage};
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use crate::webhooks::WebhookSettings;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use linkspan_core::id::RowId;
use linkspan_store::{Delivery, DeliveryFilter, DeliveryState, NewAudit};
use secrecy::ExposeSecret;
use url::Url;

const HERE: &str = "/settings/webhooks";

/// Messages on one page.
const SIZE: i64 = 20;

/// What of a page is not as it is kept.
#[derive(Default)]
struct Typed {
    urls: Option<(WebhookSettings, [Field; 2])>,
    key: Field,
    shows_key: bool,
}

/// `GET /settings/webhooks`.
pub(in crate::http) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    owner(&signed)?;
    page(&web, &signed, Typed::default(), StatusCode::OK).await
}

/// `POST /settings/webhooks`.
pub(in crate::http) async fn save(
    State(web): State<Web>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    owner(&signed)?;
    let t = frame::words(&web, &signed);
    let mut typed = [Field::of(fields.text("url")), Field::of(fields.text("second_url"))];
    for field in &mut typed {
        let fault = if field.value.is_empty() { None } else { webhooks::address_fault(&web.app, &field.value)? };
        field.error = fault.map(|fault| sentence(t, fault).to_owned());
    }
    let settings = read(&fields);
    if typed.iter().any(|field| field.error.is_some()) {
        let typed = Typed { urls: Some((settings, typed)), ..Typed::default() };
        return page(&web, &signed, typed, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    webhooks::save(&web.app, signed.env.id(), settings, signed.actor()).await?;
    Ok(frame::go(&web, HERE, Tone::Ok, t.did_save()))
}

/// `POST /settings/webhooks/test`.
pub(in crate::http) async fn test(State(web): State<Web>, Posted { signed, .. }: Posted) -> Result<Response, Failure> {
    owner(&signed)?;
    let t = frame::words(&web, &signed);
    let done = webhooks::test(&web.app, signed.env.id()).await;
    frame::after(&web, HERE, done, t.hooks_did_test())
}

/// `POST /settings/webhooks/key`: the key is on the page that answers, and the audit says who saw it.
pub(in crate::http) async fn show_key(
    State(web): State<Web>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    owner(&signed)?;
    let entry = NewAudit {
        actor: signed.actor().to_owned(),
        action: "webhooks.key_shown".into(),
        subject_kind: "webhook".into(),
        subject_id: "settings".into(),
        sentence: format!("{} looked at the key that signs webhooks.", signed.actor()),
        detail: serde_json::json!({}),
    };
    let mut tx = web.app.store.begin().await?;
    signed.env.add_audit(&mut tx, &entry).await?;
    tx.commit().await?;
    page(&web, &signed, Typed { shows_key: true, ..Typed::default() }, StatusCode::OK).await
}

/// `POST /settings/webhooks/key/change`, with `new_key`.
pub(in crate::http) async fn change_key(
    State(web): State<Web>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    owner(&signed)?;
    let t = frame::words(&web, &signed);
    let bring = Some(fields.secret("new_key")).filter(|key| !key.expose_secret().trim().is_empty());
    match webhooks::change_key(&web.app, signed.env.id(), bring, signed.actor()).await {
        Err(problem) if problem.code == "signing_key_malformed" => {
            let typed = Typed { key: Field::default().wrong(t.hooks_key_wrong()), ..Typed::default() };
            page(&web, &signed, typed, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        done => frame::after(&web, HERE, done, t.hooks_key_did()),
    }
}

/// `POST /settings/webhooks/{id}/{action}`: `resend` or `give-up`.
pub(in crate::http) async fn act(
    State(web): State<Web>,
    Path((id, action)): Path<(String, String)>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    owner(&signed)?;
    let t = frame::words(&web, &signed);
    let (id, env) = (RowId::parse(&id).ok_or(Failure::NotFound)?, signed.env.id());
    let (done, good) = match action.as_str() {
        "resend" => (webhooks::resend(&web.app, env, id, signed.actor()).await, t.hooks_did_resend()),
        "give-up" => (webhooks::give_up(&web.app, env, id, signed.actor()).await, t.hooks_did_give_up()),
        _ => return Err(Failure::NotFound),
    };
    frame::after(&web, HERE, done, good)
}

fn read(fields: &Fields) -> WebhookSettings {
    WebhookSettings {
        urls: ["url", "second_url"].map(|name| fields.text(name).to_owned()).into(),
        on_auth_creation: fields.ticked("on_auth_creation"),
        on_auth_refresh_error: fields.ticked("on_auth_refresh_error"),
    }
}

fn sentence(t: Text, fault: AddressFault) -> &'static str {
    match fault {
        AddressFault::NoAddress => t.hooks_wrong_no_address(),
        AddressFault::LogIn => t.hooks_wrong_log_in(),
        AddressFault::Plain => t.hooks_wrong_plain(),
        AddressFault::Private => t.hooks_wrong_private(),
    }
}

async fn page(web: &Web, signed: &Signed, typed: Typed, status: StatusCode) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Settings).await?;
    let (t, env) = (shell.text(), signed.env.id());
    let kept = webhooks::settings(&web.app, env).await?;
    let is_on = !kept.urls.is_empty();
    let (settings, [url, second_url]) = typed.urls.unwrap_or_else(|| {
        let field = |at: usize| Field::of(kept.urls.get(at).cloned().unwrap_or_default());
        (kept.clone(), [field(0), field(1)])
    });
    let state = DeliveryState::parse(signed.query.text("state"));
    let paging = Paging::new(signed.query.page(), SIZE);
    let filter = DeliveryFilter { state, limit: SIZE, offset: paging.offset() };
    let rows = webhooks::list(&web.app, env, &filter).await?;
    let counts = webhooks::counts(&web.app, env).await?;
    let count = |wanted: Option<DeliveryState>| -> i64 {
        counts.iter().filter(|(one, _)| wanted.is_none_or(|wanted| *one == wanted)).map(|(_, count)| count).sum()
    };
    let query = [("state", signed.query.text("state").to_owned())];
    let page = WebhooksPage {
        url,
        second_url,
        on_auth_creation: settings.on_auth_creation,
        on_auth_refresh_error: settings.on_auth_refresh_error,
        is_on,
        shown_key: if typed.shows_key { Some(webhooks::signing_key(&web.app, env).await?) } else { None },
        key: typed.key,
        states: states(t, state),
        most: ATTEMPTS,
        dead: count(Some(DeliveryState::Dead)),
        filtered: state.is_some(),
        pager: paging.pager(rows.len(), count(state), HERE, &query),
        rows: rows.into_iter().map(|delivery| row(t, delivery)).collect(),
    };
    let html = page.render(&shell)?;
    Ok((status, frame::page(web, &shell, html)).into_response())
}

fn states(t: Text, chosen: Option<DeliveryState>) -> Vec<Choice> {
    let all = [None].into_iter().chain(DeliveryState::ALL.iter().copied().map(Some));
    all.map(|state| {
        let word = state.map_or(t.all(), |state| shown(state).look(t).2);
        let choice = Choice::new(state.map_or("", DeliveryState::as_str), word);
        if state == chosen { choice.chosen() } else { choice }
    })
    .collect()
}

fn shown(state: DeliveryState) -> Shown {
    match state {
        DeliveryState::Waiting => Shown::Waiting,
        DeliveryState::Delivered => Shown::Delivered,
        DeliveryState::Dead => Shown::Dead,
        DeliveryState::GivenUp => Shown::GivenUp,
    }
}

fn row(t: Text, delivery: Delivery) -> DeliveryRow {
    let outcome = outcome(t, &delivery);
    let content = delivery.content;
    let parts = [content.integration, content.public_id];
    DeliveryRow {
        id: delivery.id.to_string(),
        title: title(t, &content.kind),
        about: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" / "),
        place: place(&content.url),
        state: shown(delivery.state),
        attempts: delivery.attempts,
        most: ATTEMPTS,
        outcome,
        made_at: delivery.created_at,
        next: delivery.due_at.filter(|_| delivery.attempts > 0),
        body: content.body,
    }
}

fn title(t: Text, kind: &str) -> &'static str {
    match kind {
        "auth.creation" => t.hook_creation(),
        "auth.override" => t.hook_override(),
        "auth.refresh" => t.hook_refresh(),
        "test" => t.hook_test(),
        _ => t.hook_other(),
    }
}

/// Host and path: the query may hold what is for the receiver alone.
fn place(url: &str) -> String {
    Url::parse(url).map_or_else(
        |_| String::new(),
        |url| {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}{port}{}", url.host_str().unwrap_or_default(), url.path())
        },
    )
}

fn outcome(t: Text, delivery: &Delivery) -> Option<String> {
    let answered = delivery.status.map(|status| t.hook_answered(status));
    let said = match delivery.failure.as_deref() {
        None | Some("answered") => return answered,
        Some("gone") => t.hook_gone(),
        Some("redirected") => t.hook_redirected(),
        Some("too_slow") => t.hook_too_slow(),
        Some("address_refused") => t.hook_refused(),
        Some("interrupted") => t.hook_interrupted(),
        Some(_) => t.hook_unreachable(),
    };
    Some(said.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_without_what_may_be_secret() {
        assert_eq!(place("https://app.example:8443/hooks/7?token=hush#x"), "app.example:8443/hooks/7");
        assert_eq!(place("no address"), "");
    }
}
