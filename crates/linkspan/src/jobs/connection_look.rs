//! Looks at one connection that programs have not used for a day.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::lend::{LOOK_WORK, Lending};
use async_trait::async_trait;
use linkspan_core::id::ConnectionId;
use linkspan_core::problem::Problem;
use std::sync::Arc;

/// The subject is a connection without a connector.
pub struct ConnectionLookJob(Arc<Lending>);

impl ConnectionLookJob {
    /// The job over the accounts of a process.
    #[must_use]
    pub fn new(lending: Arc<Lending>) -> Self {
        Self(lending)
    }
}

#[async_trait]
impl Job for ConnectionLookJob {
    fn kind(&self) -> &'static str {
        LOOK_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Small
    }

    async fn run(&self, _: &App, work: &Work) -> Result<Done, Problem> {
        let Some(id) = ConnectionId::parse(&work.subject) else { return Ok(Done::Finished) };
        Ok(self.0.look(work.environment, id).await?.map_or(Done::Finished, Done::At))
    }
}
