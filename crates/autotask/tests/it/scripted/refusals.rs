//! What the vendor refuses with words is permanent: it is sent once, whatever it was, and the words are kept.

use autotask::{
    Consequence, Kind, Query,
    entity::{NewProduct, NewPurchaseOrderItem, Product, ProductPatch},
};
use rstest::rstest;
use rust_decimal::Decimal;

use super::{Say, errors, fixture, received, scripted};

/// Texts that users of live tenants have reported, each with a status of 500.
#[rstest]
#[case("Value does not exist for the required field resourceID")]
#[case("queueID is required")]
#[case("Value does not reference an existing entity for taskType .")]
#[case("Reference value on field: contactID of type: Contact does not exist or is invalid.")]
#[case("contactID: Value 12345 does not exist or is invalid")]
#[case("Picklist value [3] does not exist for priority")]
#[case("When assigning a Resource, you must assign both a assignedResourceID and assignedResourceRoleID.")]
#[case("The given allocation code is not an active general allocation code")]
#[case("dateWorked is required when no value is supplied for startDateTime")]
#[case("Unexpected character encountered while parsing value: t...")]
#[case("Unable to find colour in the Product Entity")]
#[case("The logged in Resource does not have the adequate permissions to create this entity type.")]
#[case("maxCountOfRecordsToReturn must be between 1 and 500")]
#[case("Queries are limited to 500 or fewer 'OR' conditions")]
#[case("Conversion failed when converting the varchar value 'material' to data type int.")]
#[tokio::test]
async fn a_500_with_words_is_sent_once(#[case] text: &'static str) {
    let server = scripted(move |_| errors(500, text)).await;
    let fixture = fixture(&server);
    let client = &fixture.client;
    let new = NewProduct::new("Switch", 3, true, false);
    let item = NewPurchaseOrderItem::new(1, 1, Decimal::ONE);
    let results = [
        client.get::<Product>(1).await.map(|_| ()),
        client.query(&Query::<Product>::all()).await.map(|_| ()),
        client.count(&Query::<Product>::all()).await.map(|_| ()),
        client.create(&new).await.map(|_| ()),
        client.create_child(7, &item).await.map(|_| ()),
        client.patch(&ProductPatch::new(1).name("Router")).await,
    ];
    for result in &results {
        let error = result.as_ref().unwrap_err();
        assert_eq!((error.consequence(), error.vendor_text()), (Consequence::Permanent, Some(text)));
        assert_eq!(error.status(), Some(500));
        assert!(error.to_string().ends_with(text), "{error}");
    }
    assert_eq!(received(&server), results.len());
}

/// Answers that say nothing are passing for a read, open for a create, and for a change something that the caller repeats.
#[rstest]
#[case(500, "text/plain", "")]
#[case(500, "application/json", r#"{"Message":"An error has occurred."}"#)]
#[case(502, "text/html", "<html>Bad Gateway</html>")]
#[case(503, "text/html", "<html>Service Unavailable</html>")]
#[case(504, "text/plain", "")]
#[case(500, "application/json", r#"{"errors":["Transaction (Process ID 77) was deadlocked on lock resources"]}"#)]
#[tokio::test]
async fn only_reads_are_repeated_by_themselves(
    #[case] status: u16,
    #[case] kind: &'static str,
    #[case] body: &'static str,
) {
    let server = scripted(move |_| Say::Text(status, kind, body)).await;
    let client = fixture(&server).client;
    assert_eq!(client.get::<Product>(1).await.unwrap_err().kind(), &Kind::Transient);
    assert_eq!(received(&server), 3);
    let error = client.create(&NewProduct::new("Switch", 3, true, false)).await.unwrap_err();
    assert_eq!((error.kind(), received(&server)), (&Kind::UnknownOutcome, 4));
    let error = client.patch(&ProductPatch::new(1).name("Router")).await.unwrap_err();
    assert_eq!((error.consequence(), received(&server)), (Consequence::Retry { after: None }, 5));
}
