//! Looks for the purchase orders of one bridge.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::orders::{POLL_WORK, detect};
use async_trait::async_trait;
use linkspan_core::id::BridgeId;
use linkspan_core::problem::Problem;

/// The subject is a bridge.
pub(super) struct OrderPollJob;

#[async_trait]
impl Job for OrderPollJob {
    fn kind(&self) -> &'static str {
        POLL_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Status
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        match BridgeId::parse(&work.subject) {
            Some(bridge) => detect::poll(app, work.environment, bridge).await,
            None => Ok(Done::Finished),
        }
    }
}
