//! Stopping in two phases: the first signal lets what runs finish, the second ends at once.

use tokio_util::sync::CancellationToken;

/// A token that is cancelled by the first SIGTERM or Ctrl-C. The second one ends the process.
pub(super) fn on_signal() -> std::io::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        for phase in 0.. {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if phase == 0 {
                tracing::info!("stopping: what runs may finish; a second signal ends at once");
                told.cancel();
            } else {
                tracing::warn!("stopped at once; what was running is found and settled at the next start");
                std::process::exit(1);
            }
        }
    });
    Ok(stop)
}
