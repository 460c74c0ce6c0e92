//! The settings of order submission through the portal, and what of them the distributor receives.

use crate::desk::Desk;
use linkspan_core::order::OrderState;
use linkspan_store::{Order, OrderFilter};
use std::time::Duration;

const SETTINGS: [(&str, &str); 18] = [
    ("mode", "automatic"),
    ("contact_name", "Receiving Desk"),
    ("contact_phone", "555-0142"),
    ("contact_email", "desk@msp.example"),
    ("country", "US"),
    ("payment_term", "NET30"),
    ("drop_ship", "always"),
    ("back_orders", "on"),
    ("ship_complete", "on"),
    ("split", "on"),
    ("warehouse", "16"),
    ("ship_default", "F2"),
    ("price_percent", "50"),
    ("price_amount", "10000"),
    ("order_value", ""),
    ("margin", ""),
    ("schedule", ""),
    ("time_zone", "UTC"),
];

fn base(desk: &Desk) -> String {
    format!("/bridges/{}/order-submission", desk.world.bridge)
}

/// Settings saved, consent given, switched on.
async fn switched_on(desk: &mut Desk, changed: &[(&str, &str)]) {
    let base = base(desk);
    let mut settings = SETTINGS.to_vec();
    for (name, value) in changed {
        settings.retain(|(known, _)| known != name);
        settings.push((name, value));
    }
    desk.send(&base, &settings).await;
    desk.send(&format!("{base}/consent"), &[("agree", "on")]).await;
    desk.send(&format!("{base}/switch"), &[("on", "true")]).await;
}

/// What the distributor got as orders, oldest first.
fn received(desk: &Desk) -> Vec<String> {
    let entries = desk.world.td_synnex.journal().entries();
    entries.into_iter().map(|entry| entry.request_body).filter(|body| body.contains("<OrderRequest>")).collect()
}

/// Looks for purchase orders, and waits until the one order stands as wished. The server works on its own meanwhile.
async fn look(desk: &mut Desk, until: impl Fn(&Order) -> bool) -> Order {
    desk.send(&format!("{}/run", base(desk)), &[]).await;
    wait(desk, until).await
}

async fn wait(desk: &Desk, until: impl Fn(&Order) -> bool) -> Order {
    for _ in 0..600 {
        desk.world.run_due().await;
        let found = desk.world.env().orders(&OrderFilter::default()).await.unwrap().orders;
        if let Some(order) = found.into_iter().find(|order| until(order)) {
            return order;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no order stands as wished: {:?}", desk.world.env().orders(&OrderFilter::default()).await.unwrap().orders);
}

fn taken(order: &Order) -> bool {
    order.state.is_at_distributor()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_setting_reaches_the_distributor_in_the_order() {
    let mut desk = Desk::open().await;
    switched_on(&mut desk, &[]).await;
    let sku = desk.world.td_synnex.ready().skus[0];
    desk.world.submit_order(&[(sku, 1)]);
    look(&mut desk, taken).await;
    let orders = received(&desk);
    assert_eq!(orders.len(), 1, "one order");
    for part in [
        "<ContactName>Receiving Desk</ContactName>",
        "<PhoneNumber>555-0142</PhoneNumber>",
        "<EmailAddress>desk@msp.example</EmailAddress>",
        "<PaymentTerm code=\"NET30\"",
        "<DropShipFlag>Y</DropShipFlag>",
        "<BackOrderFlag>Y</BackOrderFlag>",
        "<ShipComplete>Y</ShipComplete>",
        "<WarehouseSplit>Y</WarehouseSplit>",
        "<ShipFromWarehouse>16</ShipFromWarehouse>",
        "<Code>F2</Code>",
        "<Country>US</Country>",
    ] {
        assert!(orders[0].contains(part), "{part}: {}", orders[0]);
    }
    let page = desk.see(&base(&desk)).await.body;
    for shown in ["value=\"Receiving Desk\"", "value=\"555-0142\"", "value=\"NET30\"", "value=\"16\""] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_empty_is_not_sent() {
    let mut desk = Desk::open().await;
    let changed =
        [("payment_term", ""), ("warehouse", ""), ("drop_ship", "never"), ("back_orders", ""), ("contact_email", "")];
    switched_on(&mut desk, &changed).await;
    let sku = desk.world.td_synnex.ready().skus[0];
    desk.world.submit_order(&[(sku, 1)]);
    look(&mut desk, taken).await;
    let orders = received(&desk);
    for part in ["PaymentTerm", "ShipFromWarehouse", "EmailAddress"] {
        assert!(!orders[0].contains(part), "{part}: {}", orders[0]);
    }
    assert!(
        orders[0].contains("<DropShipFlag>N</DropShipFlag>") && orders[0].contains("<BackOrderFlag>N</BackOrderFlag>")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_schedule_an_order_goes_at_the_next_time_and_a_person_may_send_it_sooner() {
    let mut desk = Desk::open().await;
    // It is 15:00.
    switched_on(&mut desk, &[("mode", "schedule"), ("schedule", "09:00, 16:00")]).await;
    let sku = desk.world.td_synnex.ready().skus[0];
    let order = desk.world.submit_order(&[(sku, 1)]);
    let row = look(&mut desk, |order| order.explanation.contains("2026-11-23 16:00 (UTC)")).await;
    assert_eq!((row.state, received(&desk).len()), (OrderState::Validated, 0));
    let listed = desk.see("/orders").await.body;
    assert!(listed.contains(&order.number), "{listed}");
    desk.world.live(Duration::from_secs(3_540), Duration::from_secs(590)).await;
    assert_eq!(received(&desk).len(), 0, "not before its time");
    desk.world.advance(Duration::from_secs(120));
    wait(&desk, taken).await;
    assert_eq!(received(&desk).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_margin_below_the_limit_waits_for_a_person() {
    let mut desk = Desk::open().await;
    switched_on(&mut desk, &[("margin", "20")]).await;
    let sku = desk.world.td_synnex.ready().skus[0];
    let price = desk.world.td_synnex.product(sku).unwrap().price;
    desk.world.sync_by_hand_for(sku, Some(price * rust_decimal::Decimal::new(11, 1)));
    desk.world.submit_order(&[(sku, 1)]);
    let row = look(&mut desk, |order| order.state == OrderState::Held).await;
    assert_eq!(received(&desk).len(), 0);
    assert!(row.explanation.contains("The margin is 9.0 %, below your limit of 20 %"), "{}", row.explanation);
    let page = desk.see(&format!("/orders/{}", row.id)).await.body;
    assert!(page.contains("Approve and send"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_right_is_said_at_its_field_and_nothing_is_kept() {
    let mut desk = Desk::open().await;
    let base = base(&desk);
    let odd = [("mode", "schedule"), ("warehouse", "Fontana"), ("contact_phone", "555-0142"), ("margin", "x")];
    let refused = desk.browser.submit(&base, &odd).await;
    assert_eq!(refused.status, 422);
    for said in ["Give one time or more", "number, 4 digits at most", "Give a number from 0 to 100."] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    assert!(refused.body.contains("value=\"Fontana\""), "what was typed stays: {}", refused.body);
    assert!(!desk.see(&base).await.body.contains("555-0142"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_for_purchase_orders_and_each_order_stand_in_the_log() {
    let mut desk = Desk::open().await;
    switched_on(&mut desk, &[("mode", "hold")]).await;
    let sku = desk.world.td_synnex.ready().skus[0];
    let order = desk.world.submit_order(&[(sku, 1)]);
    look(&mut desk, |order| order.state == OrderState::AwaitingRelease).await;
    let looked = [desk.see("/").await.body, desk.see("/connectors/autotask/templates").await.body];
    assert!(looked.iter().all(|page| page.contains(" submitted, ")), "{}", looked[0]);
    for query in ["".to_owned(), "?kind=order_submission".into(), "?status=held".into(), format!("?q={}", order.number)]
    {
        let page = desk.see(&format!("/activity/records{query}")).await.body;
        assert!(page.contains(&order.number), "{query}: {page}");
    }
    let others = desk.see("/activity/records?kind=product_sync").await.body;
    assert!(!others.contains(&order.number), "{others}");
    let export = desk.browser.get("/activity/export/csv?kind=order_submission").await.body;
    assert!(export.contains(&order.number) && export.contains("awaiting_release"), "{export}");
    let listed = desk.see("/orders?stage=ready").await.body;
    assert!(listed.contains(&order.number), "{listed}");
    assert!(!desk.see("/orders?stage=shipped").await.body.contains(&order.number));
}
