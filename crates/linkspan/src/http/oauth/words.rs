//! What a popup that failed says: a stable code and an English sentence for the program, a sentence in the person's language
//! for the page.

use crate::app::authorise::{BeginFailure, FinishFailure};
use crate::app::connect_sessions::TargetFailure;
use crate::app::lend::ImportFailure;
use crate::http::portal::strings::{Locale, Text};
use linkspan_core::problem::{Consequence, Problem};

/// Why there is no connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// For programs.
    pub(super) code: String,
    /// For programs, in English.
    pub(super) english: String,
    /// For the person.
    pub(super) sentence: String,
}

impl Ended {
    fn new(code: impl Into<String>, t: Text, words: impl Fn(Text) -> String) -> Self {
        Self { code: code.into(), english: words(Text(Locale::En)), sentence: words(t) }
    }
}

/// The connect session is not known or has ended.
pub(super) fn of_session(code: &str, t: Text) -> Ended {
    Ended::new(code, t, |t| t.oauth_session().to_owned())
}

/// The browser was not sent to the vendor.
pub(super) fn of_begin(failure: BeginFailure, t: Text) -> Ended {
    match failure {
        BeginFailure::Target(failure) => of_target(failure, t),
        BeginFailure::Config(faults) => {
            let names = faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>().join(", ");
            Ended::new("invalid_connection_config", t, |t| t.oauth_config(&names))
        }
        BeginFailure::NoClient => Ended::new("missing_client_id", t, |t| t.oauth_unfit().to_owned()),
        BeginFailure::NoAddress => Ended::new("invalid_authorization_url", t, |t| t.oauth_unfit().to_owned()),
        BeginFailure::Problem(problem) => ours(&problem, t),
    }
}

/// The browser came back, and no account was linked.
pub(super) fn of_finish(failure: FinishFailure, t: Text) -> Ended {
    match failure {
        FinishFailure::Unknown => Ended::new("invalid_state", t, |t| t.oauth_state().to_owned()),
        FinishFailure::Denied => Ended::new("access_denied", t, |t| t.oauth_denied().to_owned()),
        FinishFailure::Vendor(code) => Ended::new(code.clone(), t, |t| t.oauth_vendor(&code)),
        FinishFailure::Session => of_session("unknown_connect_session_token", t),
        FinishFailure::Target(failure) => of_target(failure, t),
        FinishFailure::Exchange(problem) => exchange(&problem, t),
        FinishFailure::Import(ImportFailure::Problem(problem)) | FinishFailure::Problem(problem) => ours(&problem, t),
        FinishFailure::Import(_) => Ended::new("connection_test_failed", t, |t| t.oauth_refused().to_owned()),
    }
}

fn of_target(failure: TargetFailure, t: Text) -> Ended {
    let code = match failure {
        TargetFailure::NoIntegration => "unknown_provider_config",
        TargetFailure::NoProvider => "unknown_provider_template",
        TargetFailure::OtherMode(_) => "invalid_auth_mode",
        TargetFailure::NotAllowed => "integration_not_allowed",
        TargetFailure::Gone => "invalid_connection",
        TargetFailure::Problem(problem) => return ours(&problem, t),
    };
    Ended::new(code, t, |t| t.oauth_unfit().to_owned())
}

fn exchange(problem: &Problem, t: Text) -> Ended {
    match problem.consequence {
        Consequence::Credentials => Ended::new("token_exchange_failed", t, |t| t.oauth_exchange().to_owned()),
        _ if problem.code == "vendor_unreachable" => {
            tracing::warn!(cause = problem.cause_chain(), "a token service was not reached: {problem}");
            Ended::new("vendor_unreachable", t, |t| t.oauth_unreachable().to_owned())
        }
        _ => ours(problem, t),
    }
}

fn ours(problem: &Problem, t: Text) -> Ended {
    tracing::error!(code = problem.code, cause = problem.cause_chain(), "a popup failed: {problem}");
    Ended::new("server_error", t, |t| t.trouble_internal().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_get_english_and_people_their_own_language() {
        let ended = of_finish(FinishFailure::Denied, Text(Locale::De));
        assert_eq!(ended.code, "access_denied");
        assert_ne!(ended.english, ended.sentence);
        assert_eq!(ended.english, Text(Locale::En).oauth_denied());
    }

    #[test]
    fn what_is_our_own_fault_says_nothing_about_itself() {
        let problem = Problem::retry("store_failed", "The table was locked.");
        let ended = of_finish(FinishFailure::Problem(problem), Text(Locale::En));
        assert_eq!(ended.code, "server_error");
        assert!(!ended.sentence.contains("table"));
        let away = Problem::retry("vendor_unreachable", "It is away.");
        assert_eq!(of_finish(FinishFailure::Exchange(away), Text(Locale::En)).code, "vendor_unreachable");
    }
}
