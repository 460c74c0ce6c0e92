//! The list before sending: complete, with questions open, being made, and nothing to confirm.

use linkspan::http::portal::reconcile::{ReconcileList, ReconcilePage, ReconcileRow};
use linkspan::http::portal::shell::Section;
use linkspan::http::portal::states::FindingState;

use super::{Sheet, at};

fn row(number: &str, known: bool, finding: FindingState, sentence: &str) -> ReconcileRow {
    ReconcileRow {
        po_number: number.to_owned(),
        for_whom: Some("Harbor Dental".to_owned()).filter(|_| known),
        number: Some(format!("LS-{number}")).filter(|_| finding != FindingState::NoNumber),
        known,
        finding,
        sentence: sentence.to_owned(),
        distributor_orders: if finding == FindingState::Same { vec!["152301636".to_owned()] } else { Vec::new() },
    }
}

fn list(rows: Vec<ReconcileRow>) -> ReconcileList {
    ReconcileList {
        why: "A backup was restored. Orders that were sent after it was made are not in it.".to_owned(),
        since: Some(at("2026-11-22T13:40:00Z")),
        made: true,
        rows,
        trouble: None,
        digest: "0f3a".to_owned(),
    }
}

fn page(list: Option<ReconcileList>) -> ReconcilePage {
    ReconcilePage { bridge: "1".to_owned(), list }
}

pub fn sheets() -> Vec<Sheet> {
    let complete = vec![
        row("2026.0114", true, FindingState::NotFound, "The distributor does not know LS-2026.0114."),
        row("2026.0115", false, FindingState::Same, "The distributor has it, with the same products and quantities."),
        row(
            "2026.0116",
            false,
            FindingState::Different,
            "The distributor has something else: line 1: quantity [9] there, 3 sent.",
        ),
        row("2026 0117", false, FindingState::NoNumber, "It has no number that could have been ordered under."),
    ];
    let mut open = complete.clone();
    open.push(row("2026.0118", true, FindingState::NoAnswer, "TD SYNNEX gave no answer. It is tried again."));
    open.push(row("2026.0119", true, FindingState::Waiting, ""));
    let mut troubled = list(open);
    troubled.trouble = Some(("TD SYNNEX refuses the password.".to_owned(), at("2026-11-22T15:05:00Z")));
    let making = ReconcileList { made: false, ..list(Vec::new()) };
    let sheet = |name, list: Option<ReconcileList>| {
        Sheet::new(name, Section::Orders, move |shell| page(list.clone()).render(shell))
    };
    vec![
        sheet("reconcile", Some(list(complete))),
        sheet("reconcile-open", Some(troubled)),
        sheet("reconcile-making", Some(making)),
        sheet("reconcile-empty", Some(list(Vec::new()))),
        sheet("reconcile-done", None),
    ]
}

#[test]
fn only_a_list_without_open_questions_may_be_confirmed() {
    let open = |finding| list(vec![row("1", true, finding, "")]).open();
    let found: Vec<_> = FindingState::ALL.iter().filter(|finding| open(**finding) > 0).copied().collect();
    assert_eq!(found, [FindingState::Waiting, FindingState::NoAnswer]);
    assert!(list(Vec::new()).is_complete());
    assert!(!ReconcileList { made: false, ..list(Vec::new()) }.is_complete());
}
