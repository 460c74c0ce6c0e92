//! Confirming the list: what the distributor already has is taken over into the ledger as something that may have been sent,
//! and settled by asking; then, and only then, the bridge may send again.

use super::super::context::{self, Context};
use super::super::{ORDER_WORK, POLL_WORK, detect};
use super::{Reconciliation, view};
use crate::app::App;
use crate::jobs::WorkLane;
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::PurchaseOrder;
use linkspan_core::id::{BridgeId, EnvironmentId};
use linkspan_core::order::snapshot::{OrderOptions, Snapshot, SnapshotLine};
use linkspan_core::order::{OrderEvent, OrderState};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{Env, FoundOrder, NewAudit, Order, Step};
use serde_json::json;

/// How often an order that moves meanwhile is read again.
const TRIES: usize = 5;

/// A person confirms the list with this digest, and the bridge may send again.
///
/// An order that the distributor has becomes *unknown* and is settled by asking: the same is adopted, another is a conflict.
/// May be repeated after a crash.
///
/// # Errors
/// `bridge_not_reconciling`, `reconcile_incomplete` while a question has no answer, `reconcile_list_moved` where the list is
/// no longer the one that the person saw, or what a vendor says. Then the bridge still waits.
pub async fn confirm(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    digest: &str,
    actor: &str,
) -> Result<(), Problem> {
    let env = app.env(environment);
    let list = view(app, environment, bridge).await?.ok_or_else(not_waiting)?;
    may_be_confirmed(&list, digest)?;
    let context = context::load_even_if_off(app, &env, bridge, Lane::Person).await?.ok_or_else(not_waiting)?;
    for row in list.rows.iter().filter(|row| row.finding.kind.is_found()) {
        take_over(app, &env, &context, row, actor).await?;
    }
    let mut tx = app.store.begin().await?;
    if !env.end_reconciling(&mut tx, &list.bridge).await? {
        return Err(moved());
    }
    for order in env.unfinished_orders(bridge).await?.iter().filter(|order| goes_on(order.state)) {
        let lane = WorkLane::Orders.as_str();
        env.enqueue(&mut tx, lane, ORDER_WORK, &order.id.to_string(), app.clock.now()).await?;
    }
    if context.on {
        let lane = WorkLane::Status.as_str();
        env.enqueue(&mut tx, lane, POLL_WORK, &bridge.to_string(), app.clock.now()).await?;
    }
    env.add_audit(&mut tx, &audit(&list, actor)).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

fn may_be_confirmed(list: &Reconciliation, digest: &str) -> Result<(), Problem> {
    if !list.is_complete() {
        return Err(Problem::new(
            "reconcile_incomplete",
            "The distributor has not answered about every purchase order yet. Confirm the list when it has.",
            Consequence::NeedsPerson,
        ));
    }
    if list.digest != digest {
        return Err(moved());
    }
    Ok(())
}

fn goes_on(state: OrderState) -> bool {
    state.is_before_sending() || matches!(state, OrderState::Sending | OrderState::Unknown)
}

pub(super) fn not_waiting() -> Problem {
    Problem::permanent("bridge_not_reconciling", "This bridge does not wait for a list to be confirmed.")
}

fn moved() -> Problem {
    Problem::permanent("reconcile_list_moved", "The list has changed meanwhile. Look at it again, then confirm it.")
}

/// Makes the ledger say that the order may be at the distributor. An order that is further already stays as it is.
async fn take_over(app: &App, env: &Env, context: &Context, row: &FoundOrder, actor: &str) -> Result<(), Problem> {
    let there = context.psa.purchasing.order(&row.psa_order_id, &context.bridge.vendor_id).await?;
    for _ in 0..TRIES {
        let Some(order) = env.order_of_purchase_order(&context.psa.database, &row.psa_order_id).await? else {
            let Some(there) = &there else { return Ok(()) };
            detect::take(app, env, context, &there.head).await?;
            continue;
        };
        if !order.state.is_before_sending() || may_be_there(app, env, context, &order, there.as_ref(), actor).await? {
            return Ok(());
        }
    }
    Err(moved())
}

async fn may_be_there(
    app: &App,
    env: &Env,
    context: &Context,
    order: &Order,
    there: Option<&PurchaseOrder>,
    actor: &str,
) -> Result<bool, Problem> {
    let explanation = "The distributor already has an order under this number. It is compared with the purchase order.";
    let mut step = Step::new(OrderEvent::FoundThere, explanation).by(actor, None);
    step.content = there.map(|there| (as_it_stands(context, there), app.clock.now()));
    let mut tx = app.store.begin().await?;
    let moved = env.move_order(&mut tx, order, &step).await?;
    tx.commit().await?;
    Ok(moved)
}

/// The purchase order as it stands now. What exactly was sent is lost with the ledger that sent it, so the prices are the
/// purchase order's, and nothing is checked: this is never sent.
fn as_it_stands(context: &Context, there: &PurchaseOrder) -> Snapshot {
    let rules = &context.settings.rules;
    let lines = (1..).zip(&there.lines).map(|(number, line)| SnapshotLine {
        line: number,
        psa_item: line.id.clone(),
        sku: line.sku.as_deref().unwrap_or_default().trim().to_owned(),
        name: line.product_name.clone(),
        quantity: line.quantity,
        unit_price: line.unit_cost.unwrap_or_default(),
        psa_price: line.unit_cost,
    });
    Snapshot {
        currency: context.distributor.currency,
        ship_to: there.ship_to.clone(),
        contact: rules.contact.clone(),
        ship_method: rules.default_ship_method.clone().unwrap_or_default(),
        options: OrderOptions::default(),
        lines: lines.collect(),
    }
}

fn audit(list: &Reconciliation, actor: &str) -> NewAudit {
    let rows = list.rows.iter().map(|row| {
        json!({ "purchase_order": row.psa_order_number, "number": row.customer_po_number, "known": row.known,
                "finding": row.finding.kind.as_str(), "distributor_orders": row.finding.order_numbers })
    });
    NewAudit {
        actor: actor.to_owned(),
        action: "bridge.reconciled".into(),
        subject_kind: "bridge".into(),
        subject_id: list.bridge.id.to_string(),
        sentence: format!(
            "{actor} confirmed the list of {} purchase orders; orders may be sent again.",
            list.rows.len()
        ),
        detail: json!({ "digest": list.digest, "list": rows.collect::<Vec<_>>() }),
    }
}
