//! From a product to a received order.

use autotask::{
    Client, Kind, Query,
    entity::{
        BillingCode, InventoryLocation, NewProduct, NewProductVendor, NewPurchaseOrder, NewPurchaseOrderItem,
        NewPurchaseOrderItemReceiving, Product, ProductPatch, ProductVendor, ProductVendorPatch, PurchaseOrder,
        PurchaseOrderItem, PurchaseOrderItemPatch, PurchaseOrderItemReceiving, PurchaseOrderPatch,
    },
};
use jiff::civil::date;
use rust_decimal::Decimal;

use super::Vendor;

/// A billing code that a product takes: the one that a product of the sample has.
pub(crate) async fn billing_code(client: &Client) -> i64 {
    let page = client.query(&Query::<Product>::all()).await.unwrap();
    let code = page.items.iter().find_map(|product| product.product_billing_code_id).unwrap();
    assert!(client.get::<BillingCode>(code).await.unwrap().is_some());
    code
}

async fn status(client: &Client, label: &str) -> i64 {
    client.fields::<PurchaseOrder>().await.unwrap().picklist_value("status", label).unwrap()
}

/// A product of the vendor company.
async fn product(vendor: &Vendor, client: &Client) -> i64 {
    let new = NewProduct::new("Switch, 8 ports", billing_code(client).await, true, false)
        .sku("TDS-4711")
        .manufacturer_product_name("SW-8")
        .unit_cost(Decimal::new(1999, 2));
    let product = client.create(&new).await.unwrap();
    let row = NewProductVendor::new(vendor.ready.vendor_company_id, true, true)
        .vendor_part_number("4711")
        .vendor_cost(Decimal::new(1999, 2));
    client.create_child(product, &row).await.unwrap();
    product
}

/// A new order with one item of three units.
async fn order(vendor: &Vendor, client: &Client, product: i64) -> (i64, i64) {
    let new = NewPurchaseOrder::new(
        vendor.ready.vendor_company_id,
        status(client, "New").await,
        "Example MSP",
        "1 Example Street",
    )
    .freight(Decimal::new(1250, 2));
    let order = client.create(&new).await.unwrap();
    let locations =
        client.query(&Query::matching(InventoryLocation::FIELDS.is_active.eq(true)).unwrap()).await.unwrap();
    let item = NewPurchaseOrderItem::new(locations.items[0].id, 3, Decimal::new(1999, 2)).product_id(product);
    let item = client.create_child(order, &item).await.unwrap();
    (order, item)
}

#[tokio::test]
async fn a_product_and_its_vendor_row_are_written_and_read_back() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    let id = product(&vendor, &client).await;
    let read = client.get::<Product>(id).await.unwrap().unwrap();
    assert_eq!((read.sku.as_deref(), read.unit_cost), (Some("TDS-4711"), Some(Decimal::new(1999, 2))));

    let rows: Vec<ProductVendor> = client.list_children(id).await.unwrap();
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((row.vendor_part_number.as_deref(), row.is_default), (Some("4711"), Some(true)));
    client.patch_child(id, &ProductVendorPatch::new(row.id).vendor_cost(Decimal::new(2105, 2))).await.unwrap();
    let row = client.get::<ProductVendor>(row.id).await.unwrap().unwrap();
    assert_eq!((row.vendor_cost, row.vendor_part_number.as_deref()), (Some(Decimal::new(2105, 2)), Some("4711")));

    let mut patch = ProductPatch::new(id).name("Switch, 16 ports");
    patch.unit_cost = Some(None);
    client.patch(&patch).await.unwrap();
    let read = client.get::<Product>(id).await.unwrap().unwrap();
    assert_eq!(
        (read.name.as_deref(), read.unit_cost, read.sku.as_deref()),
        (Some("Switch, 16 ports"), None, Some("TDS-4711"))
    );
}

#[tokio::test]
async fn an_order_is_written_submitted_annotated_and_received() {
    for numbers in ["one_to_five", "shifted"] {
        let vendor = Vendor::with_quirks(&[("order_status_numbers", numbers)]).await;
        let client = vendor.client().await;
        let product = product(&vendor, &client).await;
        let (order, item) = order(&vendor, &client, product).await;

        let submitted = status(&client, "Submitted").await;
        client.patch(&PurchaseOrderPatch::new(order).status(submitted)).await.unwrap();
        client
            .patch(&PurchaseOrderPatch::new(order).external_po_number("DS-88").general_memo("ordered"))
            .await
            .unwrap();
        let arrival = PurchaseOrderItemPatch::new(item).estimated_arrival_date(date(2026, 12, 24)).memo("1Z999");
        client.patch_child(order, &arrival).await.unwrap();

        let read = client.get::<PurchaseOrder>(order).await.unwrap().unwrap();
        assert_eq!((read.status, read.external_po_number.as_deref()), (Some(submitted), Some("DS-88")));
        assert!(read.purchase_order_number.is_some() && read.submit_date_time.is_some());
        assert_eq!(read.freight, Some(Decimal::new(125, 1)));
        let items: Vec<PurchaseOrderItem> = client.list_children(order).await.unwrap();
        assert_eq!((items.len(), items[0].quantity, items[0].order_id), (1, Some(3), Some(order)));
        assert_eq!(
            (items[0].estimated_arrival_date, items[0].memo.as_deref()),
            (Some(date(2026, 12, 24)), Some("1Z999"))
        );

        client.create_child(item, &NewPurchaseOrderItemReceiving::new(1)).await.unwrap();
        assert_eq!(order_status(&client, order).await, status(&client, "Received Partial").await);
        client.create_child(item, &NewPurchaseOrderItemReceiving::new(2)).await.unwrap();
        assert_eq!(order_status(&client, order).await, status(&client, "Received Full").await);
        let receipts: Vec<PurchaseOrderItemReceiving> = client.list_children(item).await.unwrap();
        assert_eq!(receipts.iter().filter_map(|receipt| receipt.quantity_now_receiving).sum::<i64>(), 3);
        let error = client.create_child(item, &NewPurchaseOrderItemReceiving::new(1)).await.unwrap_err();
        assert_eq!(error.kind(), &Kind::Validation, "{error}");
    }
}

async fn order_status(client: &Client, order: i64) -> i64 {
    client.get::<PurchaseOrder>(order).await.unwrap().unwrap().status.unwrap()
}

#[tokio::test]
async fn an_order_is_found_by_what_only_it_has() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    let product = product(&vendor, &client).await;
    let (order, _) = order(&vendor, &client, product).await;
    client.patch(&PurchaseOrderPatch::new(order).external_po_number("DS-89")).await.unwrap();
    let f = &PurchaseOrder::FIELDS;
    let key = f.external_po_number.eq("ds-89").and(f.vendor_id.eq(vendor.ready.vendor_company_id));
    let found = client.query_one(&Query::matching(key).unwrap()).await.unwrap().unwrap();
    assert_eq!(found.id, order);
}
