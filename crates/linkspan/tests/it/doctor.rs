//! The doctor tries every connection and says what to do.

use crate::harness::{ACTOR, World};
use linkspan::app::backup::{self, Reason, Wish};
use linkspan::app::orders::reconcile::{Scope, enter_reconcile_first};
use linkspan::app::{checkup, doctor};
use linkspan_store::{ConnectionState, ReconcileReason};
use std::time::Duration;

#[tokio::test]
async fn a_well_connection_needs_nothing_and_a_sick_one_is_told_what() {
    let linked = World::start().await;
    let all = doctor::examine(&linked.app.store, &*linked.registry, None).await.unwrap();
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|one| one.is_well() && one.test_host && one.advice == "Nothing to do."), "{all:?}");

    linked.td_synnex.set(|settings| settings.password_expired = true);
    linked.connect.switch(linked.environment, linked.psa, false, ACTOR).await.unwrap();
    let all = doctor::examine(&linked.app.store, &*linked.registry, Some(linked.environment)).await.unwrap();
    assert!(all[0].findings.is_empty() && all[0].advice.contains("switched off"), "{:?}", all[0]);
    assert!(!all[1].is_well() && all[1].advice.contains("90 days"), "{:?}", all[1]);
    let json = serde_json::to_value(&all[1]).unwrap();
    assert_eq!(json["findings"][1]["code"], "password_expired");
    let connection = linked.env().connection(linked.distributor).await.unwrap().unwrap();
    assert_eq!(connection.state, ConnectionState::Error);

    // Tried again once the password is renewed there: the same credentials may work again.
    linked.td_synnex.set(|settings| settings.password_expired = false);
    let all = doctor::examine(&linked.app.store, &*linked.registry, None).await.unwrap();
    assert!(all[1].is_well());
    let connection = linked.env().connection(linked.distributor).await.unwrap().unwrap();
    assert_eq!(connection.state, ConnectionState::Connected);
}

#[tokio::test]
async fn the_installation_says_what_it_lacks() {
    let linked = World::start().await;
    let said = |conditions: Vec<checkup::Condition>| -> Vec<(&str, bool)> {
        conditions.iter().map(|one| (one.what, one.well)).collect()
    };
    let new = checkup::installation(&linked.app).await.unwrap();
    assert_eq!(said(new), [("data", true), ("mail", false), ("backup", true), ("work", true), ("bridges", true)]);

    let wish = Wish { target: None, with_catalogue: false, reason: Reason::Asked };
    backup::make(&linked.app.store, &*linked.app.clock, &*linked.app.ids, &wish).await.unwrap();
    linked.advance(Duration::from_hours(24 * 9));
    enter_reconcile_first(&linked.app, Scope::All, ReconcileReason::LongSilence).await.unwrap();
    let later = checkup::installation(&linked.app).await.unwrap();
    assert!(later[2].sentence.contains("9 day(s)"), "{later:?}");
    assert!(later[4].sentence.starts_with("1 send nothing"), "{later:?}");
    assert_eq!(said(later), [("data", true), ("mail", false), ("backup", false), ("work", true), ("bridges", false)]);
}
