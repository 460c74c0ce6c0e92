//! XChaCha20-Poly1305 over exactly sized buffers, so that no plaintext is left behind by a growing vector.
//!
//! Nonces are 192 bits and random: they may be drawn without counting how often a key was used.

use crate::error::{Result, VaultError};
use crate::random;
use chacha20poly1305::{AeadInOut, KeyInit, Tag, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretBox};

/// Bytes of a key.
pub(crate) const KEY: usize = 32;
/// Bytes of a nonce.
pub(crate) const NONCE: usize = 24;
/// Bytes that a box is longer than its content.
pub(crate) const OVERHEAD: usize = NONCE + TAG;
const TAG: usize = 16;

/// A key that is wiped on drop and shown nowhere.
pub(crate) type Key = SecretBox<[u8; KEY]>;

/// A new key from the operating system's generator.
pub(crate) fn new_key() -> Result<Key> {
    let mut bytes = Box::new([0; KEY]);
    random::fill(&mut bytes[..])?;
    Ok(SecretBox::new(bytes))
}

/// Appends `nonce | ciphertext | tag` to `out`.
pub(crate) fn lock(key: &Key, place: &[u8], content: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let nonce = random::array::<NONCE>()?;
    out.reserve_exact(OVERHEAD + content.len());
    out.extend_from_slice(&nonce);
    let start = out.len();
    out.extend_from_slice(content);
    let tag = cipher(key)
        .encrypt_inout_detached(&XNonce::from(nonce), place, (&mut out[start..]).into())
        .map_err(|_| VaultError::Refused)?;
    out.extend_from_slice(&tag);
    Ok(())
}

/// Opens what [`lock`] wrote into `content`, which must have exactly the length of the content.
/// On failure `content` holds no plaintext.
pub(crate) fn unlock(key: &Key, place: &[u8], locked: &[u8], content: &mut [u8]) -> Result<()> {
    if locked.len() != content.len() + OVERHEAD {
        return Err(VaultError::UnknownForm);
    }
    let (nonce, rest) = locked.split_at(NONCE);
    let (ciphertext, tag) = rest.split_at(content.len());
    let nonce = XNonce::try_from(nonce).map_err(|_| VaultError::UnknownForm)?;
    let tag = Tag::try_from(tag).map_err(|_| VaultError::UnknownForm)?;
    content.copy_from_slice(ciphertext);
    cipher(key).decrypt_inout_detached(&nonce, place, content.into(), &tag).map_err(|_| VaultError::Refused)
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.expose_secret().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_locked_opens_with_the_same_key_and_place_only() {
        let (key, other) = (new_key().unwrap(), new_key().unwrap());
        let mut locked = Vec::new();
        lock(&key, b"here", b"content", &mut locked).unwrap();
        assert_eq!(locked.len(), OVERHEAD + 7);

        let mut content = [0; 7];
        unlock(&key, b"here", &locked, &mut content).unwrap();
        assert_eq!(&content, b"content");
        assert!(matches!(unlock(&key, b"there", &locked, &mut content), Err(VaultError::Refused)));
        assert_ne!(&content, b"content", "a refused box leaves no plaintext");
        assert!(matches!(unlock(&other, b"here", &locked, &mut content), Err(VaultError::Refused)));
        assert!(matches!(unlock(&key, b"here", &locked[1..], &mut content), Err(VaultError::UnknownForm)));
    }

    #[test]
    fn the_construction_is_the_published_one() {
        // Test vector of draft-irtf-cfrg-xchacha-03, appendix A.3.1.
        let key = SecretBox::new(Box::new(std::array::from_fn(|i| 0x80 + u8::try_from(i).unwrap())));
        let nonce: [u8; NONCE] = std::array::from_fn(|i| 0x40 + u8::try_from(i).unwrap());
        let place = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
        let plain = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let mut text = plain.to_vec();
        let tag =
            cipher(&key).encrypt_inout_detached(&XNonce::from(nonce), &place, text.as_mut_slice().into()).unwrap();
        assert_eq!(
            tag.as_slice(),
            [0xc0, 0x87, 0x59, 0x24, 0xc1, 0xc7, 0x98, 0x79, 0x47, 0xde, 0xaf, 0xd8, 0x78, 0x0a, 0xcf, 0x49]
        );
        assert_eq!(text[..4], [0xbd, 0x6d, 0x17, 0x9d]);
    }
}
