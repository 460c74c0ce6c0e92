//! What every story about the authorisation server needs: a running one on a frozen clock, and a client that walks the
//! steps of the protocol one by one.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::time::Duration;

use linkspan_emulator::clock::VirtualClock;
use linkspan_emulator::oauth::{self, Client, Consent, OAuth, Options, Settings};
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use serde_json::Value;
use url::Url;

/// Where the client lives; nobody listens there, because the browser's last step is read from its address.
pub(crate) const HOME: &str = "http://127.0.0.1:9/oauth/callback";
/// The pair of RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A server with somebody who uses it.
pub(crate) struct Desk {
    pub(crate) server: OAuth,
    pub(crate) http: reqwest::Client,
}

/// What came back from the token endpoint or the resource.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("no {name}: {}", self.body)).to_owned()
    }

    /// Status and code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        (self.status, self.body["error"].as_str().unwrap_or_default())
    }
}

impl Desk {
    /// Everything is allowed at once.
    pub(crate) async fn open() -> Self {
        Self::open_with(|settings| settings.consent = Consent::Allow).await
    }

    pub(crate) async fn open_with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut options =
            Options { clock: VirtualClock::frozen("2026-11-02T18:00:00Z".parse().unwrap()), ..Options::default() };
        options.clients[0].redirect_uris.push(HOME.to_owned());
        let (id, secret) = ("another-app".to_owned(), "another-secret".to_owned());
        options.clients.push(Client { id, secret, redirect_uris: vec![HOME.to_owned()] });
        change(&mut options.settings);
        let server = oauth::start(options).await.unwrap();
        Self { server, http: reqwest::Client::builder().redirect(Policy::none()).build().unwrap() }
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.server.clock().advance(Duration::from_secs(seconds));
    }

    /// The address that a browser is sent to, with these parameters in place of the usual ones; an empty one is left out.
    pub(crate) fn authorize_url(&self, instead: &[(&str, &str)]) -> Url {
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", self.server.ready().client_id.as_str()),
            ("redirect_uri", HOME),
            ("scope", "profile profile.write"),
            ("state", "st/a te+1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in instead {
            pairs.retain(|(known, _)| known != name);
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        Url::parse_with_params(&self.server.ready().authorization_url, pairs).unwrap()
    }

    pub(crate) async fn browse(&self, url: Url) -> reqwest::Response {
        self.http.get(url).send().await.unwrap()
    }

    /// What the browser is sent back with.
    pub(crate) async fn sent_back(&self, instead: &[(&str, &str)]) -> Vec<(String, String)> {
        let answer = self.browse(self.authorize_url(instead)).await;
        assert_eq!(answer.status(), 302, "{}", answer.text().await.unwrap());
        back(&answer)
    }

    /// A code, allowed at once.
    pub(crate) async fn code(&self) -> String {
        let pairs = self.sent_back(&[]).await;
        pairs.into_iter().find(|(name, _)| name == "code").expect("a code").1
    }

    /// Asks the token endpoint, the client's id and secret in the body.
    pub(crate) async fn ask(&self, pairs: &[(&str, &str)]) -> Answer {
        let ready = self.server.ready();
        let own = [("client_id", ready.client_id.as_str()), ("client_secret", ready.client_secret.as_str())];
        self.ask_plain(&own.iter().chain(pairs).copied().collect::<Vec<_>>()).await
    }

    /// Asks with nothing but these.
    pub(crate) async fn ask_plain(&self, pairs: &[(&str, &str)]) -> Answer {
        read(self.http.post(&self.server.ready().exchange_url).form(pairs).send().await.unwrap()).await
    }

    /// Exchanges a code.
    pub(crate) async fn exchange(&self, code: &str) -> Answer {
        let grant = ("grant_type", "authorization_code");
        self.ask(&[grant, ("code", code), ("redirect_uri", HOME), ("code_verifier", VERIFIER)]).await
    }

    pub(crate) async fn renew(&self, refresh: &str) -> Answer {
        self.ask(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await
    }

    pub(crate) async fn me(&self, token: &str) -> Answer {
        let url = format!("{}/me", self.server.url());
        read(self.http.get(url).bearer_auth(token).send().await.unwrap()).await
    }
}

/// Status, headers and JSON.
pub(crate) async fn read(answer: reqwest::Response) -> Answer {
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Answer { status, headers, body: answer.json().await.unwrap_or_default() }
}

/// The parameters of the address that an answer leads to, which is the client's.
pub(crate) fn back(answer: &reqwest::Response) -> Vec<(String, String)> {
    let place = Url::parse(answer.headers()[LOCATION].to_str().unwrap()).unwrap();
    assert!(place.as_str().starts_with(HOME), "{place}");
    place.query_pairs().into_owned().collect()
}
