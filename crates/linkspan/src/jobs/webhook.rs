//! Sends one message to a program's receiver.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::webhooks::deliver;
use crate::webhooks::WEBHOOK_WORK;
use async_trait::async_trait;
use linkspan_core::id::RowId;
use linkspan_core::problem::Problem;

/// The subject is a delivery.
pub(super) struct WebhookJob;

#[async_trait]
impl Job for WebhookJob {
    fn kind(&self) -> &'static str {
        WEBHOOK_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Hooks
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        match RowId::parse(&work.subject) {
            Some(id) => deliver(app, work.environment, id).await,
            None => Ok(Done::Finished),
        }
    }
}
