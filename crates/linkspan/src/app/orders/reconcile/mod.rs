//! What stands before sending when the ledger may have missed something: after a restore, a clock that went back, a long
//! silence, or on another machine. The distributor is asked about every submitted purchase order, and nothing is sent until
//! a person has confirmed the list.
//!
//! [`enter_reconcile_first`] is the way in, [`ask`] makes the list, [`confirm`] is the way out. What must not be here: how
//! any of those events is noticed.

mod confirm;
mod list;

pub use confirm::confirm;
pub use list::{ask, ask_again, ask_now};

use super::RECONCILE_WORK;
use crate::app::{App, notices};
use crate::jobs::WorkLane;
use jiff::Timestamp;
use linkspan_core::id::{BridgeId, EnvironmentId};
use linkspan_core::problem::Problem;
use linkspan_store::{Bridge, Env, FindingKind, FoundOrder, NewAudit, ReconcileReason};
use serde_json::json;

/// What an order says that is ready and waits for the list.
pub(super) const WAITS: &str =
    "Everything is in order. Nothing is sent until the list of submitted purchase orders is confirmed.";

/// Which bridges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every bridge of every environment.
    All,
    /// One of them.
    Bridge(EnvironmentId, BridgeId),
}

/// Stops sending: from the moment this returns no order of these bridges is claimed until a person confirms its list. A
/// bridge that waits already begins anew. People are told. Answers how many bridges wait.
///
/// # Errors
/// What the database says; then nothing changed.
pub async fn enter_reconcile_first(app: &App, scope: Scope, reason: ReconcileReason) -> Result<usize, Problem> {
    let mut tx = app.store.begin().await?;
    let bridges = match scope {
        Scope::All => app.store.begin_reconciling_all(&mut tx, reason).await?,
        Scope::Bridge(environment, id) => {
            app.env(environment).begin_reconciling(&mut tx, id, reason).await?.into_iter().collect()
        }
    };
    for bridge in &bridges {
        let env = app.env(bridge.environment);
        let lane = WorkLane::Orders.as_str();
        env.enqueue(&mut tx, lane, RECONCILE_WORK, &bridge.id.to_string(), app.clock.now()).await?;
        notices::reconcile_first(app, &env, &mut tx, bridge, why(Some(reason))).await?;
        let entry = NewAudit {
            actor: "linkspan".into(),
            action: "bridge.reconcile_first".into(),
            subject_kind: "bridge".into(),
            subject_id: bridge.id.to_string(),
            sentence: why(Some(reason)).into(),
            detail: json!({"reason": reason.as_str()}),
        };
        env.add_audit(&mut tx, &entry).await?;
    }
    tx.commit().await?;
    app.nudge.now();
    Ok(bridges.len())
}

/// Why a bridge waits, in words.
#[must_use]
pub fn why(reason: Option<ReconcileReason>) -> &'static str {
    match reason {
        Some(ReconcileReason::Restored) => "A backup was restored: orders sent after it was made are not in it.",
        Some(ReconcileReason::ClockWentBack) => {
            "The clock of this machine went back, so this may be an older copy of the data."
        }
        Some(ReconcileReason::LongSilence) => {
            "Nothing ran for more than a day. Orders may have been placed by hand meanwhile."
        }
        Some(ReconcileReason::HostChanged) => {
            "The data woke up on another machine. Another copy may have gone on ordering."
        }
        None => "The list of submitted purchase orders must be confirmed first.",
    }
}

/// A bridge that waits, and its list.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    /// The bridge.
    pub bridge: Bridge,
    /// The list, by purchase order number.
    pub rows: Vec<FoundOrder>,
    /// What a person confirms: another list has another digest.
    pub digest: String,
    /// What is in the way of the list, in a sentence, and when it is tried again.
    pub trouble: Option<(String, Timestamp)>,
}

impl Reconciliation {
    /// Whether the list is there and every question in it is answered.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.bridge.reconcile_listed_at.is_some() && self.rows.iter().all(|row| row.finding.kind.is_answered())
    }

    /// How many rows are of a kind.
    #[must_use]
    pub fn count(&self, kind: FindingKind) -> usize {
        self.rows.iter().filter(|row| row.finding.kind == kind).count()
    }
}

/// How a bridge stands that waits for its list to be confirmed; `None` where it does not wait, or is not there.
///
/// # Errors
/// What the database says.
pub async fn view(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<Option<Reconciliation>, Problem> {
    let env = app.env(environment);
    let Some(bridge) = env.bridge(bridge).await?.filter(|bridge| bridge.reconcile_first) else { return Ok(None) };
    let rows = match bridge.reconcile_listed_at {
        Some(_) => env.reconcile_list(bridge.id).await?,
        // What an earlier list says is no longer true.
        None => Vec::new(),
    };
    let work = env.work_of(RECONCILE_WORK, &bridge.id.to_string()).await?;
    let trouble = work.and_then(|work| Some((work.sentence?, work.due)));
    Ok(Some(Reconciliation { digest: digest(&bridge, &rows), bridge, rows, trouble }))
}

fn digest(bridge: &Bridge, rows: &[FoundOrder]) -> String {
    let since = bridge.reconcile_since.map_or(0, Timestamp::as_millisecond);
    let mut hash = blake3::Hasher::new();
    hash.update(format!("{} {since}\n", bridge.id).as_bytes());
    for row in rows {
        let kind = row.finding.kind.as_str();
        let numbers = row.finding.order_numbers.join(",");
        hash.update(format!("{} {:?} {kind} {numbers}\n", row.psa_order_id, row.customer_po_number).as_bytes());
    }
    hash.finalize().to_hex()[..16].to_owned()
}

/// A bridge that waits always has its list, or the work that makes it.
pub(super) async fn look_after(app: &App, env: &Env, bridge: &Bridge) -> Result<(), Problem> {
    if !bridge.reconcile_first || bridge.reconcile_listed_at.is_some() {
        return Ok(());
    }
    let subject = bridge.id.to_string();
    if env.work_of(RECONCILE_WORK, &subject).await?.is_none() {
        let mut tx = app.store.begin().await?;
        env.enqueue(&mut tx, WorkLane::Orders.as_str(), RECONCILE_WORK, &subject, app.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_a_sentence_of_its_own() {
        let mut said: Vec<_> = ReconcileReason::ALL.iter().map(|reason| why(Some(*reason))).collect();
        said.push(why(None));
        assert!(said.iter().all(|sentence| sentence.ends_with('.')));
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), ReconcileReason::ALL.len() + 1);
    }
}
