//! From findings to the lines of a checklist.

use super::portal::page::Check;
use super::portal::states::CheckState;
use super::portal::strings::Text;
use crate::connectors::{Finding, Verdict};

/// The lines of a checklist.
pub(super) fn lines(findings: &[Finding], t: Text) -> Vec<Check> {
    findings.iter().map(|finding| line(finding, t)).collect()
}

fn line(finding: &Finding, t: Text) -> Check {
    let name = match (finding.step, &finding.subject) {
        ("permission", Some(module)) => t.check_permission(module),
        (step, Some(subject)) => format!("{}: {subject}", step_name(step, t)),
        (step, None) => step_name(step, t).to_owned(),
    };
    let line = Check { name, state: CheckState::Passed, found: None, cause: None, cure: None };
    match &finding.verdict {
        Verdict::Ok { found } => Check { found: Some(found.clone()).filter(|text| !text.is_empty()), ..line },
        Verdict::Noted { sentence } => Check { state: CheckState::Remark, found: Some(sentence.clone()), ..line },
        Verdict::Failed { sentence, cure, .. } => Check {
            state: CheckState::Failed,
            cause: Some(sentence.clone()),
            cure: Some(cure.clone()).filter(|text| !text.is_empty()),
            ..line
        },
    }
}

fn step_name(step: &str, t: Text) -> &'static str {
    match step {
        "zone" => t.check_zone(),
        "sign_in" => t.check_sign_in(),
        "read_sign_in" => t.check_read_sign_in(),
        "order_sign_in" => t.check_order_sign_in(),
        "resource" => t.check_resource(),
        "account" => t.connector_account(),
        "sender_address" => t.check_sender_address(),
        "file_server" => t.file_server(),
        _ => t.check_other(),
    }
}

/// A name of ours as words: `user_name` is *User name*.
pub(super) fn words_of(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).map(|letter| if letter == '_' { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::portal::strings::Locale;

    #[test]
    fn a_failed_step_says_cause_and_cure_and_a_doubtful_one_is_a_remark() {
        let t = Text(Locale::En);
        let findings = [
            Finding::ok("zone", "Zone 5, Example MSP"),
            Finding::noted("sender_address", "It shows with the first order."),
            Finding::failed("permission", "permission_missing", "It may not read them.", "Allow it.").about("Products"),
        ];
        let lines = lines(&findings, t);
        assert_eq!(lines[0].found.as_deref(), Some("Zone 5, Example MSP"));
        assert_eq!(lines[1].state, CheckState::Remark);
        assert!(lines[2].name.contains("Products") && lines[2].cure.as_deref() == Some("Allow it."));
    }

    #[test]
    fn names_become_words() {
        assert_eq!(words_of("user_name"), "User name");
        assert_eq!(words_of(""), "");
    }
}
