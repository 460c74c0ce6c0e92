//! The settings of order submission, with the consent that stands before it.

use super::connectors::connection;
use super::submission_form::{DEFAULT_TYPE, METHODS, Wrong, read};
use super::templates;
use super::titles::base;
use crate::app::bridge::{self as bridges, SubmittedStatus};
use crate::app::orders::settings::{Consent, Mode, OrderSettings};
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::page::{Choice, Field};
use crate::http::portal::shell::Section;
use crate::http::portal::states::Tone;
use crate::http::portal::strings::Text;
use crate::http::portal::template_settings::{Consent as Panel, ConsentRow, ShipMethod, SubmissionPage};
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::Choice as Listed;
use linkspan_core::clock::from_ms;
use linkspan_core::order::identity::NumberTemplate;
use linkspan_core::order::schedule::show_times;
use linkspan_core::order::validate::DropShip;
use linkspan_store::{Bridge, Env, Template};
use rust_decimal::Decimal;

/// The word of this template in addresses.
const SLUG: &str = "order-submission";

/// `GET /bridges/{bridge}/order-submission`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(bridge): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let (bridge, template) = templates::find(&signed.env, &bridge, SLUG).await?;
    let settings = templates::submission(&template)?;
    page(&web, &signed, &bridge, &template, &settings, None, StatusCode::OK).await
}

/// `POST /bridges/{bridge}/order-submission`.
pub(in crate::http) async fn save(
    State(web): State<Web>,
    Path(bridge): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let (bridge, template) = templates::find(&signed.env, &bridge, SLUG).await?;
    let t = frame::words(&web, &signed);
    let mut settings = templates::submission(&template)?;
    let wrong = read(&fields, &mut settings, t);
    let status = fields.text("submitted_status");
    if !status.is_empty() {
        let chosen =
            bridges::choose_submitted_status(&web.app, signed.env.id(), bridge.psa, status, signed.actor()).await;
        if let Err(problem) = chosen {
            return frame::after(&web, &base(bridge.id, template.kind), Err(problem), "");
        }
    }
    if !wrong.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&web, &signed, &bridge, &template, &settings, Some((&fields, wrong)), status).await;
    }
    keep(&web, &signed.env, &template, &settings).await?;
    Ok(frame::go(&web, &base(bridge.id, template.kind), Tone::Ok, t.did_save()))
}

/// `POST /bridges/{bridge}/order-submission/consent`, with `agree`.
pub(in crate::http) async fn consent(
    State(web): State<Web>,
    Path(bridge): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let (bridge, template) = templates::find(&signed.env, &bridge, SLUG).await?;
    let mut settings = templates::submission(&template)?;
    let here = base(bridge.id, template.kind);
    let t = frame::words(&web, &signed);
    if !fields.ticked("agree") {
        return Ok(frame::go(&web, &here, Tone::Warn, t.consent_not_agreed()));
    }
    settings.consent = Some(Consent { by: signed.user.name.clone(), at: web.app.clock.now_ms() });
    keep(&web, &signed.env, &template, &settings).await?;
    Ok(frame::go(&web, &here, Tone::Ok, t.did_save()))
}

async fn keep(web: &Web, env: &Env, template: &Template, settings: &OrderSettings) -> Result<(), Failure> {
    let value = serde_json::to_value(settings)?;
    let mut tx = web.app.store.begin().await?;
    env.set_template_settings(&mut tx, template.bridge, template.kind, &value).await?;
    Ok(tx.commit().await?)
}

async fn page(
    web: &Web,
    signed: &Signed,
    bridge: &Bridge,
    template: &Template,
    settings: &OrderSettings,
    typed: Option<(&Fields, Wrong)>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Connectors).await?;
    let t = shell.text();
    let rules = &settings.rules;
    let numbers = NumberTemplate::parse(&bridge.number_template);
    let example = numbers.and_then(|numbers| numbers.derive("1042", "29683512").ok());
    let field = |name: &str, kept: String| match &typed {
        Some((fields, wrong)) => {
            let error = wrong.iter().find(|(field, _)| *field == name).map(|(_, sentence)| sentence.clone());
            Field { value: fields.text(name).to_owned(), error }
        }
        None => Field::of(kept),
    };
    let shown = |amount: Option<Decimal>| amount.map(|amount| amount.normalize().to_string()).unwrap_or_default();
    let zone = || web.time_zone.iana_name().unwrap_or("UTC").to_owned();
    let time_zone = if settings.times.is_empty() { zone() } else { settings.time_zone.clone() };
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let page = SubmissionPage {
        bridge: bridge.id.to_string(),
        on: template.enabled,
        modes: vec![
            choice("hold", t.mode_hold(), settings.mode == Mode::Hold),
            choice("automatic", t.mode_automatic(), settings.mode == Mode::Automatic),
            choice("schedule", t.mode_schedule(), settings.mode == Mode::Schedule),
        ],
        schedule: field("schedule", show_times(&settings.times)),
        time_zone: field("time_zone", time_zone),
        submitted: submitted(web, &signed.env, bridge, t).await,
        number_pattern: bridge.number_template.clone(),
        number_example: example.unwrap_or_default(),
        contact_name: field("contact_name", rules.contact.name.clone()),
        contact_phone: field("contact_phone", rules.contact.phone.clone()),
        contact_email: field("contact_email", rules.contact.email.clone()),
        countries: vec![
            choice("US", t.country_us(), rules.country == "US"),
            choice("CA", t.country_ca(), rules.country == "CA"),
        ],
        payment_term: field("payment_term", or_empty(&rules.options.payment_term)),
        ship_methods: ship_methods(web, &signed.env, settings, t).await?,
        drop_ship: vec![
            choice("never", t.drop_ship_never(), rules.drop_ship == DropShip::Never),
            choice("for_customers", t.drop_ship_customers(), rules.drop_ship == DropShip::ForCustomers),
            choice("always", t.drop_ship_always(), rules.drop_ship == DropShip::Always),
        ],
        warehouse: field("warehouse", or_empty(&rules.options.warehouse)),
        back_orders: rules.options.back_orders,
        ship_complete: rules.options.ship_complete,
        split: rules.options.warehouse_split,
        price_percent: field("price_percent", shown(Some(rules.tolerance_percent))),
        price_amount: field("price_amount", shown(Some(rules.tolerance_line))),
        order_value: field("order_value", shown(rules.value_limit)),
        margin: field("margin", shown(rules.margin_limit)),
        currency: "USD".to_owned(),
        consent: panel(settings, t),
    };
    let html = page.render(&shell)?;
    Ok((status, frame::page(web, &shell, html)).into_response())
}

/// The statuses to choose from where none is called *Submitted*; nothing where there is nothing to choose, or while the PSA
/// does not answer.
async fn submitted(web: &Web, env: &Env, bridge: &Bridge, t: Text) -> Vec<Choice> {
    match bridges::submitted_status(&web.app, env.id(), bridge.psa).await {
        Ok(status) => submitted_choices(&status, t),
        Err(problem) => {
            tracing::warn!(code = problem.code, "the statuses of purchase orders are not known: {problem}");
            Vec::new()
        }
    }
}

/// The list to choose from where no status is called *Submitted*.
pub(super) fn submitted_choices(status: &SubmittedStatus, t: Text) -> Vec<Choice> {
    if status.by_label {
        return Vec::new();
    }
    let chosen = status.chosen.as_deref();
    let mut all = vec![choice("", t.not_known(), chosen.is_none())];
    all.extend(status.choices.iter().map(|one| choice(&one.id, &one.label, chosen == Some(one.id.as_str()))));
    all
}

fn choice(value: &str, label: &str, chosen: bool) -> Choice {
    let choice = Choice::new(value, label);
    if chosen { choice.chosen() } else { choice }
}

/// A row for each shipping type of the PSA. Where it does not answer, the rows that are set stay, so that nothing is lost.
async fn ship_methods(web: &Web, env: &Env, settings: &OrderSettings, t: Text) -> Result<Vec<ShipMethod>, Failure> {
    let rules = &settings.rules;
    let mut types: Vec<Listed> = Vec::new();
    if let Some(psa) = connection(env, "autotask").await? {
        let listed =
            async { web.app.links.psa(env.id(), psa.id, Lane::Person).await?.directory.shipping_types().await };
        match listed.await {
            Ok(listed) => types = listed,
            Err(problem) => tracing::warn!(code = problem.code, "the shipping types are not known: {problem}"),
        }
    }
    for key in rules.ship_methods.keys() {
        if !types.iter().any(|one| &one.id == key) {
            types.push(Listed { id: key.clone(), label: key.clone() });
        }
    }
    let row = |key: &str, name: &str, present: Option<&str>| {
        let mut methods = vec![choice("", t.ship_method_none(), present.is_none())];
        methods.extend(METHODS.iter().map(|(code, label)| choice(code, label, present == Some(code))));
        ShipMethod { key: key.to_owned(), name: name.to_owned(), methods }
    };
    let mut rows = vec![row(DEFAULT_TYPE, t.ship_type_none(), rules.default_ship_method.as_deref())];
    let known = types.iter().map(|one| row(&one.id, &one.label, rules.ship_methods.get(&one.id).map(String::as_str)));
    rows.extend(known);
    Ok(rows)
}

fn panel(settings: &OrderSettings, t: Text) -> Panel {
    let row = |what: &str, fields: &str, from: &str| ConsentRow {
        what: what.to_owned(),
        fields: fields.to_owned(),
        from: from.to_owned(),
    };
    Panel {
        given: settings.consent.as_ref().map(|consent| (consent.by.clone(), from_ms(consent.at))),
        rows: vec![
            row(t.consent_number(), t.consent_number_fields(), t.consent_from_order()),
            row(t.consent_lines(), t.consent_lines_fields(), t.consent_from_order()),
            row(t.consent_address(), t.consent_address_fields(), t.consent_from_order()),
            row(t.submission_contact(), t.consent_contact_fields(), t.consent_from_settings()),
            row(t.submission_shipping(), t.consent_shipping_fields(), t.consent_from_settings()),
        ],
        not_agreed: false,
    }
}
