//! Master keys: their ids, and their form as one line of the key file.

use crate::cipher::{self, KEY, Key, NONCE};
use crate::error::Result;
use crate::random;
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretBox};
use std::fmt;
use zeroize::Zeroizing;

/// Which master key sealed something. Random, no secret, written as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId([u8; Self::BYTES]);

impl KeyId {
    /// Bytes of an id.
    pub(crate) const BYTES: usize = 8;

    pub(crate) fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// Reads the text form; `None` where it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; Self::BYTES];
        from_hex(text, &mut bytes).then_some(Self(bytes))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A master key with its id.
pub(crate) struct MasterKey {
    pub(crate) id: KeyId,
    pub(crate) secret: Key,
}

impl MasterKey {
    /// A new key with a new id.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self { id: KeyId(random::array()?), secret: cipher::new_key()? })
    }

    /// Reads `ID KEY CHECK`; `None` where a digit is wrong.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (id, secret, check) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() {
            return None;
        }
        let id = KeyId::parse(id)?;
        let mut bytes = Box::new([0; KEY]);
        let complete = from_hex(secret, &mut bytes[..]);
        let key = Self { id, secret: SecretBox::new(bytes) };
        let mut expected = [0; CHECK];
        (complete && from_hex(check, &mut expected) && expected == key.check()).then_some(key)
    }

    /// Appends `ID KEY CHECK` to `out`, which must have room for it so that no copy of the key is left behind.
    pub(crate) fn write(&self, out: &mut Zeroizing<String>) {
        to_hex(self.id.as_bytes(), out);
        out.push(' ');
        to_hex(self.secret.expose_secret(), out);
        out.push(' ');
        to_hex(&self.check(), out);
    }

    /// Shows a damaged digit at start instead of as credentials that do not open. It is the authentication tag of an
    /// empty message that belongs to the id, under a nonce that the random ones do not meet.
    fn check(&self) -> [u8; CHECK] {
        let cipher = XChaCha20Poly1305::new(self.secret.expose_secret().into());
        let tag = cipher
            .encrypt_inout_detached(&XNonce::from([0xff; NONCE]), self.id.as_bytes(), (&mut [][..]).into())
            .expect("an empty message is never too long");
        std::array::from_fn(|i| tag[i])
    }
}

/// Characters of one written key.
pub(crate) const WRITTEN: usize = 2 * (KeyId::BYTES + KEY + CHECK) + 2;
const CHECK: usize = 4;

fn to_hex(bytes: &[u8], out: &mut Zeroizing<String>) {
    for byte in bytes {
        for nibble in [byte >> 4, byte & 0xf] {
            out.push(char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }));
        }
    }
}

/// Whether `text` was exactly as many hexadecimal digits as `bytes` takes.
fn from_hex(text: &str, bytes: &mut [u8]) -> bool {
    let digits = text.as_bytes();
    if digits.len() != 2 * bytes.len() {
        return false;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (Some(high), Some(low)) = (nibble(pair[0]), nibble(pair[1])) else { return false };
        *byte = high << 4 | low;
    }
    true
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_any_changed_digit_is_noticed() {
        let key = MasterKey::new().unwrap();
        let mut line = Zeroizing::new(String::new());
        key.write(&mut line);
        assert_eq!(line.len(), WRITTEN);
        let read = MasterKey::parse(&line).unwrap();
        assert_eq!(read.id, key.id);
        assert_eq!(read.secret.expose_secret(), key.secret.expose_secret());

        for at in 0..line.len() {
            let mut changed = line.as_bytes().to_vec();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(MasterKey::parse(&changed).is_none(), "a change at {at} went unnoticed");
        }
    }

    #[test]
    fn ids_read_back() {
        let id = KeyId([0, 1, 2, 0xfe, 4, 5, 6, 7]);
        assert_eq!(id.to_string(), "000102fe04050607");
        assert_eq!(KeyId::parse("000102fe04050607"), Some(id));
        for wrong in ["", "000102fe0405060", "000102fe0405060g", "000102FE04050607"] {
            assert_eq!(KeyId::parse(wrong), None, "{wrong}");
        }
    }
}
