//! A program's receiver of webhooks: it keeps what it gets, answers as it is told, and checks signatures by itself.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running receiver.
pub struct Receiver {
    /// Its address, without a slash at the end.
    pub url: String,
    shared: Shared,
    task: JoinHandle<()>,
}

type Shared = Arc<Mutex<Inner>>;

#[derive(Default)]
struct Inner {
    got: Vec<Message>,
    answers: VecDeque<u16>,
}

/// What came.
#[derive(Debug, Clone)]
pub struct Message {
    pub headers: HeaderMap,
    pub text: String,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Shared::default();
        let to = |place: &'static str| move || async move { (StatusCode::TEMPORARY_REDIRECT, [("location", place)]) };
        let routes = Router::new()
            .route("/hooks", post(take))
            .route("/other", post(take))
            .route("/moved", post(to("/hooks")))
            .route("/round", post(to("/round")))
            .route("/away", post(to("http://localhost:9/hooks")))
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, shared, task }
    }

    /// An address of it.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The next answers; after them it answers 204.
    pub fn answers(&self, statuses: impl IntoIterator<Item = u16>) {
        self.shared.lock().unwrap().answers.extend(statuses);
    }

    /// Everything that came, and it is forgotten.
    pub fn take(&self) -> Vec<Message> {
        std::mem::take(&mut self.shared.lock().unwrap().got)
    }

    /// The next message, from a server that sends by itself; it is forgotten.
    pub async fn next(&self) -> Message {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let mut got = self.take();
            if !got.is_empty() {
                return got.remove(0);
            }
            assert!(Instant::now() < end, "nothing came");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The one message that came.
    pub fn one(&self) -> Message {
        let mut got = self.take();
        assert_eq!(got.len(), 1, "{got:?}");
        got.remove(0)
    }
}

async fn take(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let mut inner = shared.lock().unwrap();
    inner.got.push(Message { headers, text: String::from_utf8(body.to_vec()).unwrap() });
    let status = inner.answers.pop_front().unwrap_or(204);
    StatusCode::from_u16(status).unwrap().into_response()
}

impl Message {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// Whether all three signatures are those of a key in the form of Standard Webhooks.
    pub fn is_signed_with(&self, key: &str) -> bool {
        let bytes = STANDARD.decode(key.strip_prefix("whsec_").expect("a key of Standard Webhooks")).unwrap();
        let content = format!("{}.{}.{}", self.header("webhook-id"), self.header("webhook-timestamp"), self.text);
        let standard = format!("v1,{}", STANDARD.encode(keyed(&bytes, &content)));
        let mut plain = Sha256::new();
        plain.update(format!("{key}{}", self.text));
        self.header("webhook-signature").split(' ').any(|one| one == standard)
            && self.header("x-nango-signature") == hex(&plain.finalize())
            && self.header("x-nango-hmac-sha256") == hex(&keyed(key.as_bytes(), &self.text))
    }
}

fn keyed(key: &[u8], content: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(content.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
