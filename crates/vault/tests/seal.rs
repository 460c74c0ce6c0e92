//! What the vault promises about sealed credentials.

use linkspan_core::id::{EnvironmentId, RowId};
use linkspan_core::{ManualClock, SystemIds, clock::from_ms};
use linkspan_vault::{Context, KeyRing, Sealed, VaultError};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use tempfile::TempDir;

const SECRET: &str = "correct horse, Grüße, battery";

struct World {
    ring: KeyRing,
    ids: SystemIds,
    directory: TempDir,
}

impl World {
    fn new() -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        let (ring, _) = KeyRing::open_or_create(directory.path().join("key")).expect("a new key file");
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_750_000_000_000))));
        Self { ring, ids, directory }
    }

    fn place(&self) -> Context<'static> {
        Context { environment: EnvironmentId::new(&self.ids), row: RowId::new(&self.ids), slot: "secret" }
    }
}

#[test]
fn a_credential_opens_where_it_was_sealed() {
    let world = World::new();
    let place = world.place();
    for secret in [SECRET, "", "x"] {
        let sealed = world.ring.seal(&place, &SecretString::from(secret)).unwrap();
        let stored = Sealed::from_bytes(sealed.as_bytes().to_vec()).unwrap();
        assert_eq!(stored.key_id(), world.ring.active());
        assert_eq!(world.ring.open(&place, &stored).unwrap().expose_secret(), secret);
    }
}

#[test]
fn nothing_of_the_credential_repeats_in_what_is_stored() {
    let world = World::new();
    let place = world.place();
    let seal = || world.ring.seal(&place, &SecretString::from(SECRET)).unwrap();
    let (one, two) = (seal(), seal());
    assert_ne!(one, two, "a data key and nonces of its own, each time");
    assert!(!one.as_bytes().windows(6).any(|part| SECRET.as_bytes().windows(6).any(|secret| secret == part)));
    assert!(!format!("{one:?} {:?}", world.ring).contains("correct"));
}

#[test]
fn a_credential_moved_to_another_place_is_refused() {
    let world = World::new();
    let place = world.place();
    let sealed = world.ring.seal(&place, &SecretString::from(SECRET)).unwrap();
    let elsewhere = [
        Context { row: RowId::new(&world.ids), ..place },
        Context { environment: EnvironmentId::new(&world.ids), ..place },
        Context { slot: "password", ..place },
    ];
    for other in elsewhere {
        let refused = world.ring.open(&other, &sealed);
        assert!(matches!(refused, Err(VaultError::Refused)), "{other:?}");
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let world = World::new();
    let place = world.place();
    let sealed = world.ring.seal(&place, &SecretString::from(SECRET)).unwrap();
    for at in 0..sealed.as_bytes().len() {
        for bit in 0..8 {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            let opened = Sealed::from_bytes(bytes).and_then(|altered| world.ring.open(&place, &altered));
            assert!(opened.is_err(), "byte {at}, bit {bit}");
        }
        let cut = Sealed::from_bytes(sealed.as_bytes()[..at].to_vec());
        assert!(cut.and_then(|cut| world.ring.open(&place, &cut)).is_err(), "cut at {at}");
    }
}

#[test]
fn the_parts_of_two_credentials_cannot_be_mixed() {
    let world = World::new();
    let place = world.place();
    let seal = |text: &str| world.ring.seal(&place, &SecretString::from(text)).unwrap();
    let (old, new) = (seal("old password"), seal("new password"));
    let head = 1 + 8 + 24 + 32 + 16;
    let mixed = [&new.as_bytes()[..head], &old.as_bytes()[head..]].concat();
    let opened = world.ring.open(&place, &Sealed::from_bytes(mixed).unwrap());
    assert!(matches!(opened, Err(VaultError::Refused)));
}

#[test]
fn after_a_new_key_the_old_one_still_opens_and_the_new_one_seals() {
    let mut world = World::new();
    let place = world.place();
    let before = world.ring.seal(&place, &SecretString::from("before")).unwrap();
    let added = world.ring.add_key().unwrap();
    let after = world.ring.seal(&place, &SecretString::from("after")).unwrap();
    assert_ne!(before.key_id(), added);
    assert_eq!(after.key_id(), added);

    let (reopened, _) = KeyRing::open_or_create(world.directory.path().join("key")).unwrap();
    assert_eq!(reopened.active(), added);
    assert_eq!(reopened.open(&place, &before).unwrap().expose_secret(), "before");
    assert_eq!(reopened.open(&place, &after).unwrap().expose_secret(), "after");
}

#[test]
fn another_installations_keys_do_not_open_it_and_the_missing_key_is_named() {
    let (world, stranger) = (World::new(), World::new());
    let place = world.place();
    let sealed = world.ring.seal(&place, &SecretString::from(SECRET)).unwrap();
    let refused = stranger.ring.open(&place, &sealed).unwrap_err();
    assert!(matches!(refused, VaultError::UnknownKey { key } if key == world.ring.active()));
    assert!(refused.to_string().contains(&world.ring.active().to_string()));
}
