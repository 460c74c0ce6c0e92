//! Every route and verb that the vendor lists for the entities that are kept is served, and no other verb.

#[path = "../../examples/autotask_coverage/check.rs"]
mod check;

use crate::world::World;

#[tokio::test]
async fn every_listed_route_of_a_kept_entity_is_served_and_nothing_beyond() {
    let world = World::start().await;
    let coverage = check::measure(&world.ready).await.unwrap();
    assert_eq!(coverage.missing, Vec::<String>::new());
    assert_eq!(coverage.beyond, Vec::<String>::new());
    assert_eq!(coverage.kept.served, coverage.kept.listed);
    assert!(coverage.kept.listed > 700 && coverage.all.listed > 2_900, "the list is whole");
    assert!(coverage.all.served > coverage.kept.served, "the services are served too");
}

#[test]
fn the_list_has_the_routes_that_a_bridge_needs() {
    let routes = check::routes();
    let verbs = |path: &str| {
        let route = routes.iter().find(|route| route.path == path).unwrap_or_else(|| panic!("{path} is not listed"));
        route.verbs.join(" ")
    };
    assert_eq!(verbs("/PurchaseOrders"), "POST PUT PATCH");
    assert_eq!(verbs("/PurchaseOrders/{parent}/Items"), "GET POST PUT PATCH");
    assert_eq!(verbs("/PurchaseOrderItems/{parent}/Receiving"), "GET POST");
    assert_eq!(verbs("/PurchaseOrderItems/query/count"), "GET POST");
    assert_eq!(verbs("/Companies/{parent}/Contacts/{id}"), "GET DELETE");
}
