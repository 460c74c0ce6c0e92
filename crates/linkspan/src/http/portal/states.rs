//! How each state looks: a word, an icon and a tone, together a *pill*. The only place that says so.

use super::html::escape;
use super::strings::Text;
use super::{Html, Icon, Shell};

/// What a state means for the person who sees it; it decides the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Ok,
    /// On its way; nothing to do.
    Wait,
    /// Needs a look.
    Warn,
    /// Needs a decision, or failed.
    Bad,
    /// A person may act.
    Accent,
    /// Over, or not in use.
    Quiet,
}

impl Tone {
    /// The class that sets the colour.
    pub fn class(self) -> &'static str {
        match self {
            Self::Ok => "tone-ok",
            Self::Wait => "tone-wait",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
            Self::Accent => "tone-accent",
            Self::Quiet => "tone-quiet",
        }
    }

    /// The icon of a message in this tone.
    pub fn icon(self) -> Icon {
        Icon(match self {
            Self::Ok => "check-circle",
            Self::Wait => "clock",
            Self::Warn => "alert",
            Self::Bad => "cross-circle",
            Self::Accent | Self::Quiet => "info",
        })
    }
}

/// Anything that is shown as a pill.
pub trait State: Copy {
    /// Colour, icon id and word.
    fn look(self, t: Text) -> (Tone, &'static str, &'static str);

    /// The pill.
    fn pill(self, shell: &Shell) -> Html {
        let (tone, icon, word) = self.look(shell.text());
        Html::trusted(format!("<span class=\"pill {}\">{}{}</span>", tone.class(), Icon(icon), escape(word)))
    }

    /// The word alone.
    fn word(self, shell: &Shell) -> &'static str {
        self.look(shell.text()).2
    }
}

/// Declares a state with its code in the data and its look.
macro_rules! states {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $code:literal $tone:ident $icon:literal $word:ident,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every state, in the order in which filters list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that the data, the filters and the exports use.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The state with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|state| state.code() == code)
            }
        }

        impl State for $name {
            fn look(self, t: Text) -> (Tone, &'static str, &'static str) {
                match self { $(Self::$variant => (Tone::$tone, $icon, t.$word()),)+ }
            }
        }
    };
}

states! {
    /// State of an order as a whole.
    OrderState {
        /// Just found, not looked at yet.
        New "new" Wait "clock" order_new,
        /// Something is missing or off; a person is asked.
        Held "held" Warn "hand" order_held,
        /// Checked; it goes out by itself.
        Validated "validated" Accent "check" order_validated,
        /// Checked; a person lets it go.
        AwaitingRelease "awaiting_release" Accent "ready" order_awaiting_release,
        /// The call is under way.
        Sending "sending" Wait "send" order_sending,
        /// Taken by the distributor.
        Accepted "accepted" Ok "check-circle" order_accepted,
        /// Being worked on by the distributor.
        Open "open" Ok "check-circle" order_open,
        /// Some lines were taken, others not.
        PartlyAccepted "partly_accepted" Warn "half" order_partly_accepted,
        /// A person at the distributor looks at it.
        PendingReview "pending_review" Wait "people" order_pending_review,
        /// It may or may not have been ordered.
        Unknown "unknown" Warn "question" order_unknown,
        /// The distributor knows the number, but not from us.
        Conflict "conflict" Bad "fork" order_conflict,
        /// The distributor said no.
        Rejected "rejected" Bad "cross-circle" order_rejected,
        /// Taken back in Autotask before it was sent.
        Withdrawn "withdrawn" Quiet "undo" order_withdrawn,
        /// A person gave it up.
        Abandoned "abandoned" Quiet "flag" order_abandoned,
        /// Cancelled at the distributor.
        Cancelled "cancelled" Quiet "minus-circle" order_cancelled,
        /// All is delivered and invoiced.
        Closed "closed" Quiet "check" order_closed,
    }
}

states! {
    /// State of a message for programs.
    DeliveryState {
        /// It is sent, or sent again, when it is due.
        Waiting "waiting" Wait "clock" delivery_waiting,
        /// The receiver took it.
        Delivered "delivered" Ok "check-circle" delivery_delivered,
        /// Its last attempt failed.
        Dead "dead" Bad "cross-circle" delivery_dead,
        /// A person decided that it is not sent any more.
        GivenUp "given_up" Quiet "flag" delivery_given_up,
    }
}

states! {
    /// State of a program's key.
    KeyState {
        /// It can be used.
        Active "active" Ok "check-circle" key_active,
        /// Its time is over.
        Ended "ended" Quiet "clock" key_ended,
        /// A person took it back.
        Revoked "revoked" Quiet "minus-circle" key_revoked,
    }
}

states! {
    /// State of one line of an order.
    LineState {
        /// Not sent yet.
        Pending "pending" Quiet "clock" line_pending,
        /// Sent, no answer yet.
        Sent "sent" Wait "send" line_sent,
        /// Taken.
        Accepted "accepted" Ok "check" line_accepted,
        /// Given to the warehouse.
        Released "released" Ok "check" line_released,
        /// Out of stock, kept on order.
        Backordered "backordered" Warn "clock" line_backordered,
        /// Some pieces are on their way.
        PartlyShipped "partly_shipped" Wait "half" line_partly_shipped,
        /// All pieces are on their way.
        Shipped "shipped" Ok "truck" line_shipped,
        /// Arrived.
        Delivered "delivered" Ok "check-circle" line_delivered,
        /// Invoiced.
        Invoiced "invoiced" Ok "invoice" line_invoiced,
        /// Done.
        Closed "closed" Quiet "check" line_closed,
        /// Cancelled at the distributor.
        Cancelled "cancelled" Quiet "minus-circle" line_cancelled,
        /// Refused by the distributor.
        Rejected "rejected" Bad "cross-circle" line_rejected,
        /// Not sure yet.
        Unknown "unknown" Warn "question" line_unknown,
    }
}

states! {
    /// State of a connection.
    ConnectionState {
        /// No account is linked.
        NotConnected "not_connected" Quiet "plug-off" connection_not_connected,
        /// Linked and answering.
        Connected "connected" Ok "check-circle" connection_connected,
        /// Linked, but the last check failed.
        Error "error" Bad "alert" connection_error,
        /// Linked, switched off by a person.
        Disabled "disabled" Quiet "hand" connection_disabled,
    }
}

states! {
    /// State of a run.
    RunState {
        /// Will start at a known time.
        Scheduled "scheduled" Quiet "clock" run_scheduled,
        /// Waits for its share of calls.
        Waiting "waiting" Wait "clock" run_waiting,
        /// Works.
        Running "running" Wait "run" run_running,
        /// Ended, all well.
        Completed "completed" Ok "check-circle" run_completed,
        /// Ended, some records need a look.
        CompletedWithWarnings "completed_with_warnings" Warn "alert" run_warnings,
        /// Ended by an error.
        Failed "failed" Bad "cross-circle" run_failed,
        /// Ended by a person.
        Cancelled "cancelled" Quiet "minus-circle" run_cancelled,
    }
}

states! {
    /// Result of one record in a run.
    RecordState {
        /// Both sides agree.
        InSync "in_sync" Ok "check-circle" record_in_sync,
        /// Some of it was done.
        Partial "partial" Warn "half" record_partial,
        /// Waits for a person.
        Held "held" Warn "hand" record_held,
        /// Not done; the record says why.
        Failing "failing" Bad "cross-circle" record_failing,
        /// Left out by the settings.
        Excluded "excluded" Quiet "minus-circle" record_excluded,
    }
}

states! {
    /// Result of one line of a checklist.
    CheckState {
        /// Not tried yet.
        Waiting "waiting" Quiet "clock" check_waiting,
        /// Held.
        Passed "passed" Ok "check-circle" check_passed,
        /// Works, with a remark.
        Remark "remark" Warn "alert" check_remark,
        /// Failed.
        Failed "failed" Bad "cross-circle" check_failed,
    }
}

states! {
    /// How a product of the distributor stands to Autotask.
    ProductLink {
        /// A product in Autotask belongs to it.
        Linked "linked" Ok "check-circle" product_linked,
        /// Selected; the next run creates or adopts it.
        Planned "planned" Wait "clock" product_planned,
        /// Not in the selection.
        NotSelected "not_selected" Quiet "minus-circle" product_not_selected,
        /// Waits for a person.
        Held "held" Warn "hand" product_held,
        /// No longer sold by the distributor.
        Discontinued "discontinued" Quiet "cross-circle" product_discontinued,
    }
}

states! {
    /// What the distributor says about a purchase order, before anything is sent again.
    FindingState {
        /// Not asked yet.
        Waiting "waiting" Wait "clock" finding_waiting,
        /// It has exactly this order.
        Same "same" Ok "check-circle" finding_same,
        /// It has another order under the number.
        Different "different" Bad "fork" finding_different,
        /// It does not know the number.
        NotFound "not_found" Quiet "search" finding_not_found,
        /// It gave no usable answer.
        NoAnswer "no_answer" Warn "question" finding_no_answer,
        /// There is no number to ask about.
        NoNumber "no_number" Quiet "minus-circle" finding_no_number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::portal::strings::Locale;

    fn looks<S: State>(all: &[S]) -> Vec<(Tone, &'static str, &'static str)> {
        [Locale::En, Locale::De].into_iter().flat_map(|locale| all.iter().map(move |s| s.look(Text(locale)))).collect()
    }

    #[test]
    fn every_state_has_an_icon_that_exists_and_a_word() {
        let all = [
            looks(OrderState::ALL),
            looks(LineState::ALL),
            looks(ConnectionState::ALL),
            looks(RunState::ALL),
            looks(RecordState::ALL),
            looks(CheckState::ALL),
            looks(ProductLink::ALL),
            looks(FindingState::ALL),
        ]
        .concat();
        for (_, icon, word) in all {
            assert!(Icon(icon).to_string().contains("<path"), "{icon}");
            assert!(!word.is_empty());
        }
    }

    #[test]
    fn codes_lead_back_to_their_state() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::from_code(state.code()), Some(*state));
        }
        assert_eq!(OrderState::from_code("lost"), None);
    }

    #[test]
    fn states_that_need_a_person_are_never_quiet() {
        for state in [OrderState::Held, OrderState::Unknown, OrderState::Conflict, OrderState::Rejected] {
            assert!(matches!(state.look(Text(Locale::En)).0, Tone::Warn | Tone::Bad));
        }
    }
}
