//! Writes one order back to its purchase order.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::orders::WRITE_BACK_WORK;
use crate::app::status::write_back;
use async_trait::async_trait;
use linkspan_core::id::OrderId;
use linkspan_core::problem::Problem;

/// The subject is an order.
pub(super) struct OrderWriteBackJob;

#[async_trait]
impl Job for OrderWriteBackJob {
    fn kind(&self) -> &'static str {
        WRITE_BACK_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Status
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        match OrderId::parse(&work.subject) {
            Some(id) => write_back::write_back(app, work.environment, id).await,
            None => Ok(Done::Finished),
        }
    }
}
