//! Linking accounts in a connect session, as the frontend SDK does: the chain of checks, what is stored, what failures say.

use crate::harness::World;
use crate::program::{Answer, Api, Program};
use rstest::rstest;
use serde_json::{Value, json};

async fn bare() -> Api<Box<World>> {
    Api::over(Box::new(World::bare().await)).await
}

async fn token(program: &Program<'_>, body: Value) -> String {
    let made = program.post("/connect/sessions", body).await;
    made.ok()["data"]["token"].as_str().unwrap().to_owned()
}

fn user() -> Value {
    json!({"end_user": {"id": "7", "email": "it@harbor.example"}, "tags": {"Env": "Live"}})
}

/// A page that holds a token and no key.
async fn page(api: &Api<Box<World>>, path: &str, token: &str, params: &str, body: Value) -> Answer {
    api.stranger().post(&format!("{path}?connect_session_token={token}{params}"), body).await
}

fn params(api: &Api<Box<World>>) -> String {
    let ready = api.world.autotask.ready();
    let (code, user) = (&ready.integration_code, ready.user_name.replace('@', "%40"));
    format!("&params[subdomain]=webservices3&params[apiIntegrationCode]={code}&params[username]={user}")
}

fn sign_ins(world: &World) -> usize {
    world.autotask.server().journal().count(|entry| entry.path.to_lowercase().ends_with("/version"))
}

#[tokio::test]
async fn an_autotask_account_is_linked_for_the_end_user_of_the_session() {
    let api = bare().await;
    let program = api.program().await;
    let token = token(&program, user()).await;
    let key = json!({"apiKey": api.world.autotask.ready().secret});
    let linked = page(&api, "/api-auth/api-key/autotask", &token, &params(&api), key).await;
    assert_eq!(linked.ok()["providerConfigKey"], "autotask");
    let id = linked.body["connectionId"].as_str().unwrap();
    let read = program.get(&format!("/connections/{id}?provider_config_key=autotask")).await;
    assert_eq!(read.ok()["end_user"]["email"], "it@harbor.example");
    assert_eq!(read.body["tags"], json!({"end_user_id": "7", "end_user_email": "it@harbor.example", "env": "Live"}));
    assert_eq!(sign_ins(&api.world), 1);
    let audit = api.world.env().audit(&linkspan_store::AuditFilter::default()).await.unwrap();
    let says =
        |entry: &linkspan_store::AuditEntry| entry.content.actor == "it@harbor.example (connect session of Backend)";
    assert!(audit.iter().any(says), "{audit:?}");
}

#[tokio::test]
async fn what_the_developer_decided_wins_over_what_the_page_sends() {
    let api = bare().await;
    let program = api.program().await;
    let ready = api.world.autotask.ready();
    let decided = json!({"autotask": {"connection_config": {"apiIntegrationCode": ready.integration_code}}});
    let body = json!({"end_user": {"id": "7"}, "integrations_config_defaults": decided});
    let token = token(&program, body).await;
    let user = ready.user_name.replace('@', "%40");
    let params =
        format!("&params[username]={user}&params[apiIntegrationCode]=AnotherCodeThatIsTypedHere&params[webhook_url]=x");
    let key = json!({"apiKey": ready.secret});
    page(&api, "/api-auth/api-key/autotask", &token, &params, key).await.ok();
}

#[tokio::test]
async fn a_wrong_secret_has_the_known_message_and_our_reason_and_is_sent_twice_at_most() {
    let api = bare().await;
    let token = token(&api.program().await, user()).await;
    let key = || json!({"apiKey": "not-the-secret"});
    for reason in ["secret_refused", "secret_refused", "secret_tried_twice"] {
        let refused = page(&api, "/api-auth/api-key/autotask", &token, &params(&api), key()).await;
        assert_eq!(refused.refusal(), (400, "connection_test_failed"));
        let error = &refused.body["error"];
        assert!(error["message"].as_str().unwrap().starts_with("The given credentials were found to be invalid."));
        assert_eq!(error["payload"]["reason"], reason);
        assert!(error["payload"]["sentence"].as_str().is_some_and(|sentence| sentence.len() > 20));
        assert!(!refused.text.contains("not-the-secret"));
    }
    assert_eq!(sign_ins(&api.world), 2, "the third try was not sent");
    let listed = api.program().await.get("/connections").await;
    assert!(listed.ok()["connections"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn the_checks_come_in_their_order() {
    let api = bare().await;
    let program = api.program().await;
    let narrow = json!({"end_user": {"id": "7"}, "allowed_integrations": ["td-synnex"]});
    let (wide, narrow) = (token(&program, user()).await, token(&program, narrow).await);
    let key = || json!({"apiKey": "x"});
    let at = "/api-auth/api-key";
    let steps: [(&str, &str, &str, Value, u16, &str); 8] = [
        (at, "nothing", "", json!({}), 400, "invalid_body"),
        (at, "nothing", "&more=1", key(), 400, "invalid_query_params"),
        (at, "nothing", "&connection_id=mine", key(), 400, "invalid_query_params"),
        (at, "no%2Fsuch", "", key(), 400, "invalid_uri_params"),
        (at, "nothing", "", key(), 404, "unknown_provider_config"),
        (at, "td-synnex", "", key(), 400, "invalid_auth_mode"),
        (at, "autotask", "", key(), 400, "integration_not_allowed"),
        (at, "autotask", "&public_key=x&hmac=y", key(), 400, "integration_not_allowed"),
    ];
    for (path, integration, more, body, status, code) in steps {
        let refused = page(&api, &format!("{path}/{integration}"), &narrow, more, body).await;
        assert_eq!(refused.refusal(), (status, code), "{integration} {more} {}", refused.text);
    }
    let missing = page(&api, &format!("{at}/autotask"), &wide, "", key()).await;
    assert_eq!(missing.refusal(), (400, "invalid_query_params"), "a field of the configuration");
    assert_eq!(missing.body["error"]["errors"][0]["path"], json!(["params", "username"]));
    assert_eq!(sign_ins(&api.world), 0);
}

#[rstest]
#[case("", "missing_public_key")]
#[case("?public_key=7f2a1c1e-4b0e-4f0e-9f4e-2f1f4d3c2b1a", "deprecated_authentication")]
#[case("?connect_session_token=abc", "invalid_connect_session_token_format")]
#[case(
    "?connect_session_token=nango_connect_session_0000000000000000000000000000000000000000000000000000000000000000",
    "unknown_connect_session_token"
)]
#[tokio::test]
async fn without_a_session_nothing_is_linked(#[case] query: &str, #[case] code: &str) {
    let api = bare().await;
    let path = format!("/api-auth/api-key/autotask{query}");
    let refused = api.stranger().post(&path, json!({"apiKey": "x"})).await;
    assert_eq!(refused.refusal(), (401, code));
    assert_eq!(refused.header("access-control-allow-origin"), "*", "pages of any origin can read it");
}

#[tokio::test]
async fn a_connection_is_renewed_in_its_place_and_only_while_it_is_there() {
    let api = bare().await;
    let program = api.program().await;
    let first = token(&program, user()).await;
    let key = || json!({"apiKey": api.world.autotask.ready().secret});
    let linked = page(&api, "/api-auth/api-key/autotask", &first, &params(&api), key()).await;
    let id = linked.ok()["connectionId"].as_str().unwrap().to_owned();
    let body = json!({"connection_id": id, "integration_id": "autotask"});
    let made = program.post("/connect/sessions/reconnect", body).await;
    let again = made.ok()["data"]["token"].as_str().unwrap().to_owned();
    let renewed = page(&api, "/api-auth/api-key/autotask", &again, &params(&api), key()).await;
    assert_eq!(renewed.ok()["connectionId"], id.as_str());
    let read = program.get(&format!("/connections/{id}?provider_config_key=autotask")).await;
    assert_eq!(read.ok()["tags"]["env"], "Live", "what was there stays");
    assert_eq!(program.get("/connections").await.ok()["connections"].as_array().unwrap().len(), 1);

    program.delete(&format!("/connections/{id}?provider_config_key=autotask")).await.ok();
    let gone = page(&api, "/api-auth/api-key/autotask", &again, &params(&api), key()).await;
    assert_eq!(gone.refusal(), (400, "invalid_connection"));
}

#[tokio::test]
async fn each_kind_of_credentials_has_its_own_call_and_the_rest_is_off() {
    let api = bare().await;
    let program = api.program().await;
    for (provider, key) in [
        ("unauthenticated", "open"),
        ("private-oauth2-cc", "client"),
        ("private-api-basic", "basic"),
        ("datto-rmm-password-grant", "datto"),
    ] {
        program.post("/integrations", json!({"provider": provider, "unique_key": key})).await.ok();
    }
    let token = token(&program, user()).await;
    let linked =
        page(&api, "/auth/unauthenticated/open", &token, "&params[baseUrl]=api.harbor.example", json!({})).await;
    assert_eq!(linked.ok()["providerConfigKey"], "open");
    let client = |body| page(&api, "/oauth2/auth/client", &token, "", body);
    assert_eq!(client(json!({})).await.refusal(), (400, "missing_client_id"));
    assert_eq!(client(json!({"client_id": "a"})).await.refusal(), (400, "missing_client_secret"));
    let half = page(&api, "/api-auth/basic/basic", &token, "", json!({"username": "a"})).await;
    assert_eq!(half.body["error"]["errors"][0]["path"], json!(["password"]), "both are demanded");
    let unknown = page(&api, "/auth/two-step/datto", &token, "", json!({"type": "TWO_STEP", "more": "x"})).await;
    assert_eq!(unknown.refusal(), (400, "invalid_body"));
    for path in ["/auth/jwt/open", "/auth/tba/open", "/auth/signature/open", "/auth/bill/open", "/auth/aws-sigv4/open"]
    {
        assert_eq!(page(&api, path, &token, "", json!({})).await.refusal(), (404, "feature_disabled"), "{path}");
    }
}
