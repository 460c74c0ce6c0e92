//! Hostile input cannot hurt: the kept corpus is replayed, with what must come of it, and mutations of it are tried.

use crate::support::hostile::{Chance, TARGETS, Target, mutated, unpack};
use proptest::prelude::*;
use td_synnex::catalog::CatalogError;
use td_synnex::drops;

fn entry(target: Target, name: &str) -> Vec<u8> {
    let corpus = target.corpus();
    corpus.into_iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("{name} is missing")).1
}

#[test]
fn the_whole_corpus_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    for target in TARGETS {
        let corpus = target.corpus();
        assert!(corpus.len() > 10, "{target:?}");
        for (_, bytes) in corpus {
            target.feed(&bytes, &folder.path().join("scratch.zip"));
        }
    }
}

#[test]
fn document_types_entities_and_depth_are_refused_by_name() {
    for (name, reason) in [
        ("entity-bomb.xml", "it declares a document type, which is refused"),
        ("external-entity.xml", "it declares a document type, which is refused"),
        ("html.xml", "it declares a document type, which is refused"),
        ("deep.xml", "its elements are nested deeper than 32"),
        ("deep-unclosed.xml", "its elements are nested deeper than 32"),
    ] {
        let read = drops::ship_notices(&entry(Target::Xml, name));
        let reasons: Vec<_> = read.bad.iter().map(|bad| bad.reason.as_str()).collect();
        assert_eq!((reasons, read.found.len()), (vec![reason], 0), "{name}");
    }
}

#[test]
fn bombs_and_broken_archives_end_in_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| unpack(&entry(Target::Zip, name), &folder.path().join("scratch.zip"));
    assert_eq!(open("good.zip").unwrap(), (20, 0));
    assert_eq!(open("path.zip").unwrap(), (20, 0), "the name inside is never used as a path");
    assert!(matches!(open("bomb.zip"), Err(CatalogError::TooLarge { .. })));
    assert!(matches!(open("encrypted.zip"), Err(CatalogError::Encrypted)));
    assert!(matches!(open("two.zip"), Err(CatalogError::SeveralEntries { count: 2 })));
    for name in
        ["bomb-that-states-little.zip", "cut.zip", "cut-in-directory.zip", "directory-far-away.zip", "empty.zip"]
    {
        assert!(open(name).is_err(), "{name}");
    }
}

fn survives(target: Target, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, mut chance) = (target.corpus(), Chance(seed));
    for _ in 0..4 {
        target.feed(&mutated(&corpus, &mut chance), &folder.path().join("scratch.zip"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_answers_are_survived(seed in any::<u64>()) {
        survives(Target::Xml, seed);
    }

    #[test]
    fn mutated_flat_files_are_survived_and_read_alike_in_pieces(seed in any::<u64>()) {
        survives(Target::Flat, seed);
    }

    #[test]
    fn mutated_archives_are_survived(seed in any::<u64>()) {
        survives(Target::Zip, seed);
    }
}
