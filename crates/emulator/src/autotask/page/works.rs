//! The emulator's works on the page: clock, use of the limits, faults, journal.

use std::time::Duration;

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::html::Html;
use super::{Shared, framed};
use crate::autotask::World;
use crate::autotask::purchaser::Purchaser;
use crate::faults::{Fault, FaultAction};

/// Title of the page.
pub(super) const TITLE: &str = "Journal and faults";
const HERE: &str = "/_emulator/page/works";
/// Journal entries that are shown.
const SHOWN: usize = 100;

/// Clock, limits, faults and the last requests.
pub(super) async fn show(State(world): Shared, at: Purchaser) -> Response {
    let mut html = Html::default();
    html.raw("<p>").text(at.calls_used()).raw(" of ").text(world.limits.hourly);
    html.raw(" calls of this hour are used.</p><div class=\"actions\">");
    for (hours, name) in [(1, "One hour on"), (24, "One day on"), (168, "One week on")] {
        html.raw("<form method=\"post\" action=\"/_emulator/page/works/clock\"><input type=\"hidden\" name=\"hours\" value=\"");
        html.text(hours).raw("\"><button>").text(name).raw("</button></form>");
    }
    html.button("/_emulator/page/works/unlock", "Open locked accounts");
    html.button("/_emulator/page/works/clear_journal", "Clear the journal");
    html.button("/_emulator/page/works/clear_faults", "Clear the faults").raw("</div>");
    faults(&mut html, &world);
    webhooks(&mut html, &world);
    journal(&mut html, &world);
    framed(&world, &at, TITLE, &html)
}

#[derive(Deserialize)]
pub(super) struct Move {
    hours: u32,
}

/// Moves the clock forward.
pub(super) async fn advance(State(world): Shared, Form(by): Form<Move>) -> Redirect {
    world.clock.advance(Duration::from_secs(u64::from(by.hours) * 3_600));
    Redirect::to(HERE)
}

/// A button of this page.
pub(super) async fn act(State(world): Shared, Path(action): Path<String>) -> Response {
    match action.as_str() {
        "unlock" => world.accounts.unlock_all(),
        "clear_journal" => world.journal.clear(),
        "clear_faults" => world.faults.clear(),
        _ => return http::StatusCode::NOT_FOUND.into_response(),
    }
    Redirect::to(HERE).into_response()
}

fn faults(html: &mut Html, world: &World) {
    let planned = world.faults.list();
    html.raw("<h2>Faults</h2>");
    if planned.is_empty() {
        html.raw("<p class=\"sub\">Nothing goes wrong.</p>");
        fault_form(html);
        return;
    }
    html.table(&["Route", "What happens", "#Struck", "#Times"]);
    for planned in planned {
        let times = planned.fault.times.map_or(json!("for ever"), |times| json!(times));
        html.raw("<tr>").cell(&json!(planned.fault.route)).cell(&json!(planned.fault.action.name()));
        html.cell(&json!(planned.struck)).cell(&times).raw("</tr>");
    }
    html.end_table();
    fault_form(html);
}

/// What can be planned on the page; conditions on bodies take a POST to `/_emulator/faults`.
const FAULTS: [(&str, &str); 9] = [
    ("500", "answers 500 without an errors list"),
    ("503", "answers 503"),
    ("429", "answers 429"),
    ("delay", "waits 5 seconds"),
    ("refuse", "closes the connection at once"),
    ("cut_before", "closes it before the effect"),
    ("cut_after", "closes it after the effect"),
    ("garbage", "answers garbage after the effect"),
    ("truncate", "cuts its answer short"),
];

fn fault_form(html: &mut Html) {
    html.raw("<form class=\"bar\" method=\"post\" action=\"/_emulator/page/works/fault\"><label>A request like ");
    html.raw("<input name=\"route\" required placeholder=\"PATCH /ATServicesRest/V1.0/PurchaseOrders\"></label> ");
    html.raw("<label><span class=\"sr\">What happens </span><select name=\"action\">");
    for (name, text) in FAULTS {
        html.raw("<option value=\"").text(name).raw("\">").text(text).raw("</option>");
    }
    html.raw("</select></label> <label>times <input name=\"times\" type=\"number\" min=\"1\" value=\"1\"></label> ");
    html.raw("<button>Plan it</button></form>");
}

#[derive(Deserialize)]
pub(super) struct NewFault {
    route: String,
    action: String,
    times: u32,
}

/// Plans a fault.
pub(super) async fn plan_fault(State(world): Shared, Form(new): Form<NewFault>) -> Response {
    let action = match new.action.as_str() {
        "delay" => FaultAction::Delay { millis: 5_000 },
        "refuse" => FaultAction::Refuse,
        "cut_before" => FaultAction::CutBefore,
        "cut_after" => FaultAction::CutAfter,
        "garbage" => FaultAction::Garbage,
        "truncate" => FaultAction::Truncate,
        status => match status.parse() {
            Ok(status) => FaultAction::Status { status, body: None, content_type: None, retry_after: None },
            Err(_) => return http::StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        },
    };
    world.faults.add(Fault { times: Some(new.times), ..Fault::once(new.route, action) });
    Redirect::to(HERE).into_response()
}

fn webhooks(html: &mut Html, world: &World) {
    let deliveries = world.hub.deliveries();
    if deliveries.is_empty() {
        return;
    }
    html.raw("<h2>Webhook deliveries</h2>")
        .table(&["Time", "Webhook", "Event", "#Message", "#Try", "#Status", "Failure"]);
    for delivery in deliveries.iter().rev().take(SHOWN) {
        html.raw("<tr>").cell(&json!(delivery.at.strftime("%H:%M:%S").to_string()));
        html.cell(&json!(format!("{} {}", delivery.webhook, delivery.webhook_id))).cell(&json!(delivery.action));
        html.cell(&json!(delivery.sequence)).cell(&json!(delivery.attempt)).cell(&json!(delivery.status));
        html.cell(&json!(delivery.error)).raw("</tr>");
    }
    html.end_table();
}

fn journal(html: &mut Html, world: &World) {
    html.raw("<h2>Last requests</h2>").table(&["#No.", "Time", "Method", "Path", "#Status", "Fault", "Bodies"]);
    for entry in world.journal.entries().iter().rev().take(SHOWN) {
        let status = entry.status.map_or(json!("cut"), |status| json!(status));
        html.raw("<tr>").cell(&json!(entry.n)).cell(&json!(entry.at.strftime("%H:%M:%S").to_string()));
        html.cell(&json!(entry.method)).cell(&json!(entry.path)).cell(&status).cell(&json!(entry.fault));
        html.raw("<td><details><summary>show</summary><pre tabindex=\"0\">")
            .text(&entry.request_body)
            .raw("</pre><pre tabindex=\"0\">");
        html.text(&entry.response_body).raw("</pre></details></td></tr>");
    }
    html.end_table();
}
