//! Sending a prepared order: outcome classes are passed on one to one.

use super::errors::{address_not_registered, user};
use super::prepare::prepare;
use super::session::Session;
use ::td_synnex::Slot;
use ::td_synnex::order::{
    AnsweredLine, LineDisposition, OrderType, PreparedOrder as Wire, RefusalCode, SubmitOutcome as Said, UnknownCause,
};
use async_trait::async_trait;
use linkspan_core::capability::distributor::{AnswerLine, OrderSubmission, PreparedOrder, SubmitOutcome, SubmitReport};
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::{HoldReason, LineState};
use linkspan_core::problem::{Consequence, Problem};

#[async_trait]
impl OrderSubmission for Session {
    fn prepare(&self, number: &str, snapshot: &Snapshot) -> Result<PreparedOrder, Vec<HoldReason>> {
        prepare(self.account(), number, snapshot)
    }

    async fn submit(&self, order: &PreparedOrder) -> SubmitReport {
        let wire = match Wire::from_body(&order.body) {
            Ok(wire) if wire.po_number() == order.number => wire,
            Ok(_) => return unsendable("the stored request carries another number"),
            Err(error) => return unsendable(&error.to_string()),
        };
        let report = self.client().submit(&wire).await;
        self.watch_outcome(&report.outcome).await;
        let raw_answer = report.raw_answer.or_else(|| evidence(&report.outcome));
        SubmitReport { outcome: outcome(report.outcome), raw_answer, elapsed_ms: report.elapsed_ms }
    }
}

impl Session {
    /// What an outcome says about the connection itself is kept beside it.
    async fn watch_outcome(&self, outcome: &Said) {
        match outcome {
            Said::Refused { code: RefusalCode::IpNotRegistered, detail, .. } => {
                self.tell(&address_not_registered(detail)).await;
            }
            Said::Unknown { cause: UnknownCause::LogInRefused, detail } => {
                let sentence = format!(
                    "TD SYNNEX refuses the {} user: {detail}. Reconnect with what works at EC Express.",
                    user(Slot::Order)
                );
                self.tell(&Problem::new("credentials_refused", sentence, Consequence::Credentials)).await;
            }
            Said::Accepted { .. }
            | Said::BackOrder { .. }
            | Said::PendingReview { .. }
            | Said::PartlyAccepted { .. }
            | Said::Rejected { .. }
            | Said::Duplicate { .. } => self.address_is_known().await,
            Said::Refused { .. } | Said::NotSent { .. } | Said::Unknown { .. } => {}
        }
    }
}

fn unsendable(why: &str) -> SubmitReport {
    SubmitReport { outcome: SubmitOutcome::NotSent { why: why.to_owned() }, raw_answer: None, elapsed_ms: 0 }
}

fn outcome(said: Said) -> SubmitOutcome {
    match said {
        Said::NotSent { cause, .. } => SubmitOutcome::NotSent { why: cause.to_string() },
        Said::Refused { code, detail, problems } => {
            let detail = if problems.is_empty() { detail } else { problems.join("; ") };
            SubmitOutcome::Refused { code: refusal(code).to_owned(), detail }
        }
        Said::Accepted { lines: found } | Said::BackOrder { lines: found } => {
            SubmitOutcome::Accepted { lines: lines(found) }
        }
        Said::PendingReview { lines: found, .. } => SubmitOutcome::PendingReview { lines: lines(found) },
        Said::PartlyAccepted { lines: found, unanswered } => mixed(found, unanswered),
        Said::Rejected { reason, lines: found } => SubmitOutcome::Rejected { reason, lines: lines(found) },
        Said::Duplicate { reason } => SubmitOutcome::Duplicate { reason },
        Said::Unknown { cause, .. } => SubmitOutcome::Unknown { why: doubt(&cause) },
    }
}

/// What is known technically about a call that brought no answer: for the trail, never for the sentence.
fn evidence(said: &Said) -> Option<String> {
    match said {
        Said::NotSent { detail, .. } | Said::Unknown { detail, .. } => Some(format!("No answer. {detail}")),
        _ => None,
    }
}

/// Why it is not known what became of an order, as people read it.
fn doubt(cause: &UnknownCause) -> String {
    let words = match cause {
        UnknownCause::TimedOut => "no answer came in time",
        UnknownCause::Cut => "the connection was cut before the answer was whole",
        UnknownCause::HttpStatus(status) => {
            return format!("the distributor's server answered with the error {status}");
        }
        UnknownCause::VendorFault => "the distributor reports a fault of its own",
        UnknownCause::Unreadable => "the answer cannot be read",
        UnknownCause::UnknownCode => "the answer has a code that is not documented",
        UnknownCause::Contradictory => "the answer contradicts itself",
        UnknownCause::OtherOrder => "the answer is about another order",
        UnknownCause::LogInRefused => "the distributor seems to refuse the log-in",
    };
    words.to_owned()
}

/// Lines that fare differently. Where none was refused the order was taken as a whole, and a line under review makes the
/// whole wait for a person.
fn mixed(found: Vec<AnsweredLine>, unanswered: Vec<u32>) -> SubmitOutcome {
    use LineDisposition::{PendingReview, Rejected, Unknown};
    let any = |wanted: LineDisposition| found.iter().any(|line| line.disposition == wanted);
    let (lost, in_review) = (any(Rejected) || any(Unknown) || !unanswered.is_empty(), any(PendingReview));
    let mut lines = lines(found);
    lines.extend(unanswered.into_iter().map(unanswered_line));
    match (lost, in_review) {
        (true, _) => SubmitOutcome::PartlyAccepted { lines },
        (false, true) => SubmitOutcome::PendingReview { lines },
        (false, false) => SubmitOutcome::Accepted { lines },
    }
}

fn lines(found: Vec<AnsweredLine>) -> Vec<AnswerLine> {
    found.into_iter().map(line).collect()
}

fn line(found: AnsweredLine) -> AnswerLine {
    let state = match found.disposition {
        LineDisposition::Accepted | LineDisposition::PendingReview => LineState::Accepted,
        LineDisposition::BackOrdered => LineState::Backordered,
        LineDisposition::Rejected => LineState::Rejected,
        LineDisposition::Unknown => LineState::Unknown,
    };
    let order_type = match &found.order_type {
        OrderType::SalesOrder => "SO",
        OrderType::BackOrder => "BO",
        OrderType::Quotation => "99",
        OrderType::Other(word) => word,
    };
    let parts = [found.code.as_str(), order_type, found.internal_reference.as_deref().unwrap_or_default()];
    let detail = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    AnswerLine {
        line: found.line,
        sku: found.sku.unwrap_or_default(),
        order_number: found.order_number,
        state,
        reason: found.reason,
        detail,
    }
}

fn unanswered_line(number: u32) -> AnswerLine {
    AnswerLine {
        line: number,
        sku: String::new(),
        order_number: None,
        state: LineState::Unknown,
        reason: Some("The distributor's answer does not mention this line.".into()),
        detail: "no answer".into(),
    }
}

/// The vendor's own names of its refusals.
fn refusal(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::IpNotRegistered => "IP Address Invalid",
        RefusalCode::IncompleteXml => "Client.IncompleteXML",
        RefusalCode::MalformedXml => "IncompleteXML01",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::td_synnex::NotSentCause;
    use LineDisposition as D;
    use rstest::rstest;

    fn answered(number: u32, disposition: D) -> AnsweredLine {
        AnsweredLine {
            line: number,
            sku: Some("7700101".into()),
            quantity: Some(2),
            disposition,
            code: "accepted".into(),
            order_number: Some("70200311".into()),
            order_type: OrderType::SalesOrder,
            warehouse: None,
            internal_reference: Some("SALESORDER,A-CIS".into()),
            reason: None,
        }
    }

    fn class(outcome: &SubmitOutcome) -> String {
        serde_json::to_value(outcome).unwrap()["class"].as_str().unwrap().to_owned()
    }

    #[rstest]
    #[case::sales_orders(&[D::Accepted, D::Accepted], &[], "accepted")]
    #[case::sales_order_and_back_order(&[D::Accepted, D::BackOrdered], &[], "accepted")]
    #[case::one_with_a_person(&[D::Accepted, D::PendingReview], &[], "pending_review")]
    #[case::one_refused(&[D::Accepted, D::Rejected], &[], "partly_accepted")]
    #[case::one_refused_one_with_a_person(&[D::PendingReview, D::Rejected], &[], "partly_accepted")]
    #[case::one_not_understood(&[D::Accepted, D::Unknown], &[], "partly_accepted")]
    #[case::one_not_answered(&[D::Accepted], &[2], "partly_accepted")]
    fn lines_that_fare_differently(#[case] dispositions: &[D], #[case] unanswered: &[u32], #[case] expected: &str) {
        let found = dispositions.iter().zip(1..).map(|(disposition, number)| answered(number, *disposition)).collect();
        let outcome = outcome(Said::PartlyAccepted { lines: found, unanswered: unanswered.to_vec() });
        assert_eq!(class(&outcome), expected);
    }

    #[test]
    fn each_class_stays_what_it_is() {
        let taken = || vec![answered(1, D::Accepted)];
        let not_sent = Said::NotSent { cause: NotSentCause::ConnectionRefused, detail: "refused".into() };
        let unknown = Said::Unknown { cause: UnknownCause::Cut, detail: "cut".into() };
        for (said, expected) in [
            (not_sent, "not_sent"),
            (Said::Accepted { lines: taken() }, "accepted"),
            (Said::BackOrder { lines: taken() }, "accepted"),
            (Said::PendingReview { reason: None, lines: taken() }, "pending_review"),
            (Said::Rejected { reason: "Credit hold".into(), lines: vec![] }, "rejected"),
            (Said::Duplicate { reason: "PO# already exists".into() }, "duplicate"),
            (unknown, "unknown"),
        ] {
            assert_eq!(class(&outcome(said)), expected);
        }
    }

    #[test]
    fn technical_words_are_evidence_and_no_part_of_the_sentence() {
        let technical = "error sending request: connection reset by peer (os error 104)";
        let cut = Said::Unknown { cause: UnknownCause::Cut, detail: technical.into() };
        assert!(evidence(&cut).unwrap().contains(technical));
        let not_sent = Said::NotSent { cause: NotSentCause::ConnectionRefused, detail: technical.into() };
        for said in [cut, not_sent] {
            let shown = serde_json::to_value(outcome(said)).unwrap()["why"].as_str().unwrap().to_owned();
            assert!(!shown.contains("os error") && !shown.contains("request"), "{shown}");
        }
        assert_eq!(evidence(&Said::Duplicate { reason: "known".into() }), None);
    }

    #[test]
    fn a_refusal_keeps_the_vendors_name_and_its_complaints() {
        let refused = Said::Refused {
            code: RefusalCode::IncompleteXml,
            detail: "(1)City (2)State".into(),
            problems: vec!["City".into(), "State".into()],
        };
        let expected = SubmitOutcome::Refused { code: "Client.IncompleteXML".into(), detail: "City; State".into() };
        assert_eq!(outcome(refused), expected);
    }
}
