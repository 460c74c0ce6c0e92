//! A browser without a screen: it keeps cookies, follows nothing by itself, and finds the token of a form. And a server in
//! this process for it to look at.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use linkspan::app::sign_in;
use linkspan::config::{Config, Flags};
use linkspan::http::{self as web, Web};
use linkspan::start::Installation;
use secrecy::ExposeSecret;
use std::collections::BTreeMap;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A server that stops when it is dropped.
pub struct Server {
    pub url: String,
    pub installation: Installation,
    _directory: Option<tempfile::TempDir>,
    stop: CancellationToken,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// A server whose settings are changed by these variables.
    pub async fn start_with(settings: &[(&str, String)]) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let directory = tempfile::tempdir().unwrap();
        let flags = Flags { data: Some(directory.path().to_owned()), ..Flags::default() };
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        let config = Config::load(None, settings, &flags).unwrap();
        let installation = Installation::open(&config).await.unwrap();
        let mut server = Self::over(installation, &config).await;
        server._directory = Some(directory);
        server
    }

    /// A server over an installation that exists.
    pub async fn over(installation: Installation, config: &Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let web = Web::new(&installation, config, listener.local_addr().unwrap());
        let (url, stop) = (web.origin().to_owned(), CancellationToken::new());
        tokio::spawn(web::serve(web, listener, stop.clone()));
        Self { url, installation, _directory: None, stop }
    }

    /// A browser in which the first owner is signed in.
    pub async fn owner(&self) -> Browser {
        let mut browser = self.browser();
        browser.become_owner(&self.installation).await;
        browser
    }

    pub fn browser(&self) -> Browser {
        Browser::at(&self.url)
    }
}

pub const PASSWORD: &str = "a sentence that is easy to keep";

pub struct Browser {
    url: String,
    pub cookies: BTreeMap<String, String>,
    client: Client<HttpConnector, Full<Bytes>>,
}

pub struct Page {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: String,
}

impl Page {
    /// The token of the first form.
    pub fn csrf(&self) -> String {
        let at = self.body.find("name=\"csrf\" value=\"").map(|at| at + "name=\"csrf\" value=\"".len());
        at.map(|at| self.body[at..].split('"').next().unwrap().to_owned()).unwrap_or_default()
    }

    /// Where it redirects.
    pub fn to(&self) -> &str {
        self.headers.get("location").map_or("", |to| to.to_str().unwrap())
    }
}

impl Browser {
    pub fn at(url: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { url: url.to_owned(), cookies: BTreeMap::new(), client }
    }

    /// Makes the first owner of an installation and signs in as them.
    pub async fn become_owner(&mut self, installation: &Installation) {
        let token = sign_in::first_owner_link(&installation.app, installation.environment).await.unwrap().unwrap();
        let path = format!("/first-run/{}", token.expose_secret());
        let form = self.get(&path).await;
        assert_eq!(form.status, 200, "{}", form.body);
        let fields =
            [("name", "Ada Owner"), ("email", "ada@example.com"), ("password", PASSWORD), ("password_again", PASSWORD)];
        let made = self.post(&path, &form.csrf(), &fields).await;
        assert_eq!((made.status, made.to()), (303, "/"), "{}", made.body);
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, String::new(), &[("accept", "text/html")]).await
    }

    pub async fn post(&mut self, path: &str, csrf: &str, fields: &[(&str, &str)]) -> Page {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", csrf).extend_pairs(fields);
        self.send("POST", path, form.finish(), &[]).await
    }

    /// Posts a form that carries the right token.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.get("/settings").await.csrf();
        self.post(path, &csrf, fields).await
    }

    pub async fn send(&mut self, method: &str, path: &str, body: String, headers: &[(&str, &str)]) -> Page {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        request = request.header("cookie", cookies.join("; "));
        request = request.header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.client.request(request.body(Full::from(body)).unwrap()).await.unwrap();
        for line in answer.headers().get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            match rest.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        Page { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }
}
