//! Which algorithms are offered to a host. What rests on SHA-1 is old and offered only where the caller allows it.

use super::HostKey;
use russh::keys::{Algorithm, EcdsaCurve, HashAlg};
use russh::{Preferred, cipher, kex, mac};
use std::borrow::Cow;

/// Sound ones that the library knows but does not offer by itself: commercial servers often have no others.
const MORE_KEX: [kex::Name; 3] = [kex::ECDH_SHA2_NISTP256, kex::ECDH_SHA2_NISTP384, kex::ECDH_SHA2_NISTP521];

const OLD_KEX: [kex::Name; 2] = [kex::DH_GEX_SHA1, kex::DH_G14_SHA1];
const OLD_MAC: [mac::Name; 2] = [mac::HMAC_SHA1_ETM, mac::HMAC_SHA1];
const OLD_CIPHER: [cipher::Name; 3] = [cipher::AES_256_CBC, cipher::AES_192_CBC, cipher::AES_128_CBC];
const OLD_KEY: Algorithm = Algorithm::Rsa { hash: None };

/// What is offered. Where a key is expected, its kind comes first, so that a host with several keys shows that one.
pub(super) fn offered(expected: Option<&HostKey>, old: bool) -> Preferred {
    let usual = Preferred::DEFAULT;
    let mut keys: Vec<Algorithm> = vec![
        Algorithm::Ed25519,
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
        Algorithm::Rsa { hash: Some(HashAlg::Sha512) },
        Algorithm::Rsa { hash: Some(HashAlg::Sha256) },
    ];
    let mut exchanges: Vec<kex::Name> = usual.kex.iter().copied().chain(MORE_KEX).collect();
    let mut codes = usual.mac.to_vec();
    let mut ciphers = usual.cipher.to_vec();
    if old {
        keys.push(OLD_KEY);
        exchanges.extend(OLD_KEX);
        codes.extend(OLD_MAC);
        ciphers.extend(OLD_CIPHER);
    }
    if let Some(expected) = expected {
        keys.sort_by_key(|algorithm| !expected.goes_with(algorithm));
    }
    Preferred {
        kex: Cow::Owned(exchanges),
        key: Cow::Owned(keys),
        cipher: Cow::Owned(ciphers),
        mac: Cow::Owned(codes),
        ..usual
    }
}

/// Whether one of these is old, so that allowing old algorithms may help.
pub(super) fn any_old(names: &[String]) -> bool {
    let old = |name: &str| {
        name == OLD_KEY.as_str()
            || OLD_KEX.iter().any(|one| one.as_ref() == name)
            || OLD_MAC.iter().any(|one| one.as_ref() == name)
            || OLD_CIPHER.iter().any(|one| one.as_ref() == name)
    };
    names.iter().any(|name| old(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rests_on_sha1(preferred: &Preferred) -> bool {
        preferred.key.contains(&OLD_KEY)
            || preferred.kex.iter().any(|one| one.as_ref().ends_with("-sha1"))
            || preferred.mac.iter().any(|one| one.as_ref().starts_with("hmac-sha1"))
    }

    #[test]
    fn nothing_old_is_offered_unless_it_is_allowed() {
        assert!(!rests_on_sha1(&offered(None, false)));
        let old = offered(None, true);
        assert!(rests_on_sha1(&old) && old.key.last() == Some(&OLD_KEY), "allowed, and still the last choice");
    }

    #[test]
    fn the_kind_of_the_expected_key_is_asked_for_first() {
        let rsa: HostKey = "ssh-rsa SHA256:uNiVztksCsDhcc0u9e8BrinxXfakrWl6UlU0ahkyOvQ".parse().unwrap();
        assert_eq!(offered(Some(&rsa), false).key.first(), Some(&Algorithm::Rsa { hash: Some(HashAlg::Sha512) }));
        assert_eq!(offered(None, false).key.first(), Some(&Algorithm::Ed25519));
    }

    #[test]
    fn a_host_with_old_algorithms_alone_is_recognised() {
        let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert!(any_old(&names(&["ssh-dss", "ssh-rsa"])));
        assert!(any_old(&names(&["diffie-hellman-group14-sha1"])));
        assert!(!any_old(&names(&["ssh-dss", "diffie-hellman-group1-sha1"])), "not supported at all");
    }
}
