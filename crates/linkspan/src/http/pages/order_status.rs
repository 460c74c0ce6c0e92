//! The settings of order status: what is written back, and where.

use super::templates;
use super::titles::base;
use crate::app::status::settings::StatusSettings;
use crate::http::failure::Failure;
use crate::http::portal::page::Choice;
use crate::http::portal::shell::Section;
use crate::http::portal::states::Tone;
use crate::http::portal::strings::Text;
use crate::http::portal::template_settings::{StatusPage, Target};
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use linkspan_core::problem::Problem;
use linkspan_store::Template;

/// The word of this template in addresses.
const SLUG: &str = "order-status";

/// `GET /bridges/{bridge}/order-status`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(bridge): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let (bridge, template) = templates::find(&signed.env, &bridge, SLUG).await?;
    let settings = settings(&template)?;
    let shell = frame::shell(&web, &signed, Section::Connectors).await?;
    let t = shell.text();
    let page = StatusPage {
        bridge: bridge.id.to_string(),
        on: template.enabled,
        accounting: settings.accounting_sync,
        targets: targets(&settings, t),
        order_number_goes: t.status_number_goes().to_owned(),
    };
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// `POST /bridges/{bridge}/order-status`.
pub(in crate::http) async fn save(
    State(web): State<Web>,
    Path(bridge): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let (bridge, template) = templates::find(&signed.env, &bridge, SLUG).await?;
    let wanted = |key: &str| fields.text(key) != "none";
    let settings = StatusSettings {
        accounting_sync: match fields.text("accounting") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        external_number: wanted("target_number"),
        order_memo: wanted("target_order"),
        line_memo: wanted("target_line"),
        estimated_arrival: wanted("target_eta"),
    };
    let value = serde_json::to_value(&settings)?;
    let mut tx = web.app.store.begin().await?;
    signed.env.set_template_settings(&mut tx, bridge.id, template.kind, &value).await?;
    tx.commit().await?;
    let t = frame::words(&web, &signed);
    Ok(frame::go(&web, &base(bridge.id, template.kind), Tone::Ok, t.did_save()))
}

fn settings(template: &Template) -> Result<StatusSettings, Failure> {
    let read = template.settings.clone().map(serde_json::from_value).transpose();
    let settings = read.map_err(|error| {
        Problem::permanent("settings_unreadable", "The settings cannot be read. The log says why.").caused_by(error)
    })?;
    Ok(settings.unwrap_or_default())
}

fn targets(settings: &StatusSettings, t: Text) -> Vec<Target> {
    let target = |key: &str, name: &str, example: &str, field: &str, on: bool| {
        let (none, there) = (Choice::new("none", t.target_none()), Choice::new("field", field));
        let fields = if on { vec![there.chosen(), none] } else { vec![there, none.chosen()] };
        Target { key: key.into(), name: name.into(), example: example.into(), fields }
    };
    vec![
        target("number", t.orders_distributor(), "58210044", "External P.O. Number", settings.external_number),
        target("order", t.target_order(), "58210044 · 3/5", "General Memo", settings.order_memo),
        target("line", t.target_line(), "1Z999AA10123456784", "Item Memo", settings.line_memo),
        target("eta", t.order_eta(), "2026-11-30", "Estimated Arrival Date", settings.estimated_arrival),
    ]
}
