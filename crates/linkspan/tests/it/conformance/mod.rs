//! What every distributor's connector must keep, tried against a vendor that misbehaves.
//!
//! A connector passes with one line, [`passes`], and a [`Stand`] that puts a vendor's stand-in under it. The rules know no
//! vendor; that they catch what they are there for is shown with a connector that sins on purpose (`sinners`).

mod acorn;
mod feed;
mod orders;
mod questions;
mod sinners;
mod stand;
mod td_synnex;

pub(crate) use stand::{Fate, Stand};

use std::future::Future;
use std::pin::Pin;

/// What a rule found: nothing, or what was not kept.
pub(crate) type Kept = Result<(), String>;

/// A rule while it is tried.
type Trying<'a> = Pin<Box<dyn Future<Output = Kept> + Send + 'a>>;

/// One rule: what it is called, and how it is tried on a fresh stand.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) try_on: for<'a> fn(&'a dyn Stand) -> Trying<'a>,
}

macro_rules! rules {
    ($($place:ident :: $name:ident),+ $(,)?) => {
        &[$(Rule { name: stringify!($name), try_on: |stand| Box::pin($place::$name(stand)) }),+]
    };
}

/// All rules.
pub(crate) const RULES: &[Rule] = rules![
    orders::a_prepared_order_carries_its_number_and_no_secret,
    orders::nothing_is_cut_to_fit,
    orders::an_order_is_one_request_and_every_line_is_answered,
    orders::a_stored_order_is_sent_as_it_was_stored,
    orders::a_doubtful_submission_is_unknown_and_not_repeated,
    orders::what_became_of_it_is_found_by_asking,
    orders::a_repeated_number_is_a_duplicate_and_changes_nothing,
    orders::two_at_once_are_one_order,
    questions::a_number_that_is_not_known_is_an_answer,
    questions::no_answer_is_never_taken_for_an_empty_one,
    questions::every_product_is_answered_in_its_place,
    questions::shipments_come_back_with_the_lines_that_were_ordered,
    questions::invoices_are_whole_and_in_the_accounts_currency,
    feed::the_file_is_read_row_by_row_and_again_the_same,
    feed::what_is_no_catalogue_is_refused,
];

/// Tries every rule on a stand of its own and answers those that were not kept.
pub(crate) async fn breaches<S: Stand, F: Future<Output = S>>(stand: impl Fn() -> F) -> Vec<(&'static str, String)> {
    let mut breaches = Vec::new();
    for rule in RULES {
        let fresh = stand().await;
        if let Err(what) = (rule.try_on)(&fresh).await {
            breaches.push((rule.name, what));
        }
    }
    breaches
}

/// Fails unless the connector keeps every rule.
pub(crate) async fn passes<S: Stand, F: Future<Output = S>>(stand: impl Fn() -> F) {
    let breaches = breaches(stand).await;
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// A rule's `assert!`: it tells instead of panicking, so that a sinner's breach can be looked at.
macro_rules! keep {
    ($held:expr, $($said:tt)+) => {
        if !$held {
            return Err(format!($($said)+));
        }
    };
}
pub(crate) use keep;
