//! The people who sign in. Passwords are kept as the hash text that the caller made; this crate cannot check one.

use crate::error::Result;
use crate::row::Row;
use crate::{Env, Store, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, UserId};
use secrecy::{ExposeSecret, SecretString};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// Where the person belongs.
    pub environment: EnvironmentId,
    /// The address, as it was typed. In any case it is the same person.
    pub email: String,
    /// The name.
    pub name: String,
    /// Whether the person owns the environment.
    pub owner: bool,
    /// Whether a password is set.
    pub has_password: bool,
    /// The language chosen; `None` follows the browser.
    pub locale: Option<String>,
    /// The appearance chosen; `None` follows the system.
    pub theme: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// The last signing in.
    pub signed_in_at: Option<Timestamp>,
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The address; blanks around it are dropped.
    pub email: String,
    /// The name.
    pub name: String,
    /// Whether the person owns the environment.
    pub owner: bool,
    /// The hash of a password, with its parameters and salt.
    pub password_hash: Option<SecretString>,
}

statements! {
    INSERT = "INSERT INTO users (id, environment_id, email, email_key, name, owner, password_hash, created_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (environment_id, email_key) DO NOTHING";
    GET = "SELECT * FROM users WHERE environment_id = $1 AND id = $2";
    LIST = "SELECT * FROM users WHERE environment_id = $1 ORDER BY id";
    PASSWORD = "SELECT password_hash FROM users WHERE environment_id = $1 AND id = $2";
    SET_PASSWORD = "UPDATE users SET password_hash = $3 WHERE environment_id = $1 AND id = $2";
    SET_APPEARANCE = "UPDATE users SET locale = $3, theme = $4 WHERE environment_id = $1 AND id = $2";
    SIGNED_IN = "UPDATE users SET signed_in_at = $3 WHERE environment_id = $1 AND id = $2";
    /// Who signs in says an address, not an environment.
    GLOBAL_BY_EMAIL = "SELECT * FROM users WHERE email_key = $1 ORDER BY id";
    /// Before the first person there is no environment to ask in.
    GLOBAL_COUNT = "SELECT COUNT(*) AS n FROM users";
}

impl Store {
    /// The people with this address, in any environment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn users_by_email(&self, email: &str) -> Result<Vec<User>> {
        let rows = sqlx::query(GLOBAL_BY_EMAIL).bind(email_key(email)).fetch_all(&self.inner.core).await?;
        rows.into_iter().map(|row| read(&Row::of("users", row))).collect()
    }

    /// Whether anybody can sign in at all.
    ///
    /// # Errors
    /// What the database says.
    pub async fn has_users(&self) -> Result<bool> {
        let row = sqlx::query(GLOBAL_COUNT).fetch_one(&self.inner.core).await?;
        Ok(Row::of("users", row).int("n")? > 0)
    }
}

impl Env {
    /// Adds a person; `None` where somebody has the address already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_user(&self, tx: &mut Tx, user: &NewUser) -> Result<Option<UserId>> {
        let id = UserId::new(&*self.store.inner.ids);
        let done = sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(user.email.trim().to_owned())
            .bind(email_key(&user.email))
            .bind(user.name.clone())
            .bind(i64::from(user.owner))
            .bind(user.password_hash.as_ref().map(|hash| hash.expose_secret().to_owned()))
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok((done.rows_affected() > 0).then_some(id))
    }

    /// One person.
    ///
    /// # Errors
    /// What the database says.
    pub async fn user(&self, id: UserId) -> Result<Option<User>> {
        let row = sqlx::query(GET).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("users", row))).transpose()
    }

    /// All people, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn users(&self) -> Result<Vec<User>> {
        let rows = sqlx::query(LIST).bind(self.key()).fetch_all(self.pool()).await?;
        rows.into_iter().map(|row| read(&Row::of("users", row))).collect()
    }

    /// The hash of a person's password, for checking one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn password_hash(&self, id: UserId) -> Result<Option<SecretString>> {
        let row = sqlx::query(PASSWORD).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        let hash = row.map(|row| Row::of("users", row).opt_text("password_hash")).transpose()?;
        Ok(hash.flatten().map(SecretString::from))
    }

    /// Sets the hash of a new password.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_password_hash(&self, tx: &mut Tx, id: UserId, hash: &SecretString) -> Result<()> {
        sqlx::query(SET_PASSWORD)
            .bind(self.key())
            .bind(id.to_string())
            .bind(hash.expose_secret().to_owned())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Sets language and appearance.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_appearance(
        &self,
        tx: &mut Tx,
        id: UserId,
        locale: Option<&str>,
        theme: Option<&str>,
    ) -> Result<()> {
        sqlx::query(SET_APPEARANCE)
            .bind(self.key())
            .bind(id.to_string())
            .bind(locale.map(str::to_owned))
            .bind(theme.map(str::to_owned))
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Notes that the person signed in now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_sign_in(&self, tx: &mut Tx, id: UserId) -> Result<()> {
        sqlx::query(SIGNED_IN)
            .bind(self.key())
            .bind(id.to_string())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

/// The form in which two addresses are compared.
fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

fn read(row: &Row) -> Result<User> {
    Ok(User {
        id: row.parsed("id", UserId::parse)?,
        environment: row.parsed("environment_id", EnvironmentId::parse)?,
        email: row.text("email")?,
        name: row.text("name")?,
        owner: row.flag("owner")?,
        has_password: row.opt_text("password_hash")?.is_some(),
        locale: row.opt_text("locale")?,
        theme: row.opt_text("theme")?,
        created_at: from_ms(row.int("created_at")?),
        signed_in_at: row.opt_int("signed_in_at")?.map(from_ms),
    })
}
