//! The Autotask connector against its emulator: orders, write-back, products, lists.

use crate::harness::{Linked, World};
use linkspan::connectors::PsaLink;
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::{
    LineWriteBack, OrderWriteBack, ProductWrite, PurchaseOrderStatus, VendorRowWrite,
};
use linkspan_core::problem::Consequence;
use linkspan_emulator::autotask::quirks::OrderStatusNumbers;
use linkspan_emulator::faults::{Fault, FaultAction};
use rust_decimal::Decimal;
use serde_json::json;

async fn psa(linked: &Linked) -> PsaLink {
    linked.app.links.psa(linked.environment, linked.psa, Lane::Person).await.expect("a link")
}

fn vendor(linked: &Linked) -> String {
    linked.autotask.ready().vendor_company_id.to_string()
}

#[tokio::test]
async fn submitted_orders_are_found_by_the_label_whatever_its_number() {
    let linked =
        World::start_with(|setup| setup.autotask.quirks.order_status_numbers = OrderStatusNumbers::Shifted).await;
    let link = psa(&linked).await;
    let before = link.purchasing.submitted_orders(&vendor(&linked)).await.unwrap().len();
    let order = linked.submit_order(&[(linked.td_synnex.ready().skus[0], 2)]);
    let found = link.purchasing.submitted_orders(&vendor(&linked)).await.unwrap();
    assert_eq!(found.len(), before + 1);
    let head = found.iter().find(|head| head.id == order.id.to_string()).unwrap();
    assert_eq!((head.number.as_str(), &head.status), (order.number.as_str(), &PurchaseOrderStatus::Submitted));
    linked.autotask.tenant().purchase_order_cancel(order.id).unwrap();
    assert_eq!(link.purchasing.submitted_orders(&vendor(&linked)).await.unwrap().len(), before);
    let beyond = link.purchasing.orders_beyond_new(&vendor(&linked)).await.unwrap();
    let cancelled = beyond.iter().find(|head| head.id == order.id.to_string()).unwrap();
    assert_eq!(cancelled.status, PurchaseOrderStatus::Cancelled);
}

#[tokio::test]
async fn an_order_is_read_with_its_lines_and_the_vendors_part_numbers() {
    let linked = World::start().await;
    let link = psa(&linked).await;
    let skus = &linked.td_synnex.ready().skus;
    let mut draft = linked.draft(&[(skus[0], 3), (skus[1], 1)]);
    draft.fields = serde_json::from_value(json!({"purchaseForCompanyID": 174, "generalMemo": "Call first"})).unwrap();
    let written = linked.autotask.tenant().purchase_order_create(&draft).unwrap();
    let order = link.purchasing.order(&written.id.to_string(), &vendor(&linked)).await.unwrap().unwrap();
    assert_eq!(order.head.purchase_for_name.as_deref(), Some("Juniper Dental Group"));
    assert_eq!(order.head.memo, "Call first");
    assert_eq!((order.ship_to.city.as_str(), order.ship_to.state.as_str()), ("Springfield", "IL"));
    assert_eq!(order.shipping_type.as_ref().map(|choice| choice.label.as_str()), Some("Ground"));
    let lines: Vec<_> = order.lines.iter().map(|line| (line.sku.clone().unwrap(), line.quantity)).collect();
    assert_eq!(lines, [(skus[0].to_string(), 3), (skus[1].to_string(), 1)]);
    assert!(order.lines.iter().all(|line| line.unit_cost.is_some() && !line.product_name.is_empty()));
    assert!(link.purchasing.order("987654321", &vendor(&linked)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_line_of_another_vendors_product_has_no_sku() {
    let linked = World::start().await;
    let tenant = linked.autotask.tenant();
    let product =
        tenant.entities("Products").iter().find(|one| one["name"] == "Keyboard, Wired").unwrap()["id"].as_i64();
    let mut draft = linked.draft(&[]);
    draft.lines.push(linkspan_emulator::autotask::DraftLine {
        product: linkspan_emulator::autotask::DraftProduct::ProductId(product.unwrap()),
        quantity: 1,
        unit_cost: None,
    });
    let written = tenant.purchase_order_create(&draft).unwrap();
    let order = psa(&linked).await.purchasing.order(&written.id.to_string(), &vendor(&linked)).await.unwrap().unwrap();
    assert_eq!((order.lines[0].sku.as_deref(), order.lines[0].product_name.as_str()), (None, "Keyboard, Wired"));
}

#[tokio::test]
async fn the_vendors_part_numbers_of_a_long_order_cost_one_question() {
    let linked = World::start().await;
    let link = psa(&linked).await;
    let skus: Vec<(u32, i64)> = linked.td_synnex.ready().pinned_skus.iter().map(|sku| (*sku, 1)).collect();
    assert!(skus.len() >= 12);
    let written = linked.submit_order(&skus);
    let journal = linked.autotask.server().journal();
    journal.clear();
    link.purchasing.order(&written.id.to_string(), &vendor(&linked)).await.unwrap().unwrap();
    let asked = journal.count(|entry| entry.path.to_lowercase().contains("/productvendors/query"));
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_write_back_patches_what_differs_and_nothing_else() {
    let linked = World::start().await;
    let link = psa(&linked).await;
    let written = linked.submit_order(&[(linked.td_synnex.ready().skus[0], 2)]);
    let id = written.id.to_string();
    let change = OrderWriteBack {
        memo: Some("Ordered as 70200311".into()),
        freight: Some(Decimal::new(1_240, 2)),
        lines: vec![LineWriteBack {
            id: written.item_ids[0].to_string(),
            memo: None,
            estimated_arrival: Some("2026-12-01".parse().unwrap()),
        }],
        ..OrderWriteBack::default()
    };
    link.purchasing.write_back(&id, &change).await.unwrap();
    let tenant = linked.autotask.tenant();
    let order = tenant.entity("PurchaseOrders", written.id).unwrap();
    assert_eq!((order["generalMemo"].as_str(), order["freight"].as_f64()), (Some("Ordered as 70200311"), Some(12.4)));
    let item = tenant.entity("PurchaseOrderItems", written.item_ids[0]).unwrap();
    assert!(item["estimatedArrivalDate"].as_str().unwrap().starts_with("2026-12-01"));

    let journal = linked.autotask.server().journal();
    journal.clear();
    link.purchasing.write_back(&id, &change).await.unwrap();
    assert_eq!(
        journal.count(|entry| entry.method != "GET" && !entry.path.contains("/query")),
        0,
        "it stands there already"
    );
    assert_eq!(journal.count(|entry| entry.method == "PUT"), 0);
}

#[tokio::test]
async fn a_received_order_takes_no_more_changes_and_says_so() {
    let linked = World::start().await;
    let link = psa(&linked).await;
    let written = linked.submit_order(&[(linked.td_synnex.ready().skus[0], 1)]);
    linked.autotask.tenant().receive(written.item_ids[0], 1, None).unwrap();
    let change = OrderWriteBack { memo: Some("late".into()), ..OrderWriteBack::default() };
    let refusal = FaultAction::Status {
        status: 500,
        body: Some(r#"{"errors":["The purchase order is received and cannot be changed."]}"#.into()),
        content_type: None,
        retry_after: None,
    };
    linked.autotask.server().faults().add(Fault::once("PATCH", refusal));
    let problem = link.purchasing.write_back(&written.id.to_string(), &change).await.unwrap_err();
    assert_eq!((problem.code, &problem.consequence), ("order_received", &Consequence::Permanent));
    assert!(problem.cause_chain().contains("cannot be changed"));
}

#[tokio::test]
async fn products_are_created_found_by_every_key_and_changed() {
    let linked = World::start().await;
    let link = psa(&linked).await;
    let (codes, categories) =
        (link.catalogue.billing_codes().await.unwrap(), link.catalogue.product_categories().await.unwrap());
    let labels: Vec<&str> = codes.iter().map(|code| code.label.as_str()).collect();
    assert!(labels.contains(&"Hardware") && !labels.contains(&"Travel") && !labels.contains(&"Hardware (old)"));
    assert!(categories.iter().any(|category| category.label == "Networking"));
    let write = ProductWrite {
        reference: Some("TDS-900100".into()),
        name: Some("Sample Switch".into()),
        manufacturer_part: Some("SMP-SW1".into()),
        billing_code: Some(codes.iter().find(|code| code.label == "Hardware").unwrap().id.clone()),
        category: Some(categories[2].id.clone()),
        unit_cost: Some(Decimal::new(4_999, 2)),
        user_defined: [("Distributor Stock".to_owned(), "10-49".to_owned())].into(),
        ..ProductWrite::default()
    };
    let id = link.catalogue.create_product(&write).await.unwrap();
    let row = VendorRowWrite {
        vendor: Some(vendor(&linked)),
        part_number: Some("900100".into()),
        cost: Some(Decimal::new(4_999, 2)),
        ..VendorRowWrite::default()
    };
    let row_id = link.catalogue.create_vendor_row(&id, &row).await.unwrap();
    for found in [
        link.catalogue.products_by_reference(&["TDS-900100".into(), "TDS-0".into()]).await.unwrap(),
        link.catalogue.products_by_vendor_part(&vendor(&linked), &["900100".into()]).await.unwrap(),
        link.catalogue.products_by_manufacturer_part(&["SMP-SW1".into()]).await.unwrap(),
        link.catalogue.products_by_id(std::slice::from_ref(&id)).await.unwrap(),
    ] {
        let [product] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((product.id.as_str(), product.values.reference.as_deref()), (id.as_str(), Some("TDS-900100")));
        assert_eq!(product.values.unit_cost, Some(Decimal::new(4_999, 2)));
        assert_eq!(product.values.user_defined["Distributor Stock"], "10-49");
        assert_eq!(product.vendor_rows[0].values.part_number.as_deref(), Some("900100"));
    }
    let dearer = ProductWrite { unit_cost: Some(Decimal::from(55)), ..ProductWrite::default() };
    link.catalogue.change_product(&id, &dearer).await.unwrap();
    let dearer = VendorRowWrite { cost: Some(Decimal::from(55)), ..VendorRowWrite::default() };
    link.catalogue.change_vendor_row(&id, &row_id, &dearer).await.unwrap();
    let product = link.catalogue.products_by_id(&[id]).await.unwrap().remove(0);
    assert_eq!(product.values.unit_cost, Some(Decimal::from(55)));
    assert_eq!(product.values.name.as_deref(), Some("Sample Switch"), "what was not given stays");
    assert_eq!(product.vendor_rows[0].values.cost, Some(Decimal::from(55)));
}

#[tokio::test]
async fn four_hundred_keys_are_one_question_and_its_vendor_rows_another() {
    let linked = World::start().await;
    let link = psa(&linked).await;
    let journal = linked.autotask.server().journal();
    journal.clear();
    let keys: Vec<String> = (0..400).map(|n| format!("TDS-{n}")).collect();
    assert!(link.catalogue.products_by_reference(&keys).await.unwrap().is_empty());
    assert_eq!(journal.count(|entry| entry.path.to_lowercase().contains("/query")), 1, "nothing found, nothing asked");
}

#[tokio::test]
async fn a_lost_answer_to_a_create_is_an_unknown_outcome() {
    let linked = World::start().await;
    let link = psa(&linked).await;
    let codes = link.catalogue.billing_codes().await.unwrap();
    let write = ProductWrite {
        reference: Some("TDS-900200".into()),
        name: Some("Lost".into()),
        billing_code: Some(codes[0].id.clone()),
        ..ProductWrite::default()
    };
    linked.autotask.server().faults().add(Fault::once("POST /ATServicesRest/v1.0/Products", FaultAction::CutAfter));
    let problem = link.catalogue.create_product(&write).await.unwrap_err();
    assert_eq!((problem.code, &problem.consequence), ("psa_outcome_unknown", &Consequence::UnknownOutcome));
    let found = link.catalogue.products_by_reference(&["TDS-900200".into()]).await.unwrap();
    assert_eq!(found.len(), 1, "it was created all the same");
}

#[tokio::test]
async fn the_refusal_of_data_keeps_autotasks_words() {
    let linked = World::start().await;
    let link = psa(&linked).await;
    let write = ProductWrite { name: Some("X".into()), billing_code: Some("1".into()), ..ProductWrite::default() };
    let problem = link.catalogue.create_product(&write).await.unwrap_err();
    assert_eq!((problem.code, &problem.consequence), ("psa_refused", &Consequence::Permanent));
    assert!(problem.sentence.contains("Autotask says:"), "{}", problem.sentence);
}

#[tokio::test]
async fn calls_of_all_connections_of_a_database_count_together() {
    let linked = World::start().await;
    let before = linked.registry.call_budget("118204").unwrap();
    assert_eq!((before.limit, before.share), (10_000, 3_000));
    psa(&linked).await.directory.vendors("").await.unwrap();
    let after = linked.registry.call_budget("118204").unwrap();
    assert!(after.used > before.used);
    linked.autotask.tenant().use_up_calls(4_000);
    linked.advance(std::time::Duration::from_secs(6 * 60));
    psa(&linked).await;
    assert!(linked.registry.call_budget("118204").unwrap().others >= 4_000, "others are seen by asking");
    assert_eq!(linked.registry.call_budget("42"), None);
}

#[tokio::test]
async fn a_tenant_that_has_moved_is_followed_and_its_new_zone_is_kept() {
    let linked = World::start().await;
    let old = linkspan_emulator::autotask::start(linkspan_emulator::autotask::Options::default()).await.unwrap();
    let gone = FaultAction::Status { status: 401, body: None, content_type: None, retry_after: None };
    old.server().faults().add(Fault::always("", gone));
    let connection = linked.env().connection(linked.psa).await.unwrap().unwrap();
    let here = connection.settings["zone"]["url"].clone();
    let mut settings = connection.settings.clone();
    settings["zone"]["url"] = json!(format!("{}/ATServicesRest/", old.url()));
    let mut tx = linked.app.store.begin().await.unwrap();
    let name = &connection.display_name;
    linked
        .env()
        .set_connection_settings(&mut tx, linked.psa, name, connection.email.as_deref(), &settings)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    assert!(psa(&linked).await.directory.vendors("").await.is_ok());
    let asked_there = old.server().journal().entries().len();
    assert_eq!(asked_there, 1, "once");
    let connection = linked.env().connection(linked.psa).await.unwrap().unwrap();
    assert_eq!(connection.settings["zone"]["url"], here);
    assert_eq!(connection.state, linkspan_store::ConnectionState::Connected);
    assert!(psa(&linked).await.directory.vendors("").await.is_ok());
    assert_eq!(old.server().journal().entries().len(), asked_there, "and not asked there again");
}
