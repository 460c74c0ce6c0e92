//! Makes the list of a bridge that must be reconciled before it may send.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::orders::{RECONCILE_WORK, reconcile};
use async_trait::async_trait;
use linkspan_core::id::BridgeId;
use linkspan_core::problem::Problem;

/// The subject is a bridge.
pub(super) struct OrderReconcileJob;

#[async_trait]
impl Job for OrderReconcileJob {
    fn kind(&self) -> &'static str {
        RECONCILE_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Orders
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        match BridgeId::parse(&work.subject) {
            Some(bridge) => reconcile::ask(app, work.environment, bridge).await,
            None => Ok(Done::Finished),
        }
    }
}
