//! Rules around procurement: stock by hand, charges that follow orders, quotes, tickets, locations.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, error};

async fn stock(world: &World, product: i64, location: i64) -> i64 {
    let stock =
        json!({"productID": product, "inventoryLocationID": location, "quantityMinimum": 0, "quantityMaximum": 50});
    world.created("InventoryProducts", stock).await
}

async fn units(world: &World, stock: i64) -> (Value, Value) {
    let row = world.item(&format!("InventoryProducts/{stock}")).await;
    (row["onHandUnits"].clone(), row["unitsOnOrder"].clone())
}

async fn ticket(world: &World) -> i64 {
    let ticket = json!({"companyID": 174, "title": "New screens", "status": 1, "priority": 2, "queueID": 5,
        "dueDateTime": "2026-11-09"});
    world.created("Tickets", ticket).await
}

async fn charge(world: &World, ticket: i64, product: i64) -> i64 {
    let charge = json!({"name": "Screen", "datePurchased": "2026-11-02", "chargeType": 1, "unitQuantity": 2,
        "unitPrice": 15.25, "productID": product});
    world.created(&format!("Tickets/{ticket}/Charges"), charge).await
}

#[tokio::test]
async fn stock_is_added_removed_and_moved_by_hand() {
    let world = World::start().await;
    let product = world.product("Counted").await;
    let here = stock(&world, product, 1).await;
    let path = format!("InventoryProducts/{here}");
    let add = json!({"quantityBeingAdded": 5, "determineCostUsing": 4, "unitCost": 7.5});
    world.created(&format!("{path}/StockedItemsAdd"), add).await;
    let (status, body) =
        world.post(&format!("{path}/StockedItemsAdd"), json!({"quantityBeingAdded": 5, "determineCostUsing": 4})).await;
    assert_eq!((status, error(&body)), (500, "Value does not exist for the required field unitCost"));
    let (_, lots) = world.get(&format!("{path}/StockedItems")).await;
    let lot = lots["items"][0]["id"].as_i64().unwrap();
    assert_eq!(lots["items"][0]["unitCost"], 7.5);
    let take = |quantity: i64| json!({"inventoryStockedItemID": lot, "quantityBeingRemoved": quantity});
    world.created(&format!("{path}/StockedItemsRemove"), take(1)).await;
    let (status, body) = world.post(&format!("{path}/StockedItemsRemove"), take(5)).await;
    assert_eq!((status, error(&body).contains("4 available")), (500, true));
    let transfer =
        |to: i64| json!({"inventoryStockedItemID": lot, "quantityBeingTransferred": 3, "newInventoryLocationID": to});
    assert_eq!(world.post(&format!("{path}/StockedItemsTransfer"), transfer(3)).await.0, 500, "that one is not active");
    world.created(&format!("{path}/StockedItemsTransfer"), transfer(2)).await;
    assert_eq!(units(&world, here).await.0, 1);
    let there = world
        .matching(
            "InventoryProducts",
            json!([{"op": "eq", "field": "productID", "value": product},
        {"op": "eq", "field": "inventoryLocationID", "value": 2}]),
            "onHandUnits",
        )
        .await;
    assert_eq!(there, [3]);
    assert_eq!(world.get("InventoryStockedItemsAdd/1").await.0, 404, "it can only be posted");
}

#[tokio::test]
async fn a_transfer_moves_the_oldest_lots_and_no_more_than_is_there() {
    let world = World::start().await;
    let product = world.product("Moved").await;
    let here = stock(&world, product, 1).await;
    for (quantity, cost) in [(2, 7.5), (3, 8.5)] {
        let add = json!({"quantityBeingAdded": quantity, "determineCostUsing": 4, "unitCost": cost});
        world.created(&format!("InventoryProducts/{here}/StockedItemsAdd"), add).await;
    }
    let transfer = |quantity: i64, to: i64| json!({"productID": product, "fromLocationID": 1, "toLocationID": to, "quantityTransferred": quantity});
    let (status, body) = world.post("InventoryTransfers", transfer(6, 2)).await;
    assert_eq!((status, error(&body).contains("5 available")), (500, true), "{body}");
    assert_eq!(world.post("InventoryTransfers", transfer(1, 1)).await.0, 500, "the same place");
    assert_eq!(world.post("InventoryTransfers", transfer(1, 3)).await.0, 500, "that one is not active");
    let id = world.created("InventoryTransfers", transfer(4, 2)).await;
    let row = world.item(&format!("InventoryTransfers/{id}")).await;
    assert_eq!(row["transferDate"], "2026-11-02T12:00:00.000Z");
    assert_eq!(units(&world, here).await.0, 1);
    let there = json!([{"op": "eq", "field": "productID", "value": product},
        {"op": "eq", "field": "inventoryLocationID", "value": 2}]);
    let there = world.matching("InventoryProducts", there, "id").await;
    let lots = json!([{"op": "eq", "field": "inventoryProductID", "value": there[0]}]);
    assert_eq!(world.matching("InventoryStockedItems", lots, "unitCost").await, [7.5, 8.5]);
    assert_eq!(units(&world, there[0].as_i64().unwrap()).await.0, 4);
}

#[tokio::test]
async fn the_older_stock_rows_are_one_for_each_place_and_do_not_set_what_is_on_hand() {
    let world = World::start().await;
    let product = world.product("Counted").await;
    let item = |location: i64, most: i64| {
        json!({"productID": product, "inventoryLocationID": location, "quantityMinimum": 1, "quantityMaximum": most,
            "quantityOnHand": 9})
    };
    assert_eq!(world.post("InventoryItems", item(3, 5)).await.0, 500, "that place is not active");
    assert_eq!(world.post("InventoryItems", item(1, 0)).await.0, 500, "less at most than at least");
    let id = world.created("InventoryItems", item(1, 5)).await;
    assert_eq!(world.post("InventoryItems", item(1, 5)).await.0, 500, "there is one already");
    assert_eq!(world.patch("InventoryItems", json!({"id": id, "quantityOnHand": 4, "bin": "B7"})).await.0, 200);
    let row = world.item(&format!("InventoryItems/{id}")).await;
    assert_eq!((&row["quantityOnHand"], &row["bin"]), (&json!(0), &json!("B7")));
}

#[tokio::test]
async fn what_is_on_order_follows_the_order_and_its_receipts() {
    let world = World::start().await;
    let product = world.product("Awaited").await;
    let (stock, order) = (stock(&world, product, 1).await, world.order().await);
    let item = world.order_item(order, product, 4).await;
    assert_eq!(units(&world, stock).await, (json!(0), json!(0)));
    world.patch("PurchaseOrders", json!({"id": order, "status": 2})).await;
    assert_eq!(units(&world, stock).await, (json!(0), json!(4)));
    world.created(&format!("PurchaseOrderItems/{item}/Receiving"), json!({"quantityNowReceiving": 3})).await;
    assert_eq!(units(&world, stock).await, (json!(3), json!(1)));
}

#[tokio::test]
async fn a_charge_follows_the_order_that_holds_it() {
    let world = World::start().await;
    let product = world.product("Screen").await;
    let ticket = ticket(&world).await;
    let charge = charge(&world, ticket, product).await;
    let status = async || {
        let (_, item) = world.get(&format!("Tickets/{ticket}/Charges/{charge}")).await;
        item["item"]["status"].clone()
    };
    let new = world.item(&format!("TicketCharges/{charge}")).await;
    assert_eq!((&new["billableAmount"], &new["extendedCost"], &new["status"]), (&json!(30.5), &json!(0.0), &json!(3)));
    let order = world.order().await;
    let path = format!("PurchaseOrders/{order}/Items");
    let item = json!({"chargeID": charge, "quantity": 2, "unitCost": 10.5, "inventoryLocationID": 1});
    let item = world.created(&path, item).await;
    let row = world.item(&format!("{path}/{item}")).await;
    assert_eq!((&row["productID"], &row["ticketID"]), (&json!(product), &json!(ticket)));
    assert_eq!(status().await, 3);
    world.patch("PurchaseOrders", json!({"id": order, "status": 2})).await;
    assert_eq!(status().await, 4);
    let again = world.order().await;
    let twice = json!({"chargeID": charge, "quantity": 2, "unitCost": 10.5, "inventoryLocationID": 1});
    let (code, body) = world.post(&format!("PurchaseOrders/{again}/Items"), twice).await;
    assert_eq!((code, error(&body)), (500, "The charge must be in status Need to Order/Fulfill."));
    world.created(&format!("PurchaseOrderItems/{item}/Receiving"), json!({"quantityNowReceiving": 2})).await;
    assert_eq!(status().await, 5);
}

#[tokio::test]
async fn canceling_an_order_lets_its_charge_be_ordered_again() {
    let world = World::start().await;
    let (product, ticket) = (world.product("Screen").await, ticket(&world).await);
    let charge = charge(&world, ticket, product).await;
    let order = world.order().await;
    let item = json!({"chargeID": charge, "quantity": 2, "unitCost": 10.5, "inventoryLocationID": 1});
    world.created(&format!("PurchaseOrders/{order}/Items"), item).await;
    world.patch("PurchaseOrders", json!({"id": order, "status": 2})).await;
    world.patch("PurchaseOrders", json!({"id": order, "status": 5})).await;
    assert_eq!(world.item(&format!("TicketCharges/{charge}")).await["status"], 3);
}

#[tokio::test]
async fn charges_need_a_thing_a_material_code_and_an_existing_ticket() {
    let world = World::start().await;
    let ticket = ticket(&world).await;
    let path = format!("Tickets/{ticket}/Charges");
    let plain = |more: Value| {
        let mut charge = json!({"name": "Freight", "datePurchased": "2026-11-02", "chargeType": 1, "unitQuantity": 1});
        charge.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        charge
    };
    for (more, text) in [
        (json!({}), "Value does not exist for the required field productID"),
        (json!({"billingCodeID": 29_683_390}), "The given allocation code is not an active material cost code"),
        (json!({"billingCodeID": 29_683_404}), "The given allocation code is not an active material cost code"),
    ] {
        let (status, body) = world.post(&path, plain(more)).await;
        assert_eq!((status, error(&body)), (500, text));
    }
    let charge = world.created(&path, plain(json!({"billingCodeID": 29_683_403, "status": 6}))).await;
    assert_eq!(world.item(&format!("{path}/{charge}")).await["status"], 3, "the status is not ours to set");
    assert_eq!(world.send(Method::DELETE, &format!("{path}/{charge}"), Value::Null).await.0, 200);
    assert_eq!(world.post("Tickets/999999/Charges", plain(json!({"billingCodeID": 29_683_403}))).await.0, 500);
}

#[tokio::test]
async fn tickets_are_numbered_and_keep_their_pairs() {
    let world = World::start().await;
    let id = ticket(&world).await;
    let row = world.item(&format!("Tickets/{id}")).await;
    assert_eq!((&row["ticketNumber"], &row["completedDate"]), (&json!("T20261102.0001"), &Value::Null));
    let owner = world.ready.owner_resource_id;
    let (status, body) = world.patch("Tickets", json!({"id": id, "assignedResourceID": owner})).await;
    assert_eq!((status, error(&body).starts_with("When assigning a Resource")), (500, true));
    assert_eq!(world.patch("Tickets", json!({"id": id, "status": 5})).await.0, 200);
    assert_eq!(world.item(&format!("Tickets/{id}")).await["completedDate"], "2026-11-02T12:00:00.000Z");
    let (status, body) =
        world.post("Tickets", json!({"companyID": 174, "title": "x", "status": 1, "priority": 2})).await;
    assert_eq!((status, error(&body)), (500, "queueID is required"));
}

#[tokio::test]
async fn a_quote_stands_on_an_opportunity_and_its_items_name_one_thing() {
    let world = World::start().await;
    let place = world.created("QuoteLocations", json!({"address1": "1 Demo Way"})).await;
    let opportunity = json!({"title": "Screens", "companyID": 174, "ownerResourceID": world.ready.owner_resource_id,
        "amount": 100, "cost": 50, "probability": 50, "projectedCloseDate": "2026-12-01", "startDate": "2026-11-01",
        "stage": 1, "status": 2, "useQuoteTotals": true});
    let opportunity = world.created("Opportunities", opportunity).await;
    let quote = |expires: &str| {
        json!({"name": "Screens", "opportunityID": opportunity, "effectiveDate": "2026-11-02", "expirationDate": expires,
            "billToLocationID": place, "shipToLocationID": place, "soldToLocationID": place})
    };
    assert_eq!(world.post("Quotes", quote("2026-11-01")).await.0, 500);
    let first = world.created("Quotes", quote("2026-12-01")).await;
    let row = world.item(&format!("Quotes/{first}")).await;
    assert_eq!((&row["primaryQuote"], &row["companyID"]), (&json!(true), &json!(174)));
    let mut second = quote("2026-12-01");
    second["primaryQuote"] = json!(true);
    world.created("Quotes", second).await;
    assert_eq!(world.item(&format!("Quotes/{first}")).await["primaryQuote"], false);
    let product = world.product("Quoted").await;
    let item = |more: Value| {
        let mut item = json!({"quoteItemType": 1, "quantity": 1, "isOptional": false, "unitDiscount": 0, "lineDiscount": 0,
            "percentageDiscount": 0, "productID": product});
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    };
    let path = format!("Quotes/{first}/Items");
    for wrong in [
        json!({"quoteItemType": 5}),
        json!({"productID": null}),
        json!({"shippingID": 1}),
        json!({"unitDiscount": 1, "lineDiscount": 2}),
    ] {
        assert_eq!(world.post(&path, item(wrong.clone())).await.0, 500, "{wrong}");
    }
    let id = world.created(&path, item(json!({"unitDiscount": 1}))).await;
    assert_eq!(world.send(Method::DELETE, &format!("{path}/{id}"), Value::Null).await.0, 200);
}

#[tokio::test]
async fn a_company_keeps_one_primary_location() {
    let world = World::start().await;
    let place = |name: &str, primary: bool| json!({"name": name, "isPrimary": primary});
    let first = world.created("Companies/174/Locations", place("Office", false)).await;
    assert_eq!(world.item(&format!("CompanyLocations/{first}")).await["isPrimary"], true);
    world.created("Companies/174/Locations", place("Store", true)).await;
    assert_eq!(world.item(&format!("CompanyLocations/{first}")).await["isPrimary"], false);
    let (status, body) =
        world.patch("Companies/174/Locations", json!({"id": first, "isPrimary": true, "isActive": false})).await;
    assert_eq!((status, error(&body).contains("must be active")), (500, true));
}
