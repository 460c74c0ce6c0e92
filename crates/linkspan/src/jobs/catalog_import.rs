//! Reading a catalogue file.

use super::{Done, Job, Work, WorkLane};
use crate::app::App;
use crate::app::catalog::import;
use async_trait::async_trait;
use linkspan_core::id::RunId;
use linkspan_core::problem::Problem;

/// The subject is the run.
pub struct CatalogImportJob;

#[async_trait]
impl Job for CatalogImportJob {
    fn kind(&self) -> &'static str {
        import::IMPORT_WORK
    }

    fn lane(&self) -> WorkLane {
        WorkLane::Bulk
    }

    fn keeps_lease(&self) -> bool {
        true
    }

    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem> {
        let Some(run) = RunId::parse(&work.subject) else { return Ok(Done::Finished) };
        import::work(app, work.environment, run, work.tries).await
    }
}
