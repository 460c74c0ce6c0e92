//! The form of a sealed credential, and the place that it is bound to.
//!
//! ```text
//! version 1 | key id 8 | wrapped data key 24 + 32 + 16 | nonce 24 | ciphertext n | tag 16
//! ```

use crate::cipher::{KEY, OVERHEAD};
use crate::error::{Result, VaultError};
use crate::key::KeyId;
use linkspan_core::id::{EnvironmentId, RowId};
use std::fmt;

/// The only version of the form so far.
pub(crate) const VERSION: u8 = 1;
const WRAPPED: usize = KEY + OVERHEAD;
const KEY_AT: usize = 1;
const WRAPPED_AT: usize = KEY_AT + KeyId::BYTES;
const CONTENT_AT: usize = WRAPPED_AT + WRAPPED;

/// Where a credential lives. It opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<'a> {
    /// The tenant.
    pub environment: EnvironmentId,
    /// The row that keeps it.
    pub row: RowId,
    /// Which of the row's secrets it is, such as `secret` or `password`.
    pub slot: &'a str,
}

impl Context<'_> {
    /// The bytes that are authenticated with a box of the given purpose. Every part has its length in front, so no
    /// two places have the same bytes.
    pub(crate) fn bytes(&self, purpose: Purpose) -> Vec<u8> {
        let (environment, row) = (self.environment.to_string(), self.row.to_string());
        let parts: [&[u8]; 5] =
            [b"linkspan vault", purpose.word(), environment.as_bytes(), row.as_bytes(), self.slot.as_bytes()];
        let mut bytes = vec![VERSION];
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

/// Which of the two boxes of a sealed credential is meant.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// The data key, wrapped by this master key.
    DataKey(KeyId),
    /// The credential, under the data key.
    Content,
}

impl Purpose {
    fn word(&self) -> &[u8] {
        match self {
            Self::DataKey(id) => id.as_bytes(),
            Self::Content => b"content",
        }
    }
}

/// A sealed credential. It is safe to store, and it holds no secret without the key file.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    pub(crate) fn start(key: KeyId, content_length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(CONTENT_AT + content_length + OVERHEAD);
        bytes.push(VERSION);
        bytes.extend_from_slice(key.as_bytes());
        bytes
    }

    /// Reads the stored form.
    ///
    /// # Errors
    ///
    /// [`VaultError::UnknownForm`] where it is too short or of another version.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        if bytes.len() < CONTENT_AT + OVERHEAD || bytes[0] != VERSION {
            return Err(VaultError::UnknownForm);
        }
        Ok(Self(bytes))
    }

    /// The form to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The master key that opens it.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId::from_bytes(std::array::from_fn(|i| self.0[KEY_AT + i]))
    }

    pub(crate) fn wrapped_key(&self) -> &[u8] {
        &self.0[WRAPPED_AT..CONTENT_AT]
    }

    pub(crate) fn content(&self) -> &[u8] {
        &self.0[CONTENT_AT..]
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes, key {})", self.0.len(), self.key_id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::{IdSource, ManualClock, SystemIds, clock::from_ms};
    use std::sync::Arc;

    #[test]
    fn two_places_never_have_the_same_bytes() {
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_000))));
        let (environment, row) = (EnvironmentId::from(ids.next()), RowId::from(ids.next()));
        let place = Context { environment, row, slot: "secret" };
        let swapped = Context {
            environment: EnvironmentId::parse(&row.to_string()).unwrap(),
            row: RowId::parse(&environment.to_string()).unwrap(),
            slot: "secret",
        };
        let bytes = place.bytes(Purpose::Content);
        assert_ne!(bytes, swapped.bytes(Purpose::Content));
        assert_ne!(bytes, Context { slot: "secret2", ..place }.bytes(Purpose::Content));
        assert_ne!(bytes, place.bytes(Purpose::DataKey(KeyId::from_bytes([0; 8]))));
    }

    #[test]
    fn what_is_too_short_or_of_another_version_is_not_read() {
        let shortest = [vec![VERSION], vec![0; CONTENT_AT + OVERHEAD - 1]].concat();
        assert!(Sealed::from_bytes(shortest.clone()).is_ok());
        assert!(Sealed::from_bytes(shortest[..shortest.len() - 1].to_vec()).is_err());
        assert!(Sealed::from_bytes([vec![2], shortest[1..].to_vec()].concat()).is_err());
        assert!(Sealed::from_bytes(Vec::new()).is_err());
    }
}
