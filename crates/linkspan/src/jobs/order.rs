//! Moves one order as far as it goes.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::orders::{ORDER_WORK, advance};
use async_trait::async_trait;
use linkspan_core::id::OrderId;
use linkspan_core::problem::Problem;

/// The subject is an order.
pub(super) struct OrderJob;

#[async_trait]
impl Job for OrderJob {
    fn kind(&self) -> &'static str {
        ORDER_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Orders
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        match OrderId::parse(&work.subject) {
            Some(id) => advance(app, work.environment, id).await,
            None => Ok(Done::Finished),
        }
    }
}
