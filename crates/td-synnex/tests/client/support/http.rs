//! The two HTTP clients as the crate's documentation asks for them.

use std::time::Duration;
use td_synnex::{Client, CredentialSlots, Credentials, Hosts};
use url::Url;

/// Password with every sign that XML must escape.
pub const PASSWORD: &str = "b&<uy>'\"er";
pub const USER: &str = "buyer@reseller.example";

/// For questions.
pub fn reading() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

/// For orders; the builder, to be bent.
pub fn submitting() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .http1_only()
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
}

pub fn log_in() -> CredentialSlots {
    CredentialSlots { read: Credentials::new("reader", "r3ad-only"), order: Credentials::new(USER, PASSWORD) }
}

/// A client of the test account at an address.
pub fn client(base: &str) -> Client {
    client_with(base, submitting().build().unwrap())
}

pub fn client_with(base: &str, submit_http: reqwest::Client) -> Client {
    let hosts = Hosts::all_at(Url::parse(base).unwrap());
    Client::new(reading(), submit_http, hosts, super::order::account(), log_in())
        .with_timeouts(Duration::from_secs(20), Duration::from_secs(20))
}
