//! What went wrong with a question to TD SYNNEX, as a problem: a stable code, a sentence with what to do, the consequence.

use crate::connectors::health::ADDRESS;
use ::td_synnex::{Error, Failure, Slot};
use linkspan_core::problem::{Consequence, Problem};

/// The problem that an error is.
pub(super) fn problem(error: Error) -> Problem {
    let (code, sentence, consequence) = words(&error);
    Problem::new(code, sentence, consequence).caused_by(error)
}

/// The problem of a sender address that is not registered.
pub(super) fn address_not_registered(said: &str) -> Problem {
    let (code, sentence) = not_registered(said);
    Problem::new(code, sentence, Consequence::NeedsPerson)
}

fn not_registered(said: &str) -> (&'static str, String) {
    (
        ADDRESS,
        format!(
            "TD SYNNEX does not accept calls from this server's address. Ask its help desk to register the address for \
             your account. It says: {said}"
        ),
    )
}

fn words(error: &Error) -> (&'static str, String, Consequence) {
    let retry = Consequence::Retry { after: None };
    match error {
        Error::Credentials { slot, expired: true, .. } => (
            "password_expired",
            format!(
                "The password of the {} user has expired: TD SYNNEX asks for a new one every 90 days. Set a new one at \
                 EC Express, then reconnect.",
                user(*slot)
            ),
            Consequence::Credentials,
        ),
        Error::Credentials { slot, message, .. } => (
            "credentials_refused",
            format!(
                "TD SYNNEX refuses the {} user, its password or the account number. Reconnect with what works at EC \
                 Express. It says: {message}",
                user(*slot)
            ),
            Consequence::Credentials,
        ),
        Error::IpNotRegistered { message } => {
            let (code, sentence) = not_registered(message);
            (code, sentence, Consequence::NeedsPerson)
        }
        Error::Retry { .. } => {
            ("distributor_unavailable", "TD SYNNEX is not available at the moment. It is tried again.".into(), retry)
        }
        Error::Permanent { code, message } => (
            "distributor_refused",
            format!("TD SYNNEX refused the request ({code}): {message}"),
            Consequence::Permanent,
        ),
        Error::Network(network) => match network.failure {
            Failure::NotSent(_) => (
                "distributor_unreachable",
                "TD SYNNEX cannot be reached from this server. Check its network; it is tried again.".into(),
                Consequence::NotSent,
            ),
            Failure::TimedOut | Failure::Cut => {
                ("distributor_no_answer", "TD SYNNEX gave no answer. It is tried again.".into(), retry)
            }
        },
        _ => {
            ("distributor_answer_unusable", "The answer of TD SYNNEX cannot be used. It is asked again.".into(), retry)
        }
    }
}

/// What people call a log-in.
pub(super) fn user(slot: Slot) -> &'static str {
    match slot {
        Slot::Read => "reading",
        Slot::Order => "ordering",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expired_password_names_the_user_and_the_rule() {
        let error = Error::Credentials { slot: Slot::Order, expired: true, message: "Password Expired".into() };
        let problem = problem(error);
        assert_eq!((problem.code, &problem.consequence), ("password_expired", &Consequence::Credentials));
        assert!(problem.sentence.contains("ordering user") && problem.sentence.contains("90 days"));
    }

    #[test]
    fn garbage_is_asked_again_and_never_taken_for_an_answer() {
        let problem = problem(Error::Protocol { what: "not XML".into(), excerpt: String::new() });
        assert!(problem.may_repeat());
        assert_eq!(problem.code, "distributor_answer_unusable");
    }
}
