//! The table of every state x event pair. A pair that is not listed here must not exist.

use super::OrderEvent as E;
use super::OrderState as S;
use std::collections::BTreeMap;

/// Written out by hand, apart from the table it checks: one row per state, its events and where they lead.
fn allowed() -> BTreeMap<(S, E), S> {
    let before = [
        (E::HoldFound, S::Held),
        (E::Validated, S::Validated),
        (E::ReleaseNeeded, S::AwaitingRelease),
        (E::Withdrawn, S::Withdrawn),
        (E::FoundThere, S::Unknown),
    ];
    let outcome = [
        (E::Accepted, S::Accepted),
        (E::PartlyAccepted, S::PartlyAccepted),
        (E::PendingReview, S::PendingReview),
        (E::Rejected, S::Rejected),
        (E::OutcomeUnknown, S::Unknown),
        (E::FoundDifferent, S::Conflict),
        (E::DuplicateFirst, S::Conflict),
    ];
    let there = [(E::Progressed, S::Open), (E::Completed, S::Closed), (E::CancelledThere, S::Cancelled)];
    let rows: [(S, Vec<(E, S)>); 16] = [
        (S::New, before.to_vec()),
        (S::Held, before.to_vec()),
        (S::Validated, [&before[..], &[(E::AlreadyKnown, S::Conflict), (E::Claimed, S::Sending)]].concat()),
        (S::AwaitingRelease, [&before[..], &[(E::Released, S::Validated)]].concat()),
        (S::Sending, [&outcome[..], &[(E::NotSent, S::Validated), (E::Refused, S::Held)]].concat()),
        (
            S::Unknown,
            [&outcome[..], &[(E::SendAgain, S::Sending), (E::SaidOrdered, S::Accepted), (E::GaveUp, S::Abandoned)]]
                .concat(),
        ),
        (S::Conflict, vec![(E::SaidOrdered, S::Accepted), (E::GaveUp, S::Abandoned)]),
        (S::Accepted, there.to_vec()),
        (S::PartlyAccepted, there.to_vec()),
        (S::PendingReview, [&there[..], &[(E::PendingReview, S::PendingReview)]].concat()),
        (S::Open, there.to_vec()),
        (S::Rejected, vec![]),
        (S::Withdrawn, vec![(E::Resubmitted, S::New)]),
        (S::Closed, vec![]),
        (S::Cancelled, vec![]),
        (S::Abandoned, vec![]),
    ];
    rows.into_iter().flat_map(|(from, to)| to.into_iter().map(move |(on, then)| ((from, on), then))).collect()
}

#[test]
fn every_pair_of_state_and_event_does_what_the_table_says() {
    let allowed = allowed();
    for state in S::ALL {
        for event in E::ALL {
            assert_eq!(state.after(*event), allowed.get(&(*state, *event)).copied(), "{state:?} x {event:?}");
        }
    }
}

#[test]
fn only_a_validated_order_or_a_persons_wish_leads_to_sending() {
    let ways: Vec<_> = S::ALL
        .iter()
        .flat_map(|from| E::ALL.iter().map(move |on| (*from, *on)))
        .filter(|(from, on)| from.after(*on) == Some(S::Sending))
        .collect();
    assert_eq!(ways, [(S::Validated, E::Claimed), (S::Unknown, E::SendAgain)]);
}

#[test]
fn nothing_follows_a_final_state_but_a_new_submission_of_what_was_withdrawn() {
    for state in S::ALL.iter().filter(|state| state.is_final() && **state != S::Withdrawn) {
        assert!(E::ALL.iter().all(|event| state.after(*event).is_none()), "{state:?}");
    }
}

#[test]
fn an_order_that_may_be_at_the_distributor_never_returns_to_before_sending_but_by_certainty() {
    for state in S::ALL.iter().filter(|state| !state.is_before_sending()) {
        for event in E::ALL {
            if state.after(*event).is_some_and(S::is_before_sending) {
                let certain = (S::Sending, E::NotSent) == (*state, *event)
                    || (S::Sending, E::Refused) == (*state, *event)
                    || (S::Withdrawn, E::Resubmitted) == (*state, *event);
                assert!(certain, "{state:?} x {event:?}");
            }
        }
    }
}
