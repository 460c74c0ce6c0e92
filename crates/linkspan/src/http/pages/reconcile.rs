//! The list that a person confirms before a bridge sends again.

use super::bridge;
use crate::app::orders::reconcile::{self, Reconciliation};
use crate::http::failure::Failure;
use crate::http::portal::home::{Waiting, WaitingFor};
use crate::http::portal::page::Link;
use crate::http::portal::reconcile::{ReconcileList, ReconcilePage, ReconcileRow};
use crate::http::portal::shell::Section;
use crate::http::portal::states::FindingState;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use linkspan_store::{Bridge, FoundOrder, ReconcileReason};

/// `GET /bridges/{bridge}/reconcile`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let bridge = bridge::bridge(&signed.env, &id).await?;
    let waits = reconcile::view(&web.app, signed.env.id(), bridge.id).await?;
    let shell = frame::shell(&web, &signed, Section::Orders).await?;
    let t = shell.text();
    let list = waits.map(|waits| list(waits, t));
    let html = ReconcilePage { bridge: bridge.id.to_string(), list }.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// `POST /bridges/{bridge}/reconcile/ask`.
pub(in crate::http) async fn ask(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge::bridge(&signed.env, &id).await?;
    let asked = reconcile::ask_again(&web.app, signed.env.id(), bridge.id).await;
    let t = frame::words(&web, &signed);
    frame::after(&web, &address(&bridge), asked, t.did_ask_again())
}

/// `POST /bridges/{bridge}/reconcile/confirm`, with `digest`.
pub(in crate::http) async fn confirm(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge::bridge(&signed.env, &id).await?;
    let digest = fields.text("digest");
    let done = reconcile::confirm(&web.app, signed.env.id(), bridge.id, digest, signed.actor()).await;
    let t = frame::words(&web, &signed);
    let to = if done.is_ok() { "/orders".to_owned() } else { address(&bridge) };
    frame::after(&web, &to, done, t.did_confirm_list())
}

/// The line on the first screen.
pub(super) fn waiting(bridge: &Bridge, t: Text) -> Waiting {
    Waiting {
        about: WaitingFor::Bridge { name: bridge.vendor_name.clone() },
        sentence: format!("{} {}", why(bridge.reconcile_reason, t), t.reconcile_lead()),
        since: bridge.reconcile_since.unwrap_or(bridge.updated_at),
        action: Link::new(t.reconcile_act(), address(bridge)),
    }
}

fn address(bridge: &Bridge) -> String {
    format!("/bridges/{}/reconcile", bridge.id)
}

fn why(reason: Option<ReconcileReason>, t: Text) -> &'static str {
    match reason {
        Some(ReconcileReason::Restored) => t.reconcile_restored(),
        Some(ReconcileReason::ClockWentBack) => t.reconcile_clock(),
        Some(ReconcileReason::LongSilence) => t.reconcile_silence(),
        Some(ReconcileReason::HostChanged) => t.reconcile_host(),
        None => t.reconcile_unsaid(),
    }
}

fn list(waits: Reconciliation, t: Text) -> ReconcileList {
    ReconcileList {
        why: why(waits.bridge.reconcile_reason, t).to_owned(),
        since: waits.bridge.reconcile_since,
        made: waits.bridge.reconcile_listed_at.is_some(),
        rows: waits.rows.into_iter().filter_map(row).collect(),
        trouble: waits.trouble,
        digest: waits.digest,
    }
}

fn row(found: FoundOrder) -> Option<ReconcileRow> {
    Some(ReconcileRow {
        po_number: found.psa_order_number,
        for_whom: Some(found.purchase_for).filter(|name| !name.is_empty()),
        number: found.customer_po_number,
        known: found.known,
        finding: FindingState::from_code(found.finding.kind.as_str())?,
        sentence: found.finding.sentence,
        distributor_orders: found.finding.order_numbers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_store::FindingKind;

    #[test]
    fn every_finding_has_a_look() {
        for kind in FindingKind::ALL {
            assert!(FindingState::from_code(kind.as_str()).is_some(), "{kind:?}");
        }
        assert_eq!(FindingKind::ALL.len(), FindingState::ALL.len());
    }
}
