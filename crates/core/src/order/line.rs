//! The state of an order line, and how a header is derived from its lines.

use super::state::{OrderEvent, words};
use serde::{Deserialize, Serialize};

words! {
    /// Where one line stands.
    LineState {
        /// Not sent yet.
        Pending = "pending",
        /// Sent; no word about it yet.
        Sent = "sent",
        /// Taken by the distributor.
        Accepted = "accepted",
        /// Handed to a warehouse.
        Released = "released",
        /// Waits for stock.
        Backordered = "backordered",
        /// A part is on its way.
        PartlyShipped = "partly_shipped",
        /// All of it is on its way.
        Shipped = "shipped",
        /// It arrived.
        Delivered = "delivered",
        /// It is billed.
        Invoiced = "invoiced",
        /// Nothing more will happen.
        Closed = "closed",
        /// Cancelled at the distributor.
        Cancelled = "cancelled",
        /// Refused by the distributor.
        Rejected = "rejected",
        /// The distributor's word was not understood.
        Unknown = "unknown",
    }
}

impl LineState {
    /// Whether nothing more is expected for this line.
    #[must_use]
    pub fn is_done(self) -> bool {
        matches!(self, Self::Invoiced | Self::Closed | Self::Cancelled | Self::Rejected)
    }

    /// Whether the distributor dropped the line.
    #[must_use]
    pub fn is_dropped(self) -> bool {
        matches!(self, Self::Cancelled | Self::Rejected)
    }
}

/// What the lines say about an order that the distributor has; `None` while they say nothing new.
///
/// An order without lines says nothing. All dropped: cancelled. All done: completed. Anything beyond *accepted*: progressed.
#[must_use]
pub fn header_event(lines: &[LineState]) -> Option<OrderEvent> {
    if lines.is_empty() {
        return None;
    }
    if lines.iter().all(|line| line.is_dropped()) {
        return Some(OrderEvent::CancelledThere);
    }
    if lines.iter().all(|line| line.is_done()) {
        return Some(OrderEvent::Completed);
    }
    let moved = |line: &LineState| {
        !matches!(line, LineState::Pending | LineState::Sent | LineState::Accepted | LineState::Unknown)
    };
    lines.iter().any(moved).then_some(OrderEvent::Progressed)
}

#[cfg(test)]
mod tests {
    use super::LineState as L;
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::nothing_known(&[], None)]
    #[case::just_taken(&[L::Accepted, L::Accepted], None)]
    #[case::unreadable_words_change_nothing(&[L::Unknown, L::Accepted], None)]
    #[case::one_back_ordered(&[L::Accepted, L::Backordered], Some(OrderEvent::Progressed))]
    #[case::one_shipped_one_waits(&[L::Shipped, L::Accepted], Some(OrderEvent::Progressed))]
    #[case::shipped_is_not_the_end(&[L::Shipped, L::Shipped], Some(OrderEvent::Progressed))]
    #[case::billed_or_dropped(&[L::Invoiced, L::Cancelled], Some(OrderEvent::Completed))]
    #[case::all_dropped(&[L::Cancelled, L::Rejected], Some(OrderEvent::CancelledThere))]
    fn the_header_follows_its_lines(#[case] lines: &[L], #[case] event: Option<OrderEvent>) {
        assert_eq!(header_event(lines), event);
    }
}
