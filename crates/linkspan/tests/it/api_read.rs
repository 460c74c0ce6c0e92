//! Reading through our own API: everything that the portal shows, page by page, and nothing of another environment. In these
//! builds each answer is compared with its published description.

use crate::desk;
use crate::harness::{Linked, World};
use crate::program::{Api, Program};
use linkspan::http::api::rights;
use linkspan_core::id::OrderId;
use linkspan_store::{
    Detected, Grants, NewAttempt, NewAudit, NewRecord, NewRun, NotTaken, NotTakenReason, OrderIdentity, RecordObject,
    RecordStatus, RunKind, RunState, StartedBy, Subject,
};
use serde_json::{Value, json};

/// A linked environment in which something happened.
async fn lively() -> (Api<Linked>, Vec<OrderId>) {
    let api = Api::over(World::start().await).await;
    desk::load(&api.world, 0).await;
    let mut orders = Vec::new();
    for number in ["1001", "1002", "1003"] {
        orders.push(order(&api.world, number).await);
    }
    run(&api.world).await;
    (api, orders)
}

async fn order(world: &Linked, number: &str) -> OrderId {
    let (env, bridge) = (world.env(), world.bridge);
    let identity = OrderIdentity {
        bridge,
        psa_database: "30595".into(),
        psa_order_id: number.into(),
        psa_order_number: format!("20261122.{number}"),
        distributor: "td-synnex".into(),
        country: "US".into(),
        account: "700100".into(),
        customer_po_number: Some(format!("LS-{number}")),
        purchase_for: "Harbor Dental".into(),
    };
    let mut tx = world.app.store.begin().await.unwrap();
    let Detected::New(id) = env.detect_order(&mut tx, &identity, "New.").await.unwrap() else { panic!("taken") };
    let call = NewAttempt {
        subject: Subject::Order(id),
        operation: "look_up",
        request: Some("<Request/>".into()),
        response: None,
        outcome: "not_found".into(),
        sentence: "The distributor does not know it.".into(),
        elapsed_ms: 12,
    };
    env.add_attempt(&mut tx, &call).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn run(world: &Linked) {
    let env = world.env();
    let asked = NewRun {
        bridge: Some(world.bridge),
        kind: RunKind::ProductSync,
        started_by: StartedBy::Schedule,
        actor: "linkspan".into(),
        rehearsal: false,
        due_at: None,
    };
    let record = NewRecord {
        object: RecordObject::Product,
        subject: "900001".into(),
        name: "Veltraxis Notebook".into(),
        psa_id: Some("5512".into()),
        distributor_id: Some("900001".into()),
        status: RecordStatus::Failing,
        activity: "update".into(),
        code: Some("name_too_long".into()),
        sentence: "Autotask refused the name.".into(),
    };
    let left = NotTaken {
        psa_order_id: "77".into(),
        psa_order_number: "20261101.0077".into(),
        purchase_for: String::new(),
        reason: NotTakenReason::BeforeStart,
        seen_at: world.app.clock.now(),
    };
    let audit = NewAudit {
        actor: "Dana".into(),
        action: "order.release".into(),
        subject_kind: "order".into(),
        subject_id: "1".into(),
        sentence: "Urgent.".into(),
        detail: json!({"by": "phone"}),
    };
    let mut tx = world.app.store.begin().await.unwrap();
    let id = env.start_run(&mut tx, &asked).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let run = env.run(id).await.unwrap().unwrap();
    let mut tx = world.app.store.begin().await.unwrap();
    env.put_record(&mut tx, &run, &record).await.unwrap();
    env.finish_run(&mut tx, id, RunState::CompletedWithWarnings, "One product failed.").await.unwrap();
    env.add_not_taken(&mut tx, world.bridge, &[left]).await.unwrap();
    env.add_audit(&mut tx, &audit).await.unwrap();
    tx.commit().await.unwrap();
}

/// The only row of a list.
async fn first(program: &Program<'_>, path: &str) -> Value {
    program.get(path).await.ok()["data"][0].clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_listed_can_be_looked_at() {
    let (api, orders) = lively().await;
    let program = api.program().await;
    let base = "/api/v1";
    let autotask = first(&program, "/api/v1/connections").await;
    assert_eq!((text(&autotask["provider"]), text(&autotask["state"])), ("autotask", "connected"));
    assert!(!autotask.to_string().contains("secret"), "{autotask}");
    let one = program.get(&format!("{base}/connections/{}", text(&autotask["id"]))).await;
    assert_eq!(one.ok(), &autotask);

    let bridge = first(&program, "/api/v1/bridges").await;
    assert_eq!((&bridge["psa"], text(&bridge["number_template"])), (&autotask["id"], "LS-{purchaseOrderNumber}"));
    let path = format!("{base}/bridges/{}", text(&bridge["id"]));
    assert_eq!(program.get(&path).await.ok(), &bridge);
    let templates = program.get(&format!("{path}/templates")).await;
    assert_eq!(templates.ok()["data"].as_array().unwrap().len(), 3);
    let template = program.get(&format!("{path}/templates/order_submission")).await;
    assert_eq!((&template.ok()["enabled"], &template.body["configured"]), (&json!(false), &json!(false)));
    assert_eq!(first(&program, &format!("{path}/not_taken")).await["reason"], "before_start");

    let order = program.get(&format!("{base}/orders/{}", orders[0])).await;
    assert_eq!((text(&order.ok()["customer_po_number"]), &order.body["actions"]), ("LS-1001", &json!(["check"])));
    assert_eq!(first(&program, &format!("{base}/orders/{}/attempts", orders[0])).await["outcome"], "not_found");
    let events = program.get(&format!("{base}/orders/{}/events", orders[0])).await;
    assert!(events.ok()["data"].is_array());

    let run = first(&program, "/api/v1/runs?kind=product_sync&state=running&state=completed_with_warnings").await;
    assert_eq!(text(&run["sentence"]), "One product failed.");
    let path = format!("{base}/runs/{}", text(&run["id"]));
    assert_eq!(program.get(&path).await.ok(), &run);
    let record = first(&program, &format!("{path}/records?status=failing&q=veltraxis")).await;
    assert_eq!(record, first(&program, "/api/v1/records?latest=true&kind=product_sync").await);
    assert_eq!(first(&program, "/api/v1/audit?subject_kind=order&q=URGENT").await["detail"]["by"], "phone");
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_searched_and_shown_with_amounts_as_text() {
    let (api, _) = lively().await;
    let program = api.program().await;
    let mut path = "/api/v1/products?q=notebook&limit=4".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = program.get(&path).await;
        let rows = page.ok()["data"].as_array().unwrap();
        seen.extend(rows.iter().map(|row| text(&row["sku"]).to_owned()));
        let Some(next) = page.body["next_cursor"].as_str() else { break };
        path = format!("/api/v1/products?q=notebook&limit=4&cursor={next}");
    }
    let expected: Vec<_> = desk::NOTEBOOKS.map(|sku| sku.to_string()).collect();
    assert_eq!(seen, expected, "each once, in order");
    let product = program.get("/api/v1/products/900001").await;
    assert_eq!(product.ok()["cost"], json!({"amount": "500.01", "currency": "USD"}));
    assert_eq!(product.body["stock"], json!([{"warehouse": "Exampleville, OH", "quantity": 12}]));
    assert_eq!(program.get("/api/v1/products/1").await.refusal(), (404, "not_found"));
    assert_eq!(program.get("/api/v1/products").await.ok(), &json!({"data": [], "next_cursor": null}));
    let linked = program.get("/api/v1/products?link=linked").await;
    assert_eq!(linked.ok()["data"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_walked_without_repeats_while_rows_come() {
    let (api, orders) = lively().await;
    let program = api.program().await;
    let page = program.get("/api/v1/orders?limit=2&q=harbor").await;
    let ids = |answer: &crate::program::Answer| {
        answer.ok()["data"].as_array().unwrap().iter().map(|row| text(&row["id"]).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&page), [orders[2].to_string(), orders[1].to_string()]);
    order(&api.world, "1004").await;
    let next = text(&page.body["next_cursor"]).to_owned();
    let last = program.get(&format!("/api/v1/orders?limit=2&q=harbor&cursor={next}")).await;
    assert_eq!((ids(&last), &last.body["next_cursor"]), (vec![orders[0].to_string()], &Value::Null));
    let none = program.get("/api/v1/orders?state=held&until=2026-11-22T00:00:00Z").await;
    assert_eq!(none.ok()["data"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_environment_sees_nothing_and_finds_nothing() {
    let (api, orders) = lively().await;
    let store = &api.world.app.store;
    let mut tx = store.begin().await.unwrap();
    let other = store.add_environment(&mut tx, "Other MSP").await.unwrap();
    tx.commit().await.unwrap();
    let request = linkspan::app::keys::KeyRequest { name: "Other".into(), ..Default::default() };
    let made = api.world.installation.keys.make(other, &request, "Eve").await.unwrap();
    let mut stranger = api.stranger();
    stranger.key = Some(secrecy::ExposeSecret::expose_secret(&made.key).to_owned());
    let (own, run) = (api.program().await, first(&api.program().await, "/api/v1/runs").await);
    let ids = [
        ("{connection}", api.world.psa.to_string()),
        ("{bridge}", api.world.bridge.to_string()),
        ("{template}", "product_sync".to_owned()),
        ("{order}", orders[0].to_string()),
        ("{run}", text(&run["id"]).to_owned()),
        ("{sku}", "900001".to_owned()),
    ];
    for right in rights().into_iter().filter(|right| right.method == "GET") {
        let path = ids.iter().fold(right.path.to_owned(), |path, (name, id)| path.replace(name, id));
        own.get(&path).await.ok();
        let answer = stranger.get(&path).await;
        match right.path.contains('{') {
            true => assert_eq!(answer.refusal(), (404, "not_found"), "{path}"),
            // Making the key is something that was done.
            false if path.ends_with("/audit") => assert!(!answer.text.contains("Dana"), "{path}"),
            false if path.ends_with("/health") => assert_eq!(answer.ok()["connections_in_error"], 0),
            false => assert_eq!(answer.ok()["data"], json!([]), "{path}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_described_is_refused_with_its_place() {
    let api = Api::over(Box::new(World::bare().await)).await;
    let program = api.program().await;
    for (query, place) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("limit=5&limit=6", "limit"),
        ("cursor=7", "cursor"),
        ("state=sold", "state.0"),
        ("state[a]=held", "state"),
        ("since=yesterday", "since"),
        ("bridge=1", "bridge"),
        ("sort=up", ""),
    ] {
        let answer = program.get(&format!("/api/v1/orders?{query}")).await;
        assert_eq!(answer.refusal(), (400, "invalid_query_params"), "{query}");
        let path = answer.body["error"]["errors"][0]["path"].as_array().unwrap();
        assert_eq!(path.iter().map(text).collect::<Vec<_>>().join("."), place, "{query}");
    }
    let long = program.get(&format!("/api/v1/orders?q={}", "a".repeat(101))).await;
    assert_eq!(long.refusal(), (400, "invalid_query_params"));
    assert_eq!(program.get("/api/v1/orders?q=%FF").await.refusal(), (400, "invalid_query_params"));
    assert_eq!(program.get("/api/v1/nothing").await.refusal(), (404, "not_found"));
    assert_eq!(program.get("/api/v2/orders").await.refusal(), (404, "not_found"));
    let verb = program.delete("/api/v1/orders").await;
    assert_eq!((verb.refusal(), verb.header("allow")), ((405, "method_not_allowed"), "GET,HEAD"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrowed_key_does_not_reach_the_whole_environment() {
    let api = Api::over(Box::new(World::bare().await)).await;
    let narrow = Grants { connections: vec!["harbor".into()], ..Grants::default() };
    let answer = api.program_with(narrow).await.get("/api/v1/orders").await;
    assert_eq!(answer.refusal(), (403, "forbidden"));
    assert!(text(&answer.body["error"]["message"]).contains("narrowed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_for_everybody_and_names_every_operation() {
    let api = Api::over(Box::new(World::bare().await)).await;
    let answer = api.stranger().get("/openapi.json").await;
    assert!(answer.header("content-type").starts_with("application/json"));
    let paths = answer.ok()["paths"].as_object().unwrap();
    for right in rights() {
        let operation = &paths[right.path][right.method.to_lowercase()];
        assert!(text(&operation["description"]).contains(right.scopes.unwrap()[0]), "{} {}", right.method, right.path);
    }
}
