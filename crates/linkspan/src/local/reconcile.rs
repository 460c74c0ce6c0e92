//! The lists that stand before sending after a restore, from the command line.

use crate::app::App;
use crate::app::orders::reconcile;
use linkspan_core::id::{BridgeId, EnvironmentId};
use linkspan_core::problem::Problem;
use serde_json::{Value, json};

/// The lists of the bridges that wait, asked about here and now, and confirmed where that is wished.
pub(super) async fn lists(app: &App, confirm: bool, only: Option<&str>) -> Result<Value, Problem> {
    let mut lists = Vec::new();
    for environment in app.store.environments().await? {
        for bridge in app.env(environment.id).bridges().await? {
            if bridge.reconcile_first && only.is_none_or(|id| id == bridge.id.to_string()) {
                lists.push(reconcile_one(app, environment.id, bridge.id, confirm).await?);
            }
        }
    }
    match only.filter(|_| lists.is_empty()) {
        Some(_) => {
            Err(Problem::permanent("bridge_not_reconciling", "No such bridge waits for a list to be confirmed."))
        }
        None => Ok(Value::Array(lists)),
    }
}

async fn reconcile_one(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    confirm: bool,
) -> Result<Value, Problem> {
    let asked = reconcile::ask_now(app, environment, bridge).await;
    let Some(list) = reconcile::view(app, environment, bridge).await? else { return Ok(Value::Null) };
    let mut trouble = asked.err().map(|problem| problem.sentence);
    if !list.is_complete() && trouble.is_none() {
        trouble =
            Some("The distributor has not answered about every purchase order. Try again in a few minutes.".into());
    }
    let confirmed = confirm && trouble.is_none();
    if confirmed {
        reconcile::confirm(app, environment, bridge, &list.digest, "the command line").await?;
    }
    let rows = list.rows.iter().map(|row| {
        json!({ "purchase_order": row.psa_order_number, "customer_po_number": row.customer_po_number, "known": row.known,
                "finding": row.finding.kind.as_str(), "sentence": row.finding.sentence,
                "distributor_orders": row.finding.order_numbers })
    });
    Ok(json!({
        "bridge": bridge.to_string(), "why": reconcile::why(list.bridge.reconcile_reason),
        "rows": rows.collect::<Vec<_>>(), "trouble": trouble, "confirmed": confirmed,
    }))
}
