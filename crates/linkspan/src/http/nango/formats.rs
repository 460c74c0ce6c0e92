//! What names and ids look like, as programs written for this API expect.

use super::schema::Text;

/// A provider's name.
pub(in crate::http) const PROVIDER: Text = Text::like(1, 255, "provider name", is_word);

/// An integration's unique key.
pub(in crate::http) const INTEGRATION: Text = Text::like(1, 255, "integration id", is_integration);

/// A connection's public id.
pub(in crate::http) const CONNECTION: Text = Text::like(1, 255, "connection id", is_connection);

/// A model of records.
pub(in crate::http) const MODEL: Text = Text::like(1, 255, "model name", is_model);

/// The name of a sync, an action or a variant.
pub(in crate::http) const SYNC: Text = Text::like(1, 255, "name", is_word);

/// An e-mail address.
pub(in crate::http) const EMAIL: Text = Text::like(3, 254, "email address", is_email);

/// An address of the web that people give us to call.
pub(in crate::http) const WEB_ADDRESS: Text = Text::like(1, 2_048, "URL", is_web_address);

/// A text of ordinary length.
pub(in crate::http) const LABEL: Text = Text::of(0, 255);

/// A text that must not be empty.
pub(in crate::http) const FILLED: Text = Text::of(1, 255);

/// A long text.
pub(in crate::http) const LONG: Text = Text::of(0, 8_192);

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn is_model(text: &str) -> bool {
    text.len() > 1 && text.starts_with(|first: char| first.is_ascii_uppercase()) && is_word(text)
}

fn is_integration(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"~:.@ _-".contains(&byte))
}

fn is_connection(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b",.;:=+~[]|@${}\"'\\/_ -".contains(&byte))
}

/// Whether it is an e-mail address, as far as its form tells.
pub(in crate::http) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_plain =
        |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@');
    is_plain(name) && is_plain(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}

fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&PROVIDER, "connectwise-psa", true)]
    #[case(&PROVIDER, "a b", false)]
    #[case(&INTEGRATION, "my~app:1.0@x _-", true)]
    #[case(&INTEGRATION, "a/b", false)]
    #[case(&CONNECTION, "harbor/1,[x]|@${y}\"'\\ _-", true)]
    #[case(&CONNECTION, "naïve", false)]
    #[case(&CONNECTION, "a\nb", false)]
    #[case(&MODEL, "Product", true)]
    #[case(&MODEL, "product", false)]
    #[case(&MODEL, "P", false)]
    #[case(&SYNC, "product-sync", true)]
    #[case(&SYNC, "product sync", false)]
    #[case(&EMAIL, "pat@msp.example", true)]
    #[case(&EMAIL, "pat@msp", false)]
    #[case(&EMAIL, "pat@@msp.example", false)]
    #[case(&WEB_ADDRESS, "https://app.example/hook", true)]
    #[case(&WEB_ADDRESS, "javascript:alert(1)", false)]
    #[case(&WEB_ADDRESS, "not a url", false)]
    fn each_format_knows_its_own(#[case] rule: &Text, #[case] text: &str, #[case] fits: bool) {
        assert_eq!((rule.format.unwrap().1)(text), fits, "{text}");
    }
}
