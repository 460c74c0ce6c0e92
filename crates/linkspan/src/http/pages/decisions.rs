//! What people decide about products that wait: the rows with their forms, and taking the answer. The page of a run and the
//! page of a product share it.

use crate::app::catalog::holds::{self, Given};
use crate::app::catalog::view::HeldRow;
use crate::http::Web;
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::activity::{Decided, HeldRecord};
use crate::http::portal::page::Choice;
use crate::http::portal::strings::Text;
use crate::http::signed::Signed;
use linkspan_core::catalog::decision::{Answer, Decision};
use linkspan_core::id::BridgeId;
use linkspan_core::problem::Problem;

/// The value of the choice that makes a new product.
const NEW: &str = "new";
/// The value of the choice that leaves the SKU out.
const OUT: &str = "out";
/// What stands before the id of a product in a choice.
const PRODUCT: &str = "product:";

/// The row of a product that waits, or waited.
pub(super) fn row(held: HeldRow, t: Text) -> HeldRecord {
    let choices = match held.choices.is_empty() {
        true => Vec::new(),
        false => choices(&held.choices, t),
    };
    HeldRecord {
        id: held.sku,
        name: held.name,
        reason: held.sentence,
        can_decide: true,
        choices,
        decided: held.decision.map(|decision| Decided { sentence: sentence(&decision, t), at: decision.at }),
    }
}

fn choices(products: &[(String, String)], t: Text) -> Vec<Choice> {
    let label =
        |id: &str, name: &str| if name.is_empty() { t.detail_in_autotask(id) } else { format!("{name} ({id})") };
    let mut choices: Vec<Choice> =
        products.iter().map(|(id, name)| Choice::new(format!("{PRODUCT}{id}"), label(id, name))).collect();
    choices.push(Choice::new(NEW, t.held_new()));
    choices.push(Choice::new(OUT, t.held_out()));
    choices
}

fn sentence(decision: &Decision, t: Text) -> String {
    let by = &decision.by;
    let said = match &decision.answer {
        Answer::Accept => t.held_accepted(by),
        Answer::Keep if decision.leaves_out() => t.held_left_out(by),
        Answer::Keep => t.held_kept(by),
        Answer::Choose { product } => t.held_chosen(by, product),
        Answer::CreateNew => t.held_created(by),
    };
    if decision.reason.is_empty() { said } else { format!("{said} \u{201c}{}\u{201d}", decision.reason) }
}

/// Takes what a form says about one product; with it, what is said when it went well.
pub(super) async fn take(
    web: &Web,
    signed: &Signed,
    bridge: BridgeId,
    sku: &str,
    fields: &Fields,
    t: Text,
) -> Result<(Result<(), Problem>, &'static str), Failure> {
    let environment = signed.env.id();
    let (answer, good) = match (fields.text("answer"), fields.text("choice")) {
        ("undo", _) => {
            return Ok((holds::undo(&web.app, environment, bridge, sku, signed.actor()).await, t.decided_undo()));
        }
        ("accept", _) => (Answer::Accept, t.decided_accept()),
        ("keep", _) | ("choose", OUT) => (Answer::Keep, t.decided_keep()),
        ("choose", NEW) => (Answer::CreateNew, t.decided_choice()),
        ("choose", choice) => match choice.strip_prefix(PRODUCT) {
            Some(product) => (Answer::Choose { product: product.to_owned() }, t.decided_choice()),
            None => return Ok((Err(Problem::permanent("choice_missing", t.choice_missing())), "")),
        },
        _ => return Err(Failure::Malformed),
    };
    let given = Given { sku, answer: &answer, reason: fields.text("reason"), actor: signed.actor() };
    Ok((holds::decide(&web.app, environment, bridge, &given).await, good))
}
