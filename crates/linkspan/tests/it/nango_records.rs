//! Records: what the templates keep, as programs fetch it.

use crate::catalog::MICE;
use crate::harness::{ACTOR, Linked, World};
use crate::program::{Answer, Api, Program};
use linkspan::app::catalog::sync;
use linkspan::app::orders::settings::{Consent, Mode, OrderSettings};
use linkspan_core::template::TemplateKind;
use linkspan_store::{Grants, LinkState, ProductLink, RunKind};
use serde_json::{Value, json};
use std::time::Duration;

/// Settings with which a plain order goes by itself.
pub fn automatic(consent: bool) -> OrderSettings {
    let mut settings = OrderSettings { mode: Mode::Automatic, hold_first: 0, ..OrderSettings::default() };
    settings.rules.contact.name = "Receiving Desk".into();
    settings.rules.contact.phone = "555-0142".into();
    settings.rules.default_ship_method = Some("FG".into());
    settings.consent = consent.then(|| Consent { by: ACTOR.into(), at: 0 });
    settings
}

pub async fn save(world: &Linked, settings: &OrderSettings) {
    let mut tx = world.app.store.begin().await.unwrap();
    let kind = TemplateKind::OrderSubmission;
    world.env().set_template_settings(&mut tx, world.bridge, kind, &json!(settings)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn fetch(program: &Program<'_>, whose: (&str, &str), query: &str) -> Answer {
    let headers = [("provider-config-key", whose.0), ("connection-id", whose.1), ("content-type", "application/json")];
    program.raw("GET", &format!("/records/?{query}"), &headers, Vec::new()).await
}

fn records(answer: &Answer) -> Vec<Value> {
    answer.ok()["records"].as_array().unwrap().clone()
}

fn ids(answer: &Answer) -> Vec<String> {
    records(answer).iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

fn action(record: &Value) -> &str {
    record["_nango_metadata"]["last_action"].as_str().unwrap()
}

/// All pages from a place on.
async fn all(program: &Program<'_>, whose: (&str, &str), query: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = fetch(program, whose, &format!("{query}{cursor}")).await;
        found.extend(records(&answer));
        match answer.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={}", next.replace('+', "%2B").replace('=', "%3D")),
            None => return found,
        }
    }
}

/// Syncs some products; answers their SKUs in order. The server works on its own meanwhile.
async fn synced(world: &Linked) -> Vec<String> {
    world.save_sync(&world.sync_settings(&[MICE])).await;
    sync::sync_now(&world.app, world.environment, &world.by_person()).await.unwrap();
    for _ in 0..600 {
        world.run_due().await;
        let run = world.env().latest_run(Some(world.bridge), RunKind::ProductSync).await.unwrap();
        if run.is_some_and(|run| run.finished_at.is_some()) {
            let links = world.env().product_link_page(world.bridge, "", 10_000).await.unwrap();
            return links.into_iter().map(|link| link.sku).collect();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the sync never ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn synced_products_are_fetched_page_by_page_from_either_side_of_the_bridge() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    let (psa, distributor) = (api.world.psa.to_string(), api.world.distributor.to_string());
    let (autotask, td_synnex) = (("autotask", psa.as_str()), ("td-synnex", distributor.as_str()));
    assert_eq!(fetch(&program, autotask, "model=Product").await.ok(), &json!({"records": [], "next_cursor": null}));
    let made = synced(&api.world).await;
    api.world.advance(Duration::from_secs(3));
    assert!(made.len() > 7, "{made:?}");

    let first = fetch(&program, autotask, "model=Product&limit=3").await;
    assert_eq!(records(&first).len(), 3);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    assert_eq!(cursor, first.body["records"][2]["_nango_metadata"]["cursor"]);
    let paged = all(&program, autotask, "model=Product&limit=3").await;
    let mut skus: Vec<String> = paged.iter().map(|one| one["sku"].as_str().unwrap().to_owned()).collect();
    skus.sort();
    assert_eq!(skus, made, "each once");
    assert_eq!(all(&program, td_synnex, "model=Product&limit=10000").await, paged, "the same from the other side");
    let one = &paged[0];
    assert!(one["vendor_cost"].is_number() && one["autotask_product_id"].is_string(), "{one}");
    let stamp = one["_nango_metadata"]["first_seen_at"].as_str().unwrap();
    assert!(stamp.len() == 32 && stamp.ends_with("+00:00"), "microseconds: {stamp}");
    assert!(paged.iter().all(|one| action(one) == "ADDED" && one["_nango_metadata"]["pruned_at"].is_null()));

    let named = format!("model=Product&ids={}&ids={}&ids=nothing", made[0], made[1]);
    assert_eq!(ids(&fetch(&program, autotask, &named).await).len(), 2);
    let now = api.world.app.clock.now();
    let later = format!("model=Product&modified_after={now}");
    assert!(records(&fetch(&program, autotask, &later).await).is_empty());
    assert_eq!(all(&program, autotask, "model=Product&delta=2026-11-20").await.len(), made.len());
    for filter in ["deleted", "updated,deleted", "DELETED,Updated"] {
        assert!(records(&fetch(&program, autotask, &format!("model=Product&filter={filter}")).await).is_empty());
    }
    assert_eq!(all(&program, autotask, "model=Product&filter=Added,deleted").await.len(), made.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_that_is_no_longer_sold_is_found_by_every_filter_that_names_deleted() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    let psa = api.world.psa.to_string();
    let whose = ("autotask", psa.as_str());
    let made = synced(&api.world).await;
    let links = api.world.env().product_links(api.world.bridge, &made[..1]).await.unwrap();
    let gone = ProductLink { state: LinkState::Retired, ..links.into_values().next().unwrap() };
    api.world.advance(Duration::from_secs(10));
    let mut tx = api.world.app.store.begin().await.unwrap();
    api.world.env().put_product_links(&mut tx, api.world.bridge, &[gone]).await.unwrap();
    tx.commit().await.unwrap();
    api.world.advance(Duration::from_secs(3));
    for filter in ["deleted", "updated,deleted", "added,deleted"] {
        let found = all(&program, whose, &format!("model=Product&filter={filter}")).await;
        let last = found.last().unwrap();
        assert_eq!((last["id"].as_str(), action(last)), (Some(made[0].as_str()), "DELETED"), "{filter}");
        assert_eq!(last["_nango_metadata"]["deleted_at"], last["_nango_metadata"]["last_modified_at"]);
    }
    assert!(all(&program, whose, "model=Product&filter=added").await.iter().all(|one| action(one) == "ADDED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_its_shipment_and_its_invoice_become_records() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    let psa = api.world.psa.to_string();
    let whose = ("autotask", psa.as_str());
    save(&api.world, &automatic(true)).await;
    let start =
        json!({"syncs": ["create-orders", "order-status"], "provider_config_key": "autotask", "connection_id": psa});
    program.post("/sync/start", start).await.ok();
    let sku = api.world.td_synnex.ready().skus[0];
    let order = api.world.submit_order(&[(sku, 2)]);
    let trigger = json!({"syncs": [], "provider_config_key": "autotask", "connection_id": psa});
    assert_eq!(program.post("/sync/trigger", trigger).await.refusal(), (400, "template_off"), "product sync is off");
    let mut invoices = Vec::new();
    for _ in 0..80 {
        api.world.live(Duration::from_hours(6), Duration::from_hours(1)).await;
        invoices = all(&program, whose, "model=Invoice").await;
        if !invoices.is_empty() {
            break;
        }
    }
    let orders = all(&program, whose, "model=Order").await;
    let one = &orders[0];
    assert_eq!(one["autotask_purchase_order_number"], order.number.as_str(), "{one}");
    assert_eq!((one["lines"][0]["sku"].as_str(), &one["lines"][0]["quantity"]), (Some(&*sku.to_string()), &json!(2)));
    assert!(!one["distributor_order_numbers"].as_array().unwrap().is_empty() && one.get("request").is_none());
    assert_eq!(action(one), "UPDATED");
    let shipments = all(&program, whose, "model=Shipment").await;
    assert_eq!(shipments[0]["order_id"], one["id"]);
    assert_eq!(shipments[0]["sku"], sku.to_string().as_str());
    assert_eq!((&invoices[0]["order_id"], action(&invoices[0])), (&one["id"], "ADDED"));
    assert!(invoices[0]["total"].as_f64().unwrap() > 0.0);
    let status = "/sync/status?syncs=*&provider_config_key=autotask";
    let shown = program.get(status).await.ok()["syncs"].clone();
    let of = |name: &str| shown.as_array().unwrap().iter().find(|sync| sync["name"] == name).unwrap().clone();
    assert_eq!(of("create-orders")["recordCount"], json!({"Order": 1}));
    assert_eq!(of("order-status")["recordCount"]["Invoice"], 1);
    assert_eq!(of("product-sync")["status"], "STOPPED");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_an_empty_list_and_what_cannot_be_meant_is_named() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    let psa = api.world.psa.to_string();
    let whose = ("autotask", psa.as_str());
    for query in ["model=Contact", "model=Product&variant=other", "model=Order&filter="] {
        assert_eq!(fetch(&program, whose, query).await.ok(), &json!({"records": [], "next_cursor": null}), "{query}");
    }
    let ids = (0..101).map(|id| format!("&ids={id}")).collect::<String>();
    for (query, field) in [
        ("", "model"),
        ("model=product", "model"),
        ("model=Order&model=Product", "model"),
        ("model=Order&limit=0", "limit"),
        ("model=Order&limit=10001", "limit"),
        ("model=Order&limit=ten", "limit"),
        ("model=Order&modified_after=yesterday", "modified_after"),
        ("model=Order&delta=1", "delta"),
        ("model=Order&filter=gone", "filter"),
        ("model=Order&cursor=nonsense", "cursor"),
        ("model=Order&variant=a%20b", "variant"),
        ("model=Order&ids=", "ids"),
        (&format!("model=Order{ids}"), "ids"),
    ] {
        let refused = fetch(&program, whose, query).await;
        assert_eq!(refused.refusal(), (400, "invalid_query_params"), "{query}");
        assert_eq!(refused.body["error"]["errors"][0]["path"][0], field, "{query}");
    }
    assert_eq!(fetch(&program, whose, "model=Order&colour=red").await.refusal(), (400, "invalid_query_params"));
    assert_eq!(fetch(&program, ("autotask", "gone"), "model=Order").await.refusal(), (400, "unknown_connection"));
    assert_eq!(fetch(&program, ("none", &psa), "model=Order").await.refusal(), (400, "unknown_provider_config"));
    assert_eq!(program.get("/records?model=Order").await.refusal(), (400, "invalid_headers"));
    let narrow = api.program_with(Grants { connections: vec!["other".into()], ..Grants::default() }).await;
    assert_eq!(fetch(&narrow, whose, "model=Order").await.refusal(), (403, "forbidden"));
    let pruned = program.patch("/records/prune", json!({"model": "Order", "until_cursor": "x"})).await;
    assert_eq!(pruned.refusal(), (404, "feature_disabled"));
}
