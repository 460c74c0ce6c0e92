//! The body of a delivery and its signature. The sender escapes more than JSON demands, and the signature is over exactly
//! the bytes that are sent.

use std::fmt::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha1::Sha1;

/// What one delivery tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Message {
    /// `Create`, `Update`, `Delete` or `Deactivate`.
    pub(crate) action: String,
    pub(crate) guid: String,
    pub(crate) entity_type: String,
    pub(crate) id: i64,
    /// Names with a capital at the front, values as text.
    pub(crate) fields: Vec<(String, Option<String>)>,
    pub(crate) at: String,
    pub(crate) person: i64,
}

impl Message {
    /// The bytes to send as the `sequence`-th message of its registration.
    pub(super) fn body(&self, sequence: u64) -> String {
        let mut out = String::from("{\"Action\":");
        text(&mut out, &self.action);
        out.push_str(",\"Guid\":");
        text(&mut out, &self.guid);
        out.push_str(",\"EntityType\":");
        text(&mut out, &self.entity_type);
        let _ = write!(out, ",\"Id\":{},\"Fields\":{{", self.id);
        for (at, (name, value)) in self.fields.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            text(&mut out, name);
            out.push(':');
            match value {
                Some(value) => text(&mut out, value),
                None => out.push_str("null"),
            }
        }
        out.push_str("},\"EventTime\":");
        text(&mut out, &self.at);
        let _ = write!(out, ",\"SequenceNumber\":{sequence},\"PersonId\":{}}}", self.person);
        out
    }
}

/// The value of `X-Hook-Signature` for a body.
pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    // A key of any length is taken, so the error cannot occur; an unsigned message would be refused by its receiver.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(body);
    format!("sha1={}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}

/// A string in quotes with everything escaped that the vendor's sender escapes.
fn text(out: &mut String, text: &str) {
    out.push('"');
    for unit in text.encode_utf16() {
        match u8::try_from(unit).map(char::from) {
            Ok('\\') => out.push_str("\\\\"),
            Ok(plain @ ' '..='~') if !"&<>'\"`+".contains(plain) => out.push(plain),
            _ => {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(title: &str) -> Message {
        Message {
            action: "Update".to_owned(),
            guid: "0001".to_owned(),
            entity_type: "Ticket".to_owned(),
            id: 351,
            fields: vec![("Title".to_owned(), Some(title.to_owned())), ("QueueID".to_owned(), None)],
            at: "2026-11-02T12:00:00.000Z".to_owned(),
            person: 7,
        }
    }

    #[test]
    fn the_body_has_the_documented_members_and_is_escaped_like_the_vendors() {
        let body = message("Müller & \"Söhne\" <a+b> 'c' `d` \\ 😀").body(3);
        assert!(body.is_ascii());
        for escaped in ["\\u0026", "\\u0022", "\\u003c", "\\u002b", "\\u0027", "\\u0060", "\\u00fc", "\\ud83d\\ude00"] {
            assert!(body.contains(escaped), "{escaped} in {body}");
        }
        let read: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(read["Fields"]["Title"], "Müller & \"Söhne\" <a+b> 'c' `d` \\ 😀");
        assert_eq!(read["Fields"]["QueueID"], serde_json::Value::Null);
        assert_eq!((&read["SequenceNumber"], &read["Id"], &read["PersonId"]), (&3.into(), &351.into(), &7.into()));
    }

    #[test]
    fn the_signature_is_the_published_test_value() {
        // RFC 2202, second test case, in base64.
        let signed = signature("Jefe", b"what do ya want for nothing?");
        assert_eq!(signed, "sha1=7/zfauXrL6LSdBbV8YTfnCWafHk=");
    }
}
