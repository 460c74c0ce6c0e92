//! The settings of order submission and order status.

use linkspan::http::portal::page::{Choice, Field};
use linkspan::http::portal::shell::Section;
use linkspan::http::portal::template_settings::{Consent, ConsentRow, ShipMethod, StatusPage, SubmissionPage, Target};

use crate::{Sheet, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    let sheet = |name, render: fn(&linkspan::http::portal::Shell) -> _| Sheet::new(name, Section::Connectors, render);
    vec![
        sheet("order-submission", |shell| submission().render(shell)),
        sheet("order-submission-agreed", |shell| {
            let given = Some(("Purchasing desk".to_owned(), at("2026-11-20T09:12:00Z")));
            SubmissionPage { consent: Consent { given, ..submission().consent }, on: true, ..submission() }
                .render(shell)
        }),
        sheet("order-status", |shell| status().render(shell)),
    ]
}

fn choices(labels: &[&str], chosen: usize) -> Vec<Choice> {
    labels
        .iter()
        .enumerate()
        .map(|(at, label)| Choice { chosen: at == chosen, ..Choice::new(at.to_string(), *label) })
        .collect()
}

fn submission() -> SubmissionPage {
    let methods = ["TD SYNNEX chooses", "Ground", "Next day air"];
    let ship = |key: &str, name: &str, chosen| ShipMethod {
        key: key.to_owned(),
        name: name.to_owned(),
        methods: choices(&methods, chosen),
    };
    SubmissionPage {
        bridge: "1".to_owned(),
        on: false,
        modes: choices(
            &["Hold each order until someone releases it", "Send as soon as it is checked", "Send at fixed times"],
            0,
        ),
        schedule: Field::of("09:00, 15:30"),
        time_zone: Field::of("America/Chicago"),
        submitted: choices(&["not known", "Handed over"], 0),
        number_pattern: "{prefix}{purchaseOrderNumber}".to_owned(),
        number_example: "PO-2026-0114".to_owned(),
        contact_name: Field::of("Receiving desk"),
        contact_phone: Field::of("555-0142"),
        contact_email: Field::of("desk").wrong("This is no e-mail address."),
        countries: choices(&["United States", "Canada"], 0),
        payment_term: Field::of("NET30"),
        ship_methods: vec![ship("1", "Standard", 1), ship("2", "Express", 2), ship("3", "Pick-up", 0)],
        drop_ship: choices(&["When the address is a customer's", "Never"], 0),
        warehouse: Field::default(),
        back_orders: true,
        ship_complete: false,
        split: true,
        price_percent: Field::of("1"),
        price_amount: Field::of("5.00"),
        order_value: Field::of("25000").wrong("Use digits and at most one mark for the places."),
        margin: Field::default(),
        currency: "USD".to_owned(),
        consent: consent(),
    }
}

fn consent() -> Consent {
    let row = |what: &str, fields: &str, from: &str| ConsentRow {
        what: what.to_owned(),
        fields: fields.to_owned(),
        from: from.to_owned(),
    };
    Consent {
        given: None,
        rows: vec![
            row("Order", "customer PO number, account number, payment term", "purchase order, settings"),
            row("Ship-to address", "name, street, city, state, postcode, country, phone", "purchase order"),
            row("Contact", "name, e-mail, phone", "settings"),
            row("Lines", "SKU, quantity, unit price", "purchase order items, live price"),
            row("Shipping", "ship method, warehouse, back order, ship complete", "settings"),
        ],
        not_agreed: false,
    }
}

fn status() -> StatusPage {
    let target = |key: &str, name: &str, example: &str, fields: &[&str]| Target {
        key: key.to_owned(),
        name: name.to_owned(),
        example: example.to_owned(),
        fields: choices(fields, 0),
    };
    StatusPage {
        bridge: "1".to_owned(),
        on: true,
        accounting: None,
        targets: vec![
            target("tracking", "Tracking number", "1Z999AA10123456784", &["Item memo", "Ticket note", "Nowhere"]),
            target("eta", "Expected arrival", "4 Dec 2026", &["Estimated arrival date", "Nowhere"]),
            target("serials", "Serial numbers", "5CG1234XYZ", &["Item memo", "Ticket note", "Nowhere"]),
            target("invoice", "Invoice number", "58120044", &["General memo", "Vendor invoice number", "Nowhere"]),
        ],
        order_number_goes:
            "Until you answer, the distributor order number stands in General Memo, in a block of its own.".to_owned(),
    }
}
