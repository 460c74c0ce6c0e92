//! One order: on its way, held, unknown, and changed after sending.

use linkspan::http::portal::Icon;
use linkspan::http::portal::order::{
    Attempt, Content, Difference, Event, HeldReason, OrderAction, OrderLine, OrderPage,
};
use linkspan::http::portal::page::{Fact, Field, Link, Money};
use linkspan::http::portal::shell::Section;
use linkspan::http::portal::states::{LineState, OrderState, Tone};
use rust_decimal::Decimal;

use crate::{Sheet, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    let sheet = |name, render: fn(&linkspan::http::portal::Shell) -> _| Sheet::new(name, Section::Orders, render);
    vec![
        sheet("order", |shell| open().render(shell)),
        sheet("order-held", |shell| held().render(shell)),
        sheet("order-unknown", |shell| unknown().render(shell)),
        sheet("order-new", |shell| fresh().render(shell)),
    ]
}

fn money(cents: i64) -> Money {
    Money::new(Decimal::new(cents, 2), "USD")
}

fn line(number: u64, sku: Option<&str>, name: &str, ordered: u64, state: LineState) -> OrderLine {
    OrderLine {
        number,
        sku: sku.map(str::to_owned),
        part_number: format!("EX-{number}00-US"),
        name: name.to_owned(),
        ordered,
        shipped: 0,
        backordered: 0,
        state,
        eta: None,
        tracking: vec![],
        serials: vec![],
        po_price: money(73_928),
        live_price: Some(money(73_928)),
    }
}

fn open() -> OrderPage {
    let track = |number: &str| Link::new(number, format!("https://tracking.example/{number}"));
    OrderPage {
        id: "116".to_owned(),
        po_number: "PO-2026-0116".to_owned(),
        state: OrderState::Open,
        sentence: "Ordered on 20 November. 3 of 8 pieces have shipped; 2 are expected on 4 December.".to_owned(),
        digest: "9f2c".to_owned(),
        reasons: vec![],
        actions: vec![OrderAction::AskNow],
        for_whom: Some("Harbour Clinic Example".to_owned()),
        total: money(481_260),
        psa: Some(Link::new("Purchase order 116", "https://ww2.autotask.example/po/116")),
        distributor_orders: vec!["152301636".to_owned()],
        invoices: vec!["58120044".to_owned()],
        asked_at: Some(at("2026-11-22T13:50:00Z")),
        asks_next: Some(at("2026-11-22T14:20:00Z")),
        lines: vec![
            OrderLine {
                shipped: 3,
                tracking: vec![track("1Z999AA10123456784"), track("1Z999AA10123456785")],
                serials: vec!["5CG1234XYZ".to_owned(), "5CG1235XYZ".to_owned(), "5CG1236XYZ".to_owned()],
                ..line(1, Some("14152708"), "Business notebook 14 inch, 16 GB, 512 GB", 3, LineState::Shipped)
            },
            OrderLine {
                backordered: 2,
                eta: Some(at("2026-12-04T00:00:00Z")),
                po_price: money(20_940),
                live_price: Some(money(20_410)),
                ..line(2, Some("9120044"), "Desktop display 27 inch, QHD", 2, LineState::Backordered)
            },
            OrderLine {
                po_price: money(3_990),
                live_price: Some(money(4_020)),
                ..line(3, Some("7700311"), "USB-C dock, 90 W", 3, LineState::Released)
            },
        ],
        content: Some(content(Some("2026-11-20T10:15:00Z"))),
        differences: vec![Difference {
            what: "Line 2, quantity".to_owned(),
            ordered: "2".to_owned(),
            now: "4".to_owned(),
        }],
        events: events(),
        typed_number: Field::default(),
    }
}

fn content(sent: Option<&str>) -> Content {
    Content {
        sent_at: sent.map(at),
        facts: vec![
            Fact::new("Ship method", "Ground"),
            Fact::new("Payment term", "NET30"),
            Fact::new("Back orders", "Yes"),
            Fact::new("Contact", "Purchasing desk, 555 0100"),
        ],
        ship_to: ["Harbour Clinic Example", "12 Quay Street", "Greenville, SC 29601", "United States"]
            .map(str::to_owned)
            .into(),
        fingerprint: "9f2c 41aa 07d3".to_owned(),
    }
}

fn event(time: &str, tone: Tone, icon: &'static str, title: &str) -> Event {
    Event { at: at(time), tone, icon: Icon(icon), title: title.to_owned(), note: None, by: None, attempt: None }
}

fn events() -> Vec<Event> {
    let attempt = |id: &str, asked: &str, answered: &str, took| {
        Some(Attempt { id: id.to_owned(), asked: asked.to_owned(), answered: answered.to_owned(), took })
    };
    vec![
        event("2026-11-22T13:50:00Z", Tone::Warn, "alert", "Autotask now says 4 instead of 2 on line 2."),
        Event {
            attempt: attempt(
                "3",
                "<POStatusRequest>\n  <PONumber>PO-2026-0116</PONumber>\n</POStatusRequest>",
                "<POStatusResponse>\n  <Code>Shipped</Code>\n</POStatusResponse>",
                410,
            ),
            ..event("2026-11-22T13:50:00Z", Tone::Ok, "truck", "3 pieces shipped in 2 parcels.")
        },
        Event {
            attempt: attempt(
                "2",
                "<SynnexB2B>\n  <OrderRequest>\n    <PONumber>PO-2026-0116</PONumber>\n  </OrderRequest>\n</SynnexB2B>",
                "<OrderResponse>\n  <Code>accepted</Code>\n  <OrderNumber>152301636</OrderNumber>\n</OrderResponse>",
                5_180,
            ),
            ..event("2026-11-20T10:15:05Z", Tone::Ok, "check-circle", "Ordered under number 152301636.")
        },
        Event {
            attempt: attempt(
                "1",
                "<POStatusRequest>\n  <PONumber>PO-2026-0116</PONumber>\n</POStatusRequest>",
                "<Code>notFound</Code>",
                380,
            ),
            ..event("2026-11-20T10:15:00Z", Tone::Wait, "question", "Asked first: TD SYNNEX does not know the number.")
        },
        Event {
            by: Some("Purchasing desk".to_owned()),
            note: Some("Price checked by phone.".to_owned()),
            ..event("2026-11-20T10:14:00Z", Tone::Accent, "send", "Released.")
        },
        event("2026-11-20T10:02:00Z", Tone::Ok, "check", "Read from Autotask and checked: 3 lines, 4,812.60 USD."),
    ]
}

fn held() -> OrderPage {
    OrderPage {
        state: OrderState::Held,
        sentence: "Nothing has been sent. Two things need a look before this order can go out.".to_owned(),
        reasons: vec![
            HeldReason {
                sentence:
                    "Line 2 costs 214.90 USD today, the purchase order says 198.00 USD: 8.5 % more, the limit is 1 %."
                        .to_owned(),
                link: Some(Link::new("Change the limit", "/bridges/1/order-submission#limits")),
            },
            HeldReason {
                sentence: "Line 3 is no synced product, so TD SYNNEX does not know what is meant.".to_owned(),
                link: Some(Link::new("Choose its category", "/bridges/1/product-sync/categories")),
            },
        ],
        actions: vec![OrderAction::CheckAgain, OrderAction::Approve],
        distributor_orders: vec![],
        invoices: vec![],
        asked_at: None,
        asks_next: None,
        lines: vec![
            line(1, Some("14152708"), "Business notebook 14 inch, 16 GB, 512 GB", 3, LineState::Pending),
            OrderLine {
                po_price: money(19_800),
                live_price: Some(money(21_490)),
                ..line(2, Some("9120044"), "Desktop display 27 inch, QHD", 2, LineState::Pending)
            },
            OrderLine { live_price: None, ..line(3, None, "Wall mount", 1, LineState::Pending) },
        ],
        content: Some(content(None)),
        differences: vec![],
        events: events().into_iter().skip(5).collect(),
        ..open()
    }
}

fn unknown() -> OrderPage {
    OrderPage {
        state: OrderState::Unknown,
        sentence: "The connection broke after the order had left us. It may have been ordered. Linkspan asks TD SYNNEX until it knows, and does not send it again by itself.".to_owned(),
        reasons: vec![],
        actions: vec![OrderAction::AskNow, OrderAction::WasOrdered, OrderAction::SendAgain, OrderAction::GiveUp],
        typed_number: Field::of("15230").wrong("A distributor order number has 8 or 9 digits."),
        lines: held().lines.into_iter().take(2).map(|line| OrderLine { state: LineState::Unknown, ..line }).collect(),
        content: Some(content(Some("2026-11-22T14:01:00Z"))),
        ..held()
    }
}

fn fresh() -> OrderPage {
    OrderPage {
        state: OrderState::New,
        sentence: "Found in Autotask a moment ago. It is being read and checked.".to_owned(),
        reasons: vec![],
        actions: vec![],
        for_whom: None,
        psa: None,
        lines: vec![],
        content: None,
        events: vec![],
        ..held()
    }
}
