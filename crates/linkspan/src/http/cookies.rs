//! Reading and writing cookies. All of ours are for this site alone and out of reach of scripts.

use super::Web;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

/// Holds the token of a session.
pub(super) const SESSION: &str = "linkspan_session";
/// Ties the forms in front of the door to a browser.
pub(super) const DOOR: &str = "linkspan_door";
/// Holds a message that is shown once.
pub(super) const FLASH: &str = "linkspan_flash";
/// Holds the colours.
pub(super) const THEME: &str = "theme";
/// Holds the language.
pub(super) const LOCALE: &str = "locale";

/// The value of a cookie.
pub(super) fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// The secret value of a cookie.
pub(super) fn secret(headers: &HeaderMap, name: &str) -> Option<SecretString> {
    get(headers, name).filter(|value| !value.is_empty()).map(SecretString::from)
}

/// A header that sets a cookie for `seconds`; 0 removes it.
pub(super) fn set(web: &Web, name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if web.secure() { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let mut header = HeaderValue::try_from(line).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// The same for a secret.
pub(super) fn set_secret(web: &Web, name: &str, value: &SecretString, seconds: i64) -> Option<HeaderValue> {
    set(web, name, value.expose_secret(), seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; linkspan_session_old=no; linkspan_session=yes"));
        headers.append(COOKIE, HeaderValue::from_static("theme=dark"));
        assert_eq!(get(&headers, SESSION), Some("yes"));
        assert_eq!(get(&headers, THEME), Some("dark"));
        assert_eq!(get(&headers, LOCALE), None);
        assert!(secret(&HeaderMap::new(), SESSION).is_none());
    }
}
