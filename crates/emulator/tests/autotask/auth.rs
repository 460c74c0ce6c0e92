//! Who may call: the table of failures, zone information, lock-out, rights, the other tenant, impersonation.

use crate::world::{World, answer, error};
use linkspan_emulator::autotask::Limits;
use reqwest::Method;
use serde_json::{Value, json};

async fn with_headers(world: &World, headers: &[(&str, &str)]) -> (u16, Value) {
    let mut request = world.http.get(world.url("Companies/0"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(request).await
}

#[tokio::test]
async fn the_zone_is_this_server_and_needs_no_credentials() {
    let world = World::start().await;
    let user = &world.ready.user_name;
    let zone = answer(world.http.get(world.url("ZONEinformation")).query(&[("user", user)])).await;
    assert_eq!(zone.0, 200);
    assert_eq!(zone.1["url"], format!("{}/ATServicesRest/", world.server.url()));
    assert_eq!(zone.1["ci"], world.ready.ci);
    assert!(zone.1["webUrl"].as_str().unwrap().ends_with('/'));
    for user in ["", "nobody@nowhere.example"] {
        let (status, body) = answer(world.http.get(world.url("zoneInformation")).query(&[("user", user)])).await;
        assert_eq!((status, error(&body)), (500, "Zone information could not be determined"));
    }
    let versions = answer(world.http.get(format!("{}/atservicesrest/versionInformation", world.server.url()))).await;
    assert_eq!(versions.1, json!({"apiVersions": ["v1.0"]}));
}

#[tokio::test]
async fn each_failure_has_its_status_and_text() {
    let world = World::start().await;
    let ready = &world.ready;
    let (user, secret, code) = (ready.user_name.as_str(), ready.secret.as_str(), ready.integration_code.as_str());
    let all = |user, secret, code| [("UserName", user), ("Secret", secret), ("ApiIntegrationCode", code)];
    for missing in 0..3 {
        let mut headers = all(user, secret, code).to_vec();
        headers.remove(missing);
        assert_eq!(with_headers(&world, &headers).await.0, 401);
    }
    let unknown = with_headers(&world, &all("nobody@nowhere.example", secret, code)).await;
    assert_eq!((unknown.0, error(&unknown.1)), (500, "Zone information could not be determined"));
    assert_eq!(with_headers(&world, &all(user, "wrong", code)).await.0, 401);
    let wrong_code = with_headers(&world, &all(user, secret, "WRONG")).await;
    assert_eq!((wrong_code.0, error(&wrong_code.1)), (500, "IntegrationCode is invalid."));
    assert_eq!(with_headers(&world, &all(&ready.inactive_user_name, secret, code)).await.0, 401);
    assert_eq!(with_headers(&world, &all(&ready.unlicensed_user_name, secret, code)).await.0, 401);
    let lower = [("username", user), ("secret", secret), ("apiintegrationcode", code)];
    assert_eq!(with_headers(&world, &lower).await.0, 200);
}

#[tokio::test]
async fn wrong_secrets_in_a_row_lock_the_account_until_it_is_opened() {
    let world = World::with(|options| {
        options.limits = Limits::off();
        options.lock_out_after = 3;
    })
    .await;
    let wrong = [("UserName", world.ready.user_name.as_str()), ("Secret", "x"), ("ApiIntegrationCode", "x")];
    for _ in 0..2 {
        with_headers(&world, &wrong).await;
    }
    assert_eq!(world.get("Companies/0").await.0, 200, "a right secret starts the count again");
    for _ in 0..3 {
        with_headers(&world, &wrong).await;
    }
    let (status, body) = world.get("Companies/0").await;
    assert_eq!(status, 401);
    assert!(error(&body).contains("locked"), "{body}");
    world.server.unlock_all();
    assert_eq!(world.get("Companies/0").await.0, 200);
}

#[tokio::test]
async fn a_restricted_user_learns_that_orders_are_not_for_it() {
    let world = World::start().await;
    let user = &world.ready.restricted_user_name;
    let all = json!({"filter": [{"op": "gte", "field": "id", "value": 0}]});
    let (status, body) = answer(world.as_user(user, Method::POST, "PurchaseOrders/query").json(&all)).await;
    assert_eq!(status, 500);
    assert_eq!(
        error(&body),
        "The logged in Resource does not have the adequate permissions to query this entity type."
    );
    let (status, body) = answer(world.as_user(user, Method::POST, "PurchaseOrders").json(&json!({}))).await;
    assert_eq!((status, error(&body).contains("to create this")), (500, true));
    let (status, body) = answer(world.as_user(user, Method::GET, "PurchaseOrders/entityInformation")).await;
    assert_eq!(
        (status, &body["info"]["userAccessForQuery"], &body["info"]["canQuery"]),
        (200, &json!(0), &json!(true))
    );
    assert_eq!(answer(world.as_user(user, Method::POST, "Products/query").json(&all)).await.0, 200);
}

#[tokio::test]
async fn the_other_tenant_is_another_database() {
    let world = World::start().await;
    let other = &world.ready.other_user_name;
    let (_, zone) = answer(world.http.get(world.url("zoneInformation")).query(&[("user", other)])).await;
    assert_eq!(zone["ci"], world.ready.other_ci);
    assert_ne!(world.ready.ci, world.ready.other_ci);
    let product = world.product("Only in the first tenant").await;
    let (status, _) = answer(world.as_user(other, Method::GET, &format!("Products/{product}"))).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn impersonation_sets_the_creator_where_it_is_taken() {
    let world = World::start().await;
    let owner = world.ready.owner_resource_id;
    let order = json!({
        "vendorID": world.ready.vendor_company_id, "status": 1, "shipToName": "Demo", "shipToAddress1": "1 Demo Way",
    });
    let as_owner =
        |method, path: &str| world.request(method, path).header("ImpersonationResourceId", owner.to_string());
    let (status, reply) = answer(as_owner(Method::POST, "PurchaseOrders").json(&order)).await;
    assert_eq!(status, 200, "{reply}");
    let order = world.item(&format!("PurchaseOrders/{}", reply["itemId"])).await;
    assert_eq!(order["creatorResourceID"], owner);
    assert!(order["impersonatorCreatorResourceID"].is_i64());
    let (status, body) = answer(as_owner(Method::GET, "PurchaseOrders/1")).await;
    assert_eq!((status, error(&body).contains("to query this")), (500, true));
    let api_user = order["impersonatorCreatorResourceID"].to_string();
    let refused = world.request(Method::POST, "PurchaseOrders").header("ImpersonationResourceId", api_user);
    assert_eq!(answer(refused.json(&json!({}))).await.0, 500, "API users cannot be impersonated");
}

#[tokio::test]
async fn no_secret_gets_into_the_journal() {
    let world = World::start().await;
    world.get("Companies/0").await;
    let journal = serde_json::to_string(&world.server.server().journal().entries()).unwrap();
    assert!(journal.contains("Companies/0"));
    assert!(!journal.contains(&world.ready.secret) && !journal.contains(&world.ready.integration_code));
}
