//! The settings of order submission, with the consent that stands before it.

use super::connectors::connection;
use super::templates;
use super::titles::base;
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
use linkspan_core::order::snapshot::Contact;
use linkspan_core::order::validate::DropShip;
use linkspan_store::{Bridge, Env, Template};
use rust_decimal::Decimal;

/// The word of this template in addresses.
const SLUG: &str = "order-submission";

/// The distributor's everyday ship methods; others may be typed into the settings through the API.
const METHODS: [(&str, &str); 10] = [
    ("FG", "FedEx Ground"),
    ("FX", "FedEx Express Saver"),
    ("F2", "FedEx 2 Day"),
    ("FO", "FedEx Standard Overnight"),
    ("FP", "FedEx Priority Overnight"),
    ("UP", "UPS Ground"),
    ("U3", "UPS 3 Day Select"),
    ("UB", "UPS 2 Day Air"),
    ("UR", "UPS Next Day Air"),
    ("EDEL", "Electronic Delivery"),
];

/// The form's name for an order without a shipping type.
const DEFAULT_TYPE: &str = "default";

/// What is wrong with what was typed, by the name of the field.
type Wrong = Vec<(&'static str, String)>;

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
    let contacts = contacts(&signed.env, &settings.rules.contact).await?;
    let wrong = read(&fields, &mut settings, &contacts, t);
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

fn read(fields: &Fields, settings: &mut OrderSettings, contacts: &[(String, Contact)], t: Text) -> Wrong {
    let mut wrong = Vec::new();
    if fields.text("mode") == "automatic" {
        settings.mode = Mode::Automatic;
        // Who chooses automatic chooses it from the first order on.
        settings.hold_first = 0;
    } else {
        settings.mode = Mode::Hold;
        settings.hold_first = OrderSettings::default().hold_first;
    }
    let rules = &mut settings.rules;
    if let Some((_, contact)) = contacts.iter().find(|(key, _)| key == fields.text("contact")) {
        rules.contact = contact.clone();
    }
    for (name, part) in [
        ("contact_name", &mut rules.contact.name),
        ("contact_phone", &mut rules.contact.phone),
        ("contact_email", &mut rules.contact.email),
    ] {
        if !fields.text(name).is_empty() {
            *part = fields.text(name).chars().take(100).collect();
        }
    }
    if let country @ ("US" | "CA") = fields.text("country") {
        country.clone_into(&mut rules.country);
    }
    rules.drop_ship = match fields.text("drop_ship") {
        "always" => DropShip::Always,
        "for_customers" => DropShip::ForCustomers,
        _ => DropShip::Never,
    };
    rules.options.back_orders = fields.ticked("back_orders");
    rules.options.ship_complete = fields.ticked("ship_complete");
    rules.options.warehouse_split = fields.ticked("split");
    rules.options.payment_term = Some(fields.text("payment_term").to_owned()).filter(|term| !term.is_empty());
    rules.options.warehouse = Some(fields.text("warehouse").to_owned()).filter(|one| !one.is_empty());
    for (name, value) in fields.with_prefix("ship_") {
        let method = Some(value).filter(|code| METHODS.iter().any(|(known, _)| known == code));
        match (name, method) {
            ("complete", _) => {}
            (DEFAULT_TYPE, method) => rules.default_ship_method = method.map(str::to_owned),
            (kind, Some(method)) => {
                rules.ship_methods.insert(kind.to_owned(), method.to_owned());
            }
            (kind, None) => {
                rules.ship_methods.remove(kind);
            }
        }
    }
    amounts(fields, settings, &mut wrong, t);
    wrong
}

fn amounts(fields: &Fields, settings: &mut OrderSettings, wrong: &mut Wrong, t: Text) {
    let mut amount = |name: &'static str, most: i64| match fields.text(name) {
        "" => None,
        text => match text.replace(',', ".").parse::<Decimal>() {
            Ok(number) if number >= Decimal::ZERO && number <= Decimal::from(most) => Some(number),
            _ => {
                wrong.push((name, t.amount_wrong(most)));
                None
            }
        },
    };
    let rules = &mut settings.rules;
    rules.tolerance_percent = amount("price_percent", 100).unwrap_or(rules.tolerance_percent);
    rules.tolerance_line = amount("price_amount", 1_000_000).unwrap_or(rules.tolerance_line);
    rules.value_limit = amount("order_value", 100_000_000);
}

/// Whom a delivery may be asked about: the people who sign in, and whoever is set.
async fn contacts(env: &Env, present: &Contact) -> Result<Vec<(String, Contact)>, Failure> {
    let mut all = Vec::new();
    if !present.name.is_empty() {
        all.push(("present".to_owned(), present.clone()));
    }
    let phone = &present.phone;
    all.extend(
        env.users()
            .await?
            .into_iter()
            .filter(|user| user.name != present.name)
            .map(|user| (user.id.to_string(), Contact { name: user.name, phone: phone.clone(), email: user.email })),
    );
    Ok(all)
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
    let contacts = contacts(&signed.env, &rules.contact).await?;
    let mut people = vec![choice("", t.not_known(), rules.contact.name.is_empty())];
    people.extend(contacts.iter().map(|(key, contact)| choice(key, &contact.name, contact == &rules.contact)));
    let page = SubmissionPage {
        bridge: bridge.id.to_string(),
        on: template.enabled,
        modes: vec![
            choice("hold", t.mode_hold(), settings.mode == Mode::Hold),
            choice("automatic", t.mode_automatic(), settings.mode == Mode::Automatic),
        ],
        schedule: Field::default(),
        number_pattern: bridge.number_template.clone(),
        number_example: example.unwrap_or_default(),
        contacts: people,
        countries: vec![
            choice("US", t.country_us(), rules.country == "US"),
            choice("CA", t.country_ca(), rules.country == "CA"),
        ],
        payment_terms: kept_or(t.as_the_account(), rules.options.payment_term.as_deref()),
        ship_methods: ship_methods(web, &signed.env, settings, t).await?,
        drop_ship: vec![
            choice("never", t.drop_ship_never(), rules.drop_ship == DropShip::Never),
            choice("for_customers", t.drop_ship_customers(), rules.drop_ship == DropShip::ForCustomers),
            choice("always", t.drop_ship_always(), rules.drop_ship == DropShip::Always),
        ],
        warehouses: kept_or(t.as_the_distributor(), rules.options.warehouse.as_deref()),
        back_orders: rules.options.back_orders,
        ship_complete: rules.options.ship_complete,
        split: rules.options.warehouse_split,
        price_percent: field("price_percent", shown(Some(rules.tolerance_percent))),
        price_amount: field("price_amount", shown(Some(rules.tolerance_line))),
        order_value: field("order_value", shown(rules.value_limit)),
        margin: field("margin", String::new()),
        currency: "USD".to_owned(),
        consent: panel(settings, t),
    };
    let html = page.render(&shell)?;
    Ok((status, frame::page(web, &shell, html)).into_response())
}

/// The default, and what is set where it is something else.
fn kept_or(default: &str, kept: Option<&str>) -> Vec<Choice> {
    let mut choices = vec![choice("", default, kept.is_none())];
    choices.extend(kept.map(|code| choice(code, code, true)));
    choices
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
