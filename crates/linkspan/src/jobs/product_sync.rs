//! Product sync: one step of a run, and the daily beginning.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::catalog::{switch, sync};
use async_trait::async_trait;
use linkspan_core::id::{BridgeId, RunId};
use linkspan_core::problem::Problem;

/// The subject is the run.
pub struct ProductSyncJob;

#[async_trait]
impl Job for ProductSyncJob {
    fn kind(&self) -> &'static str {
        sync::SYNC_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Bulk
    }

    fn keeps_lease(&self) -> bool {
        true
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        let Some(run) = RunId::parse(&work.subject) else { return Ok(Done::Finished) };
        sync::step(app, work.environment, run).await
    }
}

/// The subject is the bridge.
pub struct ProductSyncDailyJob;

#[async_trait]
impl Job for ProductSyncDailyJob {
    fn kind(&self) -> &'static str {
        switch::DAILY_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Small
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        let Some(bridge) = BridgeId::parse(&work.subject) else { return Ok(Done::Finished) };
        switch::daily(app, work.environment, bridge).await
    }
}
