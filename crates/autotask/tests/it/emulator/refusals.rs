//! Other refusals: what travels and what the client makes of it.

use autotask::{
    Consequence, Credentials, Kind, Query, discover,
    entity::{NewProduct, Product, ProductPatch},
    query::Field,
};

use super::Vendor;
use crate::scripted::http;

#[tokio::test]
async fn a_zone_is_found_from_the_user_name_alone() {
    let vendor = Vendor::usual().await;
    let zone = vendor.zone().await;
    assert_eq!(zone.ci, vendor.ready.ci);
    assert!(zone.url.as_str().to_lowercase().ends_with("/atservicesrest/"), "{}", zone.url);
    let other = discover(&http(), &vendor.discovery(), &vendor.ready.other_user_name).await.unwrap();
    assert_eq!(other.ci, vendor.ready.other_ci);
    let error = discover(&http(), &vendor.discovery(), "nobody@msp.example").await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (&Kind::UnknownUser, Some(500)));
}

#[tokio::test]
async fn a_wrong_secret_is_sent_once_whatever_the_body_of_the_401() {
    for body in ["errors", "empty"] {
        let vendor = Vendor::with_quirks(&[("unauthorized_body", body)]).await;
        let client = vendor.client_as(Credentials { secret: "not-the-secret".into(), ..vendor.credentials() }).await;
        let error = client.version().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (&Kind::Credentials, Some(401)), "{body}");
        for _ in 0..10 {
            assert_eq!(client.version().await.unwrap_err().kind(), &Kind::CredentialsRefusedBefore);
        }
        assert_eq!(vendor.calls(), 1);
        assert!(vendor.client().await.version().await.is_ok());
    }
}

#[tokio::test]
async fn a_locked_account_is_named_under_either_status() {
    for status in ["401", "500"] {
        let vendor = Vendor::with_quirks(&[("locked_status", status)]).await;
        for _ in 0..5 {
            let wrong = Credentials { secret: "not-the-secret".into(), ..vendor.credentials() };
            vendor.client_as(wrong).await.version().await.unwrap_err();
        }
        let client = vendor.client().await;
        assert_eq!(client.version().await.unwrap_err().kind(), &Kind::AccountLocked, "{status}");
        assert!(client.credentials_refused());
        vendor.running.unlock_all();
        assert!(vendor.client().await.version().await.is_ok());
    }
}

#[tokio::test]
async fn refused_data_is_permanent_and_keeps_the_vendors_words() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    let error = client.create(&NewProduct::new("Switch", 999_999, true, false)).await.unwrap_err();
    assert_eq!((error.kind(), error.consequence()), (&Kind::Validation, Consequence::Permanent));
    assert!(error.vendor_text().unwrap().contains("productBillingCodeID"), "{error}");
    let error = client.patch(&ProductPatch::new(987_654_321).name("Nobody")).await.unwrap_err();
    assert_eq!(error.consequence(), Consequence::Permanent, "{error:?}");
}

#[tokio::test]
async fn an_unknown_field_is_named() {
    let vendor = Vendor::usual().await;
    let colour = Field::<Product, String>::named("colour");
    let error = vendor.client().await.query(&Query::matching(colour.eq("red")).unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), &Kind::UnknownField { field: "colour".into(), entity: "Product".into() });
}

#[tokio::test]
async fn absence_is_none_however_it_is_said() {
    for quirk in ["404", "item_null"] {
        let vendor = Vendor::with_quirks(&[("missing_id", quirk)]).await;
        assert_eq!(vendor.client().await.get::<Product>(987_654_321).await.unwrap(), None, "{quirk}");
    }
}
