//! From the outcome of the one call to what follows. Pure, and one row per class.

use linkspan_core::capability::distributor::{AnswerLine, SubmitOutcome};
use linkspan_core::order::{HoldCode, HoldReason, LineState, OrderEvent};

/// What follows from an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The order moves.
    Clear {
        /// How.
        event: OrderEvent,
        /// The sentence that explains it.
        explanation: String,
        /// What the answer says about the lines.
        lines: Vec<AnswerLine>,
    },
    /// Nothing was ordered; something must be mended first.
    Held {
        /// What.
        hold: HoldReason,
        /// The sentence that explains it.
        explanation: String,
    },
    /// The number is known there, perhaps from an earlier attempt of this very order: ask before judging.
    AskNow {
        /// The sentence that explains it.
        explanation: String,
    },
}

/// `may_have_left` says whether an earlier attempt of the same order may have reached the distributor.
pub(super) fn verdict(outcome: &SubmitOutcome, may_have_left: bool) -> Verdict {
    let clear =
        |event, explanation: String, lines: &[AnswerLine]| Verdict::Clear { event, explanation, lines: lines.to_vec() };
    if may_have_left && let Some(explanation) = still_in_doubt(outcome) {
        return Verdict::AskNow { explanation };
    }
    match outcome {
        SubmitOutcome::NotSent { why } => {
            clear(OrderEvent::NotSent, format!("Nothing was sent: {why}. It is tried again by itself."), &[])
        }
        SubmitOutcome::Refused { code, detail } => held(code, detail),
        SubmitOutcome::Accepted { lines } => {
            let waiting = lines.iter().filter(|line| line.state == LineState::Backordered).count();
            let explanation = match waiting {
                0 => "The distributor took the order.".to_owned(),
                n => format!("The distributor took the order; {n} of {} lines wait for stock.", lines.len()),
            };
            clear(OrderEvent::Accepted, explanation, lines)
        }
        SubmitOutcome::PartlyAccepted { lines } => {
            let refused = lines.iter().filter(|line| line.state == LineState::Rejected).count();
            let explanation =
                format!("The distributor refused {refused} of {} lines. Order those elsewhere.", lines.len());
            clear(OrderEvent::PartlyAccepted, explanation, lines)
        }
        SubmitOutcome::PendingReview { lines } => {
            let explanation = "The distributor's sales team must release it. Call them if it takes long.";
            clear(OrderEvent::PendingReview, explanation.to_owned(), lines)
        }
        SubmitOutcome::Rejected { reason, lines } => {
            let explanation = format!(
                "The distributor refused the order: {reason}. Its number is spent; write a new purchase order."
            );
            clear(OrderEvent::Rejected, explanation, lines)
        }
        SubmitOutcome::Duplicate { reason } => {
            let explanation = format!(
                "The distributor says the number is already used: {reason}. Nothing was sent from here before; decide what it is."
            );
            clear(OrderEvent::DuplicateFirst, explanation, &[])
        }
        SubmitOutcome::Unknown { why } => {
            let explanation =
                format!("It is not sure whether the order arrived: {why}. The distributor is being asked.");
            clear(OrderEvent::OutcomeUnknown, explanation, &[])
        }
    }
}

/// An attempt that certainly ordered nothing proves nothing about the earlier one that may have: the order is neither tried
/// again by itself nor given up as refused.
fn still_in_doubt(outcome: &SubmitOutcome) -> Option<String> {
    let doubt = "Whether the earlier attempt arrived is still not sure.";
    match outcome {
        SubmitOutcome::Duplicate { .. } => {
            Some("The distributor knows the number, perhaps from an earlier attempt. It is being compared.".to_owned())
        }
        SubmitOutcome::NotSent { why } => Some(format!("Nothing was sent this time: {why}. {doubt}")),
        SubmitOutcome::Refused { code, detail } => {
            let Verdict::Held { explanation, .. } = held(code, detail) else { return None };
            Some(format!("Nothing was ordered this time. {explanation} {doubt}"))
        }
        SubmitOutcome::Rejected { reason, .. } => {
            Some(format!("The distributor refused the order this time: {reason}. {doubt}"))
        }
        _ => None,
    }
}

fn held(code: &str, detail: &str) -> Verdict {
    let kind = if code.to_lowercase().contains("ip address") || code.eq_ignore_ascii_case("ValidateIP") {
        HoldCode::AddressNotRegistered
    } else {
        HoldCode::RequestIncomplete
    };
    let hold = HoldReason::of(kind).found(detail);
    Verdict::Held { explanation: hold.to_string(), hold }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn line(state: LineState) -> AnswerLine {
        AnswerLine { line: 1, sku: "5".into(), order_number: None, state, reason: None, detail: String::new() }
    }

    #[rstest]
    #[case::not_sent(SubmitOutcome::NotSent { why: "connection refused".into() }, OrderEvent::NotSent)]
    #[case::accepted(SubmitOutcome::Accepted { lines: vec![] }, OrderEvent::Accepted)]
    #[case::partly(SubmitOutcome::PartlyAccepted { lines: vec![line(LineState::Rejected)] }, OrderEvent::PartlyAccepted)]
    #[case::review(SubmitOutcome::PendingReview { lines: vec![] }, OrderEvent::PendingReview)]
    #[case::rejected(SubmitOutcome::Rejected { reason: "no".into(), lines: vec![] }, OrderEvent::Rejected)]
    #[case::duplicate(SubmitOutcome::Duplicate { reason: "known".into() }, OrderEvent::DuplicateFirst)]
    #[case::unknown(SubmitOutcome::Unknown { why: "cut".into() }, OrderEvent::OutcomeUnknown)]
    fn each_class_of_a_first_attempt_moves_the_order(#[case] outcome: SubmitOutcome, #[case] expected: OrderEvent) {
        let Verdict::Clear { event, explanation, .. } = verdict(&outcome, false) else { panic!("{outcome:?}") };
        assert_eq!(event, expected);
        assert!(explanation.ends_with('.'), "{explanation}");
    }

    #[rstest]
    #[case(SubmitOutcome::Duplicate { reason: "known".into() })]
    #[case(SubmitOutcome::NotSent { why: "connection refused".into() })]
    #[case(SubmitOutcome::Refused { code: "IP Address Invalid".into(), detail: "192.0.2.1".into() })]
    #[case(SubmitOutcome::Rejected { reason: "credit".into(), lines: vec![] })]
    fn after_a_doubtful_attempt_only_an_acceptance_is_an_answer(#[case] outcome: SubmitOutcome) {
        assert!(matches!(verdict(&outcome, true), Verdict::AskNow { .. }), "{outcome:?}");
    }

    #[rstest]
    #[case("IP Address Invalid", HoldCode::AddressNotRegistered)]
    #[case("Client.IncompleteXML", HoldCode::RequestIncomplete)]
    #[case("IncompleteXML01", HoldCode::RequestIncomplete)]
    fn a_refused_request_is_held_with_its_cure(#[case] code: &str, #[case] expected: HoldCode) {
        let refused = SubmitOutcome::Refused { code: code.into(), detail: "(1) City".into() };
        let Verdict::Held { hold, .. } = verdict(&refused, false) else { panic!("not held") };
        assert_eq!(hold.code, expected);
        assert!(hold.to_string().contains("(1) City"));
    }
}
