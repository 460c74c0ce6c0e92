//! Step 4 of the product sync's settings: what would be done, and doing it.

use super::bridge::{asked, bridge};
use crate::app::catalog::shelf::Shelf;
use crate::app::catalog::sync;
use crate::app::catalog::view::{self, PlanView};
use crate::http::failure::Failure;
use crate::http::portal::page::Progress;
use crate::http::portal::product_sync::{Change, HeldRow, Plan, PlanAction, PlanRow, PreviewPage};
use crate::http::portal::shell::{Flash, Section};
use crate::http::portal::states::Tone;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use linkspan_core::catalog::plan::PlanAction as Action;
use linkspan_core::id::RunId;
use linkspan_core::problem::Problem;
use linkspan_store::{Bridge, Env, RunState};

/// `GET /bridges/{bridge}/product-sync/preview`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let mut shell = frame::shell(&web, &signed, Section::Connectors).await?;
    let mut page = PreviewPage { bridge: bridge.id.to_string(), ..PreviewPage::default() };
    if let Some(made) = newest(&web, &signed.env, &bridge).await? {
        match made.run.state {
            RunState::Scheduled | RunState::Running => {
                page.making = Some(progress(&signed.env, &bridge, &made).await?);
            }
            RunState::Completed | RunState::CompletedWithWarnings => {
                page.outdated = made.outdated;
                page.plan = Some(plan(made, shell.text()));
            }
            RunState::Failed | RunState::Cancelled => {
                let text = made.run.sentence.unwrap_or_else(|| shell.text().run_is_failed().to_owned());
                shell.flash.get_or_insert(Flash { tone: Tone::Warn, text });
            }
        }
    }
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// `POST /bridges/{bridge}/product-sync/preview`.
pub(in crate::http) async fn make(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let newest = newest(&web, &signed.env, &bridge).await?;
    let at_work = newest.is_some_and(|made| matches!(made.run.state, RunState::Scheduled | RunState::Running));
    let done = match at_work {
        true => Ok(()),
        false => sync::begin(&web.app, signed.env.id(), &asked(&signed, bridge.id), true).await.map(|_| ()),
    };
    frame::after(&web, &here(&bridge), done, frame::words(&web, &signed).did_run())
}

/// `POST /bridges/{bridge}/product-sync/apply`: what the plan showed is done, and nothing else.
pub(in crate::http) async fn apply(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let t = frame::words(&web, &signed);
    let begun = match RunId::parse(fields.text("plan")) {
        Some(plan) => sync::apply_plan(&web.app, signed.env.id(), &asked(&signed, bridge.id), plan).await,
        None => Err(Problem::permanent("plan_outdated", t.sync_outdated())),
    };
    match begun {
        Ok(run) => Ok(frame::go(&web, &format!("/runs/{run}"), Tone::Wait, t.did_run())),
        Err(problem) => frame::after(&web, &here(&bridge), Err(problem), ""),
    }
}

fn here(bridge: &Bridge) -> String {
    format!("/bridges/{}/product-sync/preview", bridge.id)
}

async fn newest(web: &Web, env: &Env, bridge: &Bridge) -> Result<Option<PlanView>, Failure> {
    Ok(view::rehearsal(&web.app, env.id(), bridge.id, web.calls_per_hour).await?)
}

/// How far the planning is: of the selected SKUs, those that were looked at.
async fn progress(env: &Env, bridge: &Bridge, made: &PlanView) -> Result<Progress, Failure> {
    let shelf = Shelf::of_bridge(env, bridge).await?;
    let (selected, _) = shelf.tree().await?.counts(&shelf.settings.selection.categories);
    let done = number(made.run.done);
    Ok(Progress { done, total: number(made.run.total.unwrap_or(selected)).max(done), ..Progress::default() })
}

fn plan(made: PlanView, t: Text) -> Plan {
    let counts = made.run.plan;
    let held = made.sample.iter().filter(|row| row.action == Action::Held);
    Plan {
        id: made.run.id.to_string(),
        made_at: made.run.finished_at.or(made.run.started_at).unwrap_or_default(),
        create: number(counts.create),
        adopt: number(counts.adopt),
        change: number(counts.change + counts.deactivate),
        unchanged: number(counts.unchanged),
        held: number(counts.held),
        calls: number(counts.calls),
        minutes: number(made.minutes.unwrap_or(0)),
        held_rows: held
            .map(|row| HeldRow {
                sku: row.sku.clone(),
                name: row.name.clone(),
                reason: row.hold.clone().unwrap_or_default(),
            })
            .collect(),
        sample: made.sample.iter().filter_map(|row| planned(row, t)).collect(),
    }
}

fn planned(row: &view::PlanRow, t: Text) -> Option<PlanRow> {
    let action = match row.action {
        Action::Create => PlanAction::Create,
        Action::Adopt => PlanAction::Adopt,
        Action::Change => PlanAction::Change,
        Action::Deactivate => PlanAction::Deactivate,
        Action::Held | Action::Kept | Action::Passed => return None,
    };
    let changes = row.changes.iter().filter(|change| change.field != "description").map(|change| Change {
        field: field(&change.field, t),
        before: change.before.clone(),
        after: change.after.clone(),
    });
    Some(PlanRow { sku: row.sku.clone(), name: row.name.clone(), action, changes: changes.collect() })
}

/// What people call a field; fields of their own keep their label.
fn field(word: &str, t: Text) -> String {
    let name = match word {
        "reference" | "vendor_part" => t.member_sku(),
        "name" => t.member_name(),
        "manufacturer" | "manufacturer_part" => t.member_manufacturer(),
        "category" => t.member_category(),
        "billing_code" => t.member_billing(),
        "unit_cost" | "vendor_cost" => t.member_cost(),
        "unit_price" => t.products_price(),
        "list_price" => t.detail_list_price(),
        "active" => t.member_active(),
        own => own,
    };
    name.to_owned()
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
