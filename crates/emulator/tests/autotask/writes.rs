//! Creating and changing rows: what is taken, what is refused and in which words.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, answer, error};

fn product() -> Value {
    json!({"id": 0, "name": "Demo", "isActive": true, "isSerialized": false, "productBillingCodeID": 29_683_401})
}

fn with(base: &Value, changes: Value) -> Value {
    let mut all = base.as_object().unwrap().clone();
    all.extend(changes.as_object().unwrap().clone());
    Value::Object(all)
}

#[tokio::test]
async fn a_create_answers_with_the_id_alone_and_the_row_can_be_read() {
    let world = World::start().await;
    let body = with(&product(), json!({"UNITCOST": "12.5", "unitPrice": 15, "msrp": 19.99, "nonsense": 1}));
    let (status, reply) = world.post("Products", body).await;
    let id = reply["itemId"].as_i64().unwrap();
    assert_eq!((status, reply), (200, json!({ "itemId": id })));
    let item = world.item(&format!("Products/{id}")).await;
    assert_eq!((&item["unitCost"], &item["markupRate"]), (&json!(12.5), &json!(20.0)));
    assert_eq!(item["msrp"], 19.99);
    assert_eq!(item["createdTime"], "2026-11-02T12:00:00.000Z");
    assert_eq!(item["userDefinedFields"], json!([]));
    assert_eq!(item["sku"], Value::Null);
}

#[tokio::test]
async fn patch_changes_what_is_sent_and_put_empties_the_rest() {
    let world = World::start().await;
    let id = world.created("Products", with(&product(), json!({"sku": "TDS-1", "description": "old"}))).await;
    let (status, reply) = world.patch("Products", json!({"id": id, "description": "new"})).await;
    assert_eq!((status, reply), (200, json!({ "itemId": id })));
    let item = world.item(&format!("Products/{id}")).await;
    assert_eq!((&item["sku"], &item["description"]), (&json!("TDS-1"), &json!("new")));
    let put = with(&product(), json!({"id": id, "name": "Put"}));
    assert_eq!(world.send(Method::PUT, "Products", put).await.0, 200);
    let item = world.item(&format!("Products/{id}")).await;
    assert_eq!((&item["sku"], &item["description"], &item["name"]), (&json!(null), &json!(null), &json!("Put")));
    let (status, body) = world.send(Method::PUT, "Products", json!({"id": id, "name": "Put"})).await;
    assert_eq!((status, error(&body)), (500, "Value does not exist for the required field isActive"));
}

#[tokio::test]
async fn read_only_members_are_passed_over() {
    let world = World::start().await;
    let body = with(&product(), json!({"markupRate": 99, "createdTime": "2001-01-01T00:00:00Z", "id": 7}));
    let id = world.created("Products", body).await;
    let item = world.item(&format!("Products/{id}")).await;
    assert_ne!(id, 7);
    assert_eq!((&item["markupRate"], &item["createdTime"]), (&json!(null), &json!("2026-11-02T12:00:00.000Z")));
}

#[tokio::test]
async fn mistakes_in_values_are_named() {
    let world = World::start().await;
    for (change, text) in [
        (json!({"name": null}), "Value does not exist for the required field name"),
        (
            json!({"productBillingCodeID": 1}),
            "Reference value on field: productBillingCodeID of type: BillingCode does not exist or is invalid.",
        ),
        (json!({"productCategory": 99}), "Picklist value [99] does not exist for productCategory"),
        (json!({"isActive": "trash"}), "Unexpected character encountered while parsing value: t. Path 'isActive'."),
        (json!({"unitCost": "free"}), "Unexpected character encountered while parsing value: f. Path 'unitCost'."),
        (json!({"sku": "x".repeat(51)}), "sku is too long: 51 characters, 50 are allowed."),
        (
            json!({"userDefinedFields": [{"name": "No such", "value": "x"}]}),
            "Unable to find No such in the Product Entity",
        ),
    ] {
        let (status, body) = world.post("Products", with(&product(), change)).await;
        assert_eq!((status, error(&body)), (500, text));
    }
    let (status, body) = answer(world.request(Method::POST, "Products").body("[1]")).await;
    assert_eq!((status, error(&body).starts_with("Unexpected character")), (500, true));
    assert_eq!(world.server.tenant().count("Products"), 41, "nothing of it was stored");
}

#[tokio::test]
async fn overlong_text_may_be_cut_instead() {
    let world = World::with(|options| options.quirks.set("overlong_text", "cut").unwrap()).await;
    let id = world.created("Products", with(&product(), json!({"sku": "x".repeat(60)}))).await;
    assert_eq!(world.item(&format!("Products/{id}")).await["sku"].as_str().unwrap().len(), 50);
}

#[tokio::test]
async fn user_defined_fields_are_written_by_label_and_kept_by_patch() {
    let world = World::start().await;
    let udf = json!({"userDefinedFields": [{"name": "Warranty Months", "value": "36"}]});
    let id = world.created("Products", with(&product(), udf)).await;
    world.patch("Products", json!({"id": id, "name": "Other"})).await;
    let item = world.item(&format!("Products/{id}")).await;
    let values: Vec<&Value> = item["userDefinedFields"].as_array().unwrap().iter().map(|udf| &udf["value"]).collect();
    assert_eq!(values, [&json!(null), &json!(null), &json!("36")]);
    let order = world.item("PurchaseOrders/501").await;
    assert!(order.get("userDefinedFields").is_none(), "orders have none");
}

#[tokio::test]
async fn what_is_not_there_cannot_be_changed() {
    let world = World::start().await;
    let (status, body) = world.patch("Products", json!({"id": 1, "name": "x"})).await;
    assert_eq!((status, error(&body).contains("No matching records")), (500, true));
    let (status, body) = world.patch("Products", json!({"name": "x"})).await;
    assert_eq!((status, error(&body)), (500, "Value does not exist for the required field id"));
}

#[tokio::test]
async fn contacts_are_written_below_their_company_and_can_be_deleted() {
    let world = World::start().await;
    let contact = json!({"firstName": "Toni", "lastName": "Test", "isActive": 1});
    assert_eq!(world.post("Contacts", contact.clone()).await.0, 404);
    let id = world.created("Companies/174/Contacts", contact).await;
    assert_eq!(world.item(&format!("Contacts/{id}")).await["companyID"], 174);
    let (status, body) = world.patch("Companies/174/Contacts", json!({"id": id, "isActive": true})).await;
    assert_eq!((status, error(&body).starts_with("Unexpected character")), (500, true));
    assert_eq!(world.patch("Companies/175/Contacts", json!({"id": id, "title": "x"})).await.0, 500);
    let path = format!("Companies/174/Contacts/{id}");
    assert_eq!(world.send(Method::DELETE, &path, json!({})).await, (200, json!({ "itemId": id })));
    let (status, body) = world.send(Method::DELETE, &path, json!({})).await;
    assert_eq!((status, error(&body).starts_with("No message. No matching records found.")), (500, true));
}

#[tokio::test]
async fn entities_without_rules_of_their_own_are_served_all_the_same() {
    let world = World::start().await;
    let ticket = json!({"title": "Printer is out", "companyID": 174, "status": 1, "priority": 1, "queueID": 1});
    let (status, reply) = world.post("Tickets", ticket).await;
    assert_eq!(status, 200, "{reply}");
    let id = reply["itemId"].as_i64().unwrap();
    let note = json!({"title": "n", "description": "d", "noteType": 1, "publish": 1});
    let note = world.created(&format!("Tickets/{id}/Notes"), note).await;
    assert_eq!(world.item(&format!("TicketNotes/{note}")).await["ticketID"], id);
}
