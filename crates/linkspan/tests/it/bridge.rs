//! Bridges: what may be bridged, and with which numbers.

use crate::harness::{ACTOR, World};
use linkspan::app::bridge::{self, BridgeRequest};
use linkspan_core::order::identity::NumberTemplate;
use linkspan_core::template::TemplateKind;
use linkspan_store::AccountKind;

fn request(linked: &crate::harness::Linked, numbers: &str) -> BridgeRequest {
    BridgeRequest {
        psa: linked.psa,
        distributor: linked.distributor,
        vendor: linked.autotask.ready().vendor_company_id.to_string(),
        numbers: NumberTemplate::parse(numbers).unwrap(),
    }
}

#[tokio::test]
async fn a_new_bridge_is_on_and_all_its_templates_are_off() {
    let linked = World::start().await;
    let made = linked.env().bridge(linked.bridge).await.unwrap().unwrap();
    assert!(made.enabled);
    assert_eq!((made.vendor_name.as_str(), made.number_template.as_str()), ("TD SYNNEX", "LS-{purchaseOrderNumber}"));
    let templates = linked.env().templates(linked.bridge).await.unwrap();
    assert_eq!(templates.iter().map(|one| one.kind).collect::<Vec<_>>(), TemplateKind::ALL);
    assert!(templates.iter().all(|template| !template.enabled));
}

#[tokio::test]
async fn the_company_that_looks_like_the_distributor_is_offered_first() {
    let linked = World::start().await;
    let vendors = bridge::vendor_choices(&linked.app, linked.environment, linked.psa, "TD SYNNEX", "").await.unwrap();
    assert_eq!(
        vendors.first().map(|one| one.id.as_str()),
        Some("240"),
        "the vendor, not the customer of the same name"
    );
    assert!(vendors.iter().all(|one| one.label != "Former Parts Trader"), "only active ones");
}

#[tokio::test]
async fn a_second_bridge_needs_numbers_of_its_own() {
    let linked = World::start().await;
    let mut tx = linked.app.store.begin().await.unwrap();
    let other = linked.app.store.add_environment(&mut tx, "Another tenant").await.unwrap();
    tx.commit().await.unwrap();
    // Another environment may order on the same distributor account; its numbers must not meet ours.
    let mut values = Vec::new();
    for (provider, typed) in [("autotask", linked.autotask_values()), ("td-synnex", linked.td_synnex_values())] {
        let request =
            linkspan::app::connect::ConnectRequest { provider: provider.into(), connection: None, values: typed };
        let proposal = linked.connect.try_out(other, &request).await.unwrap().proposal.unwrap();
        values.push(linked.connect.confirm(other, proposal.id, None, ACTOR).await.unwrap());
    }
    let mut second = request(&linked, "ls-A{purchaseOrderId}");
    (second.psa, second.distributor) = (values[0], values[1]);
    let refused = bridge::make(&linked.app, other, &second, ACTOR).await.unwrap_err();
    assert_eq!(refused.code, "number_collision");
    second.numbers = NumberTemplate::parse("AB-{purchaseOrderNumber}").unwrap();
    assert!(bridge::make(&linked.app, other, &second, ACTOR).await.is_ok());
}

#[tokio::test]
async fn what_cannot_be_a_bridge_is_refused_with_its_reason() {
    let linked = World::start().await;
    let code = async |request: BridgeRequest| {
        bridge::make(&linked.app, linked.environment, &request, ACTOR).await.err().map(|problem| problem.code)
    };
    assert_eq!(code(request(&linked, "LONGPREFIX-{purchaseOrderNumber}")).await, Some("number_prefix_unusable"));
    assert_eq!(code(request(&linked, "A B{purchaseOrderNumber}")).await, Some("number_prefix_unusable"));
    let customer = BridgeRequest { vendor: "174".into(), ..request(&linked, "X{purchaseOrderNumber}") };
    assert_eq!(code(customer).await, Some("vendor_unknown"));
    assert_eq!(code(request(&linked, "X{purchaseOrderNumber}")).await, Some("bridge_exists"));
    linked.connect.disconnect(linked.environment, linked.psa, ACTOR).await.unwrap();
    assert_eq!(code(request(&linked, "Y{purchaseOrderNumber}")).await, Some("connection_unusable"));
}

#[tokio::test]
async fn a_sandbox_is_never_bridged_to_a_production_account() {
    let linked = World::start().await;
    let mut tx = linked.app.store.begin().await.unwrap();
    let connection = linked.env().connection(linked.distributor).await.unwrap().unwrap();
    let health = connection.health.clone().unwrap();
    let production = linkspan_store::Linked {
        account_key: connection.account_key.clone().unwrap(),
        account_kind: AccountKind::Production,
        test_host: false,
        display_name: connection.display_name.clone(),
        settings: connection.settings.clone(),
        email: None,
        permissions: connection.permissions.clone(),
        health,
    };
    linked.env().link_connection(&mut tx, linked.distributor, &production).await.unwrap();
    tx.commit().await.unwrap();
    let refused =
        bridge::make(&linked.app, linked.environment, &request(&linked, "Z{purchaseOrderNumber}"), ACTOR).await;
    assert_eq!(refused.unwrap_err().code, "sandbox_and_production");
}
