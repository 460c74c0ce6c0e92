//! Purchase orders that were there before: one received from another vendor, one canceled, one still
//! being written, and one that was submitted to TD SYNNEX before any bridge existed.

use serde_json::{Map, Value};

use super::products::{FIRST_ID, stocked_product};
use super::seed::Seed;
use super::{OTHER_VENDOR_ID, VENDOR_COMPANY_ID};
use crate::autotask::purchaser::{DraftLine, DraftProduct, OrderDraft, write_order};
use crate::autotask::rules::OrderStatus;
use crate::autotask::write::{Mode, Writer};

pub(super) fn fill(seed: &mut Seed<'_>) {
    seed.data.named_mut("PurchaseOrders").begin_ids_at(501);
    seed.data.named_mut("PurchaseOrderItems").begin_ids_at(2_001);
    received(&mut seed.writer(40));
    let mut writer = seed.writer(21);
    let canceled = write(&mut writer, OTHER_VENDOR_ID, &[(stocked_product(2), 1)]);
    set_status(&mut writer, canceled, OrderStatus::Canceled);
    write(&mut seed.writer(3), OTHER_VENDOR_ID, &[(stocked_product(4), 5), (stocked_product(6), 2)]);
    let mut writer = seed.writer(2);
    let submitted = write(&mut writer, VENDOR_COMPANY_ID, &[(FIRST_ID, 2), (FIRST_ID + 4, 1)]);
    set_status(&mut writer, submitted, OrderStatus::Submitted);
}

fn received(writer: &mut Writer<'_>) {
    let order = write(writer, OTHER_VENDOR_ID, &[(stocked_product(0), 10), (stocked_product(7), 4)]);
    set_status(writer, order, OrderStatus::Submitted);
    let items: Vec<(i64, Value)> = writer
        .data
        .named("PurchaseOrderItems")
        .children_of(order)
        .map(|item| (item.id(), item.get("quantity").clone()))
        .collect();
    for (item, quantity) in items {
        // A tenant may demand the number of the vendor's invoice.
        let invoice = ("vendorInvoiceNumber".to_owned(), Value::from("GP-20417"));
        let fields = Map::from_iter([("quantityNowReceiving".to_owned(), quantity), invoice]);
        writer
            .create(writer.data.known("PurchaseOrderItemReceiving"), Some(item), &fields)
            .expect("the sample's receipts follow the rules");
    }
}

fn write(writer: &mut Writer<'_>, vendor: i64, lines: &[(i64, i64)]) -> i64 {
    let lines = lines.iter().map(|&(product, quantity)| DraftLine {
        product: DraftProduct::ProductId(product),
        quantity,
        unit_cost: None,
    });
    let draft = OrderDraft { vendor_company_id: Some(vendor), lines: lines.collect(), ..OrderDraft::default() };
    write_order(writer, &draft).expect("the sample's orders follow the rules")
}

fn set_status(writer: &mut Writer<'_>, order: i64, status: OrderStatus) {
    let fields = Map::from_iter([
        ("id".to_owned(), Value::from(order)),
        ("status".to_owned(), Value::from(status.number(writer.quirks))),
    ]);
    writer
        .update(writer.data.known("PurchaseOrders"), None, &fields, Mode::Patch)
        .expect("the sample's orders follow the rules");
}
