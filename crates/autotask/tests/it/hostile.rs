//! Hostile input cannot hurt: the kept corpus is replayed, and mutations of it are tried.

use proptest::prelude::*;

use crate::corpus::{Chance, TARGETS, Target, Victims, mutated};

#[test]
fn the_whole_corpus_is_survived() {
    let mut victims = Victims::new();
    for target in TARGETS {
        let corpus = target.corpus();
        assert!(corpus.len() >= 6, "{target:?}");
        for (_, bytes) in corpus {
            victims.feed(target, &bytes);
        }
    }
}

fn survives(target: Target, seed: u64) {
    let (corpus, mut chance, mut victims) = (target.corpus(), Chance(seed), Victims::new());
    for _ in 0..12 {
        victims.feed(target, &mutated(&corpus, &mut chance));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_searches_are_survived(seed in any::<u64>()) {
        survives(Target::Query, seed);
    }

    #[test]
    fn mutated_page_urls_are_survived(seed in any::<u64>()) {
        survives(Target::PageUrl, seed);
    }

    #[test]
    fn mutated_records_are_survived(seed in any::<u64>()) {
        survives(Target::Body, seed);
    }

    #[test]
    fn mutated_answers_are_survived(seed in any::<u64>()) {
        survives(Target::Answer, seed);
    }
}
