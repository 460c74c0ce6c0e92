//! The connectors: the list, one connector's page with its three tabs, its switch, and taking leave.

use super::titles::title;
use super::{activity, templates};
use crate::connectors::{FileServer, Finding, HEALTHY, Verdict, provider, providers};
use crate::http::checks;
use crate::http::failure::Failure;
use crate::http::portal::connector::{
    ConnectorCard, ConnectorListPage, ConnectorPage, ConnectorTab, DisconnectPage, Flow, OpenOrder, Overview,
    StrangeKey,
};
use crate::http::portal::page::{Check, Fact};
use crate::http::portal::shell::Section;
use crate::http::portal::states::{CheckState, ConnectionState as Shown, OrderState as ShownOrder};
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use linkspan_core::capability::psa::PermissionFinding;
use linkspan_core::problem::Problem;
use linkspan_store::{Connection, ConnectionState, Env};
use serde_json::Value;

/// How many open orders stand before a disconnect.
const OPEN: usize = 20;

/// `GET /connectors`.
pub(in crate::http) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let shell = frame::shell(&web, &signed, Section::Connectors).await?;
    let mut page = ConnectorListPage::default();
    for provider in providers() {
        let connection = connection(&signed.env, &provider.name).await?;
        page.connectors.push(card(&signed.env, &provider.name, connection.as_ref(), shell.text()).await?);
    }
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// `GET /connectors/{slug}`.
pub(in crate::http) async fn overview(
    State(web): State<Web>,
    Path(slug): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let t = frame::words(&web, &signed);
    let connection = connection(&signed.env, known(&slug)?).await?;
    let tab = ConnectorTab::Overview(overview_of(&slug, connection.as_ref(), t));
    page(&web, &signed, &slug, tab).await
}

/// `GET /connectors/{slug}/templates`.
pub(in crate::http) async fn template_cards(
    State(web): State<Web>,
    Path(slug): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    known(&slug)?;
    let cards = templates::cards(&signed.env, frame::words(&web, &signed)).await?;
    page(&web, &signed, &slug, ConnectorTab::Templates(cards)).await
}

/// `GET /connectors/{slug}/activity`.
pub(in crate::http) async fn runs(
    State(web): State<Web>,
    Path(slug): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let base = format!("/connectors/{}/activity", known(&slug)?);
    let view = activity::connections(&signed.env, &base, frame::words(&web, &signed)).await?;
    page(&web, &signed, &slug, ConnectorTab::Connections(Box::new(view))).await
}

/// `GET /connectors/{slug}/activity/records`.
pub(in crate::http) async fn records(
    State(web): State<Web>,
    Path(slug): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let base = format!("/connectors/{}/activity", known(&slug)?);
    let place = activity::Place { base: &base, action: &format!("{base}/records"), run: None };
    let view = activity::records(&signed.env, &signed.query, &place, frame::words(&web, &signed)).await?;
    page(&web, &signed, &slug, ConnectorTab::Records(Box::new(view))).await
}

async fn page(web: &Web, signed: &Signed, slug: &str, tab: ConnectorTab) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Connectors).await?;
    let connection = connection(&signed.env, slug).await?;
    let linked = connection.as_ref().filter(|one| one.state != ConnectionState::NotConnected);
    let page = ConnectorPage {
        card: card(&signed.env, slug, connection.as_ref(), shell.text()).await?,
        on: linked.map(|one| one.state != ConnectionState::Disabled),
        tab,
    };
    let html = page.render(&shell)?;
    Ok(frame::page(web, &shell, html))
}

/// `POST /connectors/{slug}/switch`, with `on`.
pub(in crate::http) async fn switch(
    State(web): State<Web>,
    Path(slug): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let connection = connection(&signed.env, known(&slug)?).await?.ok_or(Failure::NotFound)?;
    let (t, on) = (frame::words(&web, &signed), fields.ticked("on"));
    let done = web.connect.switch(signed.env.id(), connection.id, on, signed.actor()).await;
    let good = if on { t.did_switch_on() } else { t.did_switch_off() };
    frame::after(&web, &format!("/connectors/{slug}"), done, good)
}

/// `POST /connectors/{slug}/check`: asks the account now. What was found stands on the page afterwards.
pub(in crate::http) async fn check(
    State(web): State<Web>,
    Path(slug): Path<String>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let connection = connection(&signed.env, known(&slug)?).await?.ok_or(Failure::NotFound)?;
    let checked = web.connect.check(signed.env.id(), connection.id).await;
    let done = checked.and_then(|findings| match findings.iter().find_map(failed) {
        Some(problem) => Err(problem),
        None => Ok(()),
    });
    let t = frame::words(&web, &signed);
    frame::after(&web, &format!("/connectors/{slug}"), done, t.did_check_account())
}

/// The first thing that does not hold, as it is told at the top of the page.
fn failed(finding: &Finding) -> Option<Problem> {
    match &finding.verdict {
        Verdict::Failed { code, sentence, cure } => Some(Problem::permanent(code, format!("{sentence} {cure}").trim())),
        _ => None,
    }
}

/// `POST /connectors/{slug}/host-key`, with `key`: the one that the person saw.
pub(in crate::http) async fn accept_host_key(
    State(web): State<Web>,
    Path(slug): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let connection = connection(&signed.env, known(&slug)?).await?.ok_or(Failure::NotFound)?;
    let done = web.connect.accept_host_key(signed.env.id(), connection.id, fields.text("key"), signed.actor()).await;
    let t = frame::words(&web, &signed);
    frame::after(&web, &format!("/connectors/{slug}"), done, t.did_accept_key())
}

/// `GET /connectors/{slug}/disconnect`.
pub(in crate::http) async fn farewell(
    State(web): State<Web>,
    Path(slug): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    farewell_page(&web, &signed, &slug, false).await
}

/// `POST /connectors/{slug}/disconnect`, with `agree`.
pub(in crate::http) async fn disconnect(
    State(web): State<Web>,
    Path(slug): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    if !fields.ticked("agree") {
        let page = farewell_page(&web, &signed, &slug, true).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let connection = connection(&signed.env, known(&slug)?).await?.ok_or(Failure::NotFound)?;
    let done = web.connect.disconnect(signed.env.id(), connection.id, signed.actor()).await;
    let t = frame::words(&web, &signed);
    frame::after(&web, &format!("/connectors/{slug}"), done, t.did_disconnect())
}

async fn farewell_page(web: &Web, signed: &Signed, slug: &str, not_agreed: bool) -> Result<Response, Failure> {
    let connection = connection(&signed.env, known(slug)?).await?.ok_or(Failure::NotFound)?;
    let farewell = web.connect.before_disconnect(signed.env.id(), connection.id).await?;
    let shell = frame::shell(web, signed, Section::Connectors).await?;
    let open = farewell.open_orders;
    let shown = open.iter().rev().take(OPEN).filter_map(|order| {
        Some(OpenOrder {
            id: order.id.to_string(),
            po_number: order.number.clone(),
            state: ShownOrder::from_code(order.state.as_str())?,
            awaits: shell.text().order_awaits().to_owned(),
        })
    });
    let page = DisconnectPage {
        slug: slug.to_owned(),
        name: name(slug),
        open_orders: shown.collect(),
        more: open.len().saturating_sub(OPEN) as u64,
        not_agreed,
    };
    let html = page.render(&shell)?;
    Ok(frame::page(web, &shell, html))
}

/// The connection of a provider; there is one of each for now.
pub(super) async fn connection(env: &Env, slug: &str) -> Result<Option<Connection>, Failure> {
    Ok(env.connections_of(slug).await?.into_iter().next())
}

/// The provider of an address.
pub(super) fn known(slug: &str) -> Result<&str, Failure> {
    provider(slug).map(|_| slug).ok_or(Failure::NotFound)
}

/// What people call a provider.
pub(super) fn name(slug: &str) -> String {
    provider(slug).map(|provider| provider.title.clone()).unwrap_or_default()
}

async fn card(env: &Env, slug: &str, connection: Option<&Connection>, t: Text) -> Result<ConnectorCard, Failure> {
    let mut used_by = Vec::new();
    if let Some(connection) = connection {
        for bridge in env.bridges_of(connection.id).await? {
            let on = env.templates(bridge.id).await?.into_iter().filter(|template| template.enabled);
            used_by.extend(on.map(|template| title(template.kind).to_owned()));
        }
    }
    let state = connection.map_or(ConnectionState::NotConnected, |one| one.state);
    let broken = connection.filter(|_| state == ConnectionState::Error);
    let linked = connection.filter(|_| state != ConnectionState::NotConnected);
    Ok(ConnectorCard {
        slug: slug.to_owned(),
        name: name(slug),
        sentence: if slug == "autotask" { t.card_autotask() } else { t.card_distributor() }.to_owned(),
        state: Shown::from_code(state.as_str()).ok_or(Failure::NotFound)?,
        account: linked.map(|one| one.display_name.clone()),
        used_by,
        problem: broken.and_then(|one| one.health.as_ref()).map(|health| health.sentence.clone()),
        test_host: linked.is_some_and(|one| one.test_host),
    })
}

fn overview_of(slug: &str, connection: Option<&Connection>, t: Text) -> Overview {
    let (ours, theirs) = ("Autotask".to_owned(), "TD SYNNEX".to_owned());
    let flow = |from: &str, to: &str, what: &str| Flow { from: from.into(), to: to.into(), what: what.into() };
    let needs = match slug {
        "autotask" => vec![t.need_api_user(), t.need_tracking_identifier(), t.need_rights(), t.need_vendor()],
        _ => vec![t.need_web_services(), t.need_sender_address(), t.need_password_age()],
    };
    let linked = connection.filter(|one| one.state != ConnectionState::NotConnected);
    let files = linked.and_then(|one| FileServer::of(&one.settings));
    Overview {
        flows: vec![
            flow(&theirs, &ours, t.flow_products()),
            flow(&ours, &theirs, t.flow_orders()),
            flow(&theirs, &ours, t.flow_status()),
        ],
        needs: needs.into_iter().map(str::to_owned).collect(),
        facts: linked.map(|one| facts(one, t)).unwrap_or_default(),
        checked_at: linked.and_then(|one| one.checked_at),
        checks: linked.map(|one| found(one, t)).unwrap_or_default(),
        files_refused: files.as_ref().is_some_and(|files| files.refused),
        stranger: files.and_then(|files| Some(StrangeKey { known: files.key?, shown: files.shown? })),
    }
}

/// Everything kept about the account that is no secret.
fn facts(connection: &Connection, t: Text) -> Vec<Fact> {
    let mut facts = vec![Fact::new(t.connector_account(), connection.display_name.clone())];
    let settings = connection.settings.as_object().into_iter().flatten();
    for (name, value) in settings {
        let shown = match value {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        facts.push(Fact::new(checks::words_of(name), shown));
    }
    if let Some(files) = FileServer::of(&connection.settings) {
        facts.push(Fact::new(t.file_server_user(), files.user));
        facts.push(Fact::new(t.file_server_key(), files.key.unwrap_or_else(|| t.file_server_key_none().to_owned())));
    }
    facts.extend(connection.email.clone().map(|email| Fact::new(t.email(), email)));
    facts
}

fn found(connection: &Connection, t: Text) -> Vec<Check> {
    let health = connection.health.as_ref();
    let mut all: Vec<_> = health
        .map(|health| Check {
            name: t.check_sign_in().to_owned(),
            state: if health.code == HEALTHY { CheckState::Passed } else { CheckState::Failed },
            found: Some(health.sentence.clone()).filter(|_| health.code == HEALTHY),
            cause: Some(health.sentence.clone()).filter(|_| health.code != HEALTHY),
            cure: None,
        })
        .into_iter()
        .collect();
    let permissions: Vec<PermissionFinding> =
        serde_json::from_value(connection.permissions.clone()).unwrap_or_default();
    all.extend(permissions.into_iter().map(|permission| Check {
        state: if permission.is_enough() { CheckState::Passed } else { CheckState::Failed },
        name: t.check_permission(permission.module),
        found: None,
        cause: None,
        cure: None,
    }));
    all
}
