//! Places at which a test stops the real process, to kill or freeze it there. In release builds they do nothing.

/// Stops here while the environment variable `LINKSPAN_PAUSE_AT` names this point: writes the file named by
/// `LINKSPAN_PAUSE_FILE` and goes on when that file is gone.
#[cfg(debug_assertions)]
pub(super) async fn pause_at(point: &str) {
    if std::env::var("LINKSPAN_PAUSE_AT").as_deref() != Ok(point) {
        return;
    }
    let Ok(file) = std::env::var("LINKSPAN_PAUSE_FILE") else { return };
    if std::fs::write(&file, point).is_err() {
        return;
    }
    while std::path::Path::new(&file).exists() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Nothing, in release builds.
#[cfg(not(debug_assertions))]
pub(super) async fn pause_at(_point: &str) {
    std::future::ready(()).await;
}
