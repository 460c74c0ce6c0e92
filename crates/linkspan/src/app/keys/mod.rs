//! Keys for programs: making, listing, taking back, recognising.
//!
//! Recognised keys are kept in memory for a few seconds, so that a busy key costs no database; what is taken back through
//! this process counts at once. When keys were used is kept in memory too and written down now and then.

mod expiry;
mod granted;
mod scope;

pub use expiry::expiry;
pub use granted::Granted;
pub use scope::{EVERYTHING, SCOPES};

use crate::app::App;
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, RowId};
use linkspan_core::problem::Problem;
use linkspan_store::{ApiKey, Env, Grants, NewApiKey, NewAudit, StoreError};
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// How every key begins, so that a leaked one is recognised.
const PREFIX: &str = "lsk_";

/// How many characters of a key are shown.
const SHOWN: usize = 8;

/// How long a recognised key is not looked up again, in milliseconds. Another process may take it back meanwhile.
const KEPT_MS: i64 = 10_000;

/// How many recognised keys are kept.
const MOST: usize = 10_000;

/// The keys of a process.
pub struct Keys {
    app: App,
    known: RwLock<HashMap<blake3::Hash, Known>>,
    /// Counts what was taken back: a look-up that began before must not bring a key into memory after.
    revocations: AtomicU64,
}

struct Known {
    key: Arc<Granted>,
    until_ms: i64,
    written_ms: i64,
}

/// A key that is wanted.
#[derive(Debug, Clone, Default)]
pub struct KeyRequest {
    /// By what people know it.
    pub name: String,
    /// What it may do; without a scope it may do everything.
    pub grants: Grants,
    /// When it ends; `None` is never.
    pub expires_at: Option<Timestamp>,
    /// A key that exists elsewhere, in the form of a UUID, for people who bring their programs along.
    pub bring: Option<SecretString>,
}

/// A key that was made. It is shown once.
#[derive(Debug)]
pub struct MadeKey {
    /// Its id.
    pub id: RowId,
    /// The key.
    pub key: SecretString,
    /// Its first characters.
    pub prefix: String,
}

impl Keys {
    /// The keys, none in memory yet.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app, known: RwLock::default(), revocations: AtomicU64::new(0) }
    }

    /// Makes a key. Its name is at most 100 characters.
    ///
    /// # Errors
    /// `key_name_missing`, `scope_unknown`, `verb_unknown`, `key_malformed`, `key_taken`, or what the database says.
    pub async fn make(
        &self,
        environment: EnvironmentId,
        request: &KeyRequest,
        actor: &str,
    ) -> Result<MadeKey, Problem> {
        let grants = checked(request)?;
        let key = match &request.bring {
            Some(key) => brought(key)?,
            None => fresh()?,
        };
        let shown: String = key.expose_secret().chars().take(SHOWN).collect();
        let new = NewApiKey {
            hash: hash(key.expose_secret()).to_hex().to_string(),
            prefix: shown.clone(),
            name: request.name.trim().to_owned(),
            grants,
            created_by: actor.to_owned(),
            expires_at: request.expires_at,
        };
        let env = self.app.env(environment);
        let mut tx = self.app.store.begin().await?;
        let taken = || Problem::permanent("key_taken", "This key exists already. Make another one.");
        let id = env.add_api_key(&mut tx, &new).await?.ok_or_else(taken)?;
        audit(&env, &mut tx, id, actor, "made", &new.name).await?;
        tx.commit().await?;
        Ok(MadeKey { id, key, prefix: shown })
    }

    /// All keys of an environment, oldest first. What is in memory alone about their use is told too.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(&self, environment: EnvironmentId) -> Result<Vec<ApiKey>, Problem> {
        self.flush().await?;
        Ok(self.app.env(environment).api_keys().await?)
    }

    /// Takes a key back, at once.
    ///
    /// # Errors
    /// `key_not_found`, or what the database says.
    pub async fn revoke(&self, environment: EnvironmentId, id: RowId, actor: &str) -> Result<(), Problem> {
        let env = self.app.env(environment);
        let mut tx = self.app.store.begin().await?;
        let missing = || Problem::permanent("key_not_found", "There is no such key, or it was taken back already.");
        let hash = env.revoke_api_key(&mut tx, id).await?.ok_or_else(missing)?;
        audit(&env, &mut tx, id, actor, "revoked", &id.to_string()).await?;
        tx.commit().await?;
        self.revocations.fetch_add(1, Ordering::SeqCst);
        if let Ok(hash) = blake3::Hash::from_hex(&hash) {
            self.known.write().unwrap_or_else(PoisonError::into_inner).remove(&hash);
        }
        Ok(())
    }

    /// Whose key it is; `None` for one that does not exist, has ended or was taken back. Only hashes are compared.
    ///
    /// # Errors
    /// What the database says.
    pub async fn recognise(&self, key: &str) -> Result<Option<Arc<Granted>>, StoreError> {
        let now = self.app.clock.now();
        let now_ms = now.as_millisecond();
        let hash = hash(key);
        if let Some(known) = self.remembered(&hash, now_ms) {
            if known.has_ended(now) {
                return Ok(None);
            }
            known.use_at(now_ms);
            return Ok(Some(known));
        }
        let before = self.revocations.load(Ordering::SeqCst);
        let Some(found) = self.app.store.api_key(hash.to_hex().as_str()).await? else { return Ok(None) };
        let written_ms = found.last_used_at.map_or(0, Timestamp::as_millisecond);
        let key = Arc::new(Granted::of(found));
        key.use_at(now_ms);
        let mut all = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if self.revocations.load(Ordering::SeqCst) == before && (all.len() < MOST || all.contains_key(&hash)) {
            let used = all.get(&hash).map_or(0, |known| known.key.used_ms());
            key.use_at(used);
            all.insert(hash, Known { key: Arc::clone(&key), until_ms: now_ms + KEPT_MS, written_ms });
        }
        Ok(Some(key))
    }

    fn remembered(&self, hash: &blake3::Hash, now_ms: i64) -> Option<Arc<Granted>> {
        let all = self.known.read().unwrap_or_else(PoisonError::into_inner);
        all.get(hash).filter(|known| known.until_ms > now_ms).map(|known| Arc::clone(&known.key))
    }

    /// Writes down when keys were used since the last time, and forgets those that were not used for a while.
    ///
    /// # Errors
    /// What the database says; then nothing is forgotten.
    pub async fn flush(&self) -> Result<(), Problem> {
        let used: Vec<_> = {
            let all = self.known.read().unwrap_or_else(PoisonError::into_inner);
            let fresh = all.iter().filter(|(_, known)| known.key.used_ms() > known.written_ms);
            fresh.map(|(hash, known)| (*hash, Arc::clone(&known.key), known.key.used_ms())).collect()
        };
        if !used.is_empty() {
            let mut tx = self.app.store.begin().await?;
            for (_, key, at) in &used {
                self.app.env(key.environment).api_key_used(&mut tx, key.id, from_ms(*at)).await?;
            }
            tx.commit().await?;
        }
        let now_ms = self.app.clock.now_ms();
        let mut all = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for (hash, _, at) in used {
            if let Some(known) = all.get_mut(&hash) {
                known.written_ms = known.written_ms.max(at);
            }
        }
        all.retain(|_, known| known.until_ms > now_ms || known.key.used_ms() > known.written_ms);
        Ok(())
    }
}

fn hash(key: &str) -> blake3::Hash {
    blake3::hash(key.as_bytes())
}

fn fresh() -> Result<SecretString, Problem> {
    let token = super::sign_in::random_token()?;
    Ok(SecretString::from(format!("{PREFIX}{}", token.expose_secret())))
}

/// Such keys have 122 random bits: enough, where the fourth version says that they are random.
fn brought(key: &SecretString) -> Result<SecretString, Problem> {
    let text = key.expose_secret().trim();
    let is_random = uuid::Uuid::try_parse(text).is_ok_and(|id| id.get_version_num() == 4 && text.len() == 36);
    match is_random {
        true => Ok(SecretString::from(text)),
        false => Err(Problem::permanent("key_malformed", "A key that is brought along must be a UUID of version 4.")),
    }
}

fn checked(request: &KeyRequest) -> Result<Grants, Problem> {
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Problem::permanent("key_name_missing", "Give the key a name of at most 100 characters."));
    }
    let mut grants = request.grants.clone();
    if let Some(unknown) = grants.scopes.iter().find(|scope| !scope::is_known(scope)) {
        return Err(Problem::permanent("scope_unknown", format!("There is no scope named {unknown}.")));
    }
    for verb in &mut grants.verbs {
        verb.make_ascii_uppercase();
        if !["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(&verb.as_str()) {
            return Err(Problem::permanent("verb_unknown", format!("There is no verb named {verb}.")));
        }
    }
    if grants.scopes.is_empty() {
        grants.scopes.push(EVERYTHING.to_owned());
    }
    Ok(grants)
}

async fn audit(
    env: &Env,
    tx: &mut linkspan_store::Tx,
    id: RowId,
    actor: &str,
    how: &str,
    name: &str,
) -> Result<(), Problem> {
    let entry = NewAudit {
        actor: actor.to_owned(),
        action: format!("api_key.{how}"),
        subject_kind: "api_key".into(),
        subject_id: id.to_string(),
        sentence: format!("{actor} {how} the API key {name}."),
        detail: serde_json::json!({}),
    };
    env.add_audit(tx, &entry).await?;
    Ok(())
}
