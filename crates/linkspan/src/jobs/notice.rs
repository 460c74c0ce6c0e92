//! Sends one message to people.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::notices::{self, NOTICE_WORK};
use async_trait::async_trait;
use linkspan_core::id::NoticeId;
use linkspan_core::problem::Problem;

/// The subject is a notice.
pub(super) struct NoticeJob;

#[async_trait]
impl Job for NoticeJob {
    fn kind(&self) -> &'static str {
        NOTICE_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Small
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        match NoticeId::parse(&work.subject) {
            Some(id) => notices::send(app, work.environment, id).await,
            None => Ok(Done::Finished),
        }
    }
}
