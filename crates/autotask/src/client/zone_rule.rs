//! The zone rule: a refusal of the credentials may mean that the tenant has moved to another zone.
//!
//! Then, and only if discovery names another address for the same database, the call is sent there, once. Whatever
//! else a 401 means, it is never repeated, and the client falls silent after it.

use std::sync::PoisonError;

use reqwest::Url;
use serde::de::DeserializeOwned;

use super::{
    Client,
    call::{Attempt, Call, Entitled},
};
use crate::{
    error::{Error, Kind},
    zone::{Zone, discover, is_vendor_host},
};

impl Client {
    /// Sends the call, and once more if it was refused in a zone that the tenant has left.
    pub(super) async fn execute_in_zone<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<T, Error> {
        let (error, asked, doubt) = match self.attempt(call, Entitled::IfGood).await {
            Attempt::Answered(result) => return self.note_lock(result),
            Attempt::Refused { error, zone, doubt } => (error, zone, doubt),
        };
        let Some(doubt) = doubt else {
            // Somebody else looks into it: only a zone that has changed meanwhile is worth the one repetition.
            if self.shared.standing.settled().await && self.zone().url != asked.url {
                return self.last_attempt(call, Entitled::IfGood).await;
            }
            return Err(error);
        };
        if !self.has_left(&asked).await {
            return Err(error);
        }
        let result = self.last_attempt(call, Entitled::InDoubt).await;
        if !matches!(&result, Err(error) if error.kind() == &Kind::Credentials) {
            doubt.dispel();
        }
        result
    }

    /// An attempt after which a refusal is final.
    async fn last_attempt<T: DeserializeOwned>(&self, call: &Call<'_>, entitled: Entitled) -> Result<T, Error> {
        match self.attempt(call, entitled).await {
            Attempt::Answered(result) => self.note_lock(result),
            Attempt::Refused { error, .. } => {
                self.shared.standing.refuse();
                Err(error)
            }
        }
    }

    /// A locked account stays locked until a person unlocks it.
    fn note_lock<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if matches!(&result, Err(error) if error.kind() == &Kind::AccountLocked) {
            self.shared.standing.refuse();
        }
        result
    }

    /// Whether the tenant lives elsewhere than where it was asked; the client's zone is then the new one.
    async fn has_left(&self, asked: &Zone) -> bool {
        if self.zone().url != asked.url {
            return true;
        }
        let Some(discovery) = &self.shared.rediscover_at else { return false };
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
