//! A vendor's server for the proxy: it tells what it got, fails as asked, redirects, streams.

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use http::StatusCode;
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running server.
pub struct Upstream {
    /// Its address, without a slash at the end.
    pub url: String,
    seen: Seen,
    task: JoinHandle<()>,
}

/// Path and body of each request.
type Seen = Arc<Mutex<Vec<(String, String)>>>;

impl Upstream {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Seen::default();
        let routes = Router::new()
            .route("/api/echo", any(echo))
            .route("/api/fails/{times}", any(fails))
            .route("/api/status/{status}", any(status))
            .route("/api/moved/echo", any(|| async { (StatusCode::FOUND, [("location", "/api/echo")]) }))
            .route("/api/away", any(away))
            .route("/api/download", any(download))
            .route("/api/count", any(|body: Bytes| async move { body.len().to_string() }))
            .route("/api/packed", any(packed))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(Arc::clone(&seen));
        let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, seen, task }
    }

    /// How many requests a path took.
    pub fn took(&self, path: &str) -> usize {
        self.bodies(path).len()
    }

    /// The bodies that a path took.
    pub fn bodies(&self, path: &str) -> Vec<String> {
        self.seen.lock().unwrap().iter().filter(|(seen, _)| seen == path).map(|(_, body)| body.clone()).collect()
    }

    /// Closes the door and every connection.
    pub async fn stop(self) {
        self.task.abort();
        let _ended = self.task.await;
    }
}

async fn echo(request: Request) -> Json<Value> {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let headers: Map<String, Value> =
        parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().into())).collect();
    let body = String::from_utf8(bytes.to_vec()).unwrap();
    Json(json!({"method": parts.method.as_str(), "path": parts.uri.to_string(), "headers": headers, "body": body}))
}

async fn fails(State(seen): State<Seen>, Path(times): Path<usize>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let mut seen = seen.lock().unwrap();
    seen.push((path.clone(), String::from_utf8(body.to_vec()).unwrap()));
    let so_far = seen.iter().filter(|(one, _)| *one == path).count();
    let status = if so_far > times { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [("retry-after", "0")]).into_response()
}

async fn status(State(seen): State<Seen>, Path(status): Path<u16>, request: Request) -> StatusCode {
    seen.lock().unwrap().push((request.uri().path().to_owned(), String::new()));
    StatusCode::from_u16(status).unwrap()
}

async fn away(Query(query): Query<HashMap<String, String>>) -> Response {
    (StatusCode::FOUND, [("location", query["to"].clone())]).into_response()
}

async fn download() -> Response {
    let chunks = (0..300).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 1_000])));
    Response::builder()
        .header("content-disposition", "attachment; filename=\"x.bin\"")
        .header("x-ratelimit-remaining", "41")
        .header("x-vendor", "yes")
        .header("set-cookie", "a=b")
        .header("strict-transport-security", "max-age=1")
        .body(Body::from_stream(futures::stream::iter(chunks)))
        .unwrap()
}

async fn packed() -> Response {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(b"packed words").unwrap();
    ([("content-encoding", "gzip")], packer.finish().unwrap()).into_response()
}
