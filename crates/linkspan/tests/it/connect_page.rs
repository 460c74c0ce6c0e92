//! The connect page without script: choosing, typing, confirming, and what it never does.

use crate::harness::World;
use crate::program::{Answer, Api};
use serde_json::{Value, json};
use std::time::Duration;
use url::form_urlencoded::Serializer;

async fn bare() -> Api<Box<World>> {
    Api::over(Box::new(World::bare().await)).await
}

async fn session(api: &Api<Box<World>>, more: Value) -> String {
    let mut body = json!({"end_user": {"id": "7", "email": "it@harbor.example"}});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = api.program().await.post("/connect/sessions", body).await;
    made.ok()["data"]["token"].as_str().unwrap().to_owned()
}

async fn post(api: &Api<Box<World>>, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
    let body = Serializer::new(String::new()).append_pair("token", token).extend_pairs(fields).finish();
    let form = [("content-type", "application/x-www-form-urlencoded"), ("origin", "null")];
    api.stranger().raw("POST", path, &form, body.into_bytes()).await
}

/// What stands in an attribute of the page.
fn attribute(answer: &Answer, name: &str) -> Option<String> {
    let (_, rest) = answer.text.split_once(&format!("{name}=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

fn autotask(api: &Api<Box<World>>, secret: &str) -> [(&'static str, String); 4] {
    let ready = api.world.autotask.ready();
    [
        ("integration", "autotask".into()),
        ("config-username", ready.user_name.clone()),
        ("config-apiIntegrationCode", ready.integration_code),
        ("credentials-apiKey", secret.into()),
    ]
}

async fn typed(api: &Api<Box<World>>, token: &str, secret: &str) -> Answer {
    let fields = autotask(api, secret);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post(api, "/connect/ui/link", token, &fields).await
}

#[tokio::test]
async fn by_the_link_alone_an_account_is_chosen_typed_confirmed_and_connected() {
    let api = bare().await;
    let token = session(&api, json!({"tags": {"env": "live"}})).await;
    let list = api.stranger().get(&format!("/connect/ui/?session_token={token}")).await;
    assert!(list.status == 200 && list.text.contains("value=\"td-synnex\"") && list.text.contains("Autotask PSA"));
    let form = post(&api, "/connect/ui/", &token, &[("integration", "autotask")]).await;
    assert!(form.text.contains("name=\"credentials-apiKey\"") && form.text.contains("id=\"step-code\""));
    assert!(!form.text.contains("step-email"), "nobody receives notices here");

    let confirm = typed(&api, &token, &api.world.autotask.ready().secret).await;
    assert_eq!(confirm.status, 200, "{}", confirm.text);
    let attempt = attribute(&confirm, "name=\"attempt\" value").expect("the question whether it is the right one");
    assert!(!confirm.text.contains(&api.world.autotask.ready().secret));
    let listed = api.program().await.get("/connections").await;
    assert!(listed.ok()["connections"].as_array().unwrap().is_empty(), "nothing is stored yet");

    let yes = [("integration", "autotask"), ("attempt", attempt.as_str()), ("answer", "yes")];
    let done = post(&api, "/connect/ui/confirm", &token, &yes).await;
    assert_eq!(attribute(&done, "data-integration").as_deref(), Some("autotask"));
    let id = attribute(&done, "data-connected").unwrap();
    let kept = api.program().await.get(&format!("/connections/{id}?provider_config_key=autotask")).await;
    assert_eq!(kept.ok()["tags"]["env"], "live");
    let twice = post(&api, "/connect/ui/confirm", &token, &yes).await;
    assert!(twice.status == 422 && attribute(&twice, "data-connected").is_none(), "once is enough");
}

#[tokio::test]
async fn what_went_wrong_is_said_with_a_cure_and_the_app_gets_a_stable_word() {
    let api = bare().await;
    let token = session(&api, json!({"allowed_integrations": ["autotask"]})).await;
    let form = api.stranger().get(&format!("/connect/ui/?session_token={token}")).await;
    assert!(form.text.contains("credentials-apiKey"), "one integration needs no list");
    let refused = typed(&api, &token, "not-the-secret").await;
    assert_eq!((refused.status, attribute(&refused, "data-failed").as_deref()), (422, Some("connection_test_failed")));
    assert!(refused.text.contains("class=\"cure\"") && !refused.text.contains("not-the-secret"));
    assert!(refused.text.contains(&api.world.autotask.ready().user_name), "what was typed is still there");
    let empty = post(&api, "/connect/ui/link", &token, &[("integration", "autotask"), ("lang", "de")]).await;
    assert!(empty.status == 422 && empty.text.contains("Füllen Sie dies aus.") && empty.text.contains("lang=\"de\""));
}

#[tokio::test]
async fn any_site_may_frame_it_and_it_keeps_to_itself() {
    let api = bare().await;
    let token = session(&api, json!({})).await;
    let waiting = api.stranger().get("/connect/ui/?apiURL=https%3A%2F%2Fapp.example&theme=dark&lang=de").await;
    assert!(
        waiting.status == 200 && waiting.text.contains("data-waits") && waiting.text.contains("data-theme=\"dark\"")
    );
    let list = post(&api, "/connect/ui/", &token, &[]).await;
    for page in [&waiting, &list] {
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{policy}");
        assert_eq!((page.header("x-frame-options"), page.header("set-cookie")), ("", ""));
        assert_eq!((page.header("referrer-policy"), page.header("cache-control")), ("no-referrer", "no-store"));
        for scheme in ["http://", "https://", "src=\"//", "href=\"//"] {
            assert!(!page.text.contains(scheme), "asks outside: {scheme}");
        }
        assert!(page.text.len() < 100_000);
    }
    let portal = api.stranger().get("/sign-in").await;
    assert_eq!(portal.header("x-frame-options"), "DENY", "the portal stays closed");
    assert!(portal.header("content-security-policy").contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn without_a_session_there_is_nothing_to_connect() {
    let api = bare().await;
    let narrow = session(&api, json!({"allowed_integrations": ["td-synnex"]})).await;
    let other = post(&api, "/connect/ui/", &narrow, &[("integration", "autotask")]).await;
    assert_eq!((other.status, attribute(&other, "data-failed").as_deref()), (400, Some("integration_not_allowed")));
    let wide = session(&api, json!({})).await;
    let confirm = typed(&api, &wide, &api.world.autotask.ready().secret).await;
    let attempt = attribute(&confirm, "name=\"attempt\" value").unwrap();
    let stolen = session(&api, json!({})).await;
    let yes = [("integration", "autotask"), ("attempt", attempt.as_str()), ("answer", "yes")];
    let foreign = post(&api, "/connect/ui/confirm", &stolen, &yes).await;
    assert!(foreign.status == 422 && attribute(&foreign, "data-connected").is_none(), "another session's account");

    api.world.advance(Duration::from_secs(1_800));
    let ended = post(&api, "/connect/ui/", &wide, &[("lang", "de")]).await;
    assert!(ended.status == 401 && ended.text.contains("Diese Sitzung ist beendet"));
    for odd in ["", "nango_connect_session_x", "lsk_key"] {
        assert_eq!(post(&api, "/connect/ui/", odd, &[]).await.status, 401, "{odd}");
    }
}

#[tokio::test]
async fn a_connection_is_renewed_and_must_reach_the_same_account() {
    let api = bare().await;
    let first = session(&api, json!({"allowed_integrations": ["autotask"]})).await;
    let secret = api.world.autotask.ready().secret.clone();
    let link = async |token: &str| {
        let confirm = typed(&api, token, &secret).await;
        let attempt = attribute(&confirm, "name=\"attempt\" value").unwrap();
        let yes = [("integration", "autotask"), ("attempt", attempt.as_str()), ("answer", "yes")];
        attribute(&post(&api, "/connect/ui/confirm", token, &yes).await, "data-connected").unwrap()
    };
    let id = link(&first).await;
    let body = json!({"connection_id": id, "integration_id": "autotask"});
    let made = api.program().await.post("/connect/sessions/reconnect", body).await;
    let again = made.ok()["data"]["token"].as_str().unwrap().to_owned();
    let form = post(&api, "/connect/ui/", &again, &[]).await;
    assert!(form.text.contains("Reconnect Autotask PSA") && !form.text.contains("link-back"));
    assert_eq!(link(&again).await, id);
}

#[tokio::test]
async fn it_wears_the_operators_name_and_colours() {
    let settings = |setup: &mut crate::harness::Setup| {
        setup.settings.push(("LINKSPAN__CONNECT__NAME", "Harbor Desk".into()));
        setup.settings.push(("LINKSPAN__CONNECT__PRIMARY_LIGHT", "#00b2e3".into()));
        setup.settings.push(("LINKSPAN__CONNECT__THEME", "dark".into()));
    };
    let api = Api::over(Box::new(World::bare_with(settings).await)).await;
    let token = session(&api, json!({})).await;
    let page = api.stranger().get(&format!("/connect/ui/?session_token={token}")).await;
    assert!(page.text.contains("Harbor Desk") && page.text.contains("data-theme=\"dark\""));
    let sheet = api.stranger().get("/connect/ui/colours/00b2e3-b3acff.css").await;
    assert!(
        page.text.contains("/connect/ui/colours/00b2e3-b3acff.css") && sheet.text.contains("--accent: light-dark(")
    );
    assert!(!sheet.text.contains("#00b2e3"), "it could not be read on white, so it is darker");
    assert_eq!(api.stranger().get("/connect/ui/colours/x.css").await.status, 404);
    assert_eq!(api.stranger().get("/connect/ui/logo").await.status, 404);
    let shown = api.holder(&token).get("/connect/session").await;
    let settings = &shown.ok()["data"]["connectUISettings"];
    assert_eq!(settings["theme"]["light"]["primary"], "#00b2e3");
    assert_eq!(settings["defaultTheme"], "dark");
}
