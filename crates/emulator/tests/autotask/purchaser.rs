//! A purchaser at the user interface: in process, over the control calls, on the page.

use linkspan_emulator::autotask::{DraftLine, DraftProduct, OrderDraft, adoptable_parts};
use serde_json::{Value, json};

use crate::world::{World, answer};

#[tokio::test]
async fn an_order_written_in_process_is_seen_by_the_api() {
    let world = World::start().await;
    let (tenant, product) = (world.server.tenant(), world.product("P").await);
    let line = DraftLine { product: DraftProduct::VendorPartNumber(product.to_string()), quantity: 2, unit_cost: None };
    let draft = OrderDraft { lines: vec![line], submit: true, ..OrderDraft::default() };
    let order = tenant.purchase_order_create(&draft).unwrap();
    let seen = world.item(&format!("PurchaseOrders/{}", order.id)).await;
    assert_eq!((&seen["purchaseOrderNumber"], &seen["status"]), (&json!(order.number), &json!(2)));
    assert_eq!(seen["vendorID"], world.ready.vendor_company_id);
    let item = world.item(&format!("PurchaseOrderItems/{}", order.item_ids[0])).await;
    assert_eq!((&item["quantity"], &item["unitCost"]), (&json!(2), &json!(10.5)));
    tenant.purchase_order_cancel(order.id).unwrap();
    assert_eq!(tenant.entity("PurchaseOrders", order.id).unwrap()["status"], 5);
    assert!(tenant.purchase_order_submit(order.id).unwrap_err().texts()[0].contains("Canceled"));
}

#[tokio::test]
async fn a_refused_line_leaves_no_order_behind() {
    let world = World::start().await;
    let (tenant, product) = (world.server.tenant(), world.product("P").await);
    let before = (tenant.count("PurchaseOrders"), tenant.count("PurchaseOrderItems"));
    let line = |quantity| DraftLine { product: DraftProduct::ProductId(product), quantity, unit_cost: None };
    let draft = OrderDraft { lines: vec![line(1), line(0)], ..OrderDraft::default() };
    assert!(tenant.purchase_order_create(&draft).is_err());
    assert_eq!((tenant.count("PurchaseOrders"), tenant.count("PurchaseOrderItems")), before);
}

#[tokio::test]
async fn another_process_writes_submits_edits_and_cancels_over_http() {
    let world = World::start().await;
    let product = world.product("P").await;
    let control = |path: &str| format!("{}/_emulator/{path}", world.server.url());
    let draft = json!({"lines": [{"product_id": product, "quantity": 3, "unit_cost": 9.99}], "fields": {"shipToCity": "Peoria"}});
    let (status, order) = answer(world.http.post(control("po")).json(&draft)).await;
    assert_eq!(status, 200, "{order}");
    let item = order["item_ids"][0].as_i64().unwrap();
    let changed = world.http.patch(control(&format!("po/items/{item}"))).json(&json!({"quantity": 4}));
    assert_eq!(answer(changed).await.0, 200);
    let id = order["id"].as_i64().unwrap();
    assert_eq!(answer(world.http.post(control(&format!("po/{id}/submit")))).await.0, 200);
    let (_, seen) = answer(world.http.get(control(&format!("po/{id}")))).await;
    assert_eq!((&seen["order"]["status"], &seen["order"]["shipToCity"]), (&json!(2), &json!("Peoria")));
    assert_eq!((&seen["items"][0]["quantity"], &seen["items"][0]["unitCost"]), (&json!(4), &json!(9.99)));
    assert_eq!(answer(world.http.post(control(&format!("po/{id}/cancel")))).await.0, 200);
    let (status, body) = answer(world.http.post(control(&format!("po/{id}/submit")))).await;
    assert_eq!((status, body["errors"].is_array()), (500, true));
    assert_eq!(answer(world.http.get(control("count/PurchaseOrders"))).await.1, json!({"count": 5}));
    let other = control(&format!("count/Products?ci={}", world.ready.other_ci));
    assert_eq!(answer(world.http.get(other)).await.1, json!({"count": 41}));
    assert_eq!(answer(world.http.get(control("count/Products?ci=1"))).await.0, 404);
    assert_eq!(world.server.tenant().calls_used(), 2, "control calls do not count: these are the two of the product");
}

#[tokio::test]
async fn the_sample_holds_what_adoption_needs() {
    let world = World::start().await;
    let parts = adoptable_parts();
    assert_eq!(parts.len(), 12);
    let mut hits = Vec::new();
    for part in parts {
        let filter = json!([
            {"op": "eq", "field": "manufacturerName", "value": part.manufacturer},
            {"op": "eq", "field": "manufacturerProductName", "value": part.part_number},
        ]);
        hits.push(world.matching("Products", filter, "id").await.len());
    }
    hits.sort_unstable();
    assert_eq!(hits, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2], "one of them is there twice");
}

#[tokio::test]
async fn the_ready_line_names_what_exists() {
    let world = World::start().await;
    let (ready, tenant) = (&world.ready, world.server.tenant());
    let vendor = tenant.entity("Companies", ready.vendor_company_id).unwrap();
    assert_eq!((&vendor["companyName"], &vendor["companyType"]), (&json!("TD SYNNEX"), &json!(7)));
    let owner = tenant.entity("Resources", ready.owner_resource_id).unwrap();
    assert_eq!((&owner["email"], &owner["isActive"]), (&json!(ready.owner_email), &json!(true)));
    let inactive = json!([{"op": "eq", "field": "email", "value": ready.inactive_email}]);
    assert_eq!(world.matching("Resources", inactive, "isActive").await, [Value::Bool(false)]);
    assert_eq!(ready.integration_code.len(), 27);
    let line = serde_json::to_value(ready).unwrap();
    for member in ["url", "user_name", "secret", "integration_code", "vendor_company_id", "owner_resource_id"] {
        assert!(!line[member].is_null(), "{member}");
    }
}

#[tokio::test]
async fn the_page_writes_and_submits_an_order_without_script() {
    let world = World::start().await;
    let product = world.product("<b>Bold</b> product").await;
    let page = |path: &str| format!("{}/_emulator/{path}", world.server.url());
    let form = world.http.get(page("page/orders/new")).send().await.unwrap().text().await.unwrap();
    assert!(form.contains("&lt;b&gt;Bold&lt;/b&gt; product") && !form.contains("<b>Bold"));
    let fields =
        [("vendor", "240"), ("product", &product.to_string()), ("quantity", "2"), ("product", ""), ("quantity", "1")];
    let order = world.http.post(page("page/orders/new")).form(&fields).send().await.unwrap();
    assert_eq!(order.status(), 200);
    let shown = order.text().await.unwrap();
    assert!(shown.contains("Order PO20261102.0005") && shown.contains(">New</span>"), "{shown}");
    let id = world.server.tenant().entities("PurchaseOrders").last().unwrap()["id"].clone();
    let sent = world.http.post(page(&format!("page/orders/{id}/submit"))).send().await.unwrap().text().await.unwrap();
    assert!(sent.contains("PO20261102.0005") && sent.contains(">Submitted</span>"), "{sent}");
    let again = world.http.post(page("page/orders/501/submit")).send().await.unwrap();
    assert_eq!(again.status(), 422);
    for path in ["page/products?q=bold", "page/works", "page/orders/501"] {
        assert_eq!(world.http.get(page(path)).send().await.unwrap().status(), 200, "{path}");
    }
}

#[tokio::test]
async fn the_page_receives_an_order_item_by_item() {
    let world = World::start().await;
    let (order, product) = (world.order().await, world.product("P").await);
    let item = world.order_item(order, product, 5).await;
    let page = format!("{}/_emulator/page/orders/{order}", world.server.url());
    let shown = async || world.http.get(&page).send().await.unwrap().text().await.unwrap();
    assert!(!shown().await.contains("Receive</button>"), "a new order is not received yet");
    world.server.tenant().purchase_order_submit(order).unwrap();
    let receive = async |quantity: &str| {
        let fields = [("item", item.to_string()), ("quantity", quantity.to_owned()), ("serial", String::new())];
        world.http.post(format!("{page}/receive")).form(&fields).send().await.unwrap().status().as_u16()
    };
    assert_eq!(receive("3").await, 200);
    let half = shown().await;
    assert!(half.contains("Received Partial") && half.contains("max=\"2\""), "{half}");
    assert_eq!(receive("3").await, 422, "only two are open");
    assert_eq!(receive("2").await, 200);
    assert!(shown().await.contains("Received Full"));
}

#[tokio::test]
async fn the_page_plans_faults() {
    let world = World::start().await;
    let works = format!("{}/_emulator/page/works", world.server.url());
    for (action, times) in [("503", "2"), ("truncate", "1")] {
        let fields = [("route", "GET /"), ("action", action), ("times", times)];
        let shown = world.http.post(format!("{works}/fault")).form(&fields).send().await.unwrap();
        assert_eq!(shown.status(), 200);
        assert!(shown.text().await.unwrap().contains("<td>GET /</td>"));
    }
    assert_eq!(world.get("Companies/0").await.0, 503);
    assert_eq!(world.get("Companies/0").await.0, 503);
    let nonsense = [("route", "x"), ("action", "explode"), ("times", "1")];
    assert_eq!(world.http.post(format!("{works}/fault")).form(&nonsense).send().await.unwrap().status(), 422);
}
