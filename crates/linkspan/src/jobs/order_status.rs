//! Asks the distributor about one order.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::orders::STATUS_WORK;
use crate::app::status::check;
use async_trait::async_trait;
use linkspan_core::id::OrderId;
use linkspan_core::problem::Problem;

/// The subject is an order.
pub(super) struct OrderStatusJob;

#[async_trait]
impl Job for OrderStatusJob {
    fn kind(&self) -> &'static str {
        STATUS_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Status
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        match OrderId::parse(&work.subject) {
            Some(id) => check::check(app, work.environment, id).await,
            None => Ok(Done::Finished),
        }
    }
}
