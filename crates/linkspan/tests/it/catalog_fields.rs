//! What is written where the currencies differ, and the distributor's stock in fields that people made.

use crate::catalog::MICE;
use crate::catalog_sync::change;
use crate::harness::{Linked, World};
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::ProductField;
use linkspan_core::catalog::desired::StockFields;
use linkspan_core::catalog::price_rule::PriceRule;
use linkspan_core::money::Currency;
use linkspan_emulator::td_synnex::ProductChange;
use linkspan_store::RunState;
use rust_decimal::Decimal;
use std::time::Duration;

const BAND: &str = "Distributor Stock";
const DATE: &str = "Distributor Stock Date";

fn field(linked: &Linked, sku: u32, name: &str) -> Option<String> {
    let product = linked.product_of(sku).unwrap();
    let fields = product["userDefinedFields"].as_array().cloned().unwrap_or_default();
    fields.iter().find(|field| field["name"] == name).and_then(|field| field["value"].as_str()).map(str::to_owned)
}

#[tokio::test]
async fn autotask_says_its_currency_and_which_fields_take_a_band_or_a_date() {
    let linked = World::start().await;
    let psa = linked.app.links.psa(linked.environment, linked.psa, Lane::Person).await.unwrap();
    assert_eq!(psa.directory.currency().await.unwrap(), Some(Currency::USD));
    let fields = psa.catalogue.product_fields().await.unwrap();
    let known = |name: &str, is_text| fields.contains(&ProductField { name: name.into(), is_text });
    assert!(known(BAND, true) && known(DATE, false), "{fields:?}");
}

#[tokio::test]
async fn where_the_currencies_differ_only_the_vendors_cost_is_written() {
    let linked = World::start().await;
    let mut settings = linked.sync_settings(&[MICE]);
    settings.tenant_currency = Currency::CAD;
    settings.price.rule = PriceRule::Markup { percent: Decimal::TEN };
    linked.save_sync(&settings).await;
    let run = linked.sync_now().await;
    assert_eq!((run.state, run.applied.failed), (RunState::Completed, 0), "{:?}", run.sentence);
    for sku in linked.made_skus().await {
        let (product, row) = (linked.product_of(sku).unwrap(), linked.row_of(sku).unwrap());
        for amount in ["unitCost", "unitPrice", "msrp"] {
            assert!(product[amount].as_f64().is_none_or(|amount| amount == 0.0), "{amount} of {product}");
        }
        let cost = linked.td_synnex.product(sku).unwrap().price;
        assert_eq!(row["vendorCost"].as_f64().unwrap().to_string(), cost.normalize().to_string());
    }
}

#[tokio::test]
async fn stock_goes_into_the_chosen_fields_as_a_band_and_its_date_alone_costs_no_call() {
    let linked = World::start().await;
    let mut settings = linked.sync_settings(&[MICE]);
    settings.stock_fields = Some(StockFields { band: BAND.into(), date: Some(DATE.into()) });
    linked.save_sync(&settings).await;
    linked.sync_now().await;
    let sku = linked.made_skus().await[0];
    let set = |quantity: i64| {
        let quantity = Some(quantity.try_into().unwrap());
        linked.td_synnex.change_product(&ProductChange { quantity, ..change(sku) }).unwrap();
    };
    set(12);
    linked.sync_now().await;
    assert_eq!(field(&linked, sku, BAND).as_deref(), Some("10-49"));
    assert!(field(&linked, sku, DATE).unwrap().starts_with("2026-11-23"));

    linked.advance(Duration::from_hours(24));
    set(40);
    linked.forget_calls();
    let run = linked.sync_now().await;
    assert_eq!(
        (run.applied.total(), linked.product_calls()),
        (0, 0),
        "the same band on another day: {:?}",
        run.sentence
    );
    set(3);
    let run = linked.sync_now().await;
    assert_eq!((run.applied.updated, linked.product_calls()), (1, 1), "{:?}", run.sentence);
    assert_eq!(field(&linked, sku, BAND).as_deref(), Some("1-9"));
    assert!(field(&linked, sku, DATE).unwrap().starts_with("2026-11-24"));
}
