//! Proving credentials of providers without a connector: the cheap call that the provider's file names.

use super::{ImportFailure, Material};
use crate::egress::{self, HostRules, Policy};
use crate::providers::{AuthMode, Definition, Names, filled};
use linkspan_core::problem::Problem;
use serde_json::Map;
use std::time::Duration;
use url::Url;

/// How long a vendor may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is told, and nothing else of the vendor's answer: who tries credentials out should learn little.
const REFUSED: &str = "The given credentials were found to be invalid. Please check the credentials and try again.";

/// What a vendor says about credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are good, or there is no way to ask.
    Good,
    /// They are refused.
    Refused,
    /// The vendor could not be asked, or answered something else.
    Unclear,
}

/// Proves credentials of a new account: what is unclear counts as refused.
pub(super) async fn verify(definition: &Definition, material: &Material) -> Result<(), ImportFailure> {
    match verdict(definition, material).await? {
        Verdict::Good => Ok(()),
        Verdict::Refused | Verdict::Unclear => {
            Err(ImportFailure::Refused { code: "credentials_refused", sentence: REFUSED.to_owned() })
        }
    }
}

/// Calls the endpoints one after the other; the first success will do.
pub(super) async fn verdict(definition: &Definition, material: &Material) -> Result<Verdict, Problem> {
    let Some(proxy) = &definition.proxy else { return Ok(Verdict::Good) };
    let Some(verification) = &proxy.verification else { return Ok(Verdict::Good) };
    let mut verdict = Verdict::Unclear;
    let base = filled_address(definition, &proxy.base_url, material);
    let Some(base) = base else { return Ok(verdict) };
    let policy = Policy {
        provider: "lent",
        hosts: HostRules::of([&base]),
        allow_private: definition.allow_private,
        timeout: PATIENCE,
    };
    if policy.check(&base).is_err() {
        return Ok(verdict);
    }
    let client = egress::ordinary(&policy).map_err(|error| {
        Problem::permanent("http_unusable", "This server cannot make HTTPS connections.").caused_by(error)
    })?;
    let method = if verification.method == "POST" { http::Method::POST } else { http::Method::GET };
    let bare = Map::new();
    let sources = material.sources(&bare);
    let names = Names::new(&sources);
    for endpoint in &verification.endpoints {
        let Some(path) = filled(endpoint, &names.for_address()) else { continue };
        let Ok(url) = Url::parse(&format!("{}/{}", base.as_str().trim_end_matches('/'), path.trim_start_matches('/')))
        else {
            continue;
        };
        let mut request = client.request(method.clone(), url);
        for (name, text) in proxy.headers.iter().chain(&verification.headers) {
            if let Some(value) = filled(text, &names) {
                request = request.header(name, value);
            }
        }
        if definition.auth_mode == AuthMode::Basic {
            let part = |name: &str| material.credentials.get(name).and_then(|value| value.as_str()).unwrap_or_default();
            request = request.basic_auth(part("username"), Some(part("password")));
        }
        if matches!(definition.auth_mode, AuthMode::Oauth2 | AuthMode::Oauth2Cc | AuthMode::TwoStep) {
            let token = ["token", "access_token"].iter().find_map(|name| material.credentials.get(*name)?.as_str());
            request = request.bearer_auth(token.unwrap_or_default());
        }
        for (name, text) in &proxy.query {
            if let Some(value) = filled(text, &names) {
                request = request.query(&[(name, value)]);
            }
        }
        match request.send().await {
            Ok(answer) if answer.status().is_success() => return Ok(Verdict::Good),
            Ok(answer) => {
                let status = answer.status().as_u16();
                if matches!(status, 401 | 403) {
                    verdict = Verdict::Refused;
                }
                tracing::info!(provider = definition.name, status, "not verified");
            }
            Err(error) => {
                let error = error.without_url();
                tracing::info!(provider = definition.name, %error, "not verified");
            }
        }
    }
    Ok(verdict)
}

/// An address of the provider's file, filled in; `None` where something is missing or it is none then.
pub(crate) fn filled_address(definition: &Definition, text: &str, material: &Material) -> Option<Url> {
    let bare = Map::new();
    let sources = material.sources(&bare);
    let url = Url::parse(&filled(text, &Names::new(&sources).for_address())?).ok()?;
    (url.scheme() == "https" || definition.allow_private).then_some(url)
}
