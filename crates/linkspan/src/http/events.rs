//! `GET /events/...`: a stream that says "look again" when something changed, and once at its beginning, for what changed
//! between the page and the stream. It tells nothing else (a browser drops events without data), so it has no rights of its
//! own beyond being signed in: the page that looks again asks as any other request does.

use super::Web;
use super::signed::Signed;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use linkspan_store::Backend;
use std::convert::Infallible;
use std::time::Duration;

/// The shortest time between two events.
const PAUSE: Duration = Duration::from_millis(500);

/// How long it waits at most where other processes work too, whose nudges are not heard here.
const ELSEWHERE: Duration = Duration::from_secs(10);

/// How long one stream lives; the browser opens the next one by itself, with its rights checked anew.
const LIFE: Duration = Duration::from_secs(15 * 60);

/// `GET /events/{*topic}`.
pub(super) async fn events(_: Signed, State(web): State<Web>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let end = tokio::time::Instant::now() + LIFE;
    let stream = futures::stream::unfold((web, true), move |(web, first)| async move {
        let elsewhere = async {
            match web.app.store.backend() {
                Backend::Postgres => tokio::time::sleep(ELSEWHERE).await,
                Backend::Sqlite => std::future::pending().await,
            }
        };
        tokio::select! {
            () = std::future::ready(()), if first => {}
            () = web.app.nudge.wait() => {}
            () = elsewhere => {}
            () = web.stop.cancelled() => return None,
            () = tokio::time::sleep_until(end) => return None,
        }
        tokio::time::sleep(PAUSE).await;
        Some((Ok(Event::default().event("change").data("again")), (web, false)))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
