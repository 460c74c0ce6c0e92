//! Descriptions of entities: asked for seldom, read leniently.

use std::time::Duration;

use autotask::{
    entity::{Product, PurchaseOrder},
    metadata::Access,
};
use serde_json::json;

use super::{Say, fixture, received, scripted};

fn status_field() -> Say {
    Say::Json(
        200,
        json!({"fields": [{"name": "Status", "dataType": "integer", "isPickList": true, "picklistValues": [
            {"value": "1", "label": "New", "isActive": true}, {"value": "2", "label": "Submitted", "isActive": true}]}]}),
    )
}

#[tokio::test]
async fn a_description_is_kept_for_an_hour() {
    let server = scripted(|_| status_field()).await;
    let fixture = fixture(&server);
    let (one, two) = tokio::join!(fixture.client.fields::<PurchaseOrder>(), fixture.client.fields::<PurchaseOrder>());
    assert_eq!(one.unwrap().picklist_value("status", "submitted"), Some(2));
    assert_eq!(two.unwrap().picklist_label("status", 1), Some("New"));
    fixture.time.advance(Duration::from_secs(59 * 60));
    fixture.client.fields::<PurchaseOrder>().await.unwrap();
    assert_eq!(received(&server), 1);
    fixture.time.advance(Duration::from_secs(60));
    fixture.client.fields::<PurchaseOrder>().await.unwrap();
    assert_eq!(received(&server), 2);
    fixture.client.forget_metadata();
    fixture.client.fields::<PurchaseOrder>().await.unwrap();
    assert_eq!(received(&server), 3);
}

#[tokio::test]
async fn no_user_defined_fields_may_be_said_by_a_404() {
    let server = scripted(|asked| match asked.path.as_str() {
        "PurchaseOrders/entityInformation/userDefinedFields" => Say::Text(404, "text/html", "<html>404</html>"),
        _ => Say::Json(200, json!({"fields": [{"name": "Stock band", "type": "string", "isRequired": false}]})),
    })
    .await;
    let client = fixture(&server).client;
    assert!(client.user_defined_fields::<PurchaseOrder>().await.unwrap().fields.is_empty());
    let defined = client.user_defined_fields::<Product>().await.unwrap();
    assert_eq!(defined.get("stock BAND").unwrap().udf_type.as_deref(), Some("string"));
}

#[tokio::test]
async fn what_the_user_may_do_is_told_per_entity() {
    let server = scripted(|_| {
        Say::Json(
            200,
            json!({"info": {"name": "PurchaseOrder", "canCreate": true, "canDelete": false, "canQuery": true,
                "canUpdate": true, "userAccessForCreate": 0, "userAccessForQuery": 1, "userAccessForUpdate": 2}}),
        )
    })
    .await;
    let info = fixture(&server).client.entity_information::<PurchaseOrder>().await.unwrap();
    assert_eq!((info.user_access_for_create, info.user_access_for_update), (Access::None, Access::Restricted));
    assert!(info.can_create && !info.can_delete);
}

#[tokio::test]
async fn the_version_is_the_cheapest_authenticated_call() {
    let server = scripted(|_| Say::Json(200, json!({"majorVersion": 2026, "minorVersion": 3, "build": 12}))).await;
    let version = fixture(&server).client.version().await.unwrap();
    assert_eq!((version.major_version, version.minor_version, version.build), (2026, 3, 12));
}
