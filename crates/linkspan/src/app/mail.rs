//! Sending one message: by a mail server, or into a file.

use crate::config::{Mail, Security};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use linkspan_core::problem::Problem;
use secrecy::{ExposeSecret, SecretString};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// How long the mail server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a person receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The same for the same message, so that a repeat can be told by whoever receives it.
    pub id: String,
    /// The subject line.
    pub title: String,
    /// The text.
    pub body: String,
    /// The addresses.
    pub to: Vec<String>,
}

/// A way for messages to leave.
#[async_trait]
pub trait Post: Send + Sync {
    /// Sends one message.
    ///
    /// # Errors
    /// `mail_failed`, with what to look at.
    async fn send(&self, letter: &Letter) -> Result<(), Problem>;
}

/// How messages leave, and the address that they lead back to. Clones share it; the default has no way.
#[derive(Clone, Default)]
pub struct Mailer {
    post: Option<Arc<dyn Post>>,
    origin: String,
}

impl Mailer {
    /// The way that the settings describe, for an installation at `origin`.
    ///
    /// # Errors
    /// As [`post`].
    pub fn new(mail: &Mail, origin: String) -> Result<Self, Problem> {
        Ok(Self { post: post(mail)?.map(Arc::from), origin })
    }

    /// The way, where there is one.
    #[must_use]
    pub fn post(&self) -> Option<&dyn Post> {
        self.post.as_deref()
    }

    /// The address of a page, for a message; `None` where the installation does not know its own.
    #[must_use]
    pub fn page(&self, path: &str) -> Option<String> {
        (!self.origin.is_empty()).then(|| format!("{}{path}", self.origin))
    }
}

/// The way that the settings describe; `None` where there is none.
///
/// # Errors
/// `mail_settings` where the sender is no address or the server's name cannot be used.
pub fn post(mail: &Mail) -> Result<Option<Box<dyn Post>>, Problem> {
    if let Some(file) = &mail.spool_file {
        return Ok(Some(Box::new(Spool { file: file.clone() })));
    }
    let (Some(from), Some(host)) = (&mail.from, &mail.smtp.host) else { return Ok(None) };
    let from: Mailbox = from.parse().map_err(|error| wrong("`mail.from` is no e-mail address.", error))?;
    let builder = match mail.smtp.security {
        Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
        Security::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
        Security::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)),
    };
    let builder = builder.map_err(|error| wrong("`mail.smtp.host` cannot be used.", error))?;
    let mut builder = builder.port(mail.smtp.port).timeout(Some(PATIENCE));
    let mut hidden = Vec::new();
    if let (Some(user), Some(password)) = (&mail.smtp.user, &mail.smtp.password) {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
        hidden = as_sent(user, password);
    }
    Ok(Some(Box::new(Server { from, transport: builder.build(), hidden })))
}

fn wrong(sentence: &str, cause: impl std::error::Error + Send + Sync + 'static) -> Problem {
    Problem::permanent("mail_settings", sentence).caused_by(cause)
}

/// A file at whose end each message is put.
struct Spool {
    file: PathBuf,
}

#[async_trait]
impl Post for Spool {
    async fn send(&self, letter: &Letter) -> Result<(), Problem> {
        let line = serde_json::json!({
            "id": letter.id, "to": letter.to, "subject": letter.title, "text": letter.body,
        });
        let written = async {
            let mut file = tokio::fs::OpenOptions::new().create(true).append(true).open(&self.file).await?;
            file.write_all(format!("{line}\n").as_bytes()).await?;
            file.sync_all().await
        };
        written.await.map_err(|error: std::io::Error| {
            Problem::retry("mail_failed", "The file for messages cannot be written. Check `mail.spool_file`.")
                .caused_by(error)
        })
    }
}

/// A mail server.
struct Server {
    from: Mailbox,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    /// The password in every form in which the server saw it, and could repeat it.
    hidden: Vec<SecretString>,
}

/// What the mail server or the way to it said, without the password.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Said(String);

impl Said {
    fn of(error: &dyn std::error::Error, hidden: &[SecretString]) -> Self {
        let mut said = error.to_string();
        let mut next = error.source();
        while let Some(cause) = next {
            said = format!("{said}: {cause}");
            next = cause.source();
        }
        Self(hidden.iter().fold(said, |said, form| said.replace(form.expose_secret(), "[redacted]")))
    }
}

/// A password as the ways of signing in send it: PLAIN with the user's name, LOGIN alone.
fn as_sent(user: &str, password: &SecretString) -> Vec<SecretString> {
    let plain = password.expose_secret();
    let forms = [STANDARD.encode(format!("\0{user}\0{plain}")), STANDARD.encode(plain), plain.to_owned()];
    forms.into_iter().filter(|form| !form.is_empty()).map(SecretString::from).collect()
}

#[async_trait]
impl Post for Server {
    async fn send(&self, letter: &Letter) -> Result<(), Problem> {
        let mut message = Message::builder()
            .from(self.from.clone())
            .subject(letter.title.clone())
            .message_id(Some(format!("<{}@linkspan>", letter.id)))
            .header(ContentType::TEXT_PLAIN);
        for address in &letter.to {
            let to: Mailbox = address.parse().map_err(|error| wrong("A recipient is no e-mail address.", error))?;
            message = message.to(to);
        }
        let message =
            message.body(letter.body.clone()).map_err(|error| wrong("A message could not be made.", error))?;
        self.transport.send(message).await.map(|_| ()).map_err(|error| {
            Problem::retry("mail_failed", "The mail server did not take the message. Check the mail settings.")
                .caused_by(Said::of(&error, &self.hidden))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Flags};

    fn letter() -> Letter {
        Letter {
            id: "0190-1".into(),
            title: "Purchase order PO-1 is waiting for you".into(),
            body: "Line 1: a product is no longer sold.".into(),
            to: vec!["buyer@example.com".into()],
        }
    }

    fn mail(settings: &[(&str, &str)]) -> Mail {
        let settings = settings.iter().map(|(name, value)| (format!("LINKSPAN__MAIL__{name}"), (*value).to_owned()));
        Config::load(None, settings, &Flags::default()).unwrap().mail
    }

    #[tokio::test]
    async fn the_spool_has_one_line_a_message() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("mail.jsonl");
        let post = post(&mail(&[("SPOOL_FILE", file.to_str().unwrap())])).unwrap().unwrap();
        post.send(&letter()).await.unwrap();
        post.send(&letter()).await.unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["to"][0], "buyer@example.com");
    }

    #[test]
    fn a_server_that_repeats_the_password_is_quoted_without_it() {
        let hidden = as_sent("desk@example.com", &"hush-hush".into());
        let plain = STANDARD.encode("\0desk@example.com\0hush-hush");
        for sent in [plain, STANDARD.encode("hush-hush"), "hush-hush".to_owned()] {
            let error = std::io::Error::other(format!("535 not accepted: AUTH {sent}"));
            assert_eq!(Said::of(&error, &hidden).to_string(), "535 not accepted: AUTH [redacted]");
        }
    }

    #[test]
    fn without_sender_or_server_nothing_leaves_and_a_wrong_sender_is_named() {
        assert!(post(&mail(&[])).unwrap().is_none());
        assert!(post(&mail(&[("SMTP__HOST", "mail.example")])).unwrap().is_none());
        let wrong = post(&mail(&[("SMTP__HOST", "mail.example"), ("FROM", "nobody")]));
        assert_eq!(wrong.err().map(|problem| problem.code), Some("mail_settings"));
    }
}
