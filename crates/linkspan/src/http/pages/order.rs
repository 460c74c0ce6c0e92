//! One order: its page and its buttons.

use super::order_view;
use crate::app::orders::act::{self, Act};
use crate::http::failure::Failure;
use crate::http::portal::page::Field;
use crate::http::portal::shell::Section;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use linkspan_core::id::OrderId;

/// `GET /orders/{id}`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let order = find(&signed, &id).await?;
    let order = signed.env.order(order).await?.ok_or(Failure::NotFound)?;
    let shell = frame::shell(&web, &signed, Section::Orders).await?;
    let mut page = order_view::page(&signed.env, &order, shell.text(), Field::default()).await?;
    page.psa = order_view::psa_link(web.purchase_order_link.as_deref(), &order);
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// `POST /orders/{id}/{action}`.
pub(in crate::http) async fn act(
    State(web): State<Web>,
    Path((id, action)): Path<(String, String)>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let order = find(&signed, &id).await?;
    let t = frame::words(&web, &signed);
    let (wanted, good) = match action.as_str() {
        "release" | "approve" => (Act::Release { digest: fields.text("digest") }, t.did_release()),
        "check" | "ask" => (Act::Check, t.did_check()),
        "adopt" => (Act::Adopt { number: fields.text("number") }, t.did_adopt()),
        "resend" => (Act::SendAgain, t.did_resend()),
        "give-up" => (Act::GiveUp, t.did_give_up()),
        _ => return Err(Failure::NotFound),
    };
    let done = act::act(&web.app, signed.env.id(), order, wanted, signed.actor(), fields.text("reason")).await;
    frame::after(&web, &format!("/orders/{order}"), done, good)
}

/// The order, where it is one of this environment.
async fn find(signed: &Signed, id: &str) -> Result<OrderId, Failure> {
    let id = OrderId::parse(id).ok_or(Failure::NotFound)?;
    match signed.env.order(id).await? {
        Some(_) => Ok(id),
        None => Err(Failure::NotFound),
    }
}
