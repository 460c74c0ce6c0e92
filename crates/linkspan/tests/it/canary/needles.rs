//! What to look for: each secret in every form in which a program could write it down.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// How much of the head and the tail of a long secret counts as the secret itself.
const PART: usize = 14;

/// A secret under the name that a failure says. The secret itself is never printed.
pub struct Needle {
    name: &'static str,
    forms: Vec<(String, Vec<u8>)>,
}

impl Needle {
    pub fn new(name: &'static str, secret: &str) -> Self {
        assert!(secret.len() > 8, "{name} is too short to be looked for");
        let mut forms = vec![("plain".to_owned(), secret.as_bytes().to_vec())];
        let mut add = |form: &str, text: String| forms.push((form.to_owned(), text.into_bytes()));
        add("percent", utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string());
        add("percent, lower", lower_percent(secret));
        add("form", url::form_urlencoded::byte_serialize(secret.as_bytes()).collect());
        add(
            "XML",
            replaced(secret, &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&apos;")]),
        );
        add("XML, in part", replaced(secret, &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;")]));
        add(
            "HTML",
            replaced(secret, &[('&', "&#38;"), ('<', "&#60;"), ('>', "&#62;"), ('"', "&#34;"), ('\'', "&#39;")]),
        );
        let json = serde_json::to_string(secret).unwrap();
        add("JSON", json[1..json.len() - 1].to_owned());
        let twice = serde_json::to_string(&json).unwrap();
        add("JSON in JSON", twice[3..twice.len() - 3].to_owned());
        let debug = format!("{secret:?}");
        add("Debug", debug[1..debug.len() - 1].to_owned());
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        add("HEX", hex.to_uppercase());
        add("hex", hex);
        add("list of bytes", secret.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", "));
        for shift in 0..3 {
            add(&format!("base64 {shift}"), base64_within(secret, shift, &STANDARD_NO_PAD));
            add(&format!("base64url {shift}"), base64_within(secret, shift, &URL_SAFE_NO_PAD));
        }
        if secret.len() >= 2 * PART {
            add("its head", secret[..PART].to_owned());
            add("its tail", secret[secret.len() - PART..].to_owned());
        }
        forms.push(("UTF-16".to_owned(), secret.encode_utf16().flat_map(u16::to_le_bytes).collect()));
        Self { name, forms }
    }

    /// Says where in `hay` it stands, in words that do not hold it.
    pub fn found_in(&self, place: &str, hay: &[u8]) -> Option<String> {
        let (form, at) = self.forms.iter().find_map(|(form, bytes)| Some((form, memmem::find(hay, bytes)?)))?;
        let start = hay[..at].iter().rposition(|byte| *byte == b'\n').map_or(at.saturating_sub(160), |line| line + 1);
        let before = String::from_utf8_lossy(&hay[start.max(at.saturating_sub(400))..at]).into_owned();
        Some(format!("{} ({form}) is in {place}, after: {before}", self.name))
    }
}

/// What base64 makes of a secret that stands `shift` bytes after the start of a group, without the characters that depend
/// on its neighbours.
fn base64_within(secret: &str, shift: usize, engine: &impl Engine) -> String {
    let mut bytes = vec![b'x'; shift];
    bytes.extend(secret.bytes());
    bytes.truncate(bytes.len() / 3 * 3);
    let text = engine.encode(&bytes);
    text[if shift == 0 { 0 } else { 4 }..].to_owned()
}

fn lower_percent(secret: &str) -> String {
    let one = |byte: u8| if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02x}") };
    secret.bytes().map(one).collect()
}

fn replaced(secret: &str, table: &[(char, &str)]) -> String {
    let one =
        |sign: char| table.iter().find(|(from, _)| *from == sign).map_or(sign.to_string(), |(_, to)| (*to).into());
    secret.chars().map(one).collect()
}

#[test]
fn every_form_of_a_secret_is_found() {
    let secret = r#"Psa&<"Canary">'\%+/=5120-long-enough"#;
    let needle = Needle::new("a secret", secret);
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("user:{secret}"));
    let json = serde_json::json!({ "request": serde_json::json!({ "secret": secret }).to_string() }).to_string();
    let escaped = quick_escape(secret);
    for hay in [secret.to_owned(), basic, json, escaped, format!("{secret:?}"), format!("{:?}", secret.as_bytes())] {
        let said = needle.found_in("a log", format!("before {hay} after").as_bytes()).expect(&hay);
        assert!(said.starts_with("a secret (") && !said.contains("Psa&"), "{said}");
    }
    assert!(needle.found_in("a log", b"nothing of the kind").is_none());
}

#[cfg(test)]
fn quick_escape(secret: &str) -> String {
    replaced(secret, &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;")])
}
