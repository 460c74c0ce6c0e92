//! After a restore, at the portal: home says why nothing is sent, the list says what the distributor has, a person confirms.

use crate::desk::Desk;
use linkspan::app::orders::reconcile::{Scope, enter_reconcile_first};
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_store::ReconcileReason;

async fn restore(desk: &Desk) {
    let waiting = enter_reconcile_first(&desk.world.app, Scope::All, ReconcileReason::Restored).await.unwrap();
    assert_eq!(waiting, 1);
}

fn digest_in(body: &str) -> String {
    let at = body.find("name=\"digest\" value=\"").expect("a list to confirm") + "name=\"digest\" value=\"".len();
    body[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_why_nothing_is_sent_and_confirms_the_list() {
    let mut desk = Desk::open().await;
    let order = desk.world.submit_order(&[(desk.world.td_synnex.ready().skus[0], 1)]);
    restore(&desk).await;
    let page = format!("/bridges/{}/reconcile", desk.world.bridge);
    let home = desk.see("/").await.body;
    assert!(home.contains("A backup was restored.") && home.contains(&format!("href=\"{page}\"")), "{home}");

    let listed = desk.until(&page, "Does not know it").await.body;
    assert!(listed.contains(&order.number) && listed.contains("No: found after it was restored"), "{listed}");
    let stale = desk.send(&format!("{page}/confirm"), &[("digest", "another")]).await.body;
    assert!(stale.contains("The list has changed meanwhile"), "{stale}");
    let again = desk.send(&format!("{page}/ask"), &[]).await.body;
    assert!(again.contains("TD SYNNEX is being asked."), "{again}");
    let listed = desk.until(&page, "name=\"digest\"").await.body;
    let done = desk.send(&format!("{page}/confirm"), &[("digest", &digest_in(&listed))]).await.body;
    assert!(done.contains("Orders are sent again."), "{done}");
    assert!(desk.see(&page).await.body.contains("does not wait for anything"));
    assert!(!desk.see("/").await.body.contains("A backup was restored."));
    assert!(!desk.world.env().bridge(desk.world.bridge).await.unwrap().unwrap().reconcile_first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_without_answers_shows_what_is_in_the_way_and_has_no_button_to_confirm() {
    let mut desk = Desk::open().await;
    desk.world.submit_order(&[(desk.world.td_synnex.ready().skus[0], 1)]);
    desk.world.td_synnex.faults().add(Fault::always("POST /SynnexXML/POStatus", FaultAction::Refuse));
    restore(&desk).await;
    let page = format!("/bridges/{}/reconcile", desk.world.bridge);
    let open = desk.until(&page, "No answer yet").await.body;
    assert!(open.contains("answers are still missing") && !open.contains("/reconcile/confirm\""), "{open}");
    assert!(!open.contains("os error"), "{open}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_another_environment_is_not_there() {
    let mut desk = Desk::open().await;
    let foreign = desk.foreign_bridge().await;
    restore_all(&desk).await;
    let page = format!("/bridges/{foreign}/reconcile");
    assert_eq!(desk.browser.get(&page).await.status, 404);
    for button in ["ask", "confirm"] {
        assert_eq!(desk.browser.submit(&format!("{page}/{button}"), &[]).await.status, 404);
    }
}

async fn restore_all(desk: &Desk) {
    let waiting = enter_reconcile_first(&desk.world.app, Scope::All, ReconcileReason::HostChanged).await.unwrap();
    assert_eq!(waiting, 2, "every environment waits");
}
