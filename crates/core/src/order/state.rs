//! The states of an order, the events that move it, and the one table that says which moves exist.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word kept in the database and in the API.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word kept in the database.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where an order stands. `Accepted` and later states mean that the distributor has it.
    OrderState {
        /// Detected in the PSA; nothing checked yet.
        New = "new",
        /// Something must be mended or decided first.
        Held = "held",
        /// Checked and frozen; may be sent once its digest is approved.
        Validated = "validated",
        /// Checked and frozen; a person must release it.
        AwaitingRelease = "awaiting_release",
        /// The intent to send is committed; the call is under way or its outcome is not yet known.
        Sending = "sending",
        /// The distributor took every line.
        Accepted = "accepted",
        /// The distributor took some lines and refused others.
        PartlyAccepted = "partly_accepted",
        /// The distributor's sales team must release it.
        PendingReview = "pending_review",
        /// The distributor refused it; the number is spent.
        Rejected = "rejected",
        /// It may or may not have been ordered; it is settled by asking.
        Unknown = "unknown",
        /// The distributor knows the number, but not as our order.
        Conflict = "conflict",
        /// It left *Submitted* in the PSA before anything was sent.
        Withdrawn = "withdrawn",
        /// The distributor works on it.
        Open = "open",
        /// Everything is delivered or invoiced.
        Closed = "closed",
        /// The distributor cancelled it.
        Cancelled = "cancelled",
        /// A person gave up on an uncertain order.
        Abandoned = "abandoned",
    }
}

words! {
    /// What can happen to an order.
    OrderEvent {
        /// Validation found reasons to hold it.
        HoldFound = "hold_found",
        /// Validation passed and policy lets it go by itself.
        Validated = "validated",
        /// Validation passed and a person must release it.
        ReleaseNeeded = "release_needed",
        /// A person released exactly this content.
        Released = "released",
        /// It left *Submitted* in the PSA.
        Withdrawn = "withdrawn",
        /// It is submitted in the PSA again.
        Resubmitted = "resubmitted",
        /// The distributor already knows the number, before anything was sent.
        AlreadyKnown = "already_known",
        /// The distributor has an order under the number that the ledger does not know to be sent, as after a restore.
        FoundThere = "found_there",
        /// The intent to send was committed.
        Claimed = "claimed",
        /// It is certain that nothing left.
        NotSent = "not_sent",
        /// The request was refused; nothing was ordered.
        Refused = "refused",
        /// Every line was taken.
        Accepted = "accepted",
        /// Some lines were taken.
        PartlyAccepted = "partly_accepted",
        /// A person at the distributor must release it.
        PendingReview = "pending_review",
        /// The order was refused.
        Rejected = "rejected",
        /// The number was known there though nothing of ours can have left before.
        DuplicateFirst = "duplicate_first",
        /// No usable answer.
        OutcomeUnknown = "outcome_unknown",
        /// Asking found another order under the number.
        FoundDifferent = "found_different",
        /// A person says that it was ordered, and under which number.
        SaidOrdered = "said_ordered",
        /// A person wants the stored request sent again.
        SendAgain = "send_again",
        /// A person gives up.
        GaveUp = "gave_up",
        /// The distributor works on it.
        Progressed = "progressed",
        /// Everything is delivered or invoiced.
        Completed = "completed",
        /// The distributor cancelled all of it.
        CancelledThere = "cancelled_there",
    }
}

impl OrderState {
    /// The state after `event`, or `None` where the event cannot happen in this state.
    #[must_use]
    pub fn after(self, event: OrderEvent) -> Option<Self> {
        TRANSITIONS.iter().find(|(from, on, _)| *on == event && from.contains(&self)).map(|(_, _, to)| *to)
    }

    /// Whether nothing can have been ordered yet.
    #[must_use]
    pub fn is_before_sending(self) -> bool {
        matches!(self, Self::New | Self::Held | Self::Validated | Self::AwaitingRelease)
    }

    /// Whether the distributor has it, as far as we know.
    #[must_use]
    pub fn is_at_distributor(self) -> bool {
        matches!(self, Self::Accepted | Self::PartlyAccepted | Self::PendingReview | Self::Open)
    }

    /// Whether nothing more will happen. A withdrawn order begins anew where its purchase order is submitted again.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Rejected | Self::Withdrawn | Self::Closed | Self::Cancelled | Self::Abandoned)
    }

    /// Whether a person is waited for, or must at least know.
    #[must_use]
    pub fn waits_for_person(self) -> bool {
        matches!(self, Self::Held | Self::AwaitingRelease | Self::Unknown | Self::Conflict | Self::Rejected)
    }
}

use OrderEvent as E;
use OrderState as S;

const BEFORE: &[S] = &[S::New, S::Held, S::Validated, S::AwaitingRelease];
const OUTCOME: &[S] = &[S::Sending, S::Unknown];
const AT_DISTRIBUTOR: &[S] = &[S::Accepted, S::PartlyAccepted, S::PendingReview, S::Open];

/// Every move that exists: from any of these states, on this event, to that state.
///
/// `Unknown` takes the outcome events too: they come from asking, not from sending.
const TRANSITIONS: &[(&[S], E, S)] = &[
    (BEFORE, E::HoldFound, S::Held),
    (BEFORE, E::Validated, S::Validated),
    (BEFORE, E::ReleaseNeeded, S::AwaitingRelease),
    (&[S::AwaitingRelease], E::Released, S::Validated),
    (BEFORE, E::Withdrawn, S::Withdrawn),
    (&[S::Withdrawn], E::Resubmitted, S::New),
    (&[S::Validated], E::AlreadyKnown, S::Conflict),
    (BEFORE, E::FoundThere, S::Unknown),
    (&[S::Validated], E::Claimed, S::Sending),
    (&[S::Unknown], E::SendAgain, S::Sending),
    (&[S::Sending], E::NotSent, S::Validated),
    (&[S::Sending], E::Refused, S::Held),
    (OUTCOME, E::Accepted, S::Accepted),
    (OUTCOME, E::PartlyAccepted, S::PartlyAccepted),
    (OUTCOME, E::PendingReview, S::PendingReview),
    (OUTCOME, E::Rejected, S::Rejected),
    (OUTCOME, E::DuplicateFirst, S::Conflict),
    (OUTCOME, E::OutcomeUnknown, S::Unknown),
    (OUTCOME, E::FoundDifferent, S::Conflict),
    (&[S::Unknown, S::Conflict], E::SaidOrdered, S::Accepted),
    (&[S::Unknown, S::Conflict], E::GaveUp, S::Abandoned),
    (AT_DISTRIBUTOR, E::Progressed, S::Open),
    (AT_DISTRIBUTOR, E::Completed, S::Closed),
    (AT_DISTRIBUTOR, E::CancelledThere, S::Cancelled),
    (&[S::PendingReview], E::PendingReview, S::PendingReview),
];

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
