//! Envelope encryption of credentials and the key ring that opens them.
//!
//! Every credential is sealed with a data key of its own; the data key is wrapped by a master key of the [`KeyRing`].
//! The place of the credential (environment, row, slot) is authenticated with it, so a ciphertext that was altered or
//! copied to another place does not open.
//!
//! What must not live here: databases, HTTP, what a credential means, or any key that is not in the key file.
//! This crate is an audit boundary: it is small on purpose, and it is the only one that holds master keys.

mod cipher;
mod error;
mod key;
mod key_file;
mod random;
mod ring;
mod sealed;

pub use error::{Result, VaultError};
pub use key::KeyId;
pub use ring::{Created, KeyRing};
pub use sealed::{Context, Sealed};
