//! What the server is started with, and the switches that may be changed while it runs. Each switch is a choice that the
//! RFCs leave to a server.

use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::clock::VirtualClock;

/// How to start the server. [`Options::default`] suits tests: loopback, any port, one client, one person.
#[derive(Clone)]
pub struct Options {
    /// Address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The clock by which codes and tokens end.
    pub clock: VirtualClock,
    /// Seed of codes and tokens; equal seeds and equal requests give equal ones.
    pub seed: u64,
    /// Who may ask. The first one is told when the server is ready.
    pub clients: Vec<Client>,
    /// The person who is signed in, and who may sign in by the password grant.
    pub user: Person,
    /// All scopes that exist; the first one is meant when none is named.
    pub scopes: Vec<String>,
    /// The switches to begin with.
    pub settings: Settings,
}

/// A client that is registered.
#[derive(Clone)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// Where a browser may be sent back to; compared character by character.
    pub redirect_uris: Vec<String>,
}

/// A person with an account.
#[derive(Clone)]
pub struct Person {
    /// What is typed as user name; an e-mail address.
    pub name: String,
    /// The password, for the password grant.
    pub password: String,
    /// What the person is called.
    pub display_name: String,
}

impl Default for Options {
    fn default() -> Self {
        let client = Client {
            id: "linkspan-local".to_owned(),
            secret: "Client/Secret+42".to_owned(),
            redirect_uris: Vec::new(),
        };
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            clock: VirtualClock::system(),
            seed: 7,
            clients: vec![client],
            user: Person {
                name: "dana@msp.example".to_owned(),
                password: "Harbor&Lamp=42".to_owned(),
                display_name: "Dana Rivers".to_owned(),
            },
            scopes: ["profile", "profile.write", "offline_access"].map(str::to_owned).to_vec(),
            settings: Settings::default(),
        }
    }
}

/// The switches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// What happens when a browser comes: a page, or an answer at once.
    pub consent: Consent,
    /// Whether a request without a code challenge is refused (RFC 7636 4.4.1 allows it). The method is always `S256`.
    pub require_pkce: bool,
    /// How long a code lives, in seconds. RFC 6749 4.1.2 recommends ten minutes at most.
    pub code_seconds: u64,
    /// How long an access token lives, in seconds.
    pub access_seconds: u64,
    /// How long a refresh token lives, in seconds; `null` is until it is revoked.
    pub refresh_seconds: Option<u64>,
    /// Whether `expires_in` is in the answer; RFC 6749 5.1 only recommends it.
    pub tell_expiry: bool,
    /// Whether a person's grant comes with a refresh token; it is optional (RFC 6749 1.5).
    pub give_refresh_token: bool,
    /// Whether each renewal brings a new refresh token and ends the old one (RFC 6749 6 allows both).
    pub rotate_refresh_tokens: bool,
    /// Whether an old refresh token that is used again ends the whole grant (RFC 9700 4.14.2), as a theft would.
    pub reuse_ends_grant: bool,
    /// How a client may prove who it is (RFC 6749 2.3.1 demands the header, the body is optional).
    pub client_auth: ClientAuth,
    /// Whether id and secret in the header are encoded as in a form first, as RFC 6749 2.3.1 says; many vendors take them raw.
    pub basic_is_encoded: bool,
    /// Whether `state` comes back, as it must (RFC 6749 4.1.2); a server that loses it is tried with `false`.
    pub echo_state: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            consent: Consent::Ask,
            require_pkce: true,
            code_seconds: 60,
            access_seconds: 3_600,
            refresh_seconds: None,
            tell_expiry: true,
            give_refresh_token: true,
            rotate_refresh_tokens: true,
            reuse_ends_grant: true,
            client_auth: ClientAuth::Any,
            basic_is_encoded: true,
            echo_state: true,
        }
    }
}

/// What happens when a browser comes with a proper request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// A page asks.
    Ask,
    /// It is allowed at once, as for somebody who allowed it before.
    Allow,
    /// It is denied at once.
    Deny,
    /// The browser is sent back with this error code, such as `server_error` or `temporarily_unavailable`.
    Error(String),
}

/// How a client may prove who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// By either way.
    Any,
    /// By the `Authorization` header alone.
    Basic,
    /// By members of the body alone.
    Body,
}
