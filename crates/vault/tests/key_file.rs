//! What the vault promises about the key file.

use linkspan_vault::{Created, KeyRing, VaultError};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use tempfile::TempDir;

fn directory() -> (TempDir, PathBuf) {
    let directory = TempDir::new().expect("a temporary directory");
    let path = directory.path().join("linkspan.key");
    (directory, path)
}

#[test]
fn the_first_start_makes_a_private_file_and_the_second_reads_the_same_key() {
    let (directory, path) = directory();
    let (first, created) = KeyRing::open_or_create(&path).unwrap();
    assert_eq!(created, Created::Now);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);

    let (second, created) = KeyRing::open_or_create(&path).unwrap();
    assert_eq!(created, Created::Before);
    assert_eq!(second.active(), first.active());
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "no draft is left beside it");
}

#[test]
fn of_many_first_starts_at_once_one_makes_the_key_and_all_use_it() {
    let (_directory, path) = directory();
    let rings: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| KeyRing::open_or_create(&path))).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    let (last, _) = KeyRing::open_or_create(&path).unwrap();
    let created = rings.iter().filter(|ring| matches!(ring, Ok((_, Created::Now)))).count();
    assert_eq!(created, 1);
    for ring in rings {
        assert_eq!(ring.unwrap().0.active(), last.active());
    }
}

#[test]
fn a_file_that_others_can_read_is_refused_with_its_path_and_the_cure() {
    let (_directory, path) = directory();
    KeyRing::open_or_create(&path).unwrap();
    for mode in [0o640, 0o604, 0o620, 0o644, 0o666] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let refused = KeyRing::open_or_create(&path).unwrap_err();
        assert!(matches!(refused, VaultError::ModeTooWide { mode: found, .. } if found == mode));
        let sentence = refused.to_string();
        assert!(sentence.contains(path.to_str().unwrap()) && sentence.contains("chmod 600"), "{sentence}");
    }
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    assert!(KeyRing::open_or_create(&path).is_ok(), "read-only is narrow enough");
}

#[test]
fn a_damaged_file_is_refused_and_left_as_it_is() {
    let (_directory, path) = directory();
    KeyRing::open_or_create(&path).unwrap();
    let good = fs::read(&path).unwrap();
    let damaged = [
        Vec::new(),
        b"hello\n".to_vec(),
        vec![0xff, 0xfe, 0x00],
        good[..good.len() / 2].to_vec(),
        good[..good.len() - 2].to_vec(),
        [good.clone(), b"key of the door\n".to_vec()].concat(),
    ];
    for content in damaged {
        fs::write(&path, &content).unwrap();
        let refused = KeyRing::open_or_create(&path).unwrap_err();
        assert!(matches!(refused, VaultError::Garbled { .. }), "{refused}");
        assert!(refused.to_string().contains("put back your copy"));
        assert_eq!(fs::read(&path).unwrap(), content, "never repaired, never replaced");
    }
}

#[test]
fn what_is_no_file_or_cannot_be_reached_is_refused() {
    let (directory, path) = directory();
    fs::create_dir(&path).unwrap();
    assert!(matches!(KeyRing::open_or_create(&path), Err(VaultError::Unreadable { .. })));

    let nowhere = directory.path().join("missing/linkspan.key");
    assert!(matches!(KeyRing::open_or_create(&nowhere), Err(VaultError::NotWritten { .. })));

    let dangling = directory.path().join("dangling");
    symlink(directory.path().join("elsewhere/key"), &dangling).unwrap();
    assert!(KeyRing::open_or_create(&dangling).is_err(), "a link to nothing is not replaced by a new key");
}

#[test]
fn a_key_that_cannot_be_written_is_not_used() {
    let (directory, path) = directory();
    let (mut ring, _) = KeyRing::open_or_create(&path).unwrap();
    let before = ring.active();
    drop(directory);
    assert!(matches!(ring.add_key(), Err(VaultError::NotWritten { .. })));
    assert_eq!(ring.active(), before);
}
