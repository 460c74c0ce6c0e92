//! The settings of order submission, checked by the same rules as the portal's form. Consent is a person's: it is read here
//! and never given.

use super::bridges;
use super::describe::{Described, Field, Gives, Kind, Shape, TEXT, field};
use super::operation::{Ask, Reply, WRITES, refused};
use super::settings::{VERSION, keep, unchanged, version};
use super::shown;
use super::templates;
use crate::app::orders::settings::{Mode, OrderSettings};
use crate::http::fields::Fields;
use crate::http::nango::refusal::Refusal;
use crate::http::pages::submission_form;
use crate::http::portal::strings::{Locale, Text};
use http::StatusCode;
use linkspan_core::clock::from_ms;
use linkspan_core::order::schedule::show_times;
use linkspan_core::order::validate::DropShip;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use serde_json::{Map, Value, json};
use url::form_urlencoded::Serializer;

static CONSENT: Shape = Shape {
    name: "Consent",
    about: "A person's agreement to what is sent to the distributor.",
    fields: &[field("by", TEXT, "Who."), field("at", Kind::Time, "When.")],
};

const FIELDS: [Field; 18] = [
    field("mode", Kind::Word(&["hold", "automatic", "schedule"]), "Who lets an order go."),
    field("schedule", Kind::Text(0, 200), "The times of the day for `schedule`, such as `09:00, 15:30`."),
    field("time_zone", Kind::Text(1, 64), "The time zone of the times, such as `America/Chicago`."),
    field("contact_name", Kind::Text(0, 30), "Who is asked about a delivery."),
    field("contact_phone", Kind::Text(0, 20), "Their phone number."),
    field("contact_email", Kind::Text(0, 30), "Their e-mail address."),
    field("country", Kind::Word(&["US", "CA"]), "The country of an address that names none."),
    field("payment_term", Kind::Text(0, 20), "The code of the payment term; empty takes the account's."),
    field(
        "drop_ship",
        Kind::Word(&["never", "for_customers", "always"]),
        "When an order ships without the distributor's papers.",
    ),
    field("back_orders", Kind::Flag, "Whether lines that are not in stock are taken as back orders."),
    field("ship_complete", Kind::Flag, "Whether orders wait until everything can ship together."),
    field("warehouse_split", Kind::Flag, "Whether an order may come from several warehouses."),
    field("warehouse", Kind::Text(0, 4), "The only warehouse; empty lets the distributor choose."),
    field("price_percent", Kind::Amount, "How much dearer a line may be, in per cent."),
    field("price_amount", Kind::Amount, "How much dearer a line may be in all; the smaller of the two counts."),
    field("order_value", Kind::Amount, "The highest value of an order that needs no decision; null sets no limit.")
        .or_null(),
    field(
        "margin",
        Kind::Amount,
        "The lowest margin of a line that needs no decision, in per cent; null sets no limit.",
    )
    .or_null(),
    field(
        "ship_methods",
        Kind::Map(&Kind::Text(0, 4)),
        "The distributor's ship method for each shipping type of the PSA, by its id; `default` is for orders without one, an empty text for none.",
    ),
];

const fn members<const N: usize>(first: Field, last: Option<Field>, optional: bool) -> [Field; N] {
    let mut all = [first; N];
    let mut at = 0;
    while at < FIELDS.len() {
        all[at + 1] = if optional { FIELDS[at].optional() } else { FIELDS[at] };
        at += 1;
    }
    if let Some(last) = last {
        all[N - 1] = last;
    }
    all
}

static GIVEN: [Field; 20] = members(
    field("version", TEXT, "The version of the settings."),
    Some(
        field(
            "consent",
            Kind::Object(&CONSENT),
            "Who agreed to sending order data; null until somebody did, in the portal.",
        )
        .or_null(),
    ),
    false,
);
static TAKEN: [Field; 19] = members(VERSION, None, true);

static SETTINGS: Shape =
    Shape { name: "OrderSubmissionSettings", about: "The settings of order submission.", fields: &GIVEN };
static CHANGE: Shape = Shape {
    name: "OrderSubmissionChange",
    about: "Changed settings of order submission. What is left out stays.",
    fields: &TAKEN,
};

pub(super) static GET: Described = Described {
    id: "getOrderSubmissionSettings",
    group: "Templates",
    summary: "Get the settings of order submission",
    path: bridges::PATH,
    gives: Gives::One(&SETTINGS),
    ..Described::READ
};

/// `GET /api/v1/bridges/{bridge}/templates/order_submission/settings`.
pub(super) async fn get(ask: Ask) -> Reply {
    let (_, template) = templates::of_bridge(&ask, TemplateKind::OrderSubmission).await?;
    let settings = OrderSettings::of(&template).map_err(refused)?;
    let mut value = Value::Object(shown_of(&settings));
    value["version"] = version(&template).into();
    value["consent"] = settings
        .consent
        .map_or(Value::Null, |consent| json!({ "by": consent.by, "at": shown::time(Some(from_ms(consent.at))) }));
    Ok(value)
}

pub(super) static SET: Described = Described {
    id: "changeOrderSubmissionSettings",
    group: "Templates",
    summary: "Change the settings of order submission",
    more: "Orders that are frozen already are checked again under the new settings before they are sent. Consent cannot be \
           given here.",
    path: bridges::PATH,
    body: Some(&CHANGE),
    gives: Gives::One(&SETTINGS),
    refusals: WRITES,
    ..Described::READ
};

/// `PATCH /api/v1/bridges/{bridge}/templates/order_submission/settings`.
pub(super) async fn set(ask: Ask) -> Reply {
    let (_, template) = templates::of_bridge(&ask, TemplateKind::OrderSubmission).await?;
    unchanged(&ask, &template)?;
    let present = OrderSettings::of(&template).map_err(refused)?;
    let changed = changed(present, ask.body_of())?;
    let value = serde_json::to_value(&changed).map_err(|_| refused(Problem::retry("store_failed", "")))?;
    keep(&ask, &template, &value).await?;
    get(ask).await
}

/// The settings with what a body changes, checked as the portal's form is.
fn changed(mut settings: OrderSettings, body: &Map<String, Value>) -> Result<OrderSettings, Refusal> {
    let mut whole = shown_of(&settings);
    whole.extend(body.iter().map(|(name, value)| (name.clone(), value.clone())));
    let hold_first = settings.hold_first;
    let wrong = submission_form::read(&as_form(&whole), &mut settings, Text(Locale::En));
    if !body.contains_key("mode") {
        settings.hold_first = hold_first;
    }
    let mut errors: Vec<Value> = wrong
        .into_iter()
        .map(|(name, sentence)| json!({ "code": "custom", "message": sentence, "path": [name] }))
        .collect();
    for (kind, method) in body.get("ship_methods").and_then(Value::as_object).into_iter().flatten() {
        let method = method.as_str().unwrap_or_default();
        if !method.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit()) {
            let words = "A ship method is a code of the distributor, such as FG.";
            errors.push(json!({ "code": "custom", "message": words, "path": ["ship_methods", kind] }));
            continue;
        }
        let chosen = Some(method.to_owned()).filter(|method| !method.is_empty());
        match (kind.as_str(), chosen) {
            ("default", chosen) => settings.rules.default_ship_method = chosen,
            (kind, Some(method)) => drop(settings.rules.ship_methods.insert(kind.to_owned(), method)),
            (kind, None) => drop(settings.rules.ship_methods.remove(kind)),
        }
    }
    if errors.is_empty() {
        return Ok(settings);
    }
    let words = "Some settings cannot be used; each is named with what is wrong.";
    Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "settings_invalid", words).with_member("errors", errors))
}

/// The settings under the names that the portal's form has.
fn as_form(whole: &Map<String, Value>) -> Fields {
    let mut form = Serializer::new(String::new());
    for (name, value) in whole {
        let name = if name == "warehouse_split" { "split" } else { name };
        match value {
            Value::String(text) => drop(form.append_pair(name, text)),
            Value::Bool(true) => drop(form.append_pair(name, "on")),
            _ => {}
        }
    }
    Fields::parse(form.finish().as_bytes())
}

fn shown_of(settings: &OrderSettings) -> Map<String, Value> {
    let rules = &settings.rules;
    let mode = match settings.mode {
        Mode::Hold => "hold",
        Mode::Automatic => "automatic",
        Mode::Schedule => "schedule",
    };
    let drop_ship = match rules.drop_ship {
        DropShip::Never => "never",
        DropShip::ForCustomers => "for_customers",
        DropShip::Always => "always",
    };
    let mut methods: Map<String, Value> =
        rules.ship_methods.iter().map(|(kind, method)| (kind.clone(), method.as_str().into())).collect();
    if let Some(method) = &rules.default_ship_method {
        methods.insert("default".into(), method.as_str().into());
    }
    let value = json!({
        "mode": mode, "schedule": show_times(&settings.times), "time_zone": settings.time_zone,
        "contact_name": rules.contact.name, "contact_phone": rules.contact.phone, "contact_email": rules.contact.email,
        "country": rules.country, "payment_term": rules.options.payment_term.as_deref().unwrap_or_default(),
        "drop_ship": drop_ship, "back_orders": rules.options.back_orders,
        "ship_complete": rules.options.ship_complete, "warehouse_split": rules.options.warehouse_split,
        "warehouse": rules.options.warehouse.as_deref().unwrap_or_default(),
        "price_percent": rules.tolerance_percent.to_string(), "price_amount": rules.tolerance_line.to_string(),
        "order_value": shown::amount(rules.value_limit), "margin": shown::amount(rules.margin_limit),
        "ship_methods": methods,
    });
    value.as_object().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(body: Value) -> Result<OrderSettings, Refusal> {
        changed(OrderSettings::default(), body.as_object().unwrap())
    }

    #[test]
    fn what_is_left_out_stays_and_what_is_there_is_checked_as_in_the_form() {
        let settings =
            with(json!({"contact_name": "Desk", "ship_methods": {"7": "UP", "default": "FG"}, "margin": "12.5"}));
        let settings = settings.unwrap();
        assert_eq!((settings.mode, settings.hold_first), (Mode::Hold, 10));
        assert_eq!(settings.rules.ship_methods.get("7").map(String::as_str), Some("UP"));
        let again = changed(settings.clone(), &shown_of(&settings)).unwrap();
        assert_eq!(again, settings, "what is read can be sent back");
        assert_eq!(with(json!({"mode": "automatic"})).unwrap().hold_first, 0, "chosen from the first order on");
        let gone = changed(settings, json!({"ship_methods": {"7": ""}, "margin": null}).as_object().unwrap()).unwrap();
        assert!(gone.rules.ship_methods.is_empty() && gone.rules.margin_limit.is_none());
    }

    #[test]
    fn what_the_distributor_would_not_take_is_named() {
        for body in [
            json!({"mode": "schedule"}),
            json!({"schedule": "noon"}),
            json!({"time_zone": "Middle Earth"}),
            json!({"contact_email": "desk"}),
            json!({"margin": "101"}),
            json!({"ship_methods": {"7": "fg"}}),
            json!({"warehouse": "x"}),
        ] {
            assert_eq!(with(body.clone()).unwrap_err().code(), "settings_invalid", "{body}");
        }
    }
}
