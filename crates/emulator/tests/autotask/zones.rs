//! Who sees what and from where: zones that tenants move to, costs that are hidden, lines of business, pages that expire.

use linkspan_emulator::autotask::Limits;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, answer, error};

#[tokio::test]
async fn a_tenant_that_moves_is_refused_by_the_old_host_and_found_by_discovery() {
    let world = World::start().await;
    let new = world.server.move_zone(world.ready.ci).await.unwrap();
    assert_eq!(world.get("Companies/0").await.0, 401);
    let other = world.as_user(&world.ready.other_user_name, Method::GET, "Companies/0");
    assert_eq!(answer(other).await.0, 200, "the other tenant stays");
    let zone = world.url(&format!("zoneInformation?user={}", world.ready.user_name));
    let (_, zone) = answer(world.http.get(zone)).await;
    assert_eq!((&zone["url"], &zone["ci"]), (&json!(format!("{new}/ATServicesRest/")), &json!(world.ready.ci)));
    let moved =
        world.http.get(format!("{new}/ATServicesRest/V1.0/Companies/0")).header("UserName", &world.ready.user_name);
    let moved = moved.header("Secret", &world.ready.secret).header("ApiIntegrationCode", &world.ready.integration_code);
    let (status, body) = answer(moved).await;
    assert_eq!((status, &body["item"]["id"]), (200, &json!(0)));
    let seen = world.server.server().journal().count(|entry| entry.path == "/ATServicesRest/V1.0/Companies/0");
    assert_eq!(seen, 1, "both zones write one journal");
}

#[tokio::test]
async fn the_wrong_zone_does_not_lock_an_account() {
    let world = World::with(|options| options.lock_out_after = 2).await;
    world.server.move_zone(world.ready.other_ci).await.unwrap();
    for _ in 0..3 {
        let request = world.as_user(&world.ready.other_user_name, Method::GET, "Companies/0");
        assert_eq!(answer(request).await.0, 401);
    }
    assert_eq!(world.get("Companies/0").await.0, 200);
}

#[tokio::test]
async fn costs_are_null_for_a_user_who_may_not_see_them() {
    let world = World::start().await;
    let product = world.product("Dear").await;
    let as_costless = |method, path: &str| world.as_user(&world.ready.costless_user_name, method, path);
    let (status, list) = answer(as_costless(Method::GET, &format!("Products/{product}/Vendors"))).await;
    assert_eq!((status, &list["items"][0]["vendorCost"]), (200, &Value::Null));
    assert!(list["items"][0]["vendorPartNumber"].is_string());
    assert_eq!(world.get(&format!("Products/{product}/Vendors")).await.1["items"][0]["vendorCost"], 10.5);
    let query = json!({"filter": [{"op": "eq", "field": "id", "value": 29_690_001}]});
    let (_, found) = answer(as_costless(Method::POST, "Products/query").json(&query)).await;
    assert_eq!((&found["items"][0]["unitCost"], found["items"][0]["unitPrice"].is_number()), (&Value::Null, true));
}

#[tokio::test]
async fn a_user_of_one_line_of_business_sees_its_rows_and_those_of_none() {
    let world = World::start().await;
    for line in [json!(1), json!(2), Value::Null] {
        let ticket = json!({"companyID": 174, "title": "x", "status": 1, "priority": 2, "queueID": 5, "dueDateTime": "2026-11-09",
            "organizationalLevelAssociationID": line});
        world.created("Tickets", ticket).await;
    }
    let everything = json!({"filter": [{"op": "exist", "field": "id"}]});
    let request = |method, path: &str| world.as_user(&world.ready.one_line_user_name, method, path);
    let (_, found) = answer(request(Method::POST, "Tickets/query").json(&everything)).await;
    let ids: Vec<&Value> = found["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [1, 3]);
    let (_, count) = answer(request(Method::POST, "Tickets/query/count").json(&everything)).await;
    assert_eq!(count["queryCount"], 2);
    assert_eq!(answer(request(Method::GET, "Tickets/2")).await.0, 404);
    assert_eq!(world.get("Tickets/2").await.0, 200);
}

#[tokio::test]
async fn page_urls_can_be_made_to_expire() {
    let change = |choice: &'static str| {
        World::with(move |options| {
            options.limits = Limits::off();
            options.quirks.set("page_urls", choice).unwrap();
        })
    };
    for (choice, last) in [("lasting", 200), ("fifty", 500)] {
        let world = change(choice).await;
        let first = json!({"filter": [{"op": "gte", "field": "id", "value": 0}], "MaxRecords": 1});
        let (_, page) = world.post("Products/query", first).await;
        let next = page["pageDetails"]["nextPageUrl"].as_str().unwrap().to_owned();
        let path = next.split("/V1.0/").nth(1).unwrap();
        assert_eq!(world.post(path, Value::Null).await.0, 200, "{choice}");
        for low in 0..50 {
            let other = json!({"filter": [{"op": "gte", "field": "id", "value": low}], "MaxRecords": 2});
            assert_eq!(world.post("Companies/query", other).await.0, 200);
        }
        let (status, body) = world.post(path, Value::Null).await;
        assert_eq!(status, last, "{choice}: {}", error(&body));
    }
}
