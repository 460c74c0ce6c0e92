//! Settings > API keys: making, listing, taking back. For owners, because a key can do what they can.

use super::owner;
use crate::app::keys::{EVERYTHING, KeyRequest, SCOPES, expiry};
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::api_keys::{ApiKeysPage, KeyForm, KeyRow, MadeKey, ScopeGroup};
use crate::http::portal::page::{Choice, Field};
use crate::http::portal::shell::Section;
use crate::http::portal::states::KeyState;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use linkspan_core::Timestamp;
use linkspan_core::id::RowId;
use linkspan_store::{ApiKey, Grants};

const HERE: &str = "/settings/keys";

/// What every scope begins with.
const COMMON: &str = "environment:";

/// The verbs that a key can be narrowed to.
const VERBS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// `GET /settings/keys`.
pub(in crate::http) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    owner(&signed)?;
    let form = form(frame::words(&web, &signed), &Fields::default());
    page(&web, &signed, form, None, StatusCode::OK).await
}

/// `POST /settings/keys`: the key is on the page that answers, and nowhere else.
pub(in crate::http) async fn make(
    State(web): State<Web>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    owner(&signed)?;
    let t = frame::words(&web, &signed);
    let mut typed = form(t, &fields);
    let request = request(&fields, web.app.clock.now());
    if typed.chosen_only && request.grants.scopes.is_empty() {
        typed.error = Some(t.keys_none_chosen().to_owned());
        return page(&web, &signed, typed, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match web.keys.make(signed.env.id(), &request, signed.actor()).await {
        Ok(made) => {
            let made = MadeKey { name: request.name, key: made.key };
            page(&web, &signed, form(t, &Fields::default()), Some(made), StatusCode::OK).await
        }
        Err(problem) if problem.code == "key_name_missing" => {
            typed.name = typed.name.wrong(t.keys_name_wrong());
            page(&web, &signed, typed, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(problem) if matches!(problem.code, "scope_unknown" | "verb_unknown") => {
            typed.error = Some(problem.sentence);
            page(&web, &signed, typed, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// `POST /settings/keys/{id}/revoke`.
pub(in crate::http) async fn revoke(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    owner(&signed)?;
    let t = frame::words(&web, &signed);
    let id = RowId::parse(&id).ok_or(Failure::NotFound)?;
    let done = web.keys.revoke(signed.env.id(), id, signed.actor()).await;
    frame::after(&web, HERE, done, t.keys_did_revoke())
}

fn request(fields: &Fields, now: Timestamp) -> KeyRequest {
    let list = |name: &str| -> Vec<String> {
        fields.text(name).split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    };
    let ticked = |name: &str| fields.all(name).map(str::to_owned).collect::<Vec<String>>();
    let grants = Grants {
        scopes: if fields.text("reach") == "chosen" { ticked("scope") } else { Vec::new() },
        integrations: list("integrations"),
        connections: list("connections"),
        verbs: ticked("verb"),
        paths: list("paths"),
    };
    KeyRequest {
        name: fields.text("name").to_owned(),
        grants,
        expires_at: expiry(fields.text("life"), now),
        bring: None,
    }
}

/// The form with what was typed.
fn form(t: Text, fields: &Fields) -> KeyForm {
    let pick = |choice: Choice, chosen: bool| if chosen { choice.chosen() } else { choice };
    let is_ticked = |name: &str, value: &str| fields.all(name).any(|one| one == value);
    let mut groups: Vec<ScopeGroup> = Vec::new();
    for scope in SCOPES {
        let (group, label) = parts(scope);
        let choice = pick(Choice::new(*scope, label), is_ticked("scope", scope));
        match groups.iter_mut().find(|one| one.name == group) {
            Some(known) => known.scopes.push(choice),
            None => groups.push(ScopeGroup { name: group.to_owned(), scopes: vec![choice] }),
        }
    }
    let lives = [("", t.keys_life_never()), ("30d", t.keys_life_30()), ("90d", t.keys_life_90())];
    let lives = lives.into_iter().chain([("365d", t.keys_life_365())]);
    KeyForm {
        name: Field::of(fields.text("name")),
        error: None,
        chosen_only: fields.text("reach") == "chosen",
        groups,
        integrations: Field::of(fields.text("integrations")),
        connections: Field::of(fields.text("connections")),
        verbs: VERBS.into_iter().map(|verb| pick(Choice::new(verb, verb), is_ticked("verb", verb))).collect(),
        paths: Field::of(fields.text("paths")),
        lives: lives.map(|(value, word)| pick(Choice::new(value, word), fields.text("life") == value)).collect(),
    }
}

/// What a scope is about, and what it allows there.
fn parts(scope: &str) -> (&str, &str) {
    let bare = scope.strip_prefix(COMMON).unwrap_or(scope);
    bare.split_once(':').unwrap_or((bare, bare))
}

async fn page(
    web: &Web,
    signed: &Signed,
    form: KeyForm,
    made: Option<MadeKey>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Settings).await?;
    let now = web.app.clock.now();
    let keys = web.keys.list(signed.env.id()).await?;
    let mut rows: Vec<KeyRow> = keys.into_iter().rev().map(|key| row(key, now)).collect();
    rows.sort_by_key(|row| row.state != KeyState::Active);
    let html = ApiKeysPage { made, rows, form }.render(&shell)?;
    Ok((status, frame::page(web, &shell, html)).into_response())
}

fn row(key: ApiKey, now: Timestamp) -> KeyRow {
    let state = match (key.revoked_at, key.expires_at) {
        (Some(_), _) => KeyState::Revoked,
        (None, Some(ends)) if ends <= now => KeyState::Ended,
        _ => KeyState::Active,
    };
    let grants = key.grants;
    let bare = |scope: &String| scope.strip_prefix(COMMON).unwrap_or(scope).to_owned();
    KeyRow {
        id: key.id.to_string(),
        name: key.name,
        prefix: key.prefix,
        made_by: key.created_by,
        made_at: key.created_at,
        state,
        everything: grants.scopes.iter().any(|scope| scope == EVERYTHING),
        scopes: grants.scopes.iter().map(bare).collect(),
        narrowed: [grants.integrations, grants.connections, grants.verbs, grants.paths].concat(),
        last_used: key.last_used_at,
        expires: key.expires_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_asks_for_what_was_typed_and_is_shown_again_as_it_was() {
        let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let fields = Fields::parse(
            b"name=Billing&life=30d&reach=chosen&scope=environment%3Aproxy&scope=environment%3Arecords%3Aread&verb=GET\
              &integrations=autotask%2C+rmm&paths=%2Fv1.0%2FCompanies*",
        );
        let asked = request(&fields, now);
        assert_eq!(asked.grants.scopes, ["environment:proxy", "environment:records:read"]);
        assert_eq!((asked.grants.integrations, asked.grants.verbs.len()), (vec!["autotask".into(), "rmm".into()], 1));
        assert_eq!(asked.expires_at, Some("2026-12-22T08:00:00Z".parse().unwrap()));
        let shown = form(Text::default(), &fields);
        let ticked = |group: &str| {
            let group = shown.groups.iter().find(|one| one.name == group).unwrap();
            group.scopes.iter().filter(|one| one.chosen).count()
        };
        assert_eq!((ticked("proxy"), ticked("records"), ticked("connections")), (1, 1, 0));
        assert!(shown.is_narrowed() && shown.lives[1].chosen);
        assert!(!form(Text::default(), &Fields::default()).is_narrowed());
    }

    #[test]
    fn everything_needs_no_ticks() {
        let fields = Fields::parse(b"name=x&reach=all&scope=environment%3Aproxy");
        let asked = request(&fields, Timestamp::UNIX_EPOCH);
        assert!(asked.grants.scopes.is_empty() && asked.expires_at.is_none());
    }
}
