//! One attempt: the request, redirects to the same host, and what came of it.

use super::address::{PATIENCE, policy};
use crate::egress::{self, EgressError, HostRules};
use http::StatusCode;
use http::header::{CONTENT_TYPE, LOCATION};
use std::error::Error;
use url::Url;

/// How many redirects are followed.
const REDIRECTS: usize = 3;

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The receiver took it.
    Taken(u16),
    /// It may be taken later: the status, where there is one, and why not now, as a stable word.
    Later(Option<u16>, &'static str),
    /// It will not be taken.
    Never(Option<u16>, &'static str),
}

/// Posts the text with these headers.
pub(super) async fn send(
    address: &str,
    private_hosts: &HostRules,
    headers: &[(&'static str, String)],
    body: &str,
) -> Outcome {
    let Ok(url) = Url::parse(address) else { return Outcome::Never(None, "address_refused") };
    let attempt = tokio::time::timeout(PATIENCE, follow(url, private_hosts, headers, body)).await;
    attempt.unwrap_or(Outcome::Later(None, "too_slow"))
}

async fn follow(mut url: Url, private_hosts: &HostRules, headers: &[(&'static str, String)], body: &str) -> Outcome {
    for _ in 0..=REDIRECTS {
        let policy = policy(&url, private_hosts);
        if policy.check(&url).is_err() {
            return Outcome::Never(None, "address_refused");
        }
        let Ok(client) = egress::ordinary(&policy) else { return Outcome::Later(None, "unreachable") };
        let mut request = client.post(url.clone()).header(CONTENT_TYPE, "application/json").body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return failed(&error.without_url()),
        };
        let status = answer.status();
        if !is_redirect(status) {
            return judged(status);
        }
        let place = answer.headers().get(LOCATION).and_then(|place| place.to_str().ok());
        match place.and_then(|place| url.join(place).ok()).filter(|next| is_same_place(&url, next)) {
            Some(next) => url = next,
            None => return Outcome::Later(Some(status.as_u16()), "redirected"),
        }
    }
    Outcome::Later(None, "redirected")
}

fn judged(status: StatusCode) -> Outcome {
    match status {
        status if status.is_success() => Outcome::Taken(status.as_u16()),
        // The receiver says that there will never be one again.
        StatusCode::GONE => Outcome::Never(Some(410), "gone"),
        status => Outcome::Later(Some(status.as_u16()), "answered"),
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 307 | 308)
}

/// A message and its signatures go to one host, and never from TLS to none.
fn is_same_place(from: &Url, to: &Url) -> bool {
    let secure = to.scheme() == from.scheme() || to.scheme() == "https";
    let same_port = to.port_or_known_default() == from.port_or_known_default() || to.scheme() != from.scheme();
    from.host() == to.host() && secure && same_port && to.username().is_empty() && to.password().is_none()
}

fn failed(error: &reqwest::Error) -> Outcome {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<EgressError>().is_some_and(|error| matches!(error, EgressError::Refused { .. })) {
            return Outcome::Never(None, "address_refused");
        }
        next = error.source();
    }
    tracing::info!(error = error as &dyn Error, "a receiver of webhooks was not reached");
    Outcome::Later(None, if error.is_timeout() { "too_slow" } else { "unreachable" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://a.example/x", "https://a.example/y", true)]
    #[case("http://a.example/x", "https://a.example/x", true)]
    #[case("https://a.example/x", "http://a.example/x", false)]
    #[case("https://a.example/x", "https://b.example/x", false)]
    #[case("https://a.example/x", "https://a.example:444/x", false)]
    #[case("https://a.example/x", "https://ada@a.example/x", false)]
    #[case("https://a.example/x", "https://a.example.evil.example/x", false)]
    fn a_redirect_stays_with_its_host(#[case] from: &str, #[case] to: &str, #[case] followed: bool) {
        assert_eq!(is_same_place(&from.parse().unwrap(), &to.parse().unwrap()), followed);
    }

    #[rstest]
    #[case(200, Outcome::Taken(200))]
    #[case(204, Outcome::Taken(204))]
    #[case(410, Outcome::Never(Some(410), "gone"))]
    #[case(404, Outcome::Later(Some(404), "answered"))]
    #[case(429, Outcome::Later(Some(429), "answered"))]
    #[case(500, Outcome::Later(Some(500), "answered"))]
    fn a_status_says_whether_it_was_taken(#[case] status: u16, #[case] outcome: Outcome) {
        assert_eq!(judged(StatusCode::from_u16(status).unwrap()), outcome);
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_for_good() {
        let outcome = send("https://localhost/", &HostRules::default(), &[], "{}").await;
        assert_eq!(outcome, Outcome::Never(None, "address_refused"));
    }
}
