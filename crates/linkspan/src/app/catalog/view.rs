//! Where product sync stands, and plans as people read them.

use super::context;
use super::detail::{FieldChange, PlanDetail};
use super::import::is_on;
use super::settings::ProductSyncSettings;
use super::sync::{Applied, Checkpoint};
use crate::app::App;
use linkspan_core::Timestamp;
use linkspan_core::catalog::decision::Decision;
use linkspan_core::catalog::guard::ProductHold;
use linkspan_core::catalog::plan::{PlanAction, PlanCounts, minutes};
use linkspan_core::id::{BridgeId, EnvironmentId, RunId};
use linkspan_core::problem::Problem;
use linkspan_store::{
    BadLine, CatalogueFileRow, Env, LinkCounts, PlanFilter, ProductLink, Run, RunFilter, RunKind, RunState,
};
use serde::Serialize;

/// Where product sync of a bridge stands.
#[derive(Debug, Clone)]
pub struct SyncOverview {
    /// Whether the template is on.
    pub enabled: bool,
    /// The settings.
    pub settings: ProductSyncSettings,
    /// What must be chosen before a run, in words.
    pub missing: Vec<String>,
    /// The import or sync that is under way.
    pub active: Option<RunView>,
    /// The last sync that ended.
    pub last: Option<RunView>,
    /// When the next one is due.
    pub next_run_at: Option<Timestamp>,
    /// How many SKUs stand where.
    pub links: LinkCounts,
    /// The newest catalogue file.
    pub file: Option<CatalogueFileRow>,
    /// Its bad rows, the first hundred.
    pub bad_lines: Vec<BadLine>,
    /// Whether the distributor's currency is not the tenant's, so that product cost and prices are not written.
    pub currencies_differ: bool,
}

/// A run in numbers.
#[derive(Debug, Clone, Serialize)]
pub struct RunView {
    /// Its id.
    pub id: RunId,
    /// What is executed.
    pub kind: RunKind,
    /// Where it stands.
    pub state: RunState,
    /// The same in words; nothing while it works.
    pub sentence: Option<String>,
    /// The plan.
    pub plan: PlanCounts,
    /// What was done of it.
    pub applied: Applied,
    /// Calls so far.
    pub calls: i64,
    /// How much is done.
    pub done: i64,
    /// Of how much.
    pub total: Option<i64>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// A plan as people read it.
#[derive(Debug, Clone, Serialize)]
pub struct PlanView {
    /// The run that made it.
    pub run: RunView,
    /// Minutes at the share given; nothing where the share is nothing.
    pub minutes: Option<i64>,
    /// Whether the settings were saved after it was made.
    pub outdated: bool,
    /// Some rows of every action.
    pub sample: Vec<PlanRow>,
}

/// One product of a plan.
#[derive(Debug, Clone, Serialize)]
pub struct PlanRow {
    /// The SKU.
    pub sku: String,
    /// What people call it.
    pub name: String,
    /// What is to be done.
    pub action: PlanAction,
    /// The product that it concerns, where there is one.
    pub product: Option<String>,
    /// Field by field.
    pub changes: Vec<FieldChange>,
    /// Fields that people changed and that stay theirs.
    pub kept: Vec<String>,
    /// Why it waits for a person, in words.
    pub hold: Option<String>,
}

/// One product that waits for a person.
#[derive(Debug, Clone, Serialize)]
pub struct HeldRow {
    /// The SKU.
    pub sku: String,
    /// What people call it.
    pub name: String,
    /// Stable code.
    pub code: &'static str,
    /// Why, and what to do.
    pub sentence: String,
    /// The products to choose from: the PSA's id, and what people call it.
    pub choices: Vec<(String, String)>,
    /// What a person decided: the next run acts on it.
    pub decision: Option<Decision>,
    /// Since when.
    pub since: Timestamp,
}

/// Where product sync of a bridge stands.
///
/// # Errors
/// `bridge_missing`, or what the database says.
pub async fn overview(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<SyncOverview, Problem> {
    let env = app.env(environment);
    let (row, template) = context::rows(&env, bridge).await?;
    let settings = ProductSyncSettings::of(&template)?;
    let file = env.catalogue_files(row.distributor, 1).await?.into_iter().next();
    let bad_lines = match &file {
        Some(file) => env.catalogue_bad_lines(row.distributor, file.run, 100).await?,
        None => Vec::new(),
    };
    let active = match env.active_run(Some(bridge), RunKind::ProductSync).await? {
        Some(run) => Some(run),
        None => env.active_run(Some(bridge), RunKind::CatalogueImport).await?,
    };
    let link = app.links.distributor(environment, row.distributor).await;
    let last = env.latest_run(Some(bridge), RunKind::ProductSync).await?.filter(|run| run.finished_at.is_some());
    Ok(SyncOverview {
        enabled: is_on(&env, bridge).await?,
        missing: settings.missing(),
        active: active.as_ref().map(run_view),
        last: last.as_ref().map(run_view),
        next_run_at: template.next_run_at,
        links: env.product_link_counts(bridge).await?,
        file,
        bad_lines,
        currencies_differ: link.is_ok_and(|link| link.currency != settings.tenant_currency),
        settings,
    })
}

/// The newest rehearsal, finished or not, with some rows of every action. `calls_per_hour` is the present share.
///
/// # Errors
/// What the database says.
pub async fn rehearsal(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    calls_per_hour: i64,
) -> Result<Option<PlanView>, Problem> {
    let env = app.env(environment);
    let filter = RunFilter { bridge: Some(bridge), kind: Some(RunKind::ProductSync), ..RunFilter::default() };
    let newest = env.runs(&filter).await?.runs.into_iter().find(|run| run.rehearsal);
    let Some(run) = newest else { return Ok(None) };
    let mut sample = Vec::new();
    for action in PlanAction::ALL {
        sample.extend(plan_rows(&env, run.id, Some(action), "", 8, 0).await?.0);
    }
    let view = run_view(&run);
    let (_, template) = context::rows(&env, bridge).await?;
    let present = ProductSyncSettings::of(&template)?.digest();
    Ok(Some(PlanView {
        minutes: minutes(view.plan.calls, calls_per_hour),
        outdated: Checkpoint::of(&run).settings != present,
        sample,
        run: view,
    }))
}

/// A page of a plan and how many rows there are; no `action` means all of them.
///
/// # Errors
/// What the database says.
pub async fn plan_page(
    app: &App,
    environment: EnvironmentId,
    run: RunId,
    action: Option<PlanAction>,
    text: &str,
    limit: i64,
    offset: i64,
) -> Result<(Vec<PlanRow>, i64), Problem> {
    plan_rows(&app.env(environment), run, action, text, limit, offset).await
}

/// What waits for a person, newest first.
///
/// # Errors
/// What the database says.
pub async fn held(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    text: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<HeldRow>, Problem> {
    let held = app.env(environment).held_products(bridge, text, limit, offset).await?;
    Ok(held.into_iter().filter_map(held_row).collect())
}

/// What one SKU waits for, and what a person decided about it; `None` where it waits for nothing.
///
/// # Errors
/// What the database says.
pub async fn held_one(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    sku: &str,
) -> Result<Option<HeldRow>, Problem> {
    let mut links = app.env(environment).product_links(bridge, &[sku.to_owned()]).await?;
    Ok(links.remove(sku).and_then(held_row))
}

fn run_view(run: &Run) -> RunView {
    let part = |name: &str| run.counters.get(name).cloned().unwrap_or_default();
    RunView {
        id: run.id,
        kind: run.kind,
        state: run.state,
        sentence: run.sentence.clone(),
        plan: serde_json::from_value(part("plan")).unwrap_or_default(),
        applied: serde_json::from_value(part("applied")).unwrap_or_default(),
        calls: run.calls,
        done: run.done,
        total: run.total,
        started_at: run.started_at,
        finished_at: run.finished_at,
    }
}

async fn plan_rows(
    env: &Env,
    run: RunId,
    action: Option<PlanAction>,
    text: &str,
    limit: i64,
    offset: i64,
) -> Result<(Vec<PlanRow>, i64), Problem> {
    let page = env.plan_page(run, &PlanFilter { action, text: text.to_owned(), limit, offset }).await?;
    let rows = page.items.iter().map(|item| {
        let detail = PlanDetail::of(item)?;
        Ok(PlanRow {
            sku: item.sku.clone(),
            name: item.name.clone(),
            action: item.action,
            changes: detail.changes(),
            product: detail.product,
            kept: detail.kept,
            hold: detail.hold.map(|hold| hold.sentence()),
        })
    });
    Ok((rows.collect::<Result<_, Problem>>()?, page.total))
}

fn held_row(link: ProductLink) -> Option<HeldRow> {
    let decision = link.decision().cloned();
    let hold = link.hold?;
    let choices = match &hold {
        ProductHold::SeveralProducts { products, labels } => {
            products.iter().map(|id| (id.clone(), labels.get(id).cloned().unwrap_or_default())).collect()
        }
        _ => Vec::new(),
    };
    Some(HeldRow {
        sku: link.sku,
        name: link.name,
        code: hold.code(),
        sentence: hold.sentence(),
        choices,
        decision,
        since: link.updated_at,
    })
}
