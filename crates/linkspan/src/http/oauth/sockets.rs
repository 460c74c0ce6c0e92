//! The windows that wait for the end of a popup, each with a WebSocket. A window gets a name that nobody can guess, opens the
//! popup with it, and hears one message when the popup has ended.
//!
//! One process knows its own windows: with several behind one address, a window and its popup must reach the same one.

use crate::app::sign_in::random_token;
use crate::http::Web;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::UPGRADE;
use http::{HeaderMap, Method, StatusCode};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;

/// Where the frontend SDK looks for it unless told otherwise.
const PLACE: &str = "/";

/// How many windows wait at most.
const MOST: usize = 10_000;

/// How long a window waits: as long as a connect session lives.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// How often a waiting window is poked, so that nothing between takes the silence for an end.
const POKE: Duration = Duration::from_secs(25);

/// The longest message that is read; none is expected.
const LONGEST_MESSAGE: usize = 1024;

/// How many messages a window may leave unread.
const UNREAD: usize = 4;

/// The windows that wait.
#[derive(Default)]
pub(in crate::http) struct Hub {
    windows: Mutex<HashMap<String, mpsc::Sender<String>>>,
}

impl Hub {
    /// Tells a window, if it is still there.
    pub(super) fn tell(&self, window: &str, message: &Value) {
        let windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = windows.get(window) {
            // One that reads nothing is not waited for.
            let _ = sender.try_send(message.to_string());
        }
    }

    fn enter(&self, window: &str) -> Option<mpsc::Receiver<String>> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MOST {
            return None;
        }
        let (sender, receiver) = mpsc::channel(UNREAD);
        windows.insert(window.to_owned(), sender);
        Some(receiver)
    }

    fn leave(&self, window: &str) {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner).remove(window);
    }
}

/// Takes WebSockets where the SDK opens them, which is the portal's own address; everything else goes on.
pub(in crate::http) async fn upgraded(State(web): State<Web>, request: Request, next: Next) -> Response {
    let is_meant = request.method() == Method::GET && request.uri().path() == PLACE && asks(request.headers());
    if !is_meant {
        return next.run(request).await;
    }
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &web).await {
        Ok(upgrade) => {
            let upgrade = upgrade.max_message_size(LONGEST_MESSAGE).max_frame_size(LONGEST_MESSAGE);
            upgrade.on_upgrade(move |socket| wait(web, socket))
        }
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

fn asks(headers: &HeaderMap) -> bool {
    headers.get(UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

async fn wait(web: Web, mut socket: WebSocket) {
    let Ok(name) = random_token() else { return };
    let Some(mut told) = web.sockets.enter(name.expose_secret()) else {
        tracing::warn!("too many windows wait; one more was sent away");
        return;
    };
    let hello = json!({ "message_type": "connection_ack", "ws_client_id": name.expose_secret() });
    if socket.send(Message::text(hello.to_string())).await.is_ok() {
        // Its end is an end however it comes: the window closed, nobody asked any more, or the server stops.
        let _ = tokio::time::timeout(LONGEST, talk(&web, &mut socket, &mut told)).await;
    }
    web.sockets.leave(name.expose_secret());
}

async fn talk(web: &Web, socket: &mut WebSocket, told: &mut mpsc::Receiver<String>) {
    let mut poke = tokio::time::interval(POKE);
    poke.tick().await;
    loop {
        let sent = tokio::select! {
            message = told.recv() => match message {
                Some(message) => socket.send(Message::text(message)).await,
                None => return,
            },
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
            _ = poke.tick() => socket.send(Message::Ping(bytes::Bytes::new())).await,
            () = web.stop.cancelled() => return,
        };
        if sent.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_window_hears_its_own_messages_and_none_after_it_left() {
        let hub = Hub::default();
        let (mut one, mut other) = (hub.enter("one").unwrap(), hub.enter("other").unwrap());
        hub.tell("one", &json!({"a": 1}));
        hub.tell("nobody", &json!({}));
        assert_eq!(one.recv().await.as_deref(), Some("{\"a\":1}"));
        hub.leave("one");
        hub.tell("one", &json!({"a": 2}));
        assert_eq!(one.recv().await, None);
        assert!(other.try_recv().is_err());
    }

    #[test]
    fn one_that_reads_nothing_holds_nobody_up() {
        let hub = Hub::default();
        let _window = hub.enter("one").unwrap();
        for _ in 0..UNREAD * 2 {
            hub.tell("one", &json!({}));
        }
    }
}
