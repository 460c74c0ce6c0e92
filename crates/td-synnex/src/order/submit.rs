//! Sends a prepared order: one call, never a second one.

use super::answer;
use super::outcome::{SubmitOutcome, SubmitReport, UnknownCause};
use super::prepared::PreparedOrder;
use crate::account::Credentials;
use crate::client::Client;
use crate::error::{Failure, NetworkError, NotSentCause};
use crate::redact::excerpt;
use crate::transport::{self, Answer, Connection};
use tokio::time::Instant;

const RAW_ANSWER: usize = 64 * 1024;

impl Client {
    /// Sends the order once, with the order log-in, and says what became of it. There is no error: every end of the call
    /// is an outcome.
    ///
    /// The promise "once" holds if the `submit_http` of [`Client::new`] is built as described there.
    pub async fn submit(&self, order: &PreparedOrder) -> SubmitReport {
        let begun = Instant::now();
        let (outcome, raw_answer) = self.submit_once(order).await;
        let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        SubmitReport { outcome, raw_answer, elapsed_ms }
    }

    async fn submit_once(&self, order: &PreparedOrder) -> (SubmitOutcome, Option<String>) {
        if order.customer_number() != self.account.number {
            return (not_sent(NotSentCause::OtherAccount), None);
        }
        let credentials = &self.credentials.order;
        let Some(body) = order.with_credentials(credentials) else {
            return (not_sent(NotSentCause::CannotBuild), None);
        };
        let url = self.hosts.purchase_order();
        match transport::post(&self.submit_http, &url, &body, self.submit_timeout, Connection::Single).await {
            Ok(answer) => {
                let raw = excerpt(&answer.body, credentials, RAW_ANSWER);
                (judge(&answer, order, credentials), Some(raw))
            }
            Err(error) => (from_network(&error), None),
        }
    }
}

fn judge(answer: &Answer, order: &PreparedOrder, credentials: &Credentials) -> SubmitOutcome {
    let by_status = |status| SubmitOutcome::Unknown {
        cause: UnknownCause::HttpStatus(status),
        detail: format!("HTTP status {status}"),
    };
    match answer.status {
        _ if answer.too_large => SubmitOutcome::Unknown {
            cause: UnknownCause::Unreadable,
            detail: "the answer is larger than allowed".to_owned(),
        },
        200..=299 => answer::classify(&answer.body, order, credentials),
        status @ 400..=499 => answer::certain_refusal(&answer.body, credentials).unwrap_or_else(|| by_status(status)),
        status => by_status(status),
    }
}

fn not_sent(cause: NotSentCause) -> SubmitOutcome {
    SubmitOutcome::NotSent { cause, detail: cause.to_string() }
}

fn from_network(error: &NetworkError) -> SubmitOutcome {
    let detail = transport::chain(error);
    match error.failure {
        Failure::NotSent(cause) => SubmitOutcome::NotSent { cause, detail },
        Failure::TimedOut => SubmitOutcome::Unknown { cause: UnknownCause::TimedOut, detail },
        Failure::Cut => SubmitOutcome::Unknown { cause: UnknownCause::Cut, detail },
    }
}
