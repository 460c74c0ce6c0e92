//! What went wrong with a call to Autotask, as a problem: a stable code, a sentence with what to do, the consequence.

use ::autotask::{Consequence as Said, Error, Kind, Verb};
use jiff::SignedDuration;
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::problem::{Consequence, Problem};

/// The problem that an error is. `now` is needed for pauses that the vendor asked for.
pub(crate) fn problem(error: Error, now: Timestamp) -> Problem {
    let (code, sentence) = words(&error);
    Problem::new(code, sentence, consequence(&error, now)).caused_by(error)
}

fn consequence(error: &Error, now: Timestamp) -> Consequence {
    match error.consequence() {
        Said::Permanent if matches!(error.kind(), Kind::Permission { .. }) => Consequence::NeedsPerson,
        Said::Permanent => Consequence::Permanent,
        Said::Retry { after } => Consequence::Retry {
            after: after.and_then(|pause| now.checked_add(SignedDuration::try_from(pause).ok()?).ok()),
        },
        Said::Credentials => Consequence::Credentials,
        Said::Limit { until_ms } => Consequence::Limit { until: until_ms.map(from_ms) },
        Said::NotSent => Consequence::NotSent,
        Said::UnknownOutcome => Consequence::UnknownOutcome,
    }
}

fn words(error: &Error) -> (&'static str, String) {
    let said = error.vendor_text();
    let with_words = |sentence: &str| match said {
        Some(text) => format!("{sentence} Autotask says: {text}"),
        None => sentence.to_owned(),
    };
    match error.kind() {
        Kind::Credentials | Kind::CredentialsRefusedBefore => (
            "credentials_refused",
            "Autotask refuses the API user's sign-in: the secret was changed, or the user was made inactive. \
             Reconnect with a new secret. Nothing is sent until then."
                .into(),
        ),
        Kind::AccountLocked => (
            "account_locked",
            "Autotask has locked the API user after wrong secrets. Have an administrator unlock it, then reconnect.".into(),
        ),
        Kind::IntegrationCode => (
            "integration_code_refused",
            "Autotask does not accept the integration code for this API user. Reconnect with the user's tracking identifier."
                .into(),
        ),
        Kind::UnknownUser => {
            ("user_unknown", "Autotask does not know the API user any more. Reconnect with an existing one.".into())
        }
        Kind::Permission { entity, verb } => ("permission_missing", permission(entity, *verb)),
        Kind::Validation => ("psa_refused", with_words("Autotask refused the data.")),
        Kind::UnknownField { field, entity } => (
            "psa_field_unknown",
            format!("Autotask has no field {field} on {entity} for this API user. Check the user's security level."),
        ),
        Kind::NotFound => ("psa_record_missing", "Autotask has no such record any more.".into()),
        Kind::ThreadLimit => ("psa_busy", "Autotask is busy with other calls. It is tried again.".into()),
        Kind::HourlyLimit => (
            "psa_limit_reached",
            "The hourly limit of Autotask calls is used up, by all integrations together. It is tried again later.".into(),
        ),
        Kind::QuotaReserved { .. } => (
            "quota_reserved",
            "The share of Autotask calls is used up for now, so that others keep theirs. It goes on by itself.".into(),
        ),
        Kind::Transient => ("psa_unavailable", "Autotask is not available at the moment. It is tried again.".into()),
        Kind::Network { before_send: true } => (
            "psa_unreachable",
            "Autotask cannot be reached from this server. Check its network; it is tried again.".into(),
        ),
        Kind::Network { before_send: false } => {
            ("psa_connection_lost", "The connection to Autotask broke. It is tried again.".into())
        }
        Kind::UnknownOutcome => (
            "psa_outcome_unknown",
            "It is not certain whether Autotask created the record. It is looked for before anything else.".into(),
        ),
        Kind::Unsendable { .. } => ("psa_request_unsendable", "The request could not be formed. Check the API user's data.".into()),
        _ => ("psa_answer_unusable", with_words("Autotask gave an answer that cannot be used.")),
    }
}

fn permission(entity: &str, verb: Verb) -> String {
    let verb = match verb {
        Verb::Query => "read",
        Verb::Create => "create",
        Verb::Update => "change",
        Verb::Delete => "delete",
    };
    format!(
        "The API user may not {verb} {entity}. Grant it in the user's security level in Autotask, then check the connection."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserved_call_waits_for_its_time() {
        let problem = problem(Error::quota_reserved(7_000), from_ms(1_000));
        assert_eq!(problem.code, "quota_reserved");
        assert_eq!(problem.consequence, Consequence::Limit { until: Some(from_ms(7_000)) });
    }

    #[test]
    fn a_missing_permission_names_module_and_verb() {
        assert!(permission("PurchaseOrders", Verb::Update).contains("change PurchaseOrders"));
    }
}
