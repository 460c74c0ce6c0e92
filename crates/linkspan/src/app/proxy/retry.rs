//! Whether a request is repeated, and after which pause. Only what may be done twice is.

use super::Options;
use http::{HeaderMap, Method, StatusCode};
use std::time::Duration;

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(600);

/// What a provider says about repeating.
#[derive(Debug, Clone, Default)]
pub struct RetryRule {
    /// The header with the moment at which to try again, in seconds since 1970.
    pub at: Option<String>,
    /// The header with the seconds to wait.
    pub after: Option<String>,
    /// The header with the calls that are left; `0` is a reason to wait.
    pub remaining: Option<String>,
    /// The statuses that are repeated in place of the usual ones, which are 429 and all from 500.
    pub statuses: Vec<u16>,
    /// Whether a 500 whose JSON lists `errors` is the vendor's last word, as Autotask's is.
    pub errors_are_final: bool,
}

impl RetryRule {
    /// Whether an answer is one after which a request may be repeated. A 401 never is: vendors lock accounts after some.
    pub(super) fn calls_for_another(&self, options: &Options, status: StatusCode, headers: &HeaderMap) -> bool {
        if status == StatusCode::UNAUTHORIZED {
            return false;
        }
        let code = status.as_u16();
        let usual = match self.statuses.is_empty() {
            true => code == 429 || code >= 500,
            false => self.statuses.contains(&code),
        };
        usual || options.retry_on.contains(&code) || (code >= 400 && self.number(&self.remaining, headers) == Some(0))
    }

    /// How long to pause before the try that follows `tries` others. `unit` is the first pause; each is twice the last.
    pub(super) fn pause(&self, tries: u32, headers: Option<&HeaderMap>, now_ms: i64, unit: Duration) -> Duration {
        let told = headers.and_then(|headers| {
            let at = self.number(&self.at, headers).map(|at| u64::try_from(at - now_ms / 1000).unwrap_or(0));
            let after = self.number(&self.after, headers).or_else(|| number("retry-after", headers));
            at.max(after.and_then(|after| u64::try_from(after).ok()))
        });
        let doubled = unit.saturating_mul(2_u32.saturating_pow(tries));
        told.map_or(doubled, Duration::from_secs).min(LONGEST)
    }

    fn number(&self, name: &Option<String>, headers: &HeaderMap) -> Option<i64> {
        number(name.as_deref()?, headers)
    }
}

fn number(name: &str, headers: &HeaderMap) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// Whether a request may be done twice: it changes nothing, or the vendor tells repetitions by their key.
pub(super) fn may_be_repeated(method: &Method, headers: &HeaderMap) -> bool {
    method.is_safe() || headers.contains_key("idempotency-key")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use rstest::rstest;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[rstest]
    #[case(503, true)]
    #[case(500, true)]
    #[case(429, true)]
    #[case(401, false)]
    #[case(404, false)]
    #[case(200, false)]
    #[case(423, true)]
    fn usual_statuses_and_those_asked_for_are_repeated_and_a_401_never(#[case] status: u16, #[case] again: bool) {
        let options = Options { retry_on: vec![423, 401], ..Options::default() };
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!(RetryRule::default().calls_for_another(&options, status, &HeaderMap::new()), again);
    }

    #[test]
    fn a_providers_list_takes_the_place_of_the_usual_one() {
        let rule = RetryRule { statuses: vec![409], remaining: Some("x-left".into()), ..RetryRule::default() };
        let again = |status: u16, map: &HeaderMap| {
            rule.calls_for_another(&Options::default(), StatusCode::from_u16(status).unwrap(), map)
        };
        assert!(again(409, &HeaderMap::new()) && !again(503, &HeaderMap::new()));
        assert!(again(403, &headers(&[("x-left", "0")])) && !again(403, &headers(&[("x-left", "1")])));
        assert!(!again(200, &headers(&[("x-left", "0")])), "a success is an answer");
    }

    #[test]
    fn the_vendor_says_how_long_to_wait_or_each_pause_is_twice_the_last() {
        let unit = Duration::from_secs(3);
        let rule = RetryRule { at: Some("x-reset".into()), after: Some("x-wait".into()), ..RetryRule::default() };
        let pause = |tries, map: Option<&HeaderMap>| rule.pause(tries, map, 1_000_000, unit).as_secs();
        assert_eq!([pause(0, None), pause(1, None), pause(2, None), pause(30, None)], [3, 6, 12, 600]);
        assert_eq!(pause(0, Some(&headers(&[("x-reset", "1040"), ("x-wait", "20")]))), 40);
        assert_eq!(pause(0, Some(&headers(&[("x-reset", "900")]))), 0, "a moment that has passed");
        assert_eq!(pause(0, Some(&headers(&[("retry-after", "7")]))), 7);
        assert_eq!(pause(0, Some(&headers(&[("retry-after", "soon")]))), 3);
        assert_eq!(pause(0, Some(&headers(&[("retry-after", "99999")]))), 600);
    }

    #[test]
    fn only_what_may_be_done_twice_is() {
        let none = HeaderMap::new();
        assert!(may_be_repeated(&Method::GET, &none) && may_be_repeated(&Method::HEAD, &none));
        for method in [Method::POST, Method::PATCH, Method::PUT, Method::DELETE] {
            assert!(!may_be_repeated(&method, &none), "{method}");
        }
        assert!(may_be_repeated(&Method::POST, &headers(&[("idempotency-key", "k")])));
    }
}
