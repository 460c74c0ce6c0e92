//! The one place where the vault draws random bytes: the operating system's generator, nothing else.

use crate::error::{Result, VaultError};
use chacha20poly1305::aead::common::getrandom;

/// Fills `target` with bytes from the operating system.
pub(crate) fn fill(target: &mut [u8]) -> Result<()> {
    getrandom::fill(target).map_err(|error| VaultError::NoRandomness { source: std::io::Error::other(error) })
}

/// An array of bytes that are no secret: ids and nonces.
pub(crate) fn array<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_differ() {
        assert_ne!(array::<24>().unwrap(), array::<24>().unwrap());
    }
}
