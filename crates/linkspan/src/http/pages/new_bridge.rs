//! Making a bridge: a person chooses the vendor company and how orders are numbered, and sees what the choice means.

use super::connectors;
use super::lists::address;
use super::submission::submitted_choices;
use super::sync_categories::read_catalogue;
use super::templates::CARDS;
use crate::app::bridge::{self, BridgeRequest};
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::bridge::NewBridgePage;
use crate::http::portal::page::{Choice, Field};
use crate::http::portal::shell::Section;
use crate::http::portal::states::Tone;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use linkspan_core::id::ConnectionId;
use linkspan_core::order::identity::{NumberSource, NumberTemplate};
use linkspan_core::problem::Problem;
use linkspan_store::{ConnectionState, Env};

/// Where it is.
pub(super) const HERE: &str = "/bridges/new";

/// Vendor companies that are shown at once.
const SHOWN: usize = 12;

/// By this word the company is recognised that is offered first.
const DISTRIBUTOR: &str = "TD SYNNEX";

/// `GET /bridges/new?q=&vendor=&prefix=&source=`.
pub(in crate::http) async fn form(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let Some((psa, distributor)) = both(&signed.env).await? else {
        return Ok(Redirect::to("/connectors").into_response());
    };
    if !signed.env.bridges_of(distributor).await?.is_empty() {
        return Ok(Redirect::to(CARDS).into_response());
    }
    let shell = frame::shell(&web, &signed, Section::Connectors).await?;
    let html = page(&web, &signed, psa, distributor, shell.text()).await?.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

async fn page(
    web: &Web,
    signed: &Signed,
    psa: ConnectionId,
    distributor: ConnectionId,
    t: Text,
) -> Result<NewBridgePage, Failure> {
    let (app, environment, query) = (&web.app, signed.env.id(), &signed.query);
    let numbers = numbers(query);
    let mut prefix = Field::of(numbers.prefix.clone());
    if let Err(problem) = bridge::may_number(app, environment, distributor, &numbers).await {
        prefix = prefix.wrong(problem.sentence);
    }
    let id = numbers.source == NumberSource::Id;
    let mut page = NewBridgePage {
        text: query.text("q").to_owned(),
        prefix,
        sources: vec![choice("number", t.bridge_source_number(), !id), choice("id", t.bridge_source_id(), id)],
        example: bridge::example(&numbers).ok(),
        ..NewBridgePage::default()
    };
    match choices(web, signed, psa, &mut page, t).await {
        Ok(()) => {}
        Err(problem) => page.trouble = Some(problem.sentence),
    }
    Ok(page)
}

/// What the PSA has to choose from.
async fn choices(
    web: &Web,
    signed: &Signed,
    psa: ConnectionId,
    page: &mut NewBridgePage,
    t: Text,
) -> Result<(), Problem> {
    let (app, environment) = (&web.app, signed.env.id());
    let vendors = bridge::vendor_choices(app, environment, psa, DISTRIBUTOR, &page.text).await?;
    page.more = vendors.len() > SHOWN;
    let wanted = signed.query.text("vendor");
    let likely = |label: &str| label.to_lowercase().contains("synnex");
    let chosen = vendors.iter().position(|one| one.id == wanted).or_else(|| {
        let first = vendors.first().filter(|one| wanted.is_empty() && likely(&one.label));
        first.map(|_| 0)
    });
    let shown = vendors.iter().enumerate().filter(|(at, _)| *at < SHOWN || chosen == Some(*at));
    page.vendors = shown.map(|(at, one)| choice(&one.id, &one.label, chosen == Some(at))).collect();
    page.submitted = submitted_choices(&bridge::submitted_status(app, environment, psa).await?, t);
    Ok(())
}

/// `POST /bridges/new`.
pub(in crate::http) async fn make(
    State(web): State<Web>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let t = frame::words(&web, &signed);
    let Some((psa, distributor)) = both(&signed.env).await? else {
        return Ok(Redirect::to("/connectors").into_response());
    };
    let again = || {
        let kept = ["vendor", "prefix", "source"].map(|name| (name, fields.text(name).to_owned()));
        address(HERE, &kept)
    };
    let vendor = fields.text("vendor").to_owned();
    if vendor.is_empty() {
        return Ok(frame::go(&web, &again(), Tone::Warn, t.bridge_vendor_missing()));
    }
    let request = BridgeRequest { psa, distributor, vendor, numbers: numbers(&fields) };
    let made = begin(&web, &signed, &request, fields.text("submitted")).await;
    let to = if made.is_ok() { CARDS.to_owned() } else { again() };
    frame::after(&web, &to, made, t.did_bridge())
}

async fn begin(web: &Web, signed: &Signed, request: &BridgeRequest, submitted: &str) -> Result<(), Problem> {
    let (app, environment, actor) = (&web.app, signed.env.id(), signed.actor());
    if !submitted.is_empty() {
        bridge::choose_submitted_status(app, environment, request.psa, submitted, actor).await?;
    }
    let made = bridge::make(app, environment, request, actor).await?;
    // Categories are chosen from a catalogue that is here, and a person goes there next.
    read_catalogue(web, signed, made).await
}

fn numbers(fields: &Fields) -> NumberTemplate {
    let source = if fields.text("source") == "id" { NumberSource::Id } else { NumberSource::Number };
    NumberTemplate { prefix: fields.text("prefix").chars().take(40).collect(), source }
}

fn choice(value: &str, label: &str, chosen: bool) -> Choice {
    let choice = Choice::new(value, label);
    if chosen { choice.chosen() } else { choice }
}

async fn both(env: &Env) -> Result<Option<(ConnectionId, ConnectionId)>, Failure> {
    Ok(linked(env, "autotask").await?.zip(linked(env, "td-synnex").await?))
}

/// The connection of a provider, where it is connected.
pub(super) async fn linked(env: &Env, provider: &str) -> Result<Option<ConnectionId>, Failure> {
    let connection = connectors::connection(env, provider).await?;
    Ok(connection.filter(|one| one.state == ConnectionState::Connected).map(|one| one.id))
}
