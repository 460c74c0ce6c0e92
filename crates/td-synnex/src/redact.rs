//! Takes credentials out of texts that are kept or shown.
//!
//! Answers are not expected to repeat a log-in, but a server's error page may echo the request.

use crate::account::Credentials;
use secrecy::ExposeSecret;

const MASK: &str = "****";
const SECRET_ELEMENTS: [&str; 3] = ["password", "userid", "username"];

/// The whole text with user name and password masked, in plain and in XML-escaped form.
pub(crate) fn scrub(text: &str, credentials: &Credentials) -> String {
    let mut clean = mask_elements(text);
    for secret in [&credentials.password, &credentials.user_id] {
        let plain = secret.expose_secret();
        let escaped = quick_xml::escape::escape(plain);
        let partial = quick_xml::escape::partial_escape(plain);
        for form in [plain, escaped.as_ref(), partial.as_ref()] {
            if !form.is_empty() && clean.contains(form) {
                clean = clean.replace(form, MASK);
            }
        }
    }
    clean
}

/// Scrubs first and cuts afterwards, so that a cut can never leave the first half of a password.
pub(crate) fn excerpt(bytes: &[u8], credentials: &Credentials, limit: usize) -> String {
    bounded(&scrub(&String::from_utf8_lossy(bytes), credentials), limit)
}

/// At most `limit` characters; a cut is marked with an ellipsis.
pub(crate) fn bounded(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

fn mask_elements(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    while let Some((start, end)) = next_secret_content(&lower, from) {
        clean.push_str(&text[from..start]);
        clean.push_str(MASK);
        from = end;
    }
    clean.push_str(&text[from..]);
    clean
}

/// The byte range of the next secret element's content, empty ones left out.
fn next_secret_content(lower: &str, from: usize) -> Option<(usize, usize)> {
    SECRET_ELEMENTS
        .iter()
        .filter_map(|name| {
            let tag = format!("<{name}>");
            let start = lower[from..].find(&tag)? + from + tag.len();
            let end = lower[start..].find('<').map_or(lower.len(), |at| start + at);
            Some((start, end))
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials() -> Credentials {
        Credentials::new("pat@reseller.example", "a&b<c")
    }

    #[test]
    fn password_and_user_are_masked_plain_and_escaped() {
        let echoed = "wrong: a&b<c or a&amp;b&lt;c of pat@reseller.example";
        assert_eq!(scrub(echoed, &credentials()), "wrong: **** or **** of ****");
    }

    #[test]
    fn secret_elements_are_masked_whatever_they_hold() {
        let echoed = "<Credential><UserID>other</UserID><Password>old one</Password></Credential><password>x";
        assert_eq!(
            scrub(echoed, &credentials()),
            "<Credential><UserID>****</UserID><Password>****</Password></Credential><password>****"
        );
    }

    #[test]
    fn a_cut_never_leaves_a_part_of_the_password() {
        let echoed = format!("{}a&b<c", "x".repeat(8));
        assert_eq!(excerpt(echoed.as_bytes(), &credentials(), 10), "xxxxxxxx**…");
    }

    #[test]
    fn texts_without_secrets_stay_as_they_are() {
        assert_eq!(scrub("<Code>accepted</Code>", &credentials()), "<Code>accepted</Code>");
        assert_eq!(bounded("Montréal", 8), "Montréal");
        assert_eq!(bounded("Montréal", 5), "Montr…");
    }
}
