//! Home: a busy day, a calm one, and the first.

use linkspan::http::portal::chart::{QuotaChart, QuotaPoint};
use linkspan::http::portal::home::{FirstSteps, HomePage, Pipeline, TemplateGlance, Waiting, WaitingFor};
use linkspan::http::portal::page::Link;
use linkspan::http::portal::shell::{Flash, Section};
use linkspan::http::portal::states::{OrderState, RunState, Tone};

use crate::{Sheet, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    vec![
        Sheet::new("home", Section::Home, |shell| busy().render(shell)),
        Sheet::new("home-calm", Section::Home, |shell| {
            let calm = HomePage { waiting: Vec::new(), ..busy() };
            let flash =
                Some(Flash { tone: Tone::Ok, text: "PO-2026-0117 was sent under number 152301640.".to_owned() });
            calm.render(&linkspan::http::portal::Shell { waiting: 0, flash, ..shell.clone() })
        }),
        Sheet::new("home-first-day", Section::Home, |shell| {
            let templates = templates().into_iter().map(|template| TemplateGlance {
                on: false,
                last: None,
                looked: None,
                next: None,
                ..template
            });
            let first = HomePage {
                start: Some(FirstSteps { autotask: true, ..Default::default() }),
                templates: templates.collect(),
                ..Default::default()
            };
            first.render(&linkspan::http::portal::Shell { waiting: 0, demo: true, ..shell.clone() })
        }),
    ]
}

fn busy() -> HomePage {
    HomePage {
        waiting: waiting(),
        pipeline: Pipeline { ready: 1, ordered: 14, shipped: 6, invoiced: 0 },
        quota: Some(quota()),
        templates: templates(),
        looked_at: Some(at("2026-11-22T14:04:10Z")),
        start: None,
    }
}

fn order(po_number: &str, state: OrderState, sentence: &str, since: &str, button: &str) -> Waiting {
    Waiting {
        about: WaitingFor::Order { po_number: po_number.to_owned(), state },
        sentence: sentence.to_owned(),
        since: at(since),
        action: Link::new(button, format!("/orders/{po_number}")),
    }
}

fn waiting() -> Vec<Waiting> {
    vec![
        order(
            "PO-2026-0114",
            OrderState::Conflict,
            "TD SYNNEX already knows this number with other content. Nothing was sent.",
            "2026-11-22T11:40:00Z",
            "Decide",
        ),
        order(
            "PO-2026-0118",
            OrderState::Unknown,
            "The connection broke while sending. It may have been ordered; asking again in 2 minutes.",
            "2026-11-22T14:01:00Z",
            "See what is known",
        ),
        order(
            "PO-2026-0117",
            OrderState::Held,
            "Line 2 costs 214.90 USD today, the purchase order says 198.00 USD (8.5 % more).",
            "2026-11-22T13:22:00Z",
            "Review",
        ),
        Waiting {
            about: WaitingFor::Connection { name: "TD SYNNEX US".to_owned() },
            sentence: "The order user's password is refused since this morning. It may have reached its 90 days."
                .to_owned(),
            since: at("2026-11-22T07:10:00Z"),
            action: Link::new("Reconnect", "/connectors/td-synnex/reconnect"),
        },
        Waiting {
            about: WaitingFor::Records { count: 3 },
            sentence: "Their cost changed by more than 50 % overnight. The old cost stays until you decide.".to_owned(),
            since: at("2026-11-22T05:31:00Z"),
            action: Link::new("Look at them", "/runs/118?status=held"),
        },
    ]
}

fn quota() -> QuotaChart {
    let start = at("2026-11-22T13:05:00Z");
    let points = (0u32..=60).map(|minute| {
        let wave = u64::from(minute * minute % 37);
        let burst = if (18..34).contains(&minute) {
            u64::from((minute - 18) * 52)
        } else if minute >= 34 {
            u64::from(832 - (minute - 34) * 30)
        } else {
            0
        };
        QuotaPoint {
            at: start + jiff::SignedDuration::from_mins(i64::from(minute)),
            ours: 32 + burst,
            others: 640 + wave * 9,
        }
    });
    QuotaChart { points: points.collect(), share: 3_000 }
}

fn templates() -> Vec<TemplateGlance> {
    let glance = |title: &str, slug: &str| TemplateGlance {
        title: title.to_owned(),
        href: format!("/bridges/1/{slug}"),
        on: true,
        last: None,
        looked: Some((at("2026-11-22T14:04:10Z"), "3 submitted, 1 new".to_owned())),
        next: None,
    };
    vec![
        TemplateGlance {
            last: Some((at("2026-11-22T05:30:00Z"), RunState::CompletedWithWarnings, "/runs/118".to_owned())),
            next: Some(at("2026-11-23T05:30:00Z")),
            ..glance("Product Sync", "product-sync")
        },
        TemplateGlance {
            last: Some((at("2026-11-22T14:04:10Z"), RunState::Completed, "/runs/240".to_owned())),
            next: Some(at("2026-11-22T14:05:40Z")),
            ..glance("Create Orders from Autotask", "order-submission")
        },
        TemplateGlance { on: false, ..glance("Get Order Status", "order-status") },
    ]
}
