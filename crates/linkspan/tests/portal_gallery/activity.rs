//! Activity, in both views, and runs.

use linkspan::http::portal::activity::{
    ActivityPage, ConnectionView, Decided, HeldRecord, RecordRow, RecordView, RunPage, TemplateHealth, View,
};
use linkspan::http::portal::page::{Choice, Link, Pager, Progress};
use linkspan::http::portal::shell::Section;
use linkspan::http::portal::states::{RecordState, RunState, State as _};

use crate::{Sheet, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    let sheet = |name, render: fn(&linkspan::http::portal::Shell) -> _| Sheet::new(name, Section::Activity, render);
    vec![
        sheet("activity", |shell| ActivityPage { view: View::Connections(connections("/activity")) }.render(shell)),
        sheet("activity-empty", |shell| {
            ActivityPage { view: View::Connections(ConnectionView { base: "/activity".to_owned(), rows: vec![] }) }
                .render(shell)
        }),
        sheet("activity-records", |shell| {
            ActivityPage { view: View::Records(Box::new(records("/activity"))) }.render(shell)
        }),
        sheet("activity-records-no-hit", |shell| {
            let nothing =
                RecordView { rows: vec![], filtered: true, query: "zeppelin".to_owned(), ..records("/activity") };
            ActivityPage { view: View::Records(Box::new(nothing)) }.render(shell)
        }),
        sheet("run-live", |shell| running().render(shell)),
        sheet("run-done", |shell| done().render(shell)),
    ]
}

pub(crate) fn connections(base: &str) -> ConnectionView {
    let health = |title: &str, slug: &str, in_sync, failing, excluded, last| TemplateHealth {
        title: title.to_owned(),
        base: format!("/bridges/1/{slug}"),
        can_run: true,
        in_sync,
        failing,
        excluded,
        looked: Some((at("2026-11-22T14:04:10Z"), "3 submitted, 1 new".to_owned())),
        last,
    };
    ConnectionView {
        base: base.to_owned(),
        rows: vec![
            health(
                "Product Sync",
                "product-sync",
                1_237,
                3,
                95_172,
                Some((at("2026-11-22T05:30:00Z"), RunState::CompletedWithWarnings, "/runs/118".to_owned())),
            ),
            health(
                "Create Orders from Autotask",
                "order-submission",
                110,
                1,
                2,
                Some((at("2026-11-22T14:04:10Z"), RunState::Completed, "/runs/240".to_owned())),
            ),
            TemplateHealth { can_run: false, ..health("Get Order Status", "order-status", 0, 0, 0, None) },
        ],
    }
}

pub(crate) fn records(base: &str) -> RecordView {
    let states = RecordState::ALL
        .iter()
        .map(|state| Choice::new(state.code(), state.look(linkspan::http::portal::strings::Text::default()).2));
    RecordView {
        base: base.to_owned(),
        action: format!("{base}/records"),
        query: String::new(),
        states: std::iter::once(Choice::new("", "All").chosen()).chain(states).collect(),
        kinds: vec![Choice::new("", "All").chosen(), Choice::new("product", "Product"), Choice::new("order", "Order")],
        rows: rows(),
        pager: Pager { first: 1, last: 5, total: 1_240, before: None, after: Some(format!("{base}/records?page=2")) },
        csv_href: format!("{base}/records.csv"),
        json_href: format!("{base}/records.json"),
        filtered: false,
    }
}

fn rows() -> Vec<RecordRow> {
    let row = |id: &str, name: &str, kind: &str, state, done: &str| RecordRow {
        id: id.to_owned(),
        name: name.to_owned(),
        href: Some(format!("/products/{id}")),
        kind: kind.to_owned(),
        psa: Some(Link::new("5512", "https://ww2.autotask.example/product/5512")),
        distributor: Some(Link::new(id, format!("/products/{id}"))),
        state,
        at: at("2026-11-22T05:41:00Z"),
        done: done.to_owned(),
    };
    vec![
        row(
            "14152708",
            "Business notebook 14 inch, 16 GB, 512 GB",
            "Product",
            RecordState::InSync,
            "Cost 750.00 to 739.28 USD",
        ),
        RecordRow {
            href: Some("/orders/116".to_owned()),
            ..row("152301636", "PO-2026-0116", "Order", RecordState::Partial, "Tracking written, 1 line open")
        },
        RecordRow {
            psa: None,
            ..row("8801077", "Docking station", "Product", RecordState::Held, "Cost went to 0.00 USD")
        },
        row(
            "9120044",
            "Desktop display 27 inch, QHD",
            "Product",
            RecordState::Failing,
            "Autotask refused the name: longer than 100 characters",
        ),
        RecordRow {
            psa: None,
            href: None,
            ..row("7700311", "USB-C dock, 90 W", "Product", RecordState::Excluded, "Not in a selected category")
        },
    ]
}

fn running() -> RunPage {
    RunPage {
        id: "119".to_owned(),
        title: "Product Sync".to_owned(),
        state: RunState::Running,
        sentence: "Writing products to Autotask, 48 a minute at your share of calls.".to_owned(),
        rehearsal: false,
        progress: Some(Progress { done: 187, total: 449, per_minute: 48, minutes_left: Some(6) }),
        counters: [("Created", 171), ("Adopted", 16), ("Changed", 0), ("Held", 3)]
            .map(|(name, count)| (name.to_owned(), count))
            .into(),
        calls_used: 362,
        calls_planned: Some(861),
        started_at: Some(at("2026-11-22T14:01:00Z")),
        ended_at: None,
        started_by: "Purchasing desk".to_owned(),
        held: vec![],
        decided: vec![],
        can_cancel: true,
        can_resume: false,
        records: RecordView {
            rows: rows().into_iter().take(2).collect(),
            action: "/runs/119".to_owned(),
            ..records("/runs/119")
        },
    }
}

fn done() -> RunPage {
    let held = |id: &str, name: &str, reason: &str, can_decide| HeldRecord {
        id: id.to_owned(),
        name: name.to_owned(),
        reason: reason.to_owned(),
        can_decide,
        ..HeldRecord::default()
    };
    let kept = HeldRecord {
        decided: Some(Decided {
            sentence: "Kept as it is by Dana. \u{201c}A promotion, over on Monday.\u{201d}".to_owned(),
            at: at("2026-11-22T14:31:00Z"),
        }),
        ..held("8801090", "USB-C charger 65 W", "The cost went from 39.00 to 12.00 USD.", true)
    };
    RunPage {
        state: RunState::CompletedWithWarnings,
        sentence: "446 products are in sync, 3 wait for you.".to_owned(),
        progress: None,
        ended_at: Some(at("2026-11-22T14:19:00Z")),
        held: vec![
            held("8801077", "Docking station", "The cost went from 189.00 to 0.00 USD.", true),
            held(
                "8801002",
                "Mobile workstation 16 inch",
                "Two products in Autotask have this part number: 5512 and 7003.",
                false,
            ),
        ],
        decided: vec![kept],
        can_cancel: false,
        can_resume: true,
        rehearsal: true,
        ..running()
    }
}
