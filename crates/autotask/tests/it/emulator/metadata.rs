//! The tenant's own description of its entities.

use autotask::{
    Credentials,
    entity::{Company, Product, PurchaseOrder},
    metadata::Access,
};

use super::Vendor;

#[tokio::test]
async fn a_status_is_found_by_its_label_whatever_its_number_and_case() {
    for (numbers, names) in [("one_to_five", "camel"), ("shifted", "camel"), ("shifted", "pascal")] {
        let vendor = Vendor::with_quirks(&[("order_status_numbers", numbers), ("metadata_names", names)]).await;
        let client = vendor.client().await;
        let fields = client.fields::<PurchaseOrder>().await.unwrap();
        let number = fields.picklist_value("status", "submitted").unwrap();
        assert_eq!(fields.picklist_label("status", number), Some("Submitted"));
        assert_eq!(numbers == "shifted", number > 10, "{number}");
        assert_eq!(fields.picklist_value("status", "Lost"), None);
        let calls = vendor.calls();
        client.fields::<PurchaseOrder>().await.unwrap();
        assert_eq!(vendor.calls(), calls);
    }
}

#[tokio::test]
async fn the_company_type_of_vendors_is_7() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    let fields = client.fields::<Company>().await.unwrap();
    assert_eq!(fields.picklist_value("companyType", "Vendor"), Some(7));
    let company = client.get::<Company>(vendor.ready.vendor_company_id).await.unwrap().unwrap();
    assert_eq!(company.company_type, Some(7));
}

#[tokio::test]
async fn rights_are_those_of_the_user() {
    let vendor = Vendor::usual().await;
    let all = vendor.client().await.entity_information::<PurchaseOrder>().await.unwrap();
    assert!(all.can_create && all.can_update && !all.can_delete);
    assert_eq!(all.user_access_for_query, Access::All);
    let user_name = vendor.ready.restricted_user_name.clone();
    let restricted = vendor.client_as(Credentials { user_name, ..vendor.credentials() }).await;
    match restricted.entity_information::<PurchaseOrder>().await {
        Ok(info) => assert_eq!(info.user_access_for_query, Access::None),
        Err(error) => assert!(matches!(error.kind(), autotask::Kind::Permission { .. }), "{error:?}"),
    }
}

#[tokio::test]
async fn user_defined_fields_are_described_or_absent() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    assert!(client.user_defined_fields::<PurchaseOrder>().await.unwrap().fields.is_empty());
    let defined = client.user_defined_fields::<Product>().await.unwrap();
    assert!(defined.fields.iter().all(|field| field.udf_type.is_some()), "{defined:?}");
}
