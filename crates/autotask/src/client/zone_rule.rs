//! The zone rule: a refusal of the credentials may mean that the tenant has moved to another zone.
//!
//! Then, and only if discovery names another address for the same database, the call is sent there, once. Whatever
//! else a 401 means, it is never repeated, and the client falls silent after it.

use std::sync::{PoisonError, atomic::Ordering};

use reqwest::Url;
use serde::de::DeserializeOwned;

use super::{Client, call::Call};
use crate::{
    error::{Error, Kind},
    zone::{Zone, discover, is_vendor_host},
};

impl Client {
    /// Sends the call, and once more if it was refused in a zone that the tenant has left.
    pub(super) async fn execute_in_zone<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<T, Error> {
        let asked = self.zone();
        let result = self.attempt(call).await;
        if !matches!(&result, Err(error) if error.kind() == &Kind::Credentials) {
            self.remember_refusal(&result);
            return result;
        }
        let result = if self.has_left(&asked).await { self.attempt(call).await } else { result };
        self.remember_refusal(&result);
        result
    }

    fn remember_refusal<T>(&self, result: &Result<T, Error>) {
        if matches!(result, Err(error) if matches!(error.kind(), Kind::Credentials | Kind::AccountLocked)) {
            self.shared.refused.store(true, Ordering::SeqCst);
        }
    }

    /// Whether the tenant lives elsewhere than where it was asked; the client's zone is then the new one.
    async fn has_left(&self, asked: &Zone) -> bool {
        let _one_at_a_time = self.shared.moving.lock().await;
        if self.zone().url != asked.url {
            return true;
        }
        let Some(discovery) = &self.shared.rediscover_at else { return false };
        if self.credentials_refused() {
            return false;
        }
        match discover(&self.shared.http, discovery, &self.shared.credentials.user_name).await {
            Ok(found) if is_move(asked, &found, discovery) => {
                tracing::info!(from = asked.authority(), to = found.authority(), "the Autotask tenant has moved");
                *self.shared.zone.write().unwrap_or_else(PoisonError::into_inner) = found;
                true
            }
            Ok(_) => false,
            Err(error) => {
                tracing::debug!(%error, "no zone found after a refusal");
                false
            }
        }
    }
}

/// Whether credentials may follow: another address, the same database, a host that is the vendor's or the one that the
/// operator configured for discovery.
fn is_move(from: &Zone, to: &Zone, discovery: &Url) -> bool {
    let same_scheme = to.url.scheme() == from.url.scheme();
    let trusted = to.url.host_str().is_some_and(is_vendor_host) || to.url.host_str() == discovery.host_str();
    to.ci == from.ci && to.api_base() != from.api_base() && same_scheme && trusted
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn zone(url: &str, ci: i64) -> Zone {
        Zone { name: String::new(), url: Url::parse(url).unwrap(), web_url: None, ci }
    }

    #[rstest]
    #[case("https://webservices5.autotask.net/ATServicesRest/", 1, true)]
    #[case("https://webservices2.autotask.net/ATServicesRest/", 1, false)]
    #[case("https://webservices2.autotask.net/ATServicesRest/V1.0", 1, false)]
    #[case("https://webservices5.autotask.net/ATServicesRest/", 2, false)]
    #[case("http://webservices5.autotask.net/ATServicesRest/", 1, false)]
    #[case("https://webservices5.evil.example/ATServicesRest/", 1, false)]
    fn credentials_follow_only_a_real_move(#[case] to: &str, #[case] ci: i64, #[case] follows: bool) {
        let discovery = Url::parse("https://webservices.autotask.net/atservicesrest/").unwrap();
        let from = zone("https://webservices2.autotask.net/ATServicesRest/", 1);
        assert_eq!(is_move(&from, &zone(to, ci), &discovery), follows);
    }
}
