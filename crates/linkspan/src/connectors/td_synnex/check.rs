//! Asking a kept connection step by step whether it works.

use super::errors::user;
use super::session::Session;
use super::sign_in::{ADDRESS_NOTE, ask};
use crate::connectors::accounts::Finding;
use crate::connectors::health::ADDRESS;
use ::td_synnex::Slot;

/// The steps. A refusal is told to the watch.
pub(crate) async fn check(session: &Session) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (step, slot) in [("read_sign_in", Slot::Read), ("order_sign_in", Slot::Order)] {
        findings.push(match session.run(ask(session.client(), slot)).await {
            Ok(()) => Finding::ok(step, format!("The {} user is let in", user(slot))),
            Err(problem) => Finding::failed(step, problem.code, problem.sentence, ""),
        });
    }
    findings.push(if session.address_was_refused().await {
        Finding::failed(
            "sender_address",
            ADDRESS,
            "TD SYNNEX refused the last order, because it does not know the address of this server.",
            "Ask its help desk to register the address for your account. The next order shows whether it is done.",
        )
    } else {
        Finding::noted("sender_address", ADDRESS_NOTE)
    });
    findings
}
