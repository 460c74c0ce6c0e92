//! What the server remembers: requests that wait for a person, codes, tokens, and the grants that they belong to.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::options::{Client, Options, Person, Settings};
use super::refusal::Refusal;
use super::request::Wanted;

/// All that is remembered.
pub(super) struct World {
    pub(super) clients: Vec<Client>,
    pub(super) user: Person,
    pub(super) scopes: Vec<String>,
    pub(super) settings: Settings,
    seed: u64,
    made: u64,
    pending: HashMap<String, Wanted>,
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    grants: BTreeMap<u64, Grant>,
}

/// What a client was allowed once; all tokens that came of it belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// Its number, from 1.
    pub id: u64,
    /// The client.
    pub client_id: String,
    /// The person; none for a client on its own account.
    pub user: Option<String>,
    /// What was allowed.
    pub scopes: Vec<String>,
    /// By which `grant_type` it began.
    pub by: String,
    /// How often its tokens were renewed.
    pub renewals: u32,
    /// Whether it was taken back.
    pub ended: bool,
}

struct Code {
    wanted: Wanted,
    until: Timestamp,
    /// The grant that it was exchanged for.
    spent: Option<u64>,
}

/// An access token that was given out.
struct Access {
    grant: u64,
    scopes: Vec<String>,
    until: Timestamp,
}

struct Refresh {
    grant: u64,
    scopes: Vec<String>,
    until: Option<Timestamp>,
    spent: bool,
}

/// The answer with tokens.
#[derive(Serialize)]
pub(super) struct Issued {
    access_token: String,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    scope: String,
}

/// What a bearer may do.
pub(super) struct Bearer {
    pub(super) user: Option<String>,
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) renewals: u32,
}

impl World {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            clients: options.clients.clone(),
            user: options.user.clone(),
            scopes: options.scopes.clone(),
            settings: options.settings.clone(),
            seed: options.seed,
            made: 0,
            pending: HashMap::new(),
            codes: HashMap::new(),
            access: HashMap::new(),
            refresh: HashMap::new(),
            grants: BTreeMap::new(),
        }
    }

    /// Keeps a request until a person has decided; answers under which name.
    pub(super) fn wait(&mut self, wanted: Wanted) -> String {
        let name = self.fresh("request");
        self.pending.insert(name.clone(), wanted);
        name
    }

    /// The request that a person has decided about, once.
    pub(super) fn decided(&mut self, name: &str) -> Option<Wanted> {
        self.pending.remove(name)
    }

    /// A code for what was allowed.
    pub(super) fn code(&mut self, wanted: Wanted, now: Timestamp) -> String {
        let code = self.fresh("code");
        let until = after(now, self.settings.code_seconds);
        self.codes.insert(code.clone(), Code { wanted, until, spent: None });
        code
    }

    /// Exchanges a code. One that comes twice ends what came of it the first time (RFC 6749 4.1.2).
    pub(super) fn exchange(
        &mut self,
        code: &str,
        client: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
        now: Timestamp,
    ) -> Result<Issued, Refusal> {
        let refused = |why: &str| Err(Refusal::grant(why));
        let Some(known) = self.codes.get(code) else { return refused("The code is not known.") };
        if let Some(grant) = known.spent {
            self.end(grant);
            return refused("The code was used before; the tokens that it gave are revoked.");
        }
        if known.wanted.client_id != client {
            return refused("The code was issued to another client.");
        }
        if known.until <= now {
            return refused("The code has expired.");
        }
        if known.wanted.redirect_uri != redirect_uri {
            return refused("The redirect_uri is not the one of the authorization request.");
        }
        match (&known.wanted.challenge, verifier) {
            (None, None) => {}
            (Some(challenge), Some(verifier)) if *challenge == s256(verifier) => {}
            (Some(_), Some(_)) => return refused("The code_verifier does not match the code_challenge."),
            (Some(_), None) => return refused("The code_verifier is missing."),
            (None, Some(_)) => return refused("There was no code_challenge in the authorization request."),
        }
        let scopes = known.wanted.scopes.clone();
        let grant = self.grant(client, Some(self.user.name.clone()), scopes.clone(), "authorization_code");
        if let Some(known) = self.codes.get_mut(code) {
            known.spent = Some(grant);
        }
        Ok(self.issue(grant, scopes, self.settings.give_refresh_token, now))
    }

    /// Renews tokens. A refresh token that was replaced may end the grant (RFC 9700 4.14.2).
    pub(super) fn renew(
        &mut self,
        token: &str,
        client: &str,
        scopes: Option<Vec<String>>,
        now: Timestamp,
    ) -> Result<Issued, Refusal> {
        let refused = |why: &str| Err(Refusal::grant(why));
        let Some(known) = self.refresh.get(token) else { return refused("The refresh token is not known.") };
        let (id, had, spent, until) = (known.grant, known.scopes.clone(), known.spent, known.until);
        let Some(grant) = self.grants.get(&id) else { return refused("The refresh token is not known.") };
        if grant.client_id != client {
            return refused("The refresh token was issued to another client.");
        }
        if grant.ended {
            return refused("The refresh token is revoked.");
        }
        if spent {
            if self.settings.reuse_ends_grant {
                self.end(id);
            }
            return refused("The refresh token was replaced by another one.");
        }
        if until.is_some_and(|until| until <= now) {
            return refused("The refresh token has expired.");
        }
        let scopes = match scopes {
            Some(scopes) if scopes.iter().all(|scope| had.contains(scope)) => scopes,
            Some(_) => return Err(Refusal::scope("More was asked for than was granted.")),
            None => had,
        };
        let rotates = self.settings.rotate_refresh_tokens;
        if let Some(known) = self.refresh.get_mut(token).filter(|_| rotates) {
            known.spent = true;
        }
        if let Some(grant) = self.grants.get_mut(&id) {
            grant.renewals += 1;
        }
        Ok(self.issue(id, scopes, rotates, now))
    }

    /// Begins a grant that needs no browser, and gives its first tokens.
    pub(super) fn begin(
        &mut self,
        by: &str,
        client: &str,
        user: Option<String>,
        scopes: Vec<String>,
        now: Timestamp,
    ) -> Issued {
        // A client on its own account asks anew; RFC 6749 4.4.3 says that it should get no refresh token.
        let with_refresh = user.is_some() && self.settings.give_refresh_token;
        let grant = self.grant(client, user, scopes.clone(), by);
        self.issue(grant, scopes, with_refresh, now)
    }

    /// What the bearer of a token may do; `None` where it is not known, has ended or was revoked.
    pub(super) fn bearer(&self, token: &str, now: Timestamp) -> Option<Bearer> {
        let access = self.access.get(token).filter(|access| access.until > now)?;
        let grant = self.grants.get(&access.grant).filter(|grant| !grant.ended)?;
        Some(Bearer {
            user: grant.user.clone(),
            client_id: grant.client_id.clone(),
            scopes: access.scopes.clone(),
            renewals: grant.renewals,
        })
    }

    /// All grants, ended ones included.
    pub(super) fn grants(&self) -> Vec<Grant> {
        self.grants.values().cloned().collect()
    }

    /// Takes back every grant, as an administrator of the vendor would.
    pub(super) fn revoke_all(&mut self) {
        self.grants.values_mut().for_each(|grant| grant.ended = true);
    }

    /// Forgets every access token; refresh tokens stay good.
    pub(super) fn forget_access(&mut self) {
        self.access.clear();
    }

    fn grant(&mut self, client: &str, user: Option<String>, scopes: Vec<String>, by: &str) -> u64 {
        let id = self.grants.len() as u64 + 1;
        let (client_id, by) = (client.to_owned(), by.to_owned());
        self.grants.insert(id, Grant { id, client_id, user, scopes, by, renewals: 0, ended: false });
        id
    }

    fn end(&mut self, grant: u64) {
        if let Some(grant) = self.grants.get_mut(&grant) {
            grant.ended = true;
        }
    }

    fn issue(&mut self, grant: u64, scopes: Vec<String>, with_refresh: bool, now: Timestamp) -> Issued {
        let scope = scopes.join(" ");
        let access_token = self.fresh("access");
        let until = after(now, self.settings.access_seconds);
        self.access.insert(access_token.clone(), Access { grant, scopes: scopes.clone(), until });
        let refresh_token = with_refresh.then(|| self.fresh("refresh"));
        if let Some(token) = &refresh_token {
            let until = self.settings.refresh_seconds.map(|seconds| after(now, seconds));
            self.refresh.insert(token.clone(), Refresh { grant, scopes, until, spent: false });
        }
        let expires_in = self.settings.tell_expiry.then_some(self.settings.access_seconds);
        Issued { access_token, token_type: "Bearer", expires_in, refresh_token, scope }
    }

    /// A text that nobody had before, the same for the same seed and the same course of things.
    fn fresh(&mut self, what: &str) -> String {
        self.made += 1;
        let digest = Sha256::digest(format!("{what} {} {}", self.seed, self.made));
        let hex: String = digest.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
        format!("{what}-{hex}")
    }
}

/// The challenge of a verifier: base64url of its SHA-256, without padding (RFC 7636 4.2).
fn s256(verifier: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

fn after(now: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_the_one_of_the_rfcs_example() {
        // RFC 7636, appendix B.
        let challenge = s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn equal_seeds_give_equal_texts_and_none_comes_twice() {
        let (mut one, mut other) = (World::new(&Options::default()), World::new(&Options::default()));
        let texts = [one.fresh("code"), one.fresh("code"), one.fresh("access")];
        assert_eq!(texts, [other.fresh("code"), other.fresh("code"), other.fresh("access")]);
        assert!(texts[0] != texts[1] && texts[1] != texts[2]);
        let mut third = World::new(&Options { seed: 8, ..Options::default() });
        assert_ne!(third.fresh("code"), texts[0]);
    }
}
