//! Who may come in: one-time links, passwords, sessions.
//!
//! What lies in the database opens nothing: of tokens only their hash is stored, of passwords only an argon2id hash. A token
//! has 256 random bits, so a plain fast hash of it is enough.

mod password;
mod throttle;
mod token;

pub use password::{PASSWORD_LONGEST, PASSWORD_SHORTEST};
pub use throttle::Throttle;

use crate::app::App;
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, UserId};
use linkspan_core::problem::Problem;
use linkspan_store::{LinkPurpose, NewAudit, NewUser, Session, SignInLink, Tx, User};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// How long a session lasts after it was used last.
pub const SESSION_SECONDS: i64 = 12 * 60 * 60;

/// After how long a session in use is prolonged, so that not every request writes.
const PROLONG_SECONDS: i64 = 10 * 60;

/// How long the link for the first owner works; a restart makes a new one.
const OWNER_LINK_SECONDS: i64 = 24 * 60 * 60;

/// How long a link that signs a person in works.
const SIGN_IN_LINK_SECONDS: i64 = 60 * 60;

/// Makes the link that lets the first person become the owner; `None` once there is somebody. Links made before it end.
///
/// # Errors
/// What the database says, or `no_randomness`.
pub async fn first_owner_link(app: &App, environment: EnvironmentId) -> Result<Option<SecretString>, Problem> {
    if app.store.has_users().await? {
        return Ok(None);
    }
    let token = token::fresh()?;
    let env = app.env(environment);
    let mut tx = app.store.begin().await?;
    env.revoke_sign_in_links(&mut tx, LinkPurpose::FirstOwner).await?;
    let until = after(app, OWNER_LINK_SECONDS);
    env.add_sign_in_link(&mut tx, &token::hash(&token), LinkPurpose::FirstOwner, None, until).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Makes a link that signs a person in without a password: the one with this address, or the first owner.
///
/// # Errors
/// `user_not_found`, or what the database says.
pub async fn link_for(app: &App, email: Option<&str>) -> Result<SecretString, Problem> {
    let user = match email {
        Some(email) => app.store.users_by_email(email).await?.into_iter().next(),
        None => owner(app).await?,
    };
    let user = user.ok_or_else(|| Problem::permanent("user_not_found", "Nobody with this address can sign in."))?;
    let token = token::fresh()?;
    let env = app.env(user.environment);
    let mut tx = app.store.begin().await?;
    let until = after(app, SIGN_IN_LINK_SECONDS);
    env.add_sign_in_link(&mut tx, &token::hash(&token), LinkPurpose::SignIn, Some(user.id), until).await?;
    let sentence = format!("A link that signs {} in once was made on the server.", user.email);
    audit(app, user.environment, &mut tx, "linkspan", "user.link_made", user.id, &sentence).await?;
    tx.commit().await?;
    Ok(token)
}

async fn owner(app: &App) -> Result<Option<User>, Problem> {
    for environment in app.store.environments().await? {
        let users = app.env(environment.id).users().await?;
        if let Some(owner) = users.into_iter().find(|user| user.owner) {
            return Ok(Some(owner));
        }
    }
    Ok(None)
}

/// Looks at a link without spending it.
///
/// # Errors
/// What the database says.
pub async fn look_at_link(app: &App, token: &SecretString) -> Result<Option<SignInLink>, Problem> {
    Ok(app.store.sign_in_link(&token::hash(token)).await?)
}

/// A session that has just begun.
pub struct Begun {
    /// What the browser keeps.
    pub token: SecretString,
    /// Who is signed in.
    pub user: UserId,
}

/// What the first owner says about themselves; already checked.
pub struct Owner {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The password.
    pub password: SecretString,
}

/// Spends the link of the first owner: makes the person and signs them in.
///
/// # Errors
/// `link_spent` where the link does not work or somebody was first; what the database says.
pub async fn become_owner(app: &App, token: &SecretString, owner: Owner) -> Result<Begun, Problem> {
    let hash = password::hash(owner.password).await?;
    let mut tx = app.store.begin().await?;
    let link = app.store.use_sign_in_link(&mut tx, &token::hash(token)).await?;
    let link = link.filter(|link| link.purpose == LinkPurpose::FirstOwner).ok_or_else(spent)?;
    let env = app.env(link.environment);
    let user = NewUser { email: owner.email.clone(), name: owner.name, owner: true, password_hash: Some(hash) };
    let user = env.add_user(&mut tx, &user).await?.ok_or_else(spent)?;
    let sentence = format!("{} became the owner.", owner.email);
    audit(app, link.environment, &mut tx, &owner.email, "user.owner_made", user, &sentence).await?;
    let begun = begin(app, &mut tx, link.environment, user).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Spends a link that signs a person in.
///
/// # Errors
/// `link_spent`; what the database says.
pub async fn follow_link(app: &App, token: &SecretString) -> Result<Begun, Problem> {
    let mut tx = app.store.begin().await?;
    let link = app.store.use_sign_in_link(&mut tx, &token::hash(token)).await?;
    let link = link.filter(|link| link.purpose == LinkPurpose::SignIn).ok_or_else(spent)?;
    let user = link.user.ok_or_else(spent)?;
    let begun = begin(app, &mut tx, link.environment, user).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Signs in with address and password; `None` where they do not belong together. How long it takes does not say whether the
/// address is known.
///
/// # Errors
/// What the database says.
pub async fn with_password(app: &App, email: &str, password: SecretString) -> Result<Option<Begun>, Problem> {
    let user = app.store.users_by_email(email).await?.into_iter().find(|user| user.has_password);
    let hash = match &user {
        Some(user) => app.env(user.environment).password_hash(user.id).await?,
        None => None,
    };
    let right = password::is_right(password, hash).await?;
    let Some(user) = user.filter(|_| right) else { return Ok(None) };
    let mut tx = app.store.begin().await?;
    let begun = begin(app, &mut tx, user.environment, user.id).await?;
    tx.commit().await?;
    Ok(Some(begun))
}

/// The session and the person of a token; a session in use is prolonged.
///
/// # Errors
/// What the database says.
pub async fn session(app: &App, token: &SecretString) -> Result<Option<(Session, User)>, Problem> {
    let hash = token::hash(token);
    let Some(session) = app.store.session(&hash).await? else { return Ok(None) };
    let env = app.env(session.environment);
    let Some(user) = env.user(session.user).await? else { return Ok(None) };
    let left = session.expires_at.as_millisecond() - app.clock.now_ms();
    if left < (SESSION_SECONDS - PROLONG_SECONDS) * 1_000 {
        let mut tx = app.store.begin().await?;
        env.extend_session(&mut tx, &hash, after(app, SESSION_SECONDS)).await?;
        tx.commit().await?;
    }
    Ok(Some((session, user)))
}

/// What every form of a session must carry.
#[must_use]
pub fn token_of_forms(token: &SecretString) -> SecretString {
    token::of_forms(token)
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub async fn sign_out(app: &App, environment: EnvironmentId, token: &SecretString) -> Result<(), Problem> {
    let mut tx = app.store.begin().await?;
    app.env(environment).end_session(&mut tx, &token::hash(token)).await?;
    tx.commit().await?;
    Ok(())
}

/// A random value of 256 bits, as text that is safe in addresses and cookies.
///
/// # Errors
/// `no_randomness` where the system gives none.
pub fn random_token() -> Result<SecretString, Problem> {
    token::fresh()
}

async fn begin(app: &App, tx: &mut Tx, environment: EnvironmentId, user: UserId) -> Result<Begun, Problem> {
    let token = token::fresh()?;
    let env = app.env(environment);
    app.store.clear_ended_sessions(tx).await?;
    env.add_session(tx, &token::hash(&token), user, after(app, SESSION_SECONDS)).await?;
    env.note_sign_in(tx, user).await?;
    Ok(Begun { token, user })
}

async fn audit(
    app: &App,
    environment: EnvironmentId,
    tx: &mut Tx,
    actor: &str,
    action: &str,
    user: UserId,
    sentence: &str,
) -> Result<(), Problem> {
    let entry = NewAudit {
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject_kind: "user".into(),
        subject_id: user.to_string(),
        sentence: sentence.to_owned(),
        detail: json!({}),
    };
    Ok(app.env(environment).add_audit(tx, &entry).await?)
}

fn after(app: &App, seconds: i64) -> Timestamp {
    from_ms(app.clock.now_ms() + seconds * 1_000)
}

fn spent() -> Problem {
    Problem::permanent(
        "link_spent",
        "This link no longer works: it was used, or it is too old. Make a new one on the server.",
    )
}

/// Whether two texts are the same, in a time that does not say where they differ.
#[must_use]
pub fn same(one: &SecretString, other: &str) -> bool {
    use subtle::ConstantTimeEq;
    one.expose_secret().as_bytes().ct_eq(other.as_bytes()).into()
}
