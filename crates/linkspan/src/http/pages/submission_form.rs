//! What a person typed into the settings of order submission: read, checked against what the distributor takes, said in
//! words where it is wrong.

use crate::app::orders::settings::{Mode, OrderSettings};
use crate::http::fields::Fields;
use crate::http::portal::strings::Text;
use jiff::tz::TimeZone;
use linkspan_core::order::schedule::parse_times;
use linkspan_core::order::snapshot::Contact;
use linkspan_core::order::validate::{DropShip, OrderRules};
use rust_decimal::Decimal;

/// The distributor's everyday ship methods; others may be typed into the settings through the API.
pub(super) const METHODS: [(&str, &str); 10] = [
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
pub(super) const DEFAULT_TYPE: &str = "default";

/// The longest contact name and e-mail that the distributor takes, in characters (TD SYNNEX: 30).
const CONTACT: usize = 30;
/// The longest phone number (TD SYNNEX: 20).
const PHONE: usize = 20;
/// The longest payment term that is sent; the vendor names no length, its other codes have 20.
const TERM: usize = 20;
/// Digits of a warehouse number (TD SYNNEX: up to 4).
const WAREHOUSE: usize = 4;

/// What is wrong with what was typed, by the name of the field.
pub(in crate::http) type Wrong = Vec<(&'static str, String)>;

/// Takes what was typed into the settings. What is wrong is left as it was.
pub(in crate::http) fn read(fields: &Fields, settings: &mut OrderSettings, t: Text) -> Wrong {
    let mut wrong = Vec::new();
    mode(fields, settings, &mut wrong, t);
    contact(fields, &mut settings.rules.contact, &mut wrong, t);
    order(fields, &mut settings.rules, &mut wrong, t);
    ship_methods(fields, &mut settings.rules);
    amounts(fields, &mut settings.rules, &mut wrong, t);
    wrong
}

fn mode(fields: &Fields, settings: &mut OrderSettings, wrong: &mut Wrong, t: Text) {
    settings.mode = match fields.text("mode") {
        "automatic" => Mode::Automatic,
        "schedule" => Mode::Schedule,
        _ => Mode::Hold,
    };
    // Who chooses that orders go by themselves chooses it from the first order on.
    settings.hold_first = if settings.mode == Mode::Hold { OrderSettings::default().hold_first } else { 0 };
    match parse_times(fields.text("schedule")) {
        Some(times) if times.is_empty() && settings.mode == Mode::Schedule => {
            wrong.push(("schedule", t.schedule_missing().to_owned()));
        }
        Some(times) => settings.times = times,
        None => wrong.push(("schedule", t.schedule_wrong().to_owned())),
    }
    match fields.text("time_zone") {
        "" => {}
        zone if TimeZone::get(zone).is_ok() => zone.clone_into(&mut settings.time_zone),
        zone => wrong.push(("time_zone", t.zone_wrong(zone))),
    }
}

fn contact(fields: &Fields, contact: &mut Contact, wrong: &mut Wrong, t: Text) {
    for (name, part, most) in [
        ("contact_name", &mut contact.name, CONTACT),
        ("contact_phone", &mut contact.phone, PHONE),
        ("contact_email", &mut contact.email, CONTACT),
    ] {
        let typed = fields.text(name);
        if typed.chars().count() > most {
            wrong.push((name, t.text_too_long(most)));
        } else if name == "contact_email" && !typed.is_empty() && !is_address(typed) {
            wrong.push((name, t.door_email_wrong().to_owned()));
        } else {
            typed.clone_into(part);
        }
    }
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    !text.contains(char::is_whitespace) && parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn order(fields: &Fields, rules: &mut OrderRules, wrong: &mut Wrong, t: Text) {
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
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    match fields.text("payment_term") {
        term if term.len() <= TERM && term.chars().all(|c| c.is_ascii_alphanumeric()) => {
            rules.options.payment_term = filled(term);
        }
        _ => wrong.push(("payment_term", t.term_wrong(TERM))),
    }
    match fields.text("warehouse") {
        one if one.len() <= WAREHOUSE && one.chars().all(|c| c.is_ascii_digit()) => {
            rules.options.warehouse = filled(one);
        }
        _ => wrong.push(("warehouse", t.warehouse_wrong(WAREHOUSE))),
    }
}

fn ship_methods(fields: &Fields, rules: &mut OrderRules) {
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
}

fn amounts(fields: &Fields, rules: &mut OrderRules, wrong: &mut Wrong, t: Text) {
    let mut amount = |name: &'static str, most: i64, kept: Option<Decimal>| match fields.text(name) {
        "" => None,
        text => match text.replace(',', ".").parse::<Decimal>() {
            Ok(number) if number >= Decimal::ZERO && number <= Decimal::from(most) => Some(number),
            _ => {
                wrong.push((name, t.amount_wrong(most)));
                kept
            }
        },
    };
    let tolerance = amount("price_percent", 100, None);
    rules.tolerance_percent = tolerance.unwrap_or(rules.tolerance_percent);
    let tolerance = amount("price_amount", 1_000_000, None);
    rules.tolerance_line = tolerance.unwrap_or(rules.tolerance_line);
    rules.value_limit = amount("order_value", 100_000_000, rules.value_limit);
    rules.margin_limit = amount("margin", 100, rules.margin_limit);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::portal::strings::Locale;
    use rstest::rstest;

    fn typed(form: &str) -> (OrderSettings, Vec<&'static str>) {
        let mut settings = OrderSettings::default();
        let wrong = read(&Fields::parse(form.as_bytes()), &mut settings, Text(Locale::En));
        (settings, wrong.into_iter().map(|(field, _)| field).collect())
    }

    #[test]
    fn everything_that_is_typed_right_is_kept() {
        let (settings, wrong) = typed(
            "mode=schedule&schedule=15:30,+9:00&time_zone=America/Chicago&contact_name=Desk&contact_phone=555-0142&\
             contact_email=d@msp.example&country=CA&drop_ship=always&back_orders=on&ship_complete=on&split=on&\
             payment_term=NET30&warehouse=503&ship_default=FG&ship_7=UP&price_percent=2,5&price_amount=10&\
             order_value=25000&margin=12.5",
        );
        assert_eq!(wrong, [""; 0]);
        let rules = &settings.rules;
        assert_eq!(
            (settings.mode, settings.times.len(), settings.time_zone.as_str()),
            (Mode::Schedule, 2, "America/Chicago")
        );
        assert_eq!((rules.contact.phone.as_str(), rules.country.as_str()), ("555-0142", "CA"));
        assert_eq!(rules.options.payment_term.as_deref(), Some("NET30"));
        assert_eq!(rules.options.warehouse.as_deref(), Some("503"));
        assert!(rules.options.back_orders && rules.options.ship_complete && rules.options.warehouse_split);
        assert_eq!((rules.tolerance_percent, rules.margin_limit), (Decimal::new(25, 1), Some(Decimal::new(125, 1))));
        assert_eq!(rules.ship_methods.get("7").map(String::as_str), Some("UP"));
    }

    #[rstest]
    #[case("mode=schedule", "schedule")]
    #[case("schedule=noon", "schedule")]
    #[case("time_zone=Middle+Earth", "time_zone")]
    #[case("contact_name=a+name+that+is+longer+than+thirty", "contact_name")]
    #[case("contact_phone=555-0142+extension+40012", "contact_phone")]
    #[case("contact_email=desk", "contact_email")]
    #[case("payment_term=net+30", "payment_term")]
    #[case("warehouse=Fontana", "warehouse")]
    #[case("warehouse=12345", "warehouse")]
    #[case("margin=101", "margin")]
    #[case("order_value=-1", "order_value")]
    #[case("price_percent=a+lot", "price_percent")]
    fn what_the_distributor_would_not_take_is_said_at_its_field(#[case] form: &str, #[case] field: &str) {
        assert_eq!(typed(form).1, [field]);
    }

    #[test]
    fn an_empty_field_takes_a_limit_away_and_a_wrong_one_does_not() {
        let mut settings = OrderSettings::default();
        settings.rules.margin_limit = Some(Decimal::TEN);
        read(&Fields::parse(b"margin=x"), &mut settings, Text(Locale::En));
        assert_eq!(settings.rules.margin_limit, Some(Decimal::TEN));
        read(&Fields::parse(b"margin="), &mut settings, Text(Locale::En));
        assert_eq!(settings.rules.margin_limit, None);
    }
}
