//! A provider with a local authorisation server behind it, and a person with a browser: the popup step by step, and the
//! window that waits for it.

use crate::harness::{BEGIN, Setup, World};
use crate::program::{Answer, Api, Program};
use futures::StreamExt;
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use linkspan_emulator::clock::VirtualClock;
use linkspan_emulator::oauth::{self, Consent, OAuth};
use serde_json::{Value, json};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use url::Url;

/// The server, a vendor, and two integrations with it: `crm` by body, `crm-basic` by header.
pub struct Shop {
    pub api: Api<Box<World>>,
    pub vendor: OAuth,
    browser: Client<HttpConnector, Empty<Bytes>>,
    _directory: TempDir,
}

/// A page that a browser got.
pub struct Page {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub text: String,
}

/// A window that waits.
pub struct Window {
    /// Its name.
    pub name: String,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

fn provider(name: &str, vendor: &str, auth: &str) -> String {
    format!(
        r#"
        name = "{name}"
        display_name = "Harbor CRM"
        auth_mode = "OAUTH2"
        source = "ours"
        allow_private = true
        authorization_url = "{vendor}/authorize"
        token_url = "{vendor}/token"
        token_request_auth_method = "{auth}"
        default_scopes = ["profile"]
        [proxy]
        base_url = "{vendor}"
        [proxy.verification]
        method = "GET"
        endpoints = ["/me"]
        [[connection_config]]
        name = "team"
        title = "Team"
        description = "The team's short name."
        pattern = "[a-z]+"
        default_value = "all"
        "#
    )
}

impl Shop {
    pub async fn open() -> Self {
        let mut options =
            oauth::Options { clock: VirtualClock::frozen(BEGIN.parse().unwrap()), ..oauth::Options::default() };
        options.settings.consent = Consent::Allow;
        let vendor = oauth::start(options).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        for (name, auth) in [("harbor-crm", "body"), ("harbor-crm-basic", "basic")] {
            std::fs::write(directory.path().join(format!("{name}.toml")), provider(name, vendor.url(), auth)).unwrap();
        }
        let place = directory.path().display().to_string();
        let settings = move |setup: &mut Setup| setup.settings.push(("LINKSPAN__PROVIDERS__DIRECTORY", place));
        let api = Api::over(Box::new(World::bare_with(settings).await)).await;
        vendor.register_redirect(format!("{}/oauth/callback", api.url));
        let shop =
            Self { api, vendor, browser: Client::builder(TokioExecutor::new()).build_http(), _directory: directory };
        let program = shop.program().await;
        for (key, provider) in [("crm", "harbor-crm"), ("crm-basic", "harbor-crm-basic")] {
            let ready = shop.vendor.ready();
            let client = json!({"type": "OAUTH2", "client_id": ready.client_id, "client_secret": ready.client_secret,
                "scopes": "profile,profile.write"});
            let body = json!({"provider": provider, "unique_key": key, "credentials": client});
            program.post("/integrations", body).await.ok();
        }
        shop
    }

    pub async fn program(&self) -> Program<'_> {
        self.api.program().await
    }

    pub fn advance(&self, by: Duration) {
        self.api.world.advance(by);
        self.vendor.clock().advance(by);
    }

    /// A session for an end user, with these members beside.
    pub async fn session(&self, more: Value) -> String {
        let mut body = json!({"end_user": {"id": "u1", "email": "sam@client.example"}});
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        let made = self.program().await.post("/connect/sessions", body).await;
        made.ok()["data"]["token"].as_str().unwrap().to_owned()
    }

    /// A window that waits at the place where the SDK opens it.
    pub async fn window(&self) -> Window {
        let place = self.api.url.replace("http://", "ws://");
        let (mut socket, _) = tokio_tungstenite::connect_async(place).await.unwrap();
        let hello = heard(&mut socket).await;
        assert_eq!(hello["message_type"], "connection_ack");
        Window { name: hello["ws_client_id"].as_str().unwrap().to_owned(), socket }
    }

    /// Opens a popup on our address: what it is sent to, or the page that it gets.
    pub async fn popup(&self, key: &str, session: &str, window: &Window, more: &str) -> Page {
        let path = format!("/oauth/connect/{key}?connect_session_token={session}&ws_client_id={}{more}", window.name);
        self.browse(&format!("{}{path}", self.api.url), &[]).await
    }

    /// Gets a page.
    pub async fn browse(&self, url: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = http::Request::get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.browser.request(request.body(Empty::new()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Page { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    /// Follows a popup to the vendor, where everything is decided at once; answers where it is sent back to.
    pub async fn at_vendor(&self, popup: &Page) -> String {
        assert_eq!(popup.status, 302, "{}", popup.text);
        let answer = self.browse(popup.place().as_str(), &[]).await;
        assert_eq!(answer.status, 302, "{}", answer.text);
        answer.place().to_string()
    }

    /// The whole way of one popup: its last page.
    pub async fn through(&self, key: &str, session: &str, window: &Window) -> Page {
        let popup = self.popup(key, session, window, "").await;
        let back = self.at_vendor(&popup).await;
        self.browse(&back, &[("cookie", &popup.cookie())]).await
    }

    /// Links an account; answers its public id.
    pub async fn link(&self, key: &str) -> String {
        let mut window = self.window().await;
        let page = self.through(key, &self.session(json!({})).await, &window).await;
        assert_eq!(page.status, 200, "{}", page.text);
        window.hears().await["connection_id"].as_str().unwrap().to_owned()
    }

    /// The connection as a program gets it.
    pub async fn fetch(&self, key: &str, id: &str, more: &str) -> Answer {
        self.program().await.get(&format!("/connections/{id}?provider_config_key={key}{more}")).await
    }

    /// How many requests the vendor's token service has seen.
    pub fn asked(&self) -> usize {
        self.vendor.journal().count(|entry| entry.path == "/token")
    }
}

impl Page {
    pub fn place(&self) -> Url {
        Url::parse(self.headers["location"].to_str().unwrap()).unwrap()
    }

    /// What the browser remembers.
    pub fn cookie(&self) -> String {
        self.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    /// The code that the page tells the window that opened it.
    pub fn code(&self) -> &str {
        let from = self.text.split("data-code=\"").nth(1).unwrap_or_else(|| panic!("no code: {}", self.text));
        from.split('"').next().unwrap()
    }
}

impl Window {
    /// The next message.
    pub async fn hears(&mut self) -> Value {
        heard(&mut self.socket).await
    }
}

async fn heard(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Value {
    let limit = Duration::from_secs(20);
    loop {
        let message = tokio::time::timeout(limit, socket.next()).await.expect("a message").unwrap().unwrap();
        if message.is_text() {
            return serde_json::from_str(message.to_text().unwrap()).unwrap();
        }
    }
}
