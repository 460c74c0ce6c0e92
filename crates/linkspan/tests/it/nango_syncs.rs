//! The templates as syncs: switches, *Sync Now*, how they stand.

use crate::catalog::MICE;
use crate::harness::{Linked, World};
use crate::nango_records::{automatic, save};
use crate::program::{Answer, Api, Program};
use linkspan_core::template::TemplateKind;
use linkspan_store::{AuditFilter, Grants, NewBridge, RunKind, StartedBy};
use serde_json::{Value, json};
use std::time::Duration;

async fn say(program: &Program<'_>, verb: &str, syncs: Value) -> Answer {
    program.post(&format!("/sync/{verb}"), json!({"syncs": syncs, "provider_config_key": "autotask"})).await
}

async fn of(program: &Program<'_>, name: &str) -> Value {
    let answer = program.get(&format!("/sync/status?syncs={name}&provider_config_key=autotask")).await;
    let syncs = answer.ok()["syncs"].as_array().unwrap();
    assert_eq!(syncs.len(), 1, "{}", answer.text);
    syncs[0].clone()
}

async fn on(world: &Linked, kind: TemplateKind) -> bool {
    world.env().template(world.bridge, kind).await.unwrap().unwrap().enabled
}

/// Asks until a sync stands as wished; the program works meanwhile.
async fn until(api: &Api<Linked>, program: &Program<'_>, name: &str, status: &str) -> Value {
    for _ in 0..600 {
        api.world.run_due().await;
        let shown = of(program, name).await;
        if shown["status"] == status {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{name} is never {status}: {}", of(program, name).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn product_sync_is_started_triggered_paused_and_told() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    assert_eq!(of(&program, "product-sync").await["status"], "STOPPED");
    let refused = say(&program, "start", json!(["product-sync"])).await;
    assert_eq!(refused.refusal(), (400, "settings_missing"));
    assert_eq!(refused.body["error"]["payload"]["sync"], "product-sync");
    assert_eq!(say(&program, "trigger", json!(["product-sync"])).await.refusal(), (400, "template_off"));
    api.world.save_sync(&api.world.sync_settings(&[MICE])).await;
    let started = say(&program, "start", json!([{"name": "product-sync", "variant": "base"}])).await;
    assert_eq!(started.ok(), &json!({"success": true}));
    let shown = until(&api, &program, "product-sync", "SUCCESS").await;
    let made = api.world.env().product_link_counts(api.world.bridge).await.unwrap().linked;
    assert_eq!(shown["latestResult"], json!({"Product": {"added": made, "updated": 0, "deleted": 0}}), "{shown}");
    assert_eq!(shown["recordCount"], json!({"Product": made}));
    assert_eq!((&shown["frequency"], &shown["latestExecutionStatus"]), (&json!("every day"), &json!("SUCCESS")));
    assert_eq!((&shown["variant"], &shown["connection_id"]), (&json!("base"), &json!(api.world.psa.to_string())));
    for moment in ["finishedAt", "nextScheduledSyncAt"] {
        assert!(shown[moment].as_str().unwrap().ends_with('Z'), "{moment}: {shown}");
    }
    let run = api.world.env().latest_run(Some(api.world.bridge), RunKind::CatalogueImport).await.unwrap().unwrap();
    assert_eq!((run.started_by, run.actor.as_str()), (StartedBy::Program, "Backend"));

    api.world.advance(Duration::from_secs(60));
    say(&program, "trigger", json!(["product-sync::base"])).await.ok();
    let shown = until(&api, &program, "product-sync", "SUCCESS").await;
    assert_eq!(shown["recordCount"], json!({"Product": made}));
    say(&program, "pause", json!(["product-sync"])).await.ok();
    assert_eq!(of(&program, "product-sync").await["status"], "PAUSED");
    assert!(of(&program, "product-sync").await["nextScheduledSyncAt"].is_null());
    say(&program, "pause", json!(["product-sync"])).await.ok();
    let filter = AuditFilter { limit: 100, ..AuditFilter::default() };
    let entries = api.world.env().audit(&filter).await.unwrap();
    let switched =
        entries.iter().filter(|one| one.content.action.starts_with("product_sync.") && one.content.actor == "Backend");
    assert_eq!(switched.count(), 2, "on and off, each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_not_switched_on_by_a_program_before_a_person_agreed() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    save(&api.world, &automatic(false)).await;
    for syncs in [json!(["create-orders"]), json!([]), json!(["order-status", "create-orders"])] {
        let refused = say(&program, "start", syncs.clone()).await;
        assert_eq!(refused.refusal(), (400, if syncs == json!([]) { "settings_missing" } else { "consent_missing" }));
        for kind in TemplateKind::ALL {
            assert!(!on(&api.world, kind).await, "all of them or none: {kind:?}");
        }
    }
    save(&api.world, &automatic(true)).await;
    say(&program, "start", json!(["create-orders"])).await.ok();
    assert!(on(&api.world, TemplateKind::OrderSubmission).await);
    let shown = until(&api, &program, "create-orders", "SUCCESS").await;
    assert_eq!((&shown["frequency"], &shown["recordCount"]), (&json!("every 90s"), &json!({"Order": 0})));

    let put = async |body: Value| program.call("PUT", "/sync/update-connection-frequency", Some(body)).await;
    let psa = api.world.psa.to_string();
    let body = |sync: &str, frequency: Value| json!({"sync_name": sync, "provider_config_key": "autotask", "connection_id": psa, "frequency": frequency});
    let set = put(body("create-orders", json!("every 5 minutes"))).await;
    assert_eq!(set.ok(), &json!({"frequency": "every 5m"}));
    assert_eq!(of(&program, "create-orders").await["frequency"], "every 5m");
    assert!(on(&api.world, TemplateKind::OrderSubmission).await, "consent and switch stay");
    for (sync, frequency) in [("create-orders", "every 10s"), ("product-sync", "every hour"), ("order-status", "1h")] {
        let refused = put(body(sync, json!(frequency))).await;
        assert_eq!(refused.refusal(), (400, "invalid_body"), "{sync}");
        assert_eq!(refused.body["error"]["errors"][0]["path"], json!(["frequency"]), "{sync}");
    }
    assert_eq!(put(body("create-orders", Value::Null)).await.ok(), &json!({"frequency": "every 90s"}));
    assert_eq!(put(body("product-sync", json!("1 day"))).await.ok(), &json!({"frequency": "every day"}));
    say(&program, "pause", json!(["create-orders"])).await.ok();
    assert!(!on(&api.world, TemplateKind::OrderSubmission).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_has_its_code() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    let post = async |body: Value| program.post("/sync/trigger", body).await;
    let whole = |more: Value| {
        let mut body = json!({"syncs": ["order-status"], "provider_config_key": "autotask"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (body, refusal) in [
        (json!({"syncs": []}), (400, "missing_provider_config_key")),
        (whole(json!({"provider_config_key": "none"})), (400, "unknown_provider_config")),
        (whole(json!({"connection_id": "gone"})), (404, "unknown_connection")),
        (whole(json!({"syncs": ["contacts"]})), (400, "unknown_sync")),
        (whole(json!({"syncs": ["order-status::other"]})), (400, "no_syncs_found")),
        (whole(json!({"opts": {"emptyCache": true}})), (400, "invalid_body")),
        (whole(json!({"opts": {"reset": true}, "sync_mode": "incremental"})), (400, "invalid_body")),
        (whole(json!({"sync_mode": "full_refresh_and_clear_cache"})), (400, "invalid_body")),
        (whole(json!({"syncs": ["a b"]})), (400, "invalid_body")),
        (whole(json!({"syncs": [7]})), (400, "invalid_body")),
        (whole(json!({"opts": {"reset": true, "emptyCache": false}})), (400, "template_off")),
        (whole(json!({"sync_mode": "full_refresh", "full_resync": false})), (400, "template_off")),
    ] {
        assert_eq!(post(body.clone()).await.refusal(), refusal, "{body}");
    }
    let headers = [("provider-config-key", "autotask"), ("connection-id", "gone")];
    let by_header = program.raw("POST", "/sync/pause", &headers, b"{\"syncs\":[]}".to_vec()).await;
    assert_eq!(by_header.refusal(), (404, "unknown_connection"), "the headers are read");
    for query in
        ["provider_config_key=autotask", "syncs=&provider_config_key=autotask", "syncs=*,a&provider_config_key=x"]
    {
        assert_eq!(program.get(&format!("/sync/status?{query}")).await.refusal(), (400, "invalid_query_params"));
    }
    let narrow = api.program_with(Grants { connections: vec!["other".into()], ..Grants::default() }).await;
    assert_eq!(say(&narrow, "pause", json!([])).await.refusal(), (400, "no_syncs_found"), "nothing of it is theirs");
    for (method, path) in [
        ("POST", "/sync/product-sync/variant/mine"),
        ("DELETE", "/sync/product-sync/variant/mine"),
        ("POST", "/action/trigger"),
    ] {
        assert_eq!(program.call(method, path, Some(json!({}))).await.refusal(), (404, "feature_disabled"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_bridge_of_a_connection_is_a_variant() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    let env = api.world.env();
    let mut tx = api.world.app.store.begin().await.unwrap();
    let other = env.add_connection(&mut tx, "td-synnex", "TD SYNNEX Canada").await.unwrap();
    let bridge = NewBridge {
        psa: api.world.psa,
        distributor: other,
        vendor_id: "1".into(),
        vendor_name: "TD SYNNEX Canada".into(),
        number_template: "CA-{purchaseOrderId}".into(),
        settings: json!({}),
    };
    let bridge = env.add_bridge(&mut tx, &bridge).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let answer = program.get("/sync/status?syncs=*&provider_config_key=autotask").await;
    let variants: Vec<_> =
        answer.ok()["syncs"].as_array().unwrap().iter().map(|sync| sync["variant"].clone()).collect();
    let second = bridge.to_string();
    assert_eq!(variants, ["base", "base", "base", &second, &second, &second].map(|one| json!(one)));
    let refused = say(&program, "start", json!([{"name": "order-status", "variant": second}])).await;
    assert_eq!(refused.refusal(), (400, "connection_unusable"), "its distributor is not connected");
    assert_eq!(refused.body["error"]["payload"]["variant"], second.as_str());
    say(&program, "start", json!(["order-status::base"])).await.ok();
    assert!(on(&api.world, TemplateKind::OrderStatus).await);
    let headers = [("provider-config-key", "autotask"), ("connection-id", &*api.world.psa.to_string())];
    let path = format!("/records?model=Order&variant={second}");
    let none = program.raw("GET", &path, &headers, Vec::new()).await;
    assert_eq!(none.ok()["records"], json!([]));
}
