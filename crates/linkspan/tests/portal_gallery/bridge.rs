//! Making a bridge: as it is offered, with a prefix that cannot be used, without companies, while Autotask is silent.

use linkspan::http::portal::bridge::NewBridgePage;
use linkspan::http::portal::page::{Choice, Field};
use linkspan::http::portal::shell::Section;

use super::Sheet;

fn offered() -> NewBridgePage {
    NewBridgePage {
        vendors: vec![Choice::new("240", "TD SYNNEX").chosen(), Choice::new("241", "Harbor Supplies")],
        prefix: Field::of("LS-"),
        sources: vec![
            Choice::new("number", "the purchase order number").chosen(),
            Choice::new("id", "the purchase order's id"),
        ],
        example: Some("LS-20261122-0001".to_owned()),
        ..NewBridgePage::default()
    }
}

pub fn sheets() -> Vec<Sheet> {
    let refused = NewBridgePage {
        prefix: Field::of("A-VERY-LONG-PREFIX").wrong("With this prefix a number could not be sent."),
        example: None,
        submitted: vec![Choice::new("", "not known").chosen(), Choice::new("12", "Handed over")],
        more: true,
        ..offered()
    };
    let silent = NewBridgePage {
        vendors: Vec::new(),
        trouble: Some("Autotask did not answer. Try again in a few minutes.".to_owned()),
        ..offered()
    };
    let none = NewBridgePage { vendors: Vec::new(), text: "zeppelin".to_owned(), ..offered() };
    [("bridge", offered()), ("bridge-refused", refused), ("bridge-silent", silent), ("bridge-none", none)]
        .into_iter()
        .map(|(name, page)| Sheet::new(name, Section::Connectors, move |shell| page.render(shell)))
        .collect()
}

#[test]
fn a_bridge_is_made_only_with_a_company_and_numbers_that_can_be_sent() {
    assert!(offered().can_be_made());
    assert!(!NewBridgePage { prefix: Field::of("x").wrong("No."), ..offered() }.can_be_made());
    assert!(!NewBridgePage { vendors: Vec::new(), ..offered() }.can_be_made());
    assert_eq!(offered().source(), "number");
}
