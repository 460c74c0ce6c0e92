//! The runner: claims due rows lane by lane, runs their job, and gives them back.

use super::{Job, Nudge, WorkLane};
use crate::app::App;
use crate::app::pulse::Pulse;
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::EnvironmentId;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{Claimed, Finish};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a worker may take before another may look at the same row. Longer than the longest call of an order (120 s).
const LEASE: Duration = Duration::from_secs(240);

/// How often work that renews its lease looks whether that is necessary.
const LOOK: Duration = Duration::from_millis(500);

/// How long a lane sleeps at most when nothing wakes it.
const TICK: Duration = Duration::from_millis(500);

/// The subject of a job.
#[derive(Debug, Clone)]
pub struct Work {
    /// Whose row it is.
    pub environment: EnvironmentId,
    /// The row's id.
    pub subject: String,
    /// How often it failed in a row.
    pub tries: i64,
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Nothing more to do.
    Finished,
    /// Look again then.
    At(Timestamp),
}

/// Runs all kinds of work in the background.
pub struct Runner {
    app: App,
    jobs: HashMap<&'static str, Box<dyn Job>>,
    worker: String,
    pulse: Option<Arc<Pulse>>,
}

impl Runner {
    /// A runner under a name that no other process has.
    #[must_use]
    pub fn new(app: App, worker: String) -> Self {
        let jobs = super::kinds().into_iter().map(|job| (job.kind(), job)).collect();
        Self { app, jobs, worker, pulse: None }
    }

    /// The same with one more kind of work.
    #[must_use]
    pub fn with(mut self, job: Box<dyn Job>) -> Self {
        self.jobs.insert(job.kind(), job);
        self
    }

    /// The same, but it takes no work before its heartbeat has looked at the clock. Not for worlds whose clock is moved by
    /// days.
    #[must_use]
    pub fn guarded_by(self, pulse: Pulse) -> Self {
        Self { pulse: Some(Arc::new(pulse)), ..self }
    }

    /// Runs until `stop`; then lets what runs finish.
    ///
    /// # Errors
    /// When the store cannot be read at the start.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Problem> {
        self.app.store.release_left_leases().await?;
        let tasks = TaskTracker::new();
        let this = Arc::new(self);
        for lane in WorkLane::ALL {
            let (this, stop, jobs) = (Arc::clone(&this), stop.clone(), tasks.clone());
            tasks.spawn(async move { this.serve(lane, stop, jobs).await });
        }
        tasks.close();
        tasks.wait().await;
        Ok(())
    }

    async fn serve(self: Arc<Self>, lane: WorkLane, stop: CancellationToken, tasks: TaskTracker) {
        let free = Arc::new(Semaphore::new(lane.width()));
        let nudge: Nudge = self.app.nudge.clone();
        while !stop.is_cancelled() {
            let woken = nudge.wait();
            let room = i64::try_from(free.available_permits()).unwrap_or(0);
            if room > 0 {
                for work in self.claim(lane, room).await {
                    let Ok(permit) = Arc::clone(&free).acquire_owned().await else { return };
                    let this = Arc::clone(&self);
                    tasks.spawn(async move {
                        this.run_one(&work).await;
                        drop(permit);
                        this.app.nudge.now();
                    });
                }
            }
            tokio::select! {
                () = woken => {}
                () = stop.cancelled() => {}
                () = tokio::time::sleep(TICK) => {}
            }
        }
    }

    async fn claim(&self, lane: WorkLane, room: i64) -> Vec<Claimed> {
        if let Some(pulse) = &self.pulse
            && let Err(problem) = pulse.beat().await
        {
            let cause = problem.cause_chain();
            tracing::error!(lane = lane.as_str(), cause, "no work is taken, for the heartbeat failed: {problem}");
            return Vec::new();
        }
        match self.app.store.claim_work(lane.as_str(), &self.worker, from_ms(self.lease_end()), room).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::error!(
                    lane = lane.as_str(),
                    error = &error as &dyn std::error::Error,
                    "no work could be claimed"
                );
                Vec::new()
            }
        }
    }

    /// Does all work that is due now, lane by lane, until none is; for tests and the command line.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn run_due(&self) -> Result<usize, Problem> {
        let mut done = 0;
        loop {
            let before = done;
            for lane in WorkLane::ALL {
                for work in self.claim(lane, 16).await {
                    self.run_one(&work).await;
                    done += 1;
                }
            }
            if done == before {
                return Ok(done);
            }
        }
    }

    async fn run_one(&self, claimed: &Claimed) {
        let work = Work { environment: claimed.environment, subject: claimed.subject.clone(), tries: claimed.tries };
        let ended = match self.jobs.get(claimed.kind.as_str()) {
            Some(job) if job.keeps_lease() => self.renewing(claimed, job.run(&self.app, &work)).await,
            Some(job) => job.run(&self.app, &work).await,
            None => Err(Problem::permanent("work_unknown", "This kind of work is not known to this version.")),
        };
        let finish = match ended {
            Ok(Done::Finished) => Finish::Done,
            Ok(Done::At(due)) => Finish::Again(due),
            Err(problem) => self.failed(claimed, &problem),
        };
        if let Err(error) = self.app.store.finish_work(claimed, &finish).await {
            // The lease ends by itself, and the row is looked at again then.
            tracing::error!(
                kind = claimed.kind,
                error = &error as &dyn std::error::Error,
                "work could not be given back"
            );
        }
    }

    /// Works, and renews the lease when half of it is over. Where another worker has taken over, this one stops.
    async fn renewing(
        &self,
        claimed: &Claimed,
        work: impl Future<Output = Result<Done, Problem>>,
    ) -> Result<Done, Problem> {
        let mut work = std::pin::pin!(work);
        let half = i64::try_from(LEASE.as_millis() / 2).unwrap_or(i64::MAX);
        let mut end = self.lease_end();
        loop {
            tokio::select! {
                ended = &mut work => return ended,
                () = tokio::time::sleep(LOOK) => {}
            }
            if end - self.app.clock.now_ms() > half {
                continue;
            }
            let until = self.lease_end();
            match self.app.store.renew_work(claimed, from_ms(until)).await {
                Ok(true) => end = until,
                Ok(false) => {
                    let sentence = "Another worker has taken this over.";
                    return Err(Problem::retry("lease_lost", sentence));
                }
                // The lease ends by itself if this goes on; correctness does not rest on it.
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "a lease could not be renewed");
                }
            }
        }
    }

    /// When a lease ends that begins now, in epoch milliseconds.
    fn lease_end(&self) -> i64 {
        self.app.clock.now_ms() + i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX)
    }

    fn failed(&self, claimed: &Claimed, problem: &Problem) -> Finish {
        tracing::warn!(
            kind = claimed.kind,
            subject = claimed.subject,
            code = problem.code,
            cause = problem.cause_chain(),
            "work failed: {problem}"
        );
        Finish::Failed {
            again: from_ms(
                self.app.clock.now_ms() + back_off_ms(claimed.tries, &problem.consequence, self.app.clock.now_ms()),
            ),
            code: problem.code.to_owned(),
            sentence: problem.sentence.clone(),
        }
    }
}

/// Doubling from 5 s to 15 min, a quarter of it spread by the try; at least until the limit or the vendor's wish. What only
/// a person can mend is looked at every hour.
fn back_off_ms(tries: i64, consequence: &Consequence, now: i64) -> i64 {
    let doubled = 5_000_i64.saturating_mul(1 << tries.clamp(0, 8)).min(900_000);
    let spread = doubled / 4 * ((tries * 7 + now) % 16) / 16;
    let wish = match consequence {
        Consequence::Retry { after: Some(at) } | Consequence::Limit { until: Some(at) } => at.as_millisecond() - now,
        Consequence::Permanent | Consequence::Credentials | Consequence::NeedsPerson => 3_600_000,
        _ => 0,
    };
    (doubled + spread).max(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETRY: Consequence = Consequence::Retry { after: None };

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = (0..10).map(|tries| back_off_ms(tries, &RETRY, 0) / 1_000).collect();
        assert_eq!(waits[0], 5);
        assert!(waits.windows(2).all(|pair| pair[1] >= pair[0] || pair[1] >= 900), "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= 900 * 5 / 4));
    }

    #[test]
    fn a_limit_is_waited_for_and_a_person_is_not_hurried() {
        let until = Consequence::Limit { until: Some(from_ms(700_000)) };
        assert_eq!(back_off_ms(0, &until, 0), 700_000);
        assert_eq!(back_off_ms(0, &Consequence::Credentials, 0), 3_600_000);
    }
}
