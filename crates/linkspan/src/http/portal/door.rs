//! The pages in front of the portal: sign-in, the owner's first run, and what is shown when a request fails.

use super::page::{Field, page};

/// Sign-in. `GET /sign-in`; posts `csrf`, `email`, `password`, `next` to `/sign-in`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignInPage {
    /// E-mail, shown again after a failure. Which of the two was wrong is not said.
    pub email: Field,
    /// One sentence: wrong pair, or too many tries and how long to wait.
    pub error: Option<String>,
    /// Path to go to afterwards; the server accepts only its own paths.
    pub next: String,
}

page!(SignInPage, "sign_in.html");

/// The first account. `GET /first-run/{token}`; posts `csrf`, `name`, `email`, `password`, `password_again` to the same path.
/// No `Debug`: it holds the token.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FirstRunPage {
    /// The one-time token of the link.
    pub token: String,
    /// The person's name.
    pub name: Field,
    /// The person's e-mail.
    pub email: Field,
    /// Only its error is shown.
    pub password: Field,
    /// Only its error is shown.
    pub password_again: Field,
}

page!(FirstRunPage, "first_run.html");

/// A request that failed. Sent with its own status code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPage {
    /// HTTP status, shown small.
    pub status: u16,
    /// What happened, in one sentence.
    pub what: String,
    /// What the person can do.
    pub todo: String,
    /// What to quote; also in the log. Never a cause.
    pub reference: Option<String>,
    /// Whether the same request may be tried again as it is (only for GET).
    pub retry: bool,
}

page!(ErrorPage, "error.html");
