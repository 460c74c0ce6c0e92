//! Stopping a worker at a point of its way: for good, as when the process is killed, or for a while.

use crate::stage::Stage;
use linkspan::app::orders::advance;
use linkspan_core::order::OrderState;
use std::future::{Future, poll_fn};
use std::path::PathBuf;
use std::pin::Pin;
use std::process::Command;
use std::task::Poll;
use tokio::task::JoinHandle;

/// Polls `future` so many times, then drops it where it stands.
pub async fn crash_after<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Drives `future` until the order of purchase order `id` stands in `state`, and leaves it frozen there: it goes on when the
/// caller polls it again.
pub async fn freeze_in<F: Future>(future: &mut Pin<Box<F>>, stage: &Stage, id: &str, state: OrderState) {
    loop {
        let ended = poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await;
        assert!(!ended, "it ended before the order was {state:?}");
        if stage.find(id).await.is_some_and(|order| order.state == state) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Workers that stop between the intent and the call, at the place that the program has for it. The place is switched on by
/// the environment of the process, so the story is told in a process of its own.
pub struct Frozen(PathBuf);

impl Frozen {
    /// In the process of its own: the switch. In any other: runs the test of this name there, and answers `None`.
    pub fn here(test: &str) -> Option<Self> {
        if let Some(file) = std::env::var_os("LINKSPAN_PAUSE_FILE") {
            return Some(Self(file.into()));
        }
        let directory = tempfile::tempdir().unwrap();
        let told = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("races::{test}"), "--nocapture"])
            .env("LINKSPAN_PAUSE_AT", "after_intent")
            .env("LINKSPAN_PAUSE_FILE", directory.path().join("paused"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&told.stdout);
        assert!(told.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&told.stderr));
        None
    }

    /// A worker that has committed the intent to send purchase order 1, and stands still before the call.
    pub async fn worker(&self, stage: &Stage) -> JoinHandle<()> {
        stage.submit("1").await;
        stage.release("1").await.unwrap();
        let (app, environment, id) = (stage.app.clone(), stage.env.id(), stage.order("1").await.id);
        let worker = tokio::spawn(async move {
            advance(&app, environment, id).await.unwrap();
        });
        while !self.0.exists() {
            assert!(!worker.is_finished(), "it never stood still");
            tokio::task::yield_now().await;
        }
        assert_eq!(stage.state("1").await, OrderState::Sending);
        worker
    }

    /// Whoever stands still goes on.
    pub fn thaw(&self) {
        // It may be gone already: each who stands still writes it anew.
        let _ = std::fs::remove_file(&self.0);
    }
}
