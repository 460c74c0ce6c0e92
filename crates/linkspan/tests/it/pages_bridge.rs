//! Making a bridge at the portal: the company is chosen, the number is shown before it is fixed.

use crate::browser::Browser;
use crate::harness::World;
use linkspan::http::{self as web, Web};
use linkspan_core::problem::Consequence;
use linkspan_emulator::faults::{Fault, FaultAction};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const HERE: &str = "/bridges/new";

/// Both accounts linked, nothing bridged, and the owner at the portal.
async fn linked() -> (World, Browser, CancellationToken) {
    let world = World::bare().await;
    world.connected("autotask", world.autotask_values()).await;
    world.connected("td-synnex", world.td_synnex_values()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let web = Web::new(&world.installation, &world.config, listener.local_addr().unwrap());
    let (mut browser, stop) = (Browser::at(web.origin()), CancellationToken::new());
    tokio::spawn(web::serve(web, listener, stop.clone()));
    browser.become_owner(&world.installation).await;
    (world, browser, stop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_what_a_choice_means_before_it_is_fixed() {
    let (world, mut browser, stop) = linked().await;
    let offered = browser.get(HERE).await.body;
    assert!(offered.contains("value=\"240\" checked"), "the likely one is offered first: {offered}");
    assert!(offered.contains("<code>20261122-0001</code>") && offered.contains("13 of 20 characters"), "{offered}");
    let other = browser.get(&format!("{HERE}?prefix=LS-&source=id&q=zeppelin")).await.body;
    assert!(other.contains("<code>LS-1000000</code>") && other.contains("No vendor company found"), "{other}");
    for odd in ["MUCH-TOO-LONG-", "two%20words%20", "%C3%84"] {
        let refused = browser.get(&format!("{HERE}?prefix={odd}")).await.body;
        assert!(refused.contains("could not be sent") && !refused.contains("Make the bridge"), "{odd}: {refused}");
    }
    assert_eq!(browser.submit(HERE, &[("prefix", "LS-")]).await.to(), format!("{HERE}?prefix=LS-"));
    assert!(browser.get(HERE).await.body.contains("Choose a vendor company."));
    let nobody = browser.submit(HERE, &[("vendor", "1"), ("prefix", "LS-")]).await;
    assert_eq!(nobody.to(), format!("{HERE}?vendor=1&prefix=LS-"), "a company that is no vendor is refused");
    let made = browser.submit(HERE, &[("vendor", "240"), ("prefix", "LS-"), ("source", "id")]).await;
    assert_eq!(made.to(), "/connectors/autotask/templates");
    let bridge = world.env().bridges().await.unwrap().remove(0);
    assert_eq!((bridge.vendor_id.as_str(), bridge.number_template.as_str()), ("240", "LS-{purchaseOrderId}"));
    assert_eq!(browser.get(HERE).await.to(), "/connectors/autotask/templates", "there is one bridge of two accounts");
    stop.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_another_bridge_on_the_account_could_make_are_refused_before_the_button() {
    let (world, mut browser, stop) = linked().await;
    let store = &world.app.store;
    let mut tx = store.begin().await.unwrap();
    let other = store.add_environment(&mut tx, "Another tenant").await.unwrap();
    tx.commit().await.unwrap();
    let env = store.env(other);
    let mut ids = Vec::new();
    for (provider, values) in [("autotask", world.autotask_values()), ("td-synnex", world.td_synnex_values())] {
        let request = linkspan::app::connect::ConnectRequest { provider: provider.into(), connection: None, values };
        let proposal = world.connect.try_out(other, &request).await.unwrap().proposal.unwrap();
        ids.push(world.connect.confirm(other, proposal.id, None, "Eve").await.unwrap());
    }
    let mut tx = store.begin().await.unwrap();
    let new = linkspan_store::NewBridge {
        psa: ids[0],
        distributor: ids[1],
        vendor_id: "240".into(),
        vendor_name: "TD SYNNEX".into(),
        number_template: "LS-{purchaseOrderNumber}".into(),
        settings: serde_json::json!({}),
    };
    env.add_bridge(&mut tx, &new).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    for colliding in ["", "ls-", "LS-2"] {
        let refused = browser.get(&format!("{HERE}?prefix={colliding}")).await.body;
        assert!(refused.contains("orders on the same account") && !refused.contains("Make the bridge"), "{refused}");
        let posted = browser.submit(HERE, &[("vendor", "240"), ("prefix", colliding)]).await;
        assert!(posted.to().starts_with(HERE), "{colliding}");
    }
    assert!(browser.get(&format!("{HERE}?prefix=M-")).await.body.contains("Make the bridge"));
    assert!(world.env().bridges().await.unwrap().is_empty());
    stop.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_autotask_is_silent_the_page_says_so() {
    let (world, mut browser, stop) = linked().await;
    world.autotask.server().faults().add(Fault::always("/Companies", FaultAction::Refuse));
    let silent = browser.get(HERE).await;
    assert!(silent.status == 200 && silent.body.contains("role=\"alert\""), "{}", silent.body);
    assert!(!silent.body.contains("Make the bridge"));
    stop.cancel();
}

#[tokio::test]
async fn a_status_is_chosen_only_from_what_autotask_has() {
    let world = World::start().await;
    let status = linkspan::app::bridge::submitted_status(&world.app, world.environment, world.psa).await.unwrap();
    assert!(status.by_label && status.chosen.is_none() && status.choices.len() > 3, "{status:?}");
    let odd =
        linkspan::app::bridge::choose_submitted_status(&world.app, world.environment, world.psa, "999", "Dana").await;
    let odd = odd.unwrap_err();
    assert_eq!((odd.code, odd.consequence), ("submitted_status_unknown", Consequence::Permanent));
}
