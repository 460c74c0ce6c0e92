//! The page a person looks at: orders, what they wait for, and the buttons of the distributor's staff. Plain forms, no
//! script.

mod switches;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Form, Path, State as Shared};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use quick_xml::escape::escape;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::book::{Order, Piece, Stage};
use super::control::{self, ControlError, Expected, Lines, Reprice, Split};
use super::options::Settings;
use super::state::{State, World, local};
use crate::faults::FaultPlan;

const STYLE: &str = include_str!("page.css");

/// How much later and dearer back-ordered goods become by their buttons.
const LATER: u64 = 7 * 86_400;
const DEARER_PERCENT: i64 = 5;

/// What the page shows and changes.
#[derive(Clone)]
struct Desk {
    state: Arc<State>,
    faults: FaultPlan,
}

/// The page and its forms.
pub(super) fn router(state: Arc<State>, faults: FaultPlan) -> Router {
    Router::new()
        .route("/_emulator/page/faults", post(switches::plan_fault))
        .route("/_emulator/page/faults/clear", post(switches::clear_faults))
        .route("/_emulator/page/switches", post(switches::turn))
        .route("/_emulator/", get(show))
        .route("/_emulator", get(async || Redirect::permanent("/_emulator/")))
        .route("/_emulator/page/orders/{po}/{action}", post(act))
        .route("/_emulator/page/clock", post(advance))
        .with_state(Desk { state, faults })
}

/// Hours to move the clock by.
#[derive(Deserialize)]
struct Hours {
    hours: u64,
}

async fn advance(Shared(desk): Shared<Desk>, Form(form): Form<Hours>) -> Redirect {
    desk.state.clock.advance(Duration::from_secs(form.hours.min(24 * 366) * 3_600));
    Redirect::to("/_emulator/")
}

async fn act(Shared(desk): Shared<Desk>, Path((po, action)): Path<(String, String)>) -> Response {
    let (mut world, now) = desk.state.world();
    let done = match action.as_str() {
        "release" => control::release(&mut world, &po, now),
        "ship" => control::ship(&mut world, &po, &Lines::default(), now),
        "cancel" => control::cancel(&mut world, &po, &Lines::default(), now),
        "invoice" => control::invoice(&mut world, &po, now),
        "split" => split_first(&mut world, &po, now),
        "later" => control::expect(&mut world, &po, Expected { line: None, seconds: LATER }, now),
        "dearer" => make_dearer(&mut world, &po),
        "deliver" => control::deliver(&mut world, &po, now),
        _ => Err(ControlError::NotFound(format!("action {action}"))),
    };
    match done {
        Ok(()) => Redirect::to("/_emulator/").into_response(),
        Err(error) => (StatusCode::CONFLICT, Json(serde_json::json!({"error": error.to_string()}))).into_response(),
    }
}

/// Moves half of the first open line, or all of it when it is one unit.
fn split_first(world: &mut World, po: &str, now: jiff::Timestamp) -> Result<(), ControlError> {
    let open = world
        .orders
        .iter()
        .filter(|order| order.took_effect() && order.po_number == po)
        .flat_map(|order| &order.pieces)
        .find(|piece| piece.stage.is_open())
        .map(|piece| (piece.line, piece.quantity.div_ceil(2)));
    let (line, quantity) = open.ok_or_else(|| ControlError::Conflict("nothing of the order is open".to_owned()))?;
    control::split(world, po, Split { line, quantity: Some(quantity), to_warehouse: None }, now)
}

/// Raises the price of every back-ordered line by some percent.
fn make_dearer(world: &mut World, po: &str) -> Result<(), ControlError> {
    let waits = |order: &&Order| order.took_effect() && order.po_number == po;
    let line_of = |order: &Order, number: u32| order.line(number).map(|line| (number, line.unit_price));
    let lines: Vec<_> = world
        .orders
        .iter()
        .filter(waits)
        .flat_map(|order| {
            order.pieces.iter().filter_map(move |piece| {
                (piece.stage == Stage::BackOrder).then(|| line_of(order, piece.line)).flatten()
            })
        })
        .collect();
    if lines.is_empty() {
        return Err(ControlError::Conflict("nothing of the order is back-ordered".to_owned()));
    }
    for (line, price) in lines {
        let price = (price * Decimal::new(100 + DEARER_PERCENT, 2)).round_dp(2);
        control::reprice(world, po, Reprice { line: Some(line), price })?;
    }
    Ok(())
}

async fn show(Shared(desk): Shared<Desk>) -> Html<String> {
    let (world, now) = desk.state.world();
    let mut page = String::new();
    let books = control::books(&world);
    let clock = local(now, &world.settings).strftime("%Y-%m-%d %H:%M:%S");
    push(
        &mut page,
        format_args!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>TD SYNNEX emulator</title><style>{STYLE}</style></head><body><header><h1>TD SYNNEX emulator</h1>\
         <p>Account {account}. Nothing here reaches a real distributor.</p></header><main>\
         <section class=\"bar\"><p class=\"clock\">Local time <strong>{clock}</strong></p>",
            account = escape(world.catalog.account.as_str()),
        ),
    );
    for (hours, label) in [(1, "+1 hour"), (6, "+6 hours"), (24, "+1 day"), (120, "+5 days")] {
        push(
            &mut page,
            format_args!(
                "<form method=\"post\" action=\"/_emulator/page/clock\"><button name=\"hours\" value=\"{hours}\">{label}</button></form>"
            ),
        );
    }
    push(
        &mut page,
        format_args!(
            "</section><ul class=\"counts\"><li><b>{}</b> order {} seen</li><li><b>{}</b> took effect</li>\
         <li class=\"{}\"><b>{}</b> double {}</li><li><b>{}</b> catalogue rows, day {}</li></ul>",
            books.requests_seen,
            if books.requests_seen == 1 { "request" } else { "requests" },
            books.requests_effective,
            if books.double_orders > 0 { "bad" } else { "" },
            books.double_orders,
            if books.double_orders == 1 { "order" } else { "orders" },
            world.catalog.row_count(),
            world.catalog.day(),
        ),
    );
    switches::section(&mut page, &world, &desk.faults);
    if books.orders.is_empty() {
        page.push_str("<p class=\"empty\">No order has come yet.</p>");
    }
    for order in books.orders.iter().rev() {
        card(&mut page, order, &world.settings);
    }
    page.push_str("</main></body></html>");
    Html(page)
}

fn card(page: &mut String, order: &Order, settings: &Settings) {
    push(
        page,
        format_args!(
            "<article><h2>{po}</h2><p class=\"sub\">{verdict}, {received}, to {ship_to}, by {method}</p>",
            po = escape(order.po_number.as_str()),
            verdict = order.verdict.code(),
            received = local(order.received, settings).strftime("%Y-%m-%d %H:%M"),
            ship_to = escape(order.ship_to.as_str()),
            method = escape(order.ship_method.as_str()),
        ),
    );
    page.push_str(
        "<table><thead><tr><th>Line</th><th>Product</th><th class=\"n\">Units</th><th>State</th>\
         <th>Order number</th><th class=\"n\">Warehouse</th><th>Tracking</th></tr></thead><tbody>",
    );
    for piece in &order.pieces {
        row(page, order, piece);
    }
    page.push_str("</tbody></table>");
    for invoice in &order.invoices {
        push(
            page,
            format_args!(
                "<p class=\"sub\">Invoice {} of {} for shipment {}</p>",
                invoice.number,
                local(invoice.at, settings).date(),
                invoice.shipment
            ),
        );
    }
    buttons(page, order);
    page.push_str("</article>");
}

fn row(page: &mut String, order: &Order, piece: &Piece) {
    let line = order.line(piece.line);
    let tracking: Vec<&str> = piece.packages.iter().map(|package| package.tracking.as_str()).collect();
    push(
        page,
        format_args!(
            "<tr><td data-label=\"Line\">{}</td><td data-label=\"Product\">{} <span class=\"sub\">{}</span></td>\
         <td class=\"n\" data-label=\"Units\">{}</td><td data-label=\"State\"><span class=\"state {class}\">{}</span></td>\
         <td data-label=\"Order number\">{}</td><td class=\"n\" data-label=\"Warehouse\">{}</td><td data-label=\"Tracking\">{}</td></tr>",
            piece.line,
            line.map_or(0, |line| line.sku),
            escape(
                line.and_then(|line| line.reason.as_deref())
                    .or(line.map(|line| line.description.as_str()))
                    .unwrap_or("")
            ),
            piece.quantity,
            format_args!(
                "{}{}",
                stage_words(piece.stage),
                if piece.delivered_at.is_some() { ", delivered" } else { "" }
            ),
            if piece.order_number == 0 { String::new() } else { piece.order_number.to_string() },
            piece.warehouse,
            tracking.join(", "),
            class = stage_class(piece.stage),
        ),
    );
}

fn buttons(page: &mut String, order: &Order) {
    let any = |fits: fn(Stage) -> bool| order.pieces.iter().any(|piece| fits(piece.stage));
    let actions = [
        ("release", "Release", any(|stage| stage == Stage::Review)),
        ("ship", "Ship", any(|stage| matches!(stage, Stage::BackOrder | Stage::Open | Stage::Released))),
        ("split", "Move half elsewhere", any(Stage::is_open)),
        ("later", "Expect a week from now", any(|stage| stage == Stage::BackOrder)),
        ("dearer", "Raise the price by 5 %", any(|stage| stage == Stage::BackOrder)),
        ("invoice", "Invoice", any(|stage| stage == Stage::Shipped)),
        (
            "deliver",
            "Deliver",
            order.pieces.iter().any(|piece| !piece.packages.is_empty() && piece.delivered_at.is_none()),
        ),
        ("cancel", "Cancel", any(Stage::is_open)),
    ];
    page.push_str("<div class=\"actions\">");
    let po = percent_encoding::utf8_percent_encode(&order.po_number, percent_encoding::NON_ALPHANUMERIC);
    for (action, label, _) in actions.iter().filter(|(_, _, possible)| *possible) {
        push(
            page,
            format_args!(
                "<form method=\"post\" action=\"/_emulator/page/orders/{po}/{action}\"><button class=\"{action}\">{label}</button></form>"
            ),
        );
    }
    page.push_str("</div>");
}

fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Review => "waits for the sales representative",
        Stage::BackOrder => "back-ordered",
        Stage::Open => "accepted",
        Stage::Released => "at the warehouse",
        Stage::Moved => "moved elsewhere",
        Stage::Shipped => "shipped",
        Stage::Invoiced => "invoiced",
        Stage::Deleted => "cancelled",
        Stage::Rejected => "rejected",
    }
}

fn stage_class(stage: Stage) -> &'static str {
    match stage {
        Stage::Review | Stage::BackOrder => "wait",
        Stage::Open | Stage::Released | Stage::Moved => "live",
        Stage::Shipped | Stage::Invoiced => "done",
        Stage::Deleted | Stage::Rejected => "dead",
    }
}

fn push(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = page.write_fmt(text);
}
