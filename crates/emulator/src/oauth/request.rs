//! What a browser brings: the authorization request, checked in the order of RFC 6749 4.1.2.1. Until the client and its
//! address are known for sure nobody is sent anywhere.

use url::form_urlencoded;

use super::books::World;

/// A proper authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) scopes: Vec<String>,
    pub(super) state: Option<String>,
    /// The code challenge, always by `S256`.
    pub(super) challenge: Option<String>,
}

/// Why a request is not a proper one.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The person is told, and nobody else.
    Shown(&'static str),
    /// The browser is sent back with an error.
    Sent {
        /// Where to.
        redirect_uri: String,
        /// `state`, as it came.
        state: Option<String>,
        /// `error`.
        code: &'static str,
        /// `error_description`.
        why: &'static str,
    },
}

/// Parameters of a query or a form; each may come once (RFC 6749 3.1).
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn of(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// A parameter; one without a value counts as left out (RFC 6749 3.1).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    pub(super) fn has_twins(&self) -> bool {
        self.0.iter().enumerate().any(|(at, (name, _))| self.0[..at].iter().any(|(before, _)| before == name))
    }
}

/// Reads an authorization request.
pub(super) fn read(query: &str, world: &World) -> Result<Wanted, Wrong> {
    let params = Params::of(query.as_bytes());
    let client_id = params.get("client_id").ok_or(Wrong::Shown("The client_id is missing."))?;
    let client = world.clients.iter().find(|client| client.id == client_id);
    let client = client.ok_or(Wrong::Shown("There is no such client."))?;
    let redirect_uri = params.get("redirect_uri").ok_or(Wrong::Shown("The redirect_uri is missing."))?;
    if !client.redirect_uris.iter().any(|known| known == redirect_uri) || url::Url::parse(redirect_uri).is_err() {
        return Err(Wrong::Shown("The redirect_uri is not one that is registered for this client."));
    }
    let state = params.get("state").map(str::to_owned);
    let wrong = |code, why| Wrong::Sent { redirect_uri: redirect_uri.to_owned(), state: state.clone(), code, why };
    if params.has_twins() {
        return Err(wrong("invalid_request", "A parameter came more than once."));
    }
    match params.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(wrong("unsupported_response_type", "Only response_type=code is served.")),
        None => return Err(wrong("invalid_request", "The response_type is missing.")),
    }
    let challenge = challenge(&params, world.settings.require_pkce).map_err(|why| wrong("invalid_request", why))?;
    let scopes = scopes(params.get("scope"), &world.scopes);
    let scopes = scopes.ok_or_else(|| wrong("invalid_scope", "A scope is not known."))?;
    let (client_id, redirect_uri) = (client_id.to_owned(), redirect_uri.to_owned());
    Ok(Wanted { client_id, redirect_uri, scopes, state, challenge })
}

/// The challenge; RFC 7636 4.3 says that the method is `plain` where none is named, which is not served here.
fn challenge(params: &Params, required: bool) -> Result<Option<String>, &'static str> {
    let Some(challenge) = params.get("code_challenge") else {
        return if required { Err("code challenge required") } else { Ok(None) };
    };
    if params.get("code_challenge_method") != Some("S256") {
        return Err("transform algorithm not supported");
    }
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if challenge.len() != 43 || !challenge.bytes().all(is_base64url) {
        return Err("The code_challenge is not one of S256.");
    }
    Ok(Some(challenge.to_owned()))
}

/// The scopes that a text asks for, separated by spaces; the first that exists where it asks for none.
pub(super) fn scopes(asked: Option<&str>, known: &[String]) -> Option<Vec<String>> {
    let Some(asked) = asked else { return Some(known.iter().take(1).cloned().collect()) };
    let asked: Vec<String> = asked.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    asked.iter().all(|scope| known.contains(scope)).then_some(asked)
}
