//! Which headers go on and which come back.

use super::target::Target;
use http::header::{
    ALT_SVC, CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderName, LOCATION, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION,
    SET_COOKIE, STRICT_TRANSPORT_SECURITY, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};
use http::{HeaderMap, HeaderValue};

/// Says who calls, where neither the provider nor the program does.
const AGENT: HeaderValue = HeaderValue::from_static(concat!("Linkspan/", env!("CARGO_PKG_VERSION")));

/// Headers that belong to one connection between two machines.
fn is_of_the_hop(name: &HeaderName) -> bool {
    [CONNECTION, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE].contains(name)
        || matches!(name.as_str(), "keep-alive" | "proxy-connection")
}

/// The headers of the request to the vendor, and whether the program replaced one of the connection's own.
pub(super) fn onward(target: &Target, wanted: &HeaderMap) -> (HeaderMap, bool) {
    let mut headers = target.headers.clone();
    let mut replaced = false;
    for name in wanted.keys() {
        let is_framing = [HOST, EXPECT, CONTENT_LENGTH].contains(name);
        let keeps_agent = *name == USER_AGENT && target.headers.contains_key(USER_AGENT);
        if is_framing || keeps_agent || is_of_the_hop(name) {
            continue;
        }
        replaced |= headers.remove(name).is_some();
        for value in wanted.get_all(name) {
            headers.append(name.clone(), value.clone());
        }
    }
    headers.entry(USER_AGENT).or_insert(AGENT);
    (headers, replaced)
}

/// Takes out of an answer what is not for the program: what belongs to the connection with the vendor, and what a browser
/// would take as said by this server.
pub(super) fn homeward(headers: &mut HeaderMap) {
    let listed: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    let said_by_us = [SET_COOKIE, STRICT_TRANSPORT_SECURITY, ALT_SVC];
    let others = ["clear-site-data", "service-worker-allowed", "public-key-pins"];
    let gone: Vec<HeaderName> = headers
        .keys()
        .filter(|name| {
            is_of_the_hop(name)
                || said_by_us.contains(name)
                || others.contains(&name.as_str())
                || name.as_str().starts_with("access-control-")
        })
        .cloned()
        .chain(listed.into_iter().filter(|name| *name != LOCATION))
        .collect();
    for name in gone {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Base, RetryRule};
    use super::*;
    use crate::egress::HostRules;

    fn map(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    fn target(headers: HeaderMap) -> Target {
        Target {
            base: Base::new("https://vendor.example".parse().unwrap()).unwrap(),
            headers,
            query: String::new(),
            allowed_hosts: HostRules::default(),
            allow_private: false,
            read_paths: Vec::new(),
            retry: RetryRule::default(),
            budget: None,
            watcher: None,
            clerk: None,
        }
    }

    #[test]
    fn a_programs_headers_win_but_never_those_of_the_connection_between_machines() {
        let target = target(map(&[("secret", "s"), ("user-agent", "theirs"), ("accept", "application/json")]));
        let wanted = map(&[("accept", "text/xml"), ("user-agent", "mine"), ("host", "evil.example")]);
        let (headers, replaced) = onward(&target, &wanted);
        assert_eq!(headers, map(&[("secret", "s"), ("user-agent", "theirs"), ("accept", "text/xml")]));
        assert!(replaced);
        for name in ["connection", "transfer-encoding", "content-length", "te", "upgrade", "expect", "keep-alive"] {
            let (headers, _) = onward(&target, &map(&[(name, "x")]));
            assert!(!headers.contains_key(name), "{name}");
        }
        let (headers, replaced) = onward(&super::tests::target(HeaderMap::new()), &HeaderMap::new());
        assert!(headers[USER_AGENT].to_str().unwrap().starts_with("Linkspan/") && !replaced);
    }

    #[test]
    fn what_a_browser_would_take_as_ours_does_not_come_back() {
        let mut headers = map(&[
            ("content-type", "application/json"),
            ("x-ratelimit-remaining", "7"),
            ("retry-after", "3"),
            ("connection", "close, x-inner"),
            ("x-inner", "1"),
            ("transfer-encoding", "chunked"),
            ("set-cookie", "a=b"),
            ("strict-transport-security", "max-age=1"),
            ("access-control-allow-origin", "https://other.example"),
            ("clear-site-data", "\"*\""),
        ]);
        homeward(&mut headers);
        let kept = map(&[("content-type", "application/json"), ("x-ratelimit-remaining", "7"), ("retry-after", "3")]);
        assert_eq!(headers, kept);
    }
}
