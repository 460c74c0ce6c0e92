//! One order: its page and its buttons.

use super::order_view;
use crate::app::orders::decide;
use crate::http::failure::Failure;
use crate::http::portal::page::Field;
use crate::http::portal::shell::Section;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use linkspan_core::id::OrderId;
use linkspan_core::problem::Problem;
use linkspan_store::NewAudit;
use serde_json::json;

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
    let (app, env, actor) = (&web.app, signed.env.id(), signed.actor());
    let (digest, reason) = (fields.text("digest"), fields.text("reason"));
    let (done, good) = match action.as_str() {
        "release" => (decide::release(app, env, order, digest, actor).await, t.did_release()),
        "approve" if reason.is_empty() => (Err(no_reason()), ""),
        "approve" => (decide::release(app, env, order, digest, actor).await, t.did_release()),
        "check" | "ask" => (decide::check_again(app, env, order).await, t.did_check()),
        "adopt" => {
            let number = fields.text("number");
            (decide::it_was_ordered(app, env, order, number, actor, reason).await, t.did_adopt())
        }
        "resend" => (decide::send_again(app, env, order, actor, reason).await, t.did_resend()),
        "give-up" => (decide::give_up(app, env, order, actor, reason).await, t.did_give_up()),
        _ => return Err(Failure::NotFound),
    };
    if done.is_ok() {
        audit(&web, &signed, order, &action, reason).await?;
    }
    frame::after(&web, &format!("/orders/{order}"), done, good)
}

fn no_reason() -> Problem {
    Problem::permanent("reason_missing", "Say why, in a few words. It is kept with the order.")
}

/// The order, where it is one of this environment.
async fn find(signed: &Signed, id: &str) -> Result<OrderId, Failure> {
    let id = OrderId::parse(id).ok_or(Failure::NotFound)?;
    match signed.env.order(id).await? {
        Some(_) => Ok(id),
        None => Err(Failure::NotFound),
    }
}

async fn audit(web: &Web, signed: &Signed, order: OrderId, action: &str, reason: &str) -> Result<(), Failure> {
    let entry = NewAudit {
        actor: signed.user.email.clone(),
        action: format!("order.{}", action.replace('-', "_")),
        subject_kind: "order".into(),
        subject_id: order.to_string(),
        sentence: reason.chars().take(500).collect(),
        detail: json!({}),
    };
    let mut tx = web.app.store.begin().await?;
    signed.env.add_audit(&mut tx, &entry).await?;
    Ok(tx.commit().await?)
}
