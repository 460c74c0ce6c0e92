//! What a person typed into a connect form: names and texts, each treated as a secret until it is known not to be one.

use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::fmt;

/// The filled-in fields by name. Blanks at the ends are taken off, empty fields are left out. `Debug` shows names only.
#[derive(Clone, Default)]
pub struct Values(BTreeMap<String, SecretString>);

impl Values {
    /// These fields.
    #[must_use]
    pub fn new<N: Into<String>>(fields: impl IntoIterator<Item = (N, SecretString)>) -> Self {
        let mut values = Self::default();
        for (name, text) in fields {
            let trimmed = text.expose_secret().trim();
            if !trimmed.is_empty() {
                values.0.insert(name.into(), SecretString::from(trimmed));
            }
        }
        values
    }

    /// The same with one field more, or another text in it.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<SecretString>) -> Self {
        self.0.extend(Self::new([(name, text.into())]).0);
        self
    }

    /// A field that is a secret.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<SecretString> {
        self.0.get(name).cloned()
    }

    /// A field that is no secret. Ask only for those: what it answers may be shown.
    #[must_use]
    pub fn plain(&self, name: &str) -> Option<&str> {
        self.exposed(name)
    }

    pub(super) fn exposed(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(ExposeSecret::expose_secret)
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_at_the_ends_go_and_empty_fields_too() {
        let values = Values::new([("user_name", " pat@msp.example \n".into()), ("zone", "  ".into())]);
        assert_eq!((values.plain("user_name"), values.plain("zone")), (Some("pat@msp.example"), None));
    }

    #[test]
    fn debug_shows_names_only() {
        let shown = format!("{:?}", Values::default().with("secret", "canary"));
        assert_eq!(shown, r#"{"secret"}"#);
    }
}
