//! The rules catch what they are there for: a connector without a fault passes, and each sin is found by the rule against it.

use super::acorn::{AcornStand, Sin};
use super::{breaches, passes};

#[tokio::test]
async fn a_second_distributor_that_is_unlike_the_first_passes() {
    passes(|| async { AcornStand::new(Sin::None) }).await;
}

#[tokio::test]
async fn every_sin_is_found_by_the_rule_against_it() {
    for sin in Sin::ALL {
        let found = breaches(|| async move { AcornStand::new(sin) }).await;
        let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
        assert!(names.contains(&rule_against(sin)), "{sin:?} was found by {names:?}");
    }
}

fn rule_against(sin: Sin) -> &'static str {
    match sin {
        Sin::None => "",
        Sin::Repeats | Sin::Hopes | Sin::Despairs => "a_doubtful_submission_is_unknown_and_not_repeated",
        Sin::Forgets => "no_answer_is_never_taken_for_an_empty_one",
        Sin::Adopts => "a_repeated_number_is_a_duplicate_and_changes_nothing",
        Sin::Cuts => "nothing_is_cut_to_fit",
        Sin::Tells => "a_prepared_order_carries_its_number_and_no_secret",
        Sin::Shuffles | Sin::Counts | Sin::Drops | Sin::Exchanges => "every_product_is_answered_in_its_place",
        Sin::Halves => "invoices_are_whole_and_in_the_accounts_currency",
        Sin::Mistakes => "a_stored_order_is_sent_as_it_was_stored",
        Sin::ReadsAnything => "what_is_no_catalogue_is_refused",
        Sin::ReadsOn => "the_file_is_read_row_by_row_and_again_the_same",
    }
}
