//! What all pages have in common: how a view model is bound to its template, and the small parts that several pages use.

use rust_decimal::Decimal;

use super::states::CheckState;

/// A finished HTML document, or the formatter's error (which askama's own templates never raise).
pub type Rendered = Result<String, askama::Error>;

/// The `Content-Security-Policy` that every page keeps to: nothing inline, nothing from elsewhere, not to be framed.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Binds a view model to a template: inside the template `s` is the shell, `t` the words and `p` the page.
macro_rules! page {
    ($page:ty, $path:literal) => {
        impl $page {
            /// Renders the whole document in the shell's language.
            ///
            /// # Errors
            /// Only what the formatter reports; the template itself cannot fail.
            pub fn render(&self, shell: &$crate::http::portal::Shell) -> $crate::http::portal::Rendered {
                #[derive(askama::Template)]
                #[template(path = $path)]
                struct View<'a> {
                    s: &'a $crate::http::portal::Shell,
                    t: $crate::http::portal::strings::Text,
                    p: &'a $page,
                }
                askama::Template::render(&View { s: shell, t: shell.text(), p: self })
            }
        }
    };
}
pub(crate) use page;

/// An amount with its currency; they are never apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// The amount in the currency's main unit.
    pub amount: Decimal,
    /// ISO 4217 code.
    pub currency: String,
}

impl Money {
    /// An amount in the currency with this ISO 4217 code.
    pub fn new(amount: Decimal, currency: impl Into<String>) -> Self {
        Self { amount, currency: currency.into() }
    }
}

/// A text with an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// What the link says.
    pub label: String,
    /// Where it goes: a path of ours, or `https://...`.
    pub href: String,
}

impl Link {
    /// A link that says `label` and goes to `href`.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// What a person typed into a field, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// The value to show again; always empty for a secret.
    pub value: String,
    /// One sentence in the person's language; the field is marked and gets the focus.
    pub error: Option<String>,
}

impl Field {
    /// A field with a value and no error.
    pub fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }

    /// The same field with an error.
    #[must_use]
    pub fn wrong(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }
}

/// One entry of a drop-down list or of a group of radio buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is the present one.
    pub chosen: bool,
}

impl Choice {
    /// An entry that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), chosen: false }
    }

    /// The same entry, chosen.
    #[must_use]
    pub fn chosen(mut self) -> Self {
        self.chosen = true;
        self
    }
}

/// One fact beside its name, such as *Database: Example MSP (sandbox)*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is, in the person's language.
    pub name: String,
    /// The fact.
    pub value: String,
}

impl Fact {
    /// A fact with its name.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// One line of a checklist: what was tried, how it went, and what to do if it failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was tried, such as *Permission: purchase orders*.
    pub name: String,
    /// How it went.
    pub state: CheckState,
    /// What came back, such as the name of the zone.
    pub found: Option<String>,
    /// Why it failed, in one sentence.
    pub cause: Option<String>,
    /// What to do about it, in one sentence.
    pub cure: Option<String>,
}

/// Where a long list stands: previous, next, and how much there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pager {
    /// Number of the first row shown, from 1; 0 when there is none.
    pub first: u64,
    /// Number of the last row shown.
    pub last: u64,
    /// Rows in all.
    pub total: u64,
    /// Address of the page before, if there is one.
    pub before: Option<String>,
    /// Address of the page after, if there is one.
    pub after: Option<String>,
}

/// How far a piece of work has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Steps done.
    pub done: u64,
    /// Steps in all, as far as known.
    pub total: u64,
    /// Steps a minute at the present pace.
    pub per_minute: u64,
    /// Minutes left at the present pace; `None` when it is uncertain.
    pub minutes_left: Option<u64>,
}

impl Progress {
    /// Whole per cent done, 0 to 100.
    pub fn percent(&self) -> u64 {
        (self.done.min(self.total) * 100).checked_div(self.total).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_stays_between_nothing_and_everything() {
        let at = |done, total| Progress { done, total, ..Progress::default() }.percent();
        assert_eq!([at(0, 0), at(1, 3), at(3, 3), at(9, 3)], [0, 33, 100, 100]);
    }
}
