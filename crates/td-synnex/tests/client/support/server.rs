//! A server on a loopback socket that does to a connection what a test says, and counts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What happens to a connection.
#[derive(Clone)]
pub enum Act {
    /// Closed at once, nothing read.
    Close,
    /// The first bytes are read, these are written, closed.
    Raw(Vec<u8>),
    /// The request is read, then closed.
    CutBeforeAnswer,
    /// The request is read and never answered.
    Hang,
    /// The request is read and answered with a status and a body.
    Answer(u16, Vec<u8>),
    /// The request is read and answered with another body for each request.
    Compute(fn(&str) -> String),
    /// The request is read; the answer promises more than it gives.
    CutInAnswer(Vec<u8>),
    /// The request is read and answered with a redirect.
    Redirect(u16, String),
}

/// A running server; it ends with the test's runtime.
pub struct Server {
    pub url: String,
    connections: Arc<AtomicUsize>,
    received: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub async fn start(act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let received = Arc::new(Mutex::new(Vec::new()));
        let (count, log) = (Arc::clone(&connections), Arc::clone(&received));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, act.clone(), Arc::clone(&log)));
            }
        });
        Self { url, connections, received }
    }

    /// The address with another scheme, to speak TLS to a server that does not.
    pub fn as_https(&self) -> String {
        self.url.replace("http://", "https://")
    }

    /// Connections accepted so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Requests, or first bytes, received so far.
    pub fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, act: Act, log: Arc<Mutex<Vec<String>>>) {
    match act {
        Act::Close => {}
        Act::Raw(reply) => {
            let mut first = [0_u8; 4096];
            let read = stream.read(&mut first).await.unwrap_or(0);
            log.lock().unwrap().push(String::from_utf8_lossy(&first[..read]).into_owned());
            let _ = stream.write_all(&reply).await;
        }
        act => {
            let request = read_request(&mut stream).await;
            log.lock().unwrap().push(request.clone());
            answer(&mut stream, act, &request).await;
        }
    }
}

async fn answer(stream: &mut TcpStream, act: Act, request: &str) {
    let (head, body) = match act {
        Act::Answer(status, body) => (status_line(status, body.len()), body),
        Act::Compute(compute) => {
            let body = compute(request).into_bytes();
            (status_line(200, body.len()), body)
        }
        Act::CutInAnswer(body) => (status_line(200, body.len() + 100), body),
        Act::Redirect(status, to) => {
            (format!("HTTP/1.1 {status} Redirect\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"), Vec::new())
        }
        Act::Hang => return std::future::pending().await,
        Act::Close | Act::Raw(_) | Act::CutBeforeAnswer => return,
    };
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
}

fn status_line(status: u16, length: usize) -> String {
    format!(
        "HTTP/1.1 {status} Status\r\ncontent-type: text/xml\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    )
}

/// Head and body of one request with a content length.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 8192];
    loop {
        let read = stream.read(&mut chunk).await.unwrap_or(0);
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if read == 0 || is_whole(&text) {
            return text;
        }
    }
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
