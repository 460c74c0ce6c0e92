//! Connections, as programs use them: the same that people link in the portal.

use crate::harness::{World, holds};
use crate::program::{Answer, Api, Program};
use linkspan_store::{ConnectionState, CredentialOwner, Grants};
use serde_json::{Value, json};
use std::ops::Deref;

async fn bare() -> Api<Box<World>> {
    Api::over(Box::new(World::bare().await)).await
}

fn sign_ins(world: &World) -> usize {
    world.autotask.server().journal().count(|entry| entry.path.to_lowercase().ends_with("/version"))
}

/// What a program sends to bring an Autotask account along.
fn autotask(world: &World) -> Value {
    let ready = world.autotask.ready();
    json!({
        "provider_config_key": "autotask",
        "connection_config":
            {"subdomain": "webservices3", "apiIntegrationCode": ready.integration_code, "username": ready.user_name},
        "credentials": {"type": "API_KEY", "apiKey": ready.secret},
    })
}

fn with(mut body: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        match (body.get_mut(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => old.extend(new.clone()),
            _ => body[key] = value.clone(),
        }
    }
    body
}

async fn one<W: Deref<Target = World>>(api: &Api<W>, program: &Program<'_>, id: &str) -> Answer {
    let _ = api;
    program.get(&format!("/connections/{id}?provider_config_key=autotask&force_refresh=false&refresh_token=false&refresh_github_app_jwt_token=false")).await
}

#[tokio::test]
async fn an_autotask_account_is_imported_after_it_was_tried_and_can_be_read_back() {
    let api = bare().await;
    let program = api.program().await;
    let body = with(
        autotask(&api.world),
        &json!({"connection_id": "harbor", "metadata": {"plan": "gold"},
        "end_user": {"id": "7", "email": "it@harbor.example"}, "tags": {"Env": "Live"}}),
    );
    let made = program.post("/connections", body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(sign_ins(&api.world), 1, "the secret was proved");
    let shown = &made.body;
    assert_eq!(
        (&shown["connection_id"], &shown["provider"], &shown["id"]),
        (&json!("harbor"), &json!("autotask"), &json!(1))
    );
    assert_eq!(shown["tags"], json!({"end_user_id": "7", "end_user_email": "it@harbor.example", "env": "Live"}));
    assert!(shown["created_at"].as_str().unwrap().ends_with('Z') && shown.get("data").is_none());
    let ready = api.world.autotask.ready();
    assert_eq!(shown["credentials"], json!({"type": "API_KEY", "apiKey": ready.secret}));

    let read = one(&api, &program, "harbor").await;
    let read = read.ok();
    assert!(read["created_at"].as_str().unwrap().ends_with("+00:00"));
    assert_eq!(read["connection_config"]["username"], ready.user_name.as_str());
    assert_eq!(read["connection_config"]["apiIntegrationCode"], ready.integration_code.as_str());
    assert_eq!(read["metadata"], json!({"plan": "gold"}));
    assert_eq!(read["end_user"]["organization"], Value::Null);
    let older = program.get("/connection/harbor?provider_config_key=autotask").await;
    assert_eq!(older.ok()["connection_id"], "harbor");

    let reader = api.scoped(&["environment:connections:read"]).await;
    let closed = one(&api, &reader, "harbor").await;
    assert_eq!(closed.ok()["credentials"], json!({}));
    assert!(!closed.text.contains(&ready.integration_code) && !closed.text.contains(&ready.secret));
    let refused = reader.get("/connections/harbor?provider_config_key=autotask&refresh_token=true").await;
    assert_eq!(refused.refusal(), (403, "forbidden"));

    api.world.installation.developers.lending.flush().await.unwrap();
    let fetched = one(&api, &program, "harbor").await;
    assert!(fetched.ok()["last_fetched_at"].as_str().unwrap().ends_with("+00:00"));
    api.world.app.store.close().await;
    let bytes = api.world.everything_on_disk();
    assert!(!holds(&bytes, &ready.secret) && !holds(&bytes, &ready.integration_code), "a secret lies on disk");
}

#[tokio::test]
async fn wrong_credentials_are_named_and_sent_at_most_twice() {
    let api = bare().await;
    let program = api.program().await;
    let wrong = with(autotask(&api.world), &json!({"credentials": {"apiKey": "not-the-secret"}}));
    for _ in 0..2 {
        let refused = program.post("/connections", wrong.clone()).await;
        assert_eq!(refused.refusal(), (400, "connection_test_failed"));
        assert_eq!(refused.body["error"]["payload"]["reason"], "secret_refused");
        assert!(!refused.text.contains("not-the-secret"));
    }
    let third = program.post("/connections", wrong).await;
    assert_eq!(third.body["error"]["payload"]["reason"], "secret_tried_twice");
    assert_eq!(sign_ins(&api.world), 2, "the third try was not sent");
    let unknown = json!({"connection_config": {"username": "nobody@brightwater.example"}});
    let unknown = program.post("/connections", with(autotask(&api.world), &unknown)).await;
    assert_eq!(unknown.body["error"]["payload"]["reason"], "user_unknown");
    assert!(program.get("/connections").await.ok()["connections"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn an_api_user_without_rights_to_purchase_orders_may_still_be_lent() {
    let api = bare().await;
    let program = api.program().await;
    let restricted = api.world.autotask.ready().restricted_user_name;
    let body = with(autotask(&api.world), &json!({"connection_config": {"username": restricted}}));
    assert_eq!(program.post("/connections", body).await.status, 201, "what it may do there is the vendor's affair");
}

#[tokio::test]
async fn each_wrong_body_names_its_place_and_nothing_is_stored() {
    let api = bare().await;
    let program = api.program().await;
    let good = |more: Value| with(autotask(&api.world), &more);
    for (body, code, path) in [
        (json!({}), "invalid_type", json!(["provider_config_key"])),
        (good(json!({"connection_id": "a\nb"})), "invalid_format", json!(["connection_id"])),
        (good(json!({"connection_id": 5})), "invalid_type", json!(["connection_id"])),
        (good(json!({"credentials": {"type": "MAGIC"}})), "invalid_value", json!(["credentials", "type"])),
        (good(json!({"credentials": {"apiKey": ""}})), "too_small", json!(["credentials", "apiKey"])),
        (good(json!({"credentials": {"apiKey": "x".repeat(1_025)}})), "too_big", json!(["credentials", "apiKey"])),
        (good(json!({"credentials": {"extra": "x"}})), "unrecognized_keys", json!(["credentials"])),
        (good(json!({"credentials": "text"})), "invalid_type", json!(["credentials"])),
        (
            good(json!({"connection_config": {"subdomain": "evil.example/"}})),
            "invalid_format",
            json!(["connection_config", "subdomain"]),
        ),
        (
            good(json!({"connection_config": {"username": "nobody"}})),
            "invalid_format",
            json!(["connection_config", "username"]),
        ),
        (
            good(json!({"connection_config": {"apiIntegrationCode": "AB-CD"}})),
            "invalid_format",
            json!(["connection_config", "apiIntegrationCode"]),
        ),
        (good(json!({"metadata": []})), "invalid_type", json!(["metadata"])),
        (good(json!({"tags": {"a": 1}})), "invalid_type", json!(["tags", "a"])),
        (good(json!({"end_user": {"id": ""}})), "too_small", json!(["end_user", "id"])),
        (good(json!({"webhook_url_override": "not an address"})), "invalid_format", json!(["webhook_url_override"])),
        (good(json!({"more": 1})), "unrecognized_keys", json!([])),
    ] {
        let answer = program.post("/connections", body.clone()).await;
        assert_eq!(answer.refusal(), (400, "invalid_body"), "{body} {}", answer.text);
        let first = &answer.body["error"]["errors"][0];
        assert_eq!((&first["code"], &first["path"]), (&json!(code), &path), "{body}");
    }
    let basic =
        json!({"provider_config_key": "autotask", "credentials": {"type": "BASIC", "username": "u", "password": "p"}});
    let other = program.post("/connections", basic).await;
    assert_eq!(other.refusal(), (400, "invalid_body"), "the type must be the provider's");
    let unknown = program.post("/connections", good(json!({"provider_config_key": "none"}))).await;
    assert_eq!(unknown.refusal(), (404, "not_found"));
    assert_eq!(sign_ins(&api.world), 0, "nothing was sent");
    assert!(api.world.env().connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_import_over_a_connection_keeps_what_hangs_on_it() {
    let api = bare().await;
    let program = api.program().await;
    let body =
        with(autotask(&api.world), &json!({"connection_id": "harbor", "metadata": {"a": 1}, "tags": {"env": "live"}}));
    let first = program.post("/connections", body).await.ok().clone();
    let again = program.post("/connections", with(autotask(&api.world), &json!({"connection_id": "harbor"}))).await;
    assert_eq!((again.status, &again.body["id"]), (201, &first["id"]));
    assert_eq!((&again.body["metadata"], &again.body["tags"]), (&json!({"a": 1}), &json!({"env": "live"})));
    assert_eq!(program.get("/connections").await.ok()["connections"].as_array().unwrap().len(), 1);
    let other = api.world.autotask.ready().other_user_name;
    let moved = json!({"connection_id": "harbor", "connection_config": {"username": other}});
    let moved = program.post("/connections", with(autotask(&api.world), &moved)).await;
    assert_eq!(moved.body["error"]["payload"]["reason"], "another_tenant", "{}", moved.text);
    let second = program.post("/connections", autotask(&api.world)).await;
    assert_eq!(second.status, 201, "the same account under another id");
}

#[tokio::test]
async fn what_people_link_in_the_portal_is_lent_but_not_given_away() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    let all = program.get("/connections?integrationId=autotask").await;
    let listed = &all.ok()["connections"][0];
    assert_eq!(listed["connection_id"], api.world.psa.to_string());
    assert!(listed.get("created").is_some() && listed.get("created_at").is_none());
    let id = api.world.psa.to_string();
    let secret = api.world.autotask.ready().secret;
    let read = one(&api, &program, &id).await;
    assert!(read.ok()["credentials"] == json!({}) && !read.text.contains(&secret), "a bridge uses it");
    let named = api.scoped(&["environment:connections:read", "environment:connections:read_credentials"]).await;
    assert_eq!(one(&api, &named, &id).await.ok()["credentials"]["apiKey"], secret.as_str(), "by its own name");

    let delete = format!("/connections/{id}?provider_config_key=autotask");
    assert_eq!(program.delete(&delete).await.refusal(), (409, "connection_in_use"));
    let over = with(autotask(&api.world), &json!({"connection_id": id}));
    assert_eq!(program.post("/connections", over).await.refusal(), (409, "connection_in_use"));
    let state = api.world.env().connection(api.world.psa).await.unwrap().unwrap().state;
    assert_eq!(state, ConnectionState::Connected, "it still works");
    assert_eq!(program.patch(&delete, json!({"tags": {"env": "live"}})).await.ok(), &json!({"success": true}));
    assert_eq!(program.get("/connections?tags%5Benv%5D=live").await.ok()["connections"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn no_way_deletes_a_connection_that_a_bridge_uses() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    let world = &api.world;
    let sides = [("autotask", world.psa), ("td-synnex", world.distributor)];
    let lending = &world.installation.developers.lending;
    for (provider, id) in sides {
        for path in ["connections", "connection"] {
            let answer = program.delete(&format!("/{path}/{id}?provider_config_key={provider}")).await;
            assert_eq!(answer.refusal(), (409, "connection_in_use"), "{path} {provider}");
        }
        let lent = world.env().lent_connection_by_id(id).await.unwrap().unwrap();
        assert_eq!(lending.delete(&lent, "Dana").await.unwrap_err().code, "connection_in_use");
        let mut tx = world.app.store.begin().await.unwrap();
        assert!(!world.env().delete_connection(&mut tx, id).await.unwrap(), "not by the statement itself either");
        tx.commit().await.unwrap();
        assert!(!world.env().credentials(CredentialOwner::Connection(id)).await.unwrap().is_empty());
        // The portal's way takes the credentials; the connection and its bridge stay.
        world.connect.disconnect(world.environment, id, "Dana").await.unwrap();
        let answer = program.delete(&format!("/connections/{id}?provider_config_key={provider}")).await;
        assert_eq!(answer.refusal(), (409, "connection_in_use"), "disconnected, {provider}");
        let connection = world.env().connection(id).await.unwrap().unwrap();
        assert_eq!(connection.state, ConnectionState::NotConnected);
    }
    assert_eq!(world.env().bridges().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_deleted_connection_is_gone_with_its_secrets() {
    let api = bare().await;
    let program = api.program().await;
    program.post("/connections", with(autotask(&api.world), &json!({"connection_id": "harbor"}))).await.ok();
    let path = "/connections/harbor?provider_config_key=autotask";
    assert_eq!(program.delete(path).await.ok(), &json!({"success": true}));
    let unknown = program.delete(path).await;
    assert_eq!(unknown.refusal(), (400, "unknown_connection"));
    assert!(unknown.body["error"].get("message").is_none());
    assert_eq!(program.get(path).await.refusal(), (404, "not_found"));
    assert_eq!(
        program.get("/connections/harbor?provider_config_key=none").await.refusal(),
        (400, "unknown_provider_config")
    );
    assert_eq!(program.get("/connections/harbor").await.refusal(), (400, "invalid_query_params"));
    assert_eq!(api.world.app.store.credentials_by_key().await.unwrap(), [], "the secrets are gone at once");
}

#[tokio::test]
async fn metadata_is_replaced_or_laid_over_for_all_or_for_none() {
    let api = bare().await;
    let program = api.program().await;
    for id in ["one", "two"] {
        program.post("/connections", with(autotask(&api.world), &json!({"connection_id": id}))).await.ok();
    }
    let body = |ids: Value, metadata: Value| json!({"connection_id": ids, "provider_config_key": "autotask", "metadata": metadata});
    let set = program.post("/connections/metadata", body(json!(["one", "two"]), json!({"a": 1, "b": {"c": 2}}))).await;
    assert_eq!((set.status, &set.body), (201, &body(json!(["one", "two"]), json!({"a": 1, "b": {"c": 2}}))));
    let merged = program.patch("/connections/metadata", body(json!("one"), json!({"b": 3}))).await;
    assert_eq!((merged.status, &merged.body["connection_id"]), (200, &json!("one")));
    assert_eq!(one(&api, &program, "one").await.ok()["metadata"], json!({"a": 1, "b": 3}));
    let none = program.post("/connections/metadata", body(json!(["one", "gone"]), json!({"z": 1}))).await;
    assert_eq!(none.refusal(), (404, "unknown_connection"));
    assert_eq!(one(&api, &program, "one").await.ok()["metadata"], json!({"a": 1, "b": 3}), "nothing changed");
    let headers = [("provider-config-key", "autotask"), ("content-type", "application/json")];
    let older = program.raw("POST", "/connection/two/metadata", &headers, b"{\"x\":1}".to_vec()).await;
    assert_eq!((older.status, older.body), (201, json!({"x": 1})));
    assert_eq!(one(&api, &program, "two").await.ok()["metadata"], json!({"x": 1}));
}

#[tokio::test]
async fn lists_are_narrowed_and_paged() {
    let api = bare().await;
    let program = api.program().await;
    for (id, user) in [("one", "7"), ("two", "8")] {
        let people = json!({"connection_id": id, "end_user": {"id": user, "display_name": format!("Person {user}")}});
        program.post("/connections", with(autotask(&api.world), &people)).await.ok();
        api.world.advance(std::time::Duration::from_secs(1));
    }
    let found = async |query: &str| {
        let answer = program.get(&format!("/connections?{query}")).await;
        let all = answer.ok()["connections"].as_array().unwrap().clone();
        all.into_iter().map(|one| one["connection_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("").await, ["two", "one"], "newest first");
    assert_eq!(found("limit=1&page=1").await, ["one"]);
    assert_eq!(found("endUserId=7").await, ["one"]);
    assert_eq!(found("search=PERSON%208").await, ["two"]);
    assert_eq!(found("tags[end_user_id]=8&integrationId=autotask,td-synnex").await, ["two"]);
    assert_eq!(found("connectionId=one").await, ["one"]);
    assert_eq!(program.get("/connections?limit=0").await.refusal(), (400, "invalid_query_params"));
    assert_eq!(program.get("/connections?colour=red").await.refusal(), (400, "invalid_query_params"));

    let narrow = api.program_with(Grants { connections: vec!["one".into()], ..Grants::default() }).await;
    assert_eq!(narrow.get("/connections").await.ok()["connections"].as_array().unwrap().len(), 1);
    assert_eq!(one(&api, &narrow, "two").await.refusal(), (403, "forbidden"));
    assert_eq!(narrow.delete("/connections/two?provider_config_key=autotask").await.refusal(), (403, "forbidden"));
    assert_eq!(narrow.post("/connections", autotask(&api.world)).await.refusal(), (403, "forbidden"));
}
