//! Changing things through our own API: the same checks as the portal's, nothing twice, nothing half.

use crate::desk;
use crate::harness::{Linked, World};
use crate::program::{Answer, Api, Program};
use linkspan::http::api::rights;
use linkspan_core::order::OrderState;
use linkspan_core::template::TemplateKind;
use linkspan_store::{AuditFilter, OrderFilter};
use serde_json::{Value, json};
use std::time::Duration;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

async fn linked() -> Api<Linked> {
    let api = Api::over(World::start().await).await;
    desk::load(&api.world, 0).await;
    api
}

fn templates(api: &Api<Linked>, rest: &str) -> String {
    format!("/api/v1/bridges/{}/templates/{rest}", api.world.bridge)
}

/// Sends a change that is based on the present settings.
async fn change(program: &Program<'_>, path: &str, mut body: Value) -> Answer {
    let present = program.get(path).await;
    body["version"] = present.ok()["version"].clone();
    program.patch(path, body).await
}

/// A person agrees in the portal to what is sent.
async fn agree(api: &Api<Linked>) {
    let (env, bridge) = (api.world.env(), api.world.bridge);
    let template = env.template(bridge, TemplateKind::OrderSubmission).await.unwrap().unwrap();
    let mut settings = template.settings.expect("settings that were saved before");
    settings["consent"] = json!({"by": "Dana", "at": 1_795_446_000_000_i64});
    let mut tx = api.world.app.store.begin().await.unwrap();
    env.set_template_settings(&mut tx, bridge, TemplateKind::OrderSubmission, &settings).await.unwrap();
    tx.commit().await.unwrap();
}

/// Works until the only order stands as wished.
async fn until(api: &Api<Linked>, wished: impl Fn(OrderState) -> bool) -> linkspan_store::Order {
    for _ in 0..600 {
        api.world.run_due().await;
        let found = api.world.env().orders(&OrderFilter::default()).await.unwrap().orders;
        if let Some(order) = found.into_iter().find(|order| wished(order.state)) {
            return order;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no order stands as wished");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_order_is_released_by_a_program_once_and_only_as_it_was_seen() {
    let api = linked().await;
    let program = api.program().await;
    let settings = templates(&api, "order_submission/settings");
    let contact = json!({
        "contact_name": "Receiving Desk", "contact_phone": "555-0142", "contact_email": "desk@msp.example",
        "ship_methods": {"default": "FG"}, "price_percent": "50", "price_amount": "10000",
    });
    let saved = change(&program, &settings, contact).await;
    assert_eq!((text(&saved.ok()["contact_name"]), &saved.body["consent"]), ("Receiving Desk", &Value::Null));

    let switch = templates(&api, "order_submission/switch");
    let refused = program.post(&switch, json!({"on": true})).await;
    assert_eq!(refused.refusal(), (422, "consent_missing"), "a program cannot agree for a person");
    agree(&api).await;
    let off = program.post(&templates(&api, "order_submission/run"), json!({})).await;
    assert_eq!(off.refusal(), (422, "template_off"));
    assert_eq!(program.post(&switch, json!({"on": true})).await.ok()["enabled"], true);

    api.world.submit_order(&[(api.world.td_synnex.ready().skus[0], 1)]);
    let looked = program.post(&templates(&api, "order_submission/run"), json!({})).await;
    assert_eq!(looked.ok(), &json!({"run": null}), "it looks instead of running");
    let order = until(&api, |state| state == OrderState::AwaitingRelease).await;
    let path = format!("/api/v1/orders/{}", order.id);
    let seen = program.get(&path).await;
    assert_eq!(seen.ok()["actions"], json!(["release"]));
    assert_eq!(program.post(&format!("{path}/release"), json!({"digest": "x"})).await.refusal(), (409, "order_moved"));
    let early = program.post(&format!("{path}/send_again"), json!({"reason": "Urgent."})).await;
    assert_eq!(early.refusal(), (409, "order_moved"), "what is not among the actions changes nothing");
    let digest = json!({"digest": seen.body["digest"]});
    program.post(&format!("{path}/release"), digest.clone()).await.ok();
    until(&api, OrderState::is_at_distributor).await;
    assert_eq!(program.post(&format!("{path}/release"), digest).await.refusal(), (409, "order_moved"));
    assert_eq!(api.world.td_synnex.orders().requests_seen, 1, "a repeated call orders once");
    let events = program.get(&format!("{path}/events")).await;
    assert!(events.ok()["data"].as_array().unwrap().iter().any(|one| one["actor"] == "Backend"), "{}", events.text);
    let entry = program.get("/api/v1/audit?q=order.release").await;
    assert_eq!(text(&entry.ok()["data"][0]["actor"]), "Backend");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_changed_only_on_what_was_read() {
    let api = linked().await;
    let program = api.program().await;
    for (template, good, bad) in [
        ("order_status", json!({"accounting_sync": false}), json!({"accounting_sync": "no"})),
        ("order_submission", json!({"mode": "schedule", "schedule": "09:00, 15:30"}), json!({"mode": "never"})),
        ("product_sync", json!({"settings": {"cap": 500}}), json!({"settings": 7})),
    ] {
        let path = templates(&api, &format!("{template}/settings"));
        let before = program.get(&path).await;
        let mut stale = good.clone();
        stale["version"] = before.ok()["version"].clone();
        let saved = change(&program, &path, good).await;
        assert_ne!(saved.ok()["version"], before.body["version"], "{template}");
        assert_eq!(program.patch(&path, stale).await.refusal(), (409, "settings_changed"), "{template}");
        assert_eq!(change(&program, &path, bad).await.refusal(), (400, "invalid_body"), "{template}");
        assert_eq!(program.get(&path).await.ok(), saved.ok(), "{template}: nothing else was kept");
    }
    let path = templates(&api, "product_sync/settings");
    assert_eq!(program.get(&path).await.ok()["settings"]["cap"], 500);
    for wrong in [json!({"cap": 0}), json!({"cap": "many"}), json!({"colour": "red"}), json!({"time_zone": "Mars"})] {
        let refused = change(&program, &path, json!({ "settings": wrong })).await;
        assert_eq!(refused.refusal(), (422, "settings_invalid"));
    }
    let path = templates(&api, "order_submission/settings");
    let refused = change(&program, &path, json!({"time_zone": "Middle Earth", "contact_email": "desk"})).await;
    assert_eq!(refused.refusal(), (422, "settings_invalid"));
    let named: Vec<_> = refused.body["error"]["errors"].as_array().unwrap().iter().map(|one| &one["path"][0]).collect();
    assert_eq!(named, ["time_zone", "contact_email"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_asked_switched_and_left() {
    let api = linked().await;
    let program = api.program().await;
    let path = format!("/api/v1/connections/{}", api.world.psa);
    let checked = program.post(&format!("{path}/check"), json!({})).await;
    assert_eq!((&checked.ok()["well"], text(&checked.body["connection"]["state"])), (&json!(true), "connected"));
    assert_eq!(program.post(&format!("{path}/switch"), json!({"on": false})).await.ok()["state"], "disabled");
    let bridge = program.post(&templates(&api, "order_status/switch"), json!({"on": true})).await;
    assert_eq!(bridge.refusal(), (422, "connection_unusable"));
    assert_eq!(program.post(&format!("{path}/switch"), json!({"on": true})).await.ok()["state"], "connected");
    assert_eq!(
        program.call("PUT", &format!("{path}/quota_share"), Some(json!({"percent": 12}))).await.ok()["percent"],
        12
    );
    let quota = program.get("/api/v1/quotas").await;
    assert_eq!(quota.ok()["data"][0]["share"], 1_200);
    let distributor = format!("/api/v1/connections/{}/quota_share", api.world.distributor);
    assert_eq!(program.call("PUT", &distributor, Some(json!({"percent": 12}))).await.refusal(), (422, "no_quota"));
    let hasty = program.post(&format!("{path}/disconnect"), json!({"agree": false})).await;
    assert_eq!(hasty.refusal(), (422, "not_agreed"));
    let left = program.post(&format!("{path}/disconnect"), json!({"agree": true})).await;
    assert_eq!((text(&left.ok()["state"]), left.body["account"].is_string()), ("not_connected", true));
    let again = program.post(&format!("{path}/switch"), json!({"on": true})).await;
    assert_eq!(again.refusal(), (422, "connection_unusable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bridge_is_made_once_and_its_vendor_is_one_of_the_list() {
    let api = linked().await;
    let program = api.program().await;
    let vendors = program.get(&format!("/api/v1/connections/{}/vendor_companies?q=synnex", api.world.psa)).await;
    let vendor = vendors.ok()["data"][0]["id"].clone();
    let body = |vendor: &Value, prefix: &str| {
        json!({
            "psa": api.world.psa.to_string(), "distributor": api.world.distributor.to_string(),
            "vendor_id": vendor, "number_prefix": prefix,
        })
    };
    let collides = program.post("/api/v1/bridges", body(&vendor, "LS-")).await;
    assert_eq!(collides.refusal(), (422, "number_collision"));
    assert_eq!(program.post("/api/v1/bridges", body(&vendor, "ZZ-")).await.refusal(), (409, "bridge_exists"));
    let unknown = program.post("/api/v1/bridges", body(&json!("999999"), "ZZ-")).await;
    assert_eq!(unknown.refusal(), (422, "vendor_unknown"));
    let waits = program.get(&format!("/api/v1/bridges/{}/reconcile", api.world.bridge)).await;
    assert_eq!(waits.ok()["waiting"], false);
    let ask = program.post(&format!("/api/v1/bridges/{}/reconcile/ask", api.world.bridge), json!({})).await;
    assert_eq!(ask.status, 422, "{}", ask.text);
    let take = program.post(&format!("/api/v1/bridges/{}/take", api.world.bridge), json!({"psa_order_id": "1"})).await;
    assert_eq!(take.refusal(), (422, "template_off"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_made_looked_at_and_worked_off() {
    let api = linked().await;
    let program = api.program().await;
    let rehearsals = format!("/api/v1/bridges/{}/rehearsals", api.world.bridge);
    assert_eq!(program.post(&rehearsals, json!({})).await.refusal(), (422, "settings_missing"));
    let path = templates(&api, "product_sync/settings");
    let mut settings = program.get(&path).await.ok()["settings"].clone();
    settings["selection"]["categories"] = json!(["002057660"]);
    let psa = api.world.app.links.psa(api.world.environment, api.world.psa, linkspan_core::capability::Lane::Person);
    let codes = psa.await.unwrap().catalogue.billing_codes().await.unwrap();
    settings["mapping"]["default"]["billing_code"] = json!(codes[0].id);
    let part = json!({"selection": settings["selection"], "mapping": settings["mapping"]});
    assert_eq!(change(&program, &path, json!({ "settings": part })).await.ok()["missing"], json!([]));

    let plan = program.post(&rehearsals, json!({})).await;
    let run = format!("/api/v1/runs/{}", text(&plan.ok()["id"]));
    assert_eq!((&plan.body["rehearsal"], text(&plan.body["started_by"])), (&json!(true), "program"));
    for _ in 0..600 {
        api.world.run_due().await;
        if program.get(&run).await.ok()["finished_at"].is_string() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let items = program.get(&format!("{run}/plan?limit=4")).await;
    assert_eq!(items.ok()["data"].as_array().unwrap().len(), 4, "{}", items.text);
    let rest = program.get(&format!("{run}/plan?cursor={}", text(&items.body["next_cursor"]))).await;
    assert_eq!(rest.ok()["data"].as_array().unwrap().len(), 2);
    let applied = program.post(&format!("{run}/apply"), json!({})).await;
    assert_eq!((&applied.ok()["rehearsal"], text(&applied.body["actor"])), (&json!(false), "Backend"));
    let again = program.post(&format!("{run}/apply"), json!({})).await;
    assert_eq!(again.ok()["id"], applied.body["id"], "asking twice answers the same run");
    let cancelled = program.post(&format!("/api/v1/runs/{}/cancel", text(&applied.body["id"])), json!({})).await;
    assert!(cancelled.ok()["cancel_requested"] == true || cancelled.body["finished_at"].is_string());
    let resumed = program.post(&format!("{run}/resume"), json!({})).await;
    assert_eq!(resumed.refusal(), (422, "run_not_resumable"), "a rehearsal has nothing to go on with");
    let waits = program.post("/api/v1/products/900001/decide", json!({"answer": "keep"})).await;
    assert_eq!(waits.status, 422, "{}", waits.text);
}

/// How many things were done so far.
async fn done(api: &Api<Box<World>>) -> usize {
    api.world.env().audit(&AuditFilter::default()).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_write_takes_what_is_not_described() {
    let api = Api::over(Box::new(World::bare().await)).await;
    let program = api.program().await;
    let before = done(&api).await;
    let long = format!("{{\"reason\": \"{}\"}}", "a".repeat(1024 * 1024)).into_bytes();
    let json_type = ("content-type", "application/json");
    for right in rights().into_iter().filter(|right| right.method != "GET") {
        let id = "019300f2-5c1e-7000-8000-0123456789ab";
        let path: Vec<_> = right.path.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect();
        let path = path.join("/");
        for (body, status, code) in [
            (b"{\"nonsense\": 1}".to_vec(), 400, "invalid_body"),
            (b"[1]".to_vec(), 400, "invalid_body"),
            (b"null".to_vec(), 400, "invalid_body"),
            (b"{".to_vec(), 400, "invalid_json"),
            (b"{\"a\": 1, \"a\": 2}".to_vec(), 400, "invalid_json"),
            (b"{\"a\": \"\xff\"}".to_vec(), 400, "invalid_json"),
            (long.clone(), 413, "request_too_large"),
        ] {
            let answer = program.raw(&right.method, &path, &[json_type], body).await;
            assert_eq!(answer.refusal(), (status, code), "{} {path}: {}", right.method, answer.text);
        }
        let form = program.raw(&right.method, &path, &[("content-type", "text/plain")], b"{}".to_vec()).await;
        assert_eq!(form.refusal(), (415, "invalid_content_type"), "{path}");
        let query = program.call(&right.method, &format!("{path}?force=1"), Some(json!({}))).await;
        assert_eq!(query.refusal(), (400, "invalid_query_params"), "{path}");
    }
    assert_eq!(done(&api).await, before, "nothing was stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_of_every_body_is_refused_in_another_type_with_its_name() {
    let api = Api::over(Box::new(World::bare().await)).await;
    let program = api.program().await;
    let document = api.stranger().get("/openapi.json").await;
    let mut tried = 0;
    for (path, verbs) in document.ok()["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            let Some(body) = operation.get("requestBody") else { continue };
            let name = text(&body["content"]["application/json"]["schema"]["$ref"]).rsplit('/').next().unwrap();
            for member in document.body["components"]["schemas"][name]["properties"].as_object().unwrap().keys() {
                let answer = program.call(&verb.to_uppercase(), path, Some(json!({ member: [1.5] }))).await;
                assert_eq!(answer.refusal(), (400, "invalid_body"), "{verb} {path} {member}");
                let places = answer.body["error"]["errors"].as_array().unwrap().iter();
                assert!(places.clone().any(|one| one["path"] == json!([member])), "{path} {member}: {}", answer.text);
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "only {tried} members were tried");
}
