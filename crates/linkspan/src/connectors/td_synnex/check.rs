//! Asking a kept connection step by step whether it works.

use super::catalogue::Feed;
use super::errors::user;
use super::files::{FileHost, Visit};
use super::session::Session;
use super::sign_in::{ADDRESS_NOTE, ask};
use crate::connectors::accounts::Finding;
use crate::connectors::health::ADDRESS;
use ::td_synnex::Slot;

/// The step about the file server.
pub(super) const FILE_SERVER: &str = "file_server";

/// The steps. A refusal is told to the watch.
pub(crate) async fn check(session: &Session, feed: &Feed) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (step, slot) in [("read_sign_in", Slot::Read), ("order_sign_in", Slot::Order)] {
        findings.push(match session.run(ask(session.client(), slot)).await {
            Ok(()) => Finding::ok(step, format!("The {} user is let in", user(slot))),
            Err(problem) => Finding::failed(step, problem.code, problem.sentence, ""),
        });
    }
    if let Some(files) = feed.files() {
        findings.push(match files.visit().await {
            Ok(visit) => visited(&files.host, &visit),
            Err(problem) => Finding::failed(FILE_SERVER, problem.code, problem.sentence, ""),
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

/// What is said of a file server that let us in.
pub(super) fn visited(host: &FileHost, visit: &Visit) -> Finding {
    let (name, key) = (host.name(), &visit.key);
    match visit.nightly {
        Some(bytes) => {
            let size = bytes.div_ceil(1_000_000);
            Finding::ok(FILE_SERVER, format!("{name} lets us in; the file has {size} MB. Its key: {key}"))
        }
        None => Finding::noted(
            FILE_SERVER,
            format!(
                "{name} lets us in, but the account has no price file there. Ask TD SYNNEX to deliver it; setting it up \
                 takes a few working days. The server's key: {key}"
            ),
        ),
    }
}
