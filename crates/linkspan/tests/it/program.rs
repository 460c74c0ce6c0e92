//! A program that uses the API: it has a key, sends JSON and reads JSON. One server for it, with both vendors behind.

use crate::harness::World;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use linkspan::app::keys::KeyRequest;
use linkspan::http::{self as web, Web};
use linkspan_store::Grants;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::ops::Deref;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A server with a world behind it; it stops when it is dropped.
pub struct Api<W: Deref<Target = World>> {
    pub world: W,
    pub url: String,
    client: Client<HttpConnector, Full<Bytes>>,
    stop: CancellationToken,
}

/// A key, and what it is used with.
pub struct Program<'a> {
    api: &'a str,
    client: &'a Client<HttpConnector, Full<Bytes>>,
    /// The key; without one no header is sent.
    pub key: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Answer {
    /// The code of the error.
    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_else(|| panic!("no code: {}", self.text))
    }

    /// Status and code, for comparing.
    pub fn refusal(&self) -> (u16, &str) {
        (self.status, self.code())
    }

    /// The body of a success.
    pub fn ok(&self) -> &Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text);
        &self.body
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl<W: Deref<Target = World>> Drop for Api<W> {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl<W: Deref<Target = World>> Api<W> {
    /// Serves a world.
    pub async fn over(world: W) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let web = Web::new(&world.installation, &world.config, listener.local_addr().unwrap());
        let (url, stop) = (web.origin().to_owned(), CancellationToken::new());
        tokio::spawn(web::serve(web, listener, stop.clone()));
        Self { world, url, client: client(), stop }
    }

    /// A program without a key.
    pub fn stranger(&self) -> Program<'_> {
        Program { api: &self.url, client: &self.client, key: None }
    }

    /// Somebody who holds this key or token.
    pub fn holder(&self, token: &str) -> Program<'_> {
        Program { key: Some(token.to_owned()), ..self.stranger() }
    }

    /// A program that may do everything.
    pub async fn program(&self) -> Program<'_> {
        self.program_with(Grants::default()).await
    }

    /// A program with these scopes alone.
    pub async fn scoped(&self, scopes: &[&str]) -> Program<'_> {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.program_with(Grants { scopes, ..Grants::default() }).await
    }

    /// A program that may do this.
    pub async fn program_with(&self, grants: Grants) -> Program<'_> {
        let request = KeyRequest { name: "Backend".into(), grants, ..KeyRequest::default() };
        let made = self.world.installation.keys.make(self.world.environment, &request, "Dana").await.unwrap();
        Program { key: Some(made.key.expose_secret().to_owned()), ..self.stranger() }
    }
}

/// What programs send requests with.
pub fn client() -> Client<HttpConnector, Full<Bytes>> {
    Client::builder(TokioExecutor::new()).build_http()
}

impl<'a> Program<'a> {
    /// A program with this key.
    pub fn at(api: &'a str, client: &'a Client<HttpConnector, Full<Bytes>>, key: &str) -> Self {
        Self { api, client, key: Some(key.to_owned()) }
    }
}

impl Program<'_> {
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call("PATCH", path, Some(body)).await
    }

    /// Sends JSON.
    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        self.raw(method, path, &[("content-type", "application/json")], bytes).await
    }

    /// Sends anything.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.api));
        if let Some(key) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.client.request(request.body(Full::new(body.into())).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Answer { status: parts.status.as_u16(), headers: parts.headers, text, body }
    }
}
