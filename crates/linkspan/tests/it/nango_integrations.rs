//! Integrations and providers, as programs use them.

use crate::harness::{World, holds};
use crate::program::Api;
use linkspan_store::Grants;
use serde_json::{Value, json};

async fn bare() -> Api<Box<World>> {
    Api::over(Box::new(World::bare().await)).await
}

#[tokio::test]
async fn autotask_is_switched_on_from_the_start_under_its_own_name() {
    let api = bare().await;
    let program = api.program().await;
    let listed = program.get("/integrations").await;
    let keys: Vec<_> = listed.ok()["data"].as_array().unwrap().iter().map(|one| one["unique_key"].clone()).collect();
    assert_eq!(keys, ["autotask", "td-synnex"]);
    let one = program.get("/integrations/autotask").await;
    let one = &one.ok()["data"];
    assert_eq!((&one["provider"], &one["display_name"]), (&json!("autotask"), &json!("Autotask PSA")));
    assert_eq!(one["logo"], format!("{}/images/template-logos/autotask.svg", api.url));
    assert!(one["created_at"].as_str().unwrap().ends_with('Z') && one.get("webhook_url").is_none());
    let older = program.get("/config").await;
    let short = json!({"unique_key": "autotask", "provider": "autotask", "syncs": [], "actions": []});
    assert_eq!(older.ok()["configs"][0], short);
    assert_eq!(program.get("/config/autotask").await.ok()["config"]["provider"], "autotask");
}

#[tokio::test]
async fn what_is_asked_for_besides_is_told_and_credentials_need_their_scope() {
    let api = bare().await;
    let program = api.program().await;
    let webhook = program.get("/integrations/autotask?include=webhook").await;
    let address = format!("{}/webhook/{}/autotask", api.url, api.world.environment);
    assert_eq!(webhook.ok()["data"]["webhook_url"], address);
    assert_eq!(
        program.get("/integrations/autotask?include=credentials").await.ok()["data"]["credentials"],
        Value::Null
    );
    let reader = api.scoped(&["environment:integrations:read"]).await;
    assert_eq!(reader.get("/integrations/autotask?include=credentials").await.refusal(), (403, "forbidden"));
    assert_eq!(program.get("/integrations/autotask?include=all").await.refusal(), (400, "invalid_query_params"));
    assert_eq!(program.get("/integrations/none").await.refusal(), (404, "not_found"));
}

#[tokio::test]
async fn an_integration_is_made_changed_and_removed() {
    let api = bare().await;
    let program = api.program().await;
    let body = json!({"provider": "quickbooks", "unique_key": "books", "display_name": "Books",
        "credentials": {"type": "OAUTH2", "client_id": "client", "client_secret": "canary-secret", "scopes": "a,b"},
        "custom": {"webhookSecret": "canary-webhook"}, "integration_config": {"region": "eu"}});
    let made = program.post("/integrations", body).await;
    assert_eq!((made.status, &made.body["data"]["unique_key"]), (200, &json!("books")));
    assert!(!made.text.contains("canary"));
    let read = program.get("/integrations/books?include=webhook&include=credentials").await;
    assert_eq!(read.ok()["data"]["credentials"]["client_secret"], "canary-secret");
    assert_eq!(read.ok()["data"]["webhook_url"], Value::Null, "nothing is routed for this provider");

    let renamed = json!({"unique_key": "ledger", "display_name": "", "forward_webhooks": false});
    let changed = program.patch("/integrations/books", renamed).await;
    let data = &changed.ok()["data"];
    assert_eq!((&data["unique_key"], &data["display_name"]), (&json!("ledger"), &json!("QuickBooks")));
    assert_eq!(data["forward_webhooks"], false);
    let kept = program.get("/integrations/ledger?include=credentials").await;
    assert_eq!(kept.ok()["data"]["credentials"]["client_id"], "client", "what was not sent stays");
    let taken = program.patch("/integrations/ledger", json!({"unique_key": "autotask"})).await;
    assert_eq!(
        (taken.refusal(), &taken.body["error"]["errors"][0]["path"]),
        ((400, "invalid_body"), &json!(["uniqueKey"]))
    );

    assert_eq!(program.delete("/integrations/ledger").await.ok(), &json!({"success": true}));
    assert_eq!(program.delete("/integrations/ledger").await.refusal(), (404, "not_found"));
    api.world.app.store.close().await;
    assert!(!holds(&api.world.everything_on_disk(), "canary"), "a secret lies on disk");
}

#[tokio::test]
async fn each_wrong_body_names_its_place_and_nothing_is_stored() {
    let api = bare().await;
    let program = api.program().await;
    let good = |more: Value| {
        let mut body = json!({"provider": "itglue", "unique_key": "docs"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let client = json!({"type": "OAUTH2", "client_id": "c", "client_secret": "s"});
    for (body, code, path) in [
        (json!({}), "invalid_type", json!(["provider"])),
        (json!({"provider": "itglue"}), "invalid_type", json!(["unique_key"])),
        (good(json!({"provider": "nothing"})), "custom", json!(["provider"])),
        (good(json!({"unique_key": "autotask"})), "custom", json!(["uniqueKey"])),
        (good(json!({"unique_key": "a/b"})), "invalid_format", json!(["unique_key"])),
        (good(json!({"unique_key": "x".repeat(256)})), "too_big", json!(["unique_key"])),
        (good(json!({"unique_key": 7})), "invalid_type", json!(["unique_key"])),
        (good(json!({"forward_webhooks": "yes"})), "invalid_type", json!(["forward_webhooks"])),
        (good(json!({"integration_config": {"a": 1}})), "invalid_type", json!(["integration_config", "a"])),
        (good(json!({"colour": "red"})), "unrecognized_keys", json!([])),
        (good(json!({"credentials": client})), "custom", json!(["credentials"])),
        (good(json!({"provider": "xero"})), "custom", json!(["credentials"])),
        (
            good(json!({"credentials": {"client_id": "c", "client_secret": "s"}})),
            "invalid_type",
            json!(["credentials", "type"]),
        ),
    ] {
        let answer = program.post("/integrations", body.clone()).await;
        assert_eq!(answer.refusal(), (400, "invalid_body"), "{body}");
        let first = &answer.body["error"]["errors"][0];
        assert_eq!((&first["code"], &first["path"]), (&json!(code), &path), "{body}");
    }
    for bytes in [&b"{\"provider\":\"itglue\",\"provider\":\"xero\"}"[..], b"{", b"\xff\xfe", b"{} x"] {
        let answer =
            program.raw("POST", "/integrations", &[("content-type", "application/json")], bytes.to_vec()).await;
        assert_eq!(answer.refusal(), (400, "invalid_json"), "{bytes:?}");
    }
    assert_eq!(api.world.env().integrations().await.unwrap().len(), 2, "nothing was stored");
}

#[tokio::test]
async fn a_key_made_for_some_integrations_sees_no_others() {
    let api = bare().await;
    let grants = Grants { integrations: vec!["td-synnex".into()], ..Grants::default() };
    let narrow = api.program_with(grants).await;
    assert_eq!(narrow.get("/integrations").await.ok()["data"].as_array().unwrap().len(), 1);
    assert_eq!(narrow.get("/integrations/autotask").await.refusal(), (403, "forbidden"));
    let body = json!({"provider": "itglue", "unique_key": "docs"});
    assert_eq!(narrow.post("/integrations", body).await.refusal(), (403, "forbidden"));
    assert_eq!(narrow.delete("/integrations/autotask").await.refusal(), (403, "forbidden"));
}

#[tokio::test]
async fn an_integration_that_a_bridge_uses_cannot_be_removed() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    assert_eq!(program.delete("/integrations/autotask").await.refusal(), (409, "connection_in_use"));
    let renamed = program.patch("/integrations/autotask", json!({"unique_key": "psa"})).await;
    assert_eq!(renamed.refusal(), (400, "invalid_body"), "programs name connections by it");
    assert!(program.get("/connections").await.ok()["connections"].as_array().unwrap().len() == 2);
}

#[tokio::test]
async fn providers_are_listed_with_what_a_form_needs() {
    let api = bare().await;
    let program = api.program().await;
    let found = program.get("/providers?search=HALO").await;
    assert_eq!(found.ok()["data"][0]["name"], "halo-psa");
    let one = program.get("/providers/autotask").await;
    let one = &one.ok()["data"];
    assert_eq!((&one["auth_mode"], &one["proxy"]["headers"]["secret"]), (&json!("API_KEY"), &json!("${apiKey}")));
    for name in ["subdomain", "apiIntegrationCode", "username"] {
        assert_eq!(one["connection_config"][name]["type"], "string", "{name}");
    }
    assert_eq!(one["credentials"]["apiKey"]["secret"], true);
    assert!(one.get("connector").is_none() && one.get("source").is_none(), "inner parts stay inside");
    assert_eq!(program.get("/providers/unknown").await.refusal(), (404, "not_found"));
    assert_eq!(program.get("/providers/autotask?x=1").await.refusal(), (400, "invalid_query_params"));
    let stranger = api.stranger();
    let all = stranger.get("/providers.json").await;
    assert!(all.ok().as_object().unwrap().len() > 20 && all.body["itglue"]["display_name"] == "IT Glue");
    let logo = stranger.get("/images/template-logos/itglue.svg").await;
    assert_eq!((logo.status, logo.header("content-type")), (200, "image/svg+xml"));
    assert_eq!(stranger.get("/images/template-logos/none.svg").await.refusal(), (404, "not_found"));
}

#[tokio::test]
async fn older_programs_make_and_change_integrations_in_their_form() {
    let api = bare().await;
    let program = api.program().await;
    let body = json!({"provider": "quickbooks", "provider_config_key": "books", "oauth_client_id": "client",
        "oauth_client_secret": "canary-secret", "oauth_scopes": "a,b"});
    let made = program.post("/config", body.clone()).await;
    let short = json!({"config": {"unique_key": "books", "provider": "quickbooks", "syncs": [], "actions": []}});
    assert_eq!(made.ok(), &short);
    assert_eq!(program.post("/config", body.clone()).await.refusal(), (400, "invalid_body"), "taken");
    let put = |body: Value| {
        let (program, headers) = (&program, [("content-type", "application/json")]);
        async move { program.raw("PUT", "/config", &headers, body.to_string().into_bytes()).await }
    };
    let half = json!({"provider": "quickbooks", "provider_config_key": "books", "oauth_client_id": "client"});
    let half = put(half).await;
    assert_eq!(half.refusal(), (400, "invalid_body"));
    assert_eq!(half.body["error"]["errors"][0]["path"], json!(["oauth_client_secret"]));
    let mut changed = body.clone();
    changed["oauth_scopes"] = "a".into();
    assert_eq!(put(changed).await.ok(), &short);
    let open = program.get("/config/books?include_creds=true").await;
    assert_eq!((&open.ok()["config"]["scopes"], &open.body["config"]["has_webhook"]), (&json!("a"), &json!(false)));
    assert_eq!(open.body["config"]["client_secret"], "canary-secret");
    let reader = api.scoped(&["environment:integrations:read"]).await;
    assert_eq!(reader.get("/config/books?include_creds=true").await.refusal(), (403, "forbidden"));
    let mut other = body;
    other["provider"] = "xero".into();
    assert_eq!(put(other).await.refusal(), (404, "unknown_provider_config"), "of another provider");
}
