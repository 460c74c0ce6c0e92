//! Serving until somebody asks to stop, then letting what runs finish.

use super::{Web, router};
use crate::connectors::CallKeeper;
use linkspan_core::problem::Problem;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long open requests may take after a stop was asked for.
const REQUESTS: Duration = Duration::from_secs(10);

/// How often it is written down when keys were used, and ended connect sessions go.
const NOTED: Duration = Duration::from_secs(60);

/// How long work may take then: the longest call of an order takes 120 s, and its answer is worth waiting for.
const WORK: Duration = Duration::from_secs(130);

/// Serves the portal and does what is due until `stop`; then lets requests and work finish.
///
/// # Errors
/// When the workers cannot start.
pub async fn serve(web: Web, listener: TcpListener, stop: CancellationToken) -> Result<(), Problem> {
    let counted = CancellationToken::new();
    let (app, registry) = (&web.app, Arc::clone(&web.registry));
    let keeper = CallKeeper::new(registry, app.store.clone(), Arc::clone(&app.clock), &*app.ids);
    let keeping = tokio::spawn(keeper.run(counted.clone()));
    let ended = serve_and_work(web, listener, stop).await;
    // The last calls are those of the work that was let finish.
    counted.cancel();
    if keeping.await.is_err() {
        tracing::warn!("the last count of Autotask's calls was not kept");
    }
    ended
}

async fn serve_and_work(web: Web, listener: TcpListener, stop: CancellationToken) -> Result<(), Problem> {
    let runner = web.take_runner();
    let working = tokio::spawn({
        let (web, stop) = (web.clone(), stop.clone());
        async move {
            let Some(runner) = runner else { return Ok(()) };
            web.working.store(true, Ordering::SeqCst);
            let ended = runner.run(stop.clone()).await;
            web.working.store(false, Ordering::SeqCst);
            // Without workers nothing would happen behind a portal that looks alive.
            stop.cancel();
            ended
        }
    });
    let noting = tokio::spawn(note_uses(web.clone(), stop.clone()));
    let router = router::router(web.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let closing = {
        let (web, stop) = (web.clone(), stop.clone());
        async move {
            stop.cancelled().await;
            web.stop.cancel();
        }
    };
    let mut serving = tokio::spawn(axum::serve(listener, router).with_graceful_shutdown(closing).into_future());
    stop.cancelled().await;
    if tokio::time::timeout(REQUESTS, &mut serving).await.is_err() {
        tracing::warn!("some requests did not end in time and were cut");
        serving.abort();
    }
    // It ends by itself at the stop; what it could not write down is only when keys were used.
    let _ = noting.await;
    match tokio::time::timeout(WORK, working).await {
        Ok(Ok(ended)) => ended,
        Ok(Err(error)) => Err(Problem::permanent("workers_ended", "The workers ended by an error.").caused_by(error)),
        Err(_) => {
            tracing::warn!("some work did not end in time; the next start finds and settles it");
            Ok(())
        }
    }
}

/// Writes down now and then when keys and connections were used, and once more at the end. Ended connect sessions go.
async fn note_uses(web: Web, stop: CancellationToken) {
    loop {
        let stopping = tokio::time::timeout(NOTED, stop.cancelled()).await.is_ok();
        let developers = &web.developers;
        for done in [web.keys.flush().await, developers.lending.flush().await, developers.sessions.sweep().await] {
            if let Err(problem) = done {
                tracing::warn!(code = problem.code, cause = problem.cause_chain(), "not kept up to date");
            }
        }
        if stopping {
            return;
        }
    }
}
