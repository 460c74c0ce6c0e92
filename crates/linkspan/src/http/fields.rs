//! What a form or a query says. Anything that can be typed can be read: what is missing is empty, so bad input is answered in
//! words by the handler and never by a parser.

use secrecy::SecretString;
use url::form_urlencoded;

/// Names and values in their order.
#[derive(Default)]
pub(super) struct Fields {
    pairs: Vec<(String, String)>,
}

impl Fields {
    /// Reads `application/x-www-form-urlencoded`.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        Self { pairs: form_urlencoded::parse(bytes).into_owned().collect() }
    }

    /// The value without blanks around it; empty where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.pairs.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    /// The value exactly as typed.
    pub(super) fn secret(&self, name: &str) -> SecretString {
        SecretString::from(self.pairs.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str()))
    }

    /// Every value under a name, as of boxes that share one.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.trim())
    }

    /// Whether a box is ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        matches!(self.text(name), "on" | "1" | "true" | "yes")
    }

    /// Names that begin so, without their beginning, with their values.
    pub(super) fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.trim())))
    }

    /// Page number from 1.
    pub(super) fn page(&self) -> i64 {
        self.text("page").parse().unwrap_or(1).clamp(1, 100_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    #[test]
    fn blanks_are_trimmed_but_never_in_a_secret() {
        let fields = Fields::parse(b"email=+a%40example.com+&password=+x+&agree=on&page=-3");
        assert_eq!(fields.text("email"), "a@example.com");
        assert_eq!(fields.secret("password").expose_secret(), " x ");
        assert!(fields.ticked("agree") && !fields.ticked("other"));
        assert_eq!((fields.text("missing"), fields.page()), ("", 1));
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_is_too_odd_to_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let fields = Fields::parse(&bytes);
            let _ = (fields.text("a"), fields.ticked("a"), fields.page());
        }
    }
}
