//! A page for people: what a purchaser would see at the vendor, and the emulator's own works. Plain HTML without script.

mod html;
mod orders;
mod products;
mod receiving;
mod works;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};

use self::html::Html;
use super::World;
use super::purchaser::Purchaser;
use super::refusal::Refused;

const STYLE: &str = include_str!("page.css");
const HOME: &str = "/_emulator/";
/// Title of the home page.
const ORDERS: &str = "Purchase orders";

/// Routes of the page and of its forms.
pub(super) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/_emulator", get(|| async { Redirect::permanent(HOME) }))
        .route("/_emulator/", get(orders::list))
        .route("/_emulator/page/orders/new", get(orders::form).post(orders::write))
        .route("/_emulator/page/orders/{id}", get(orders::one))
        .route("/_emulator/page/orders/{id}/receive", post(receiving::receive))
        .route("/_emulator/page/orders/{id}/{action}", post(orders::act))
        .route("/_emulator/page/products", get(products::list))
        .route("/_emulator/page/works", get(works::show))
        .route("/_emulator/page/works/clock", post(works::advance))
        .route("/_emulator/page/works/fault", post(works::plan_fault))
        .route("/_emulator/page/works/{action}", post(works::act))
}

/// A page in the common frame.
fn framed(world: &World, at: &Purchaser, title: &str, content: &Html) -> Response {
    let mut page = Html::default();
    page.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
        .text(title)
        .raw(" · Autotask emulator</title><style>")
        .raw(STYLE)
        .raw("</style></head><body><header><p class=\"brand\">Autotask emulator</p><p class=\"sub\">")
        .text(at.company_name())
        .raw(" · database ")
        .text(at.ci())
        .raw(" · ")
        .text(world.clock.now().strftime("%Y-%m-%d %H:%M:%S UTC"))
        .raw("</p><nav aria-label=\"Sections\">");
    for (path, name) in
        [(HOME, ORDERS), ("/_emulator/page/products", products::TITLE), ("/_emulator/page/works", works::TITLE)]
    {
        let mark = if name == title { "\" aria-current=\"page\">" } else { "\">" };
        page.raw("<a href=\"").text(path).raw(mark).text(name).raw("</a>");
    }
    page.raw("</nav></header><main><h1>").text(title).raw("</h1>").raw(content.as_str()).raw("</main></body></html>");
    shown(page)
}

fn shown(page: Html) -> Response {
    let mut response = page.into_string().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// What went wrong, with a way back.
fn refused(world: &World, at: &Purchaser, refused: &Refused) -> Response {
    let mut content = Html::default();
    for text in refused.texts() {
        content.raw("<p class=\"bad\">").text(text).raw("</p>");
    }
    content.raw("<p><a href=\"").raw(HOME).raw("\">Back to the orders</a></p>");
    let mut response = framed(world, at, "That is not possible", &content);
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

type Shared = State<Arc<World>>;
