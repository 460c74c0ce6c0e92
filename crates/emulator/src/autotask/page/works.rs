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
    journal(&mut html, &world);
    framed(&world, &at, "Journal and faults", &html)
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
        html.raw("<p class=\"sub\">Nothing goes wrong. POST a fault to /_emulator/faults to change that.</p>");
        return;
    }
    html.table(&["Route", "What happens", "#Struck", "#Times"]);
    for planned in planned {
        let times = planned.fault.times.map_or(json!("for ever"), |times| json!(times));
        html.raw("<tr>").cell(&json!(planned.fault.route)).cell(&json!(planned.fault.action.name()));
        html.cell(&json!(planned.struck)).cell(&times).raw("</tr>");
    }
    html.end_table();
}

fn journal(html: &mut Html, world: &World) {
    html.raw("<h2>Last requests</h2>").table(&["#No.", "Time", "Method", "Path", "#Status", "Fault", "Bodies"]);
    for entry in world.journal.entries().iter().rev().take(SHOWN) {
        let status = entry.status.map_or(json!("cut"), |status| json!(status));
        html.raw("<tr>").cell(&json!(entry.n)).cell(&json!(entry.at.strftime("%H:%M:%S").to_string()));
        html.cell(&json!(entry.method)).cell(&json!(entry.path)).cell(&status).cell(&json!(entry.fault));
        html.raw("<td><details><summary>show</summary><pre>").text(&entry.request_body).raw("</pre><pre>");
        html.text(&entry.response_body).raw("</pre></details></td></tr>");
    }
    html.end_table();
}
