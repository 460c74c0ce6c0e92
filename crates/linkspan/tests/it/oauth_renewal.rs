//! Keeping tokens good: before they end, once for all, also between processes; what refusals do; connections that nobody uses;
//! requests that the vendor does not take any more.

use crate::popup::Shop;
use crate::program::Answer;
use linkspan::app::lend::{LOOK_WORK, Lending};
use linkspan::app::secrets::Secrets;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_store::LentConnection;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3_600);

fn token(answer: &Answer) -> Value {
    answer.ok()["credentials"]["access_token"].clone()
}

async fn lent(shop: &Shop, id: &str) -> LentConnection {
    shop.api.world.env().lent_connection("crm", id).await.unwrap().expect("the connection")
}

/// The accounts as another process on the same data has them.
fn another_process(shop: &Shop) -> Arc<Lending> {
    let world = &shop.api.world;
    let installation = &world.installation;
    let secrets = Secrets::new(world.app.store.clone(), Arc::clone(&installation.vault));
    let (connect, registry) = (Arc::clone(&world.connect), Arc::clone(&world.registry));
    let providers = Arc::clone(&installation.developers.providers);
    Arc::new(Lending::new(world.app.clone(), connect, registry, secrets, providers))
}

#[tokio::test]
async fn a_token_is_renewed_a_quarter_of_an_hour_before_its_end_and_the_refresh_token_moves_on() {
    let shop = Shop::open().await;
    let id = shop.link("crm").await;
    let first = shop.fetch("crm", &id, "&refresh_token=true").await;
    shop.advance(44 * MINUTE);
    assert_eq!(token(&shop.fetch("crm", &id, "").await), token(&first));
    shop.advance(2 * MINUTE);
    let second = shop.fetch("crm", &id, "&refresh_token=true").await;
    assert_ne!(token(&second), token(&first));
    assert_ne!(second.ok()["credentials"]["refresh_token"], first.ok()["credentials"]["refresh_token"]);
    assert_eq!(second.ok()["credentials"]["raw"]["access_token"], token(&second));
    let third = shop.fetch("crm", &id, "&force_refresh=true").await;
    assert_ne!(token(&third), token(&second));
    assert_eq!(shop.vendor.grants()[0].renewals, 2);
    shop.vendor.set(|settings| settings.rotate_refresh_tokens = false);
    let kept = shop.fetch("crm", &id, "&force_refresh=true&refresh_token=true").await;
    assert!(kept.ok()["credentials"]["refresh_token"].is_string(), "where none comes, the old one stays");
}

#[tokio::test]
async fn all_who_wait_get_one_renewal_also_between_two_processes() {
    let shop = Shop::open().await;
    let id = shop.link("crm").await;
    shop.advance(50 * MINUTE);
    let before = shop.asked();
    let other = another_process(&shop);
    let here = &shop.api.world.installation.developers.lending;
    let mut all = Vec::new();
    for lending in [here, &other, here, &other, here, &other] {
        let opened = lending.open(lent(&shop, &id).await).await.unwrap();
        all.push(lending.fresh(opened, false));
    }
    let all = futures::future::join_all(all).await;
    let tokens: Vec<_> = all.into_iter().map(|one| one.unwrap().material.credentials["access_token"].clone()).collect();
    assert!(tokens.iter().all(|one| *one == tokens[0]), "one token for all");
    assert_eq!(shop.asked() - before, 1);
    assert!(!shop.vendor.grants()[0].ended, "a refresh token that is used twice would end the grant");
}

#[tokio::test]
async fn a_refusal_marks_the_connection_rests_and_is_given_up_after_four_days() {
    let shop = Shop::open().await;
    let id = shop.link("crm").await;
    shop.vendor.revoke_all();
    shop.advance(50 * MINUTE);
    let before = shop.asked();
    let refused = shop.fetch("crm", &id, "").await;
    assert_eq!(refused.refusal(), (400, "invalid_credentials"));
    let shown = &refused.body["error"]["payload"]["connection"];
    assert_eq!((&shown["connection_id"], &shown["credentials"]), (&json!(id), &json!({})));
    assert_eq!(shown["errors"][0]["type"], "auth");
    assert!(!refused.text.contains("refresh-") && !refused.text.contains("access-"));

    let again = shop.fetch("crm", &id, "&force_refresh=true").await;
    assert_eq!(again.refusal(), (424, "invalid_credentials"));
    assert_eq!(again.body["error"]["payload"]["reason"], "connection_refresh_backoff");
    let proxied = proxy(&shop, "GET", &id, &[]).await;
    assert_eq!(proxied.refusal(), (424, "connection_refresh_backoff"));
    assert_eq!(shop.asked() - before, 1, "it rests");
    shop.advance(Duration::from_secs(31));
    assert_eq!(shop.fetch("crm", &id, "").await.refusal(), (400, "invalid_credentials"));
    assert_eq!(shop.asked() - before, 2);

    shop.advance(4 * DAY);
    let exhausted = shop.fetch("crm", &id, "").await;
    assert_eq!(exhausted.refusal(), (424, "invalid_credentials"));
    assert_eq!(exhausted.body["error"]["payload"]["reason"], "refresh_exhausted");
    assert_eq!(proxy(&shop, "GET", &id, &[]).await.refusal(), (424, "refresh_exhausted"));
    assert_eq!(shop.asked() - before, 2, "nobody is asked any more");

    let body = json!({"connection_id": id, "integration_id": "crm"});
    let session = shop.program().await.post("/connect/sessions/reconnect", body).await;
    let session = session.ok()["data"]["token"].as_str().unwrap().to_owned();
    let window = shop.window().await;
    assert_eq!(shop.through("crm", &session, &window).await.status, 200);
    assert_eq!(shop.fetch("crm", &id, "&force_refresh=true").await.ok()["errors"], json!([]), "and all is well again");
}

#[tokio::test]
async fn a_success_between_refusals_begins_the_count_anew() {
    let shop = Shop::open().await;
    let id = shop.link("crm").await;
    // The server of the tests works too: its daily look would meet the refusal that is meant for the program.
    let (env, store) = (shop.api.world.env(), &shop.api.world.app.store);
    let mut tx = store.begin().await.unwrap();
    env.drop_work(&mut tx, LOOK_WORK, &lent(&shop, &id).await.connection.id.to_string()).await.unwrap();
    tx.commit().await.unwrap();
    let refusing = || {
        let body = Some(r#"{"error":"invalid_grant"}"#.to_owned());
        let action = FaultAction::Status { status: 400, body, content_type: None, retry_after: None };
        shop.vendor.faults().add(Fault::once("POST /token", action));
    };
    refusing();
    assert_eq!(shop.fetch("crm", &id, "&force_refresh=true").await.status, 400);
    shop.advance(3 * DAY);
    assert_eq!(shop.fetch("crm", &id, "").await.ok()["errors"], json!([]));
    shop.advance(2 * DAY);
    refusing();
    assert_eq!(shop.fetch("crm", &id, "").await.status, 400);
    shop.advance(MINUTE);
    assert_eq!(shop.fetch("crm", &id, "").await.status, 200, "five days after the first one");
}

#[tokio::test]
async fn a_token_service_that_is_away_is_no_refusal() {
    let shop = Shop::open().await;
    let id = shop.link("crm").await;
    shop.advance(50 * MINUTE);
    let action = FaultAction::Status { status: 503, body: None, content_type: None, retry_after: None };
    shop.vendor.faults().add(Fault::once("POST /token", action));
    assert_eq!(shop.fetch("crm", &id, "").await.refusal(), (503, "vendor_unreachable"));
    assert_eq!(shop.fetch("crm", &id, "").await.ok()["errors"], json!([]), "the next one may try at once");
}

#[tokio::test]
async fn what_nobody_uses_for_a_day_is_kept_alive_and_what_is_used_is_left_alone() {
    let shop = Shop::open().await;
    let (idle, used) = (shop.link("crm").await, shop.link("crm").await);
    let renewals = || shop.vendor.grants().iter().map(|grant| grant.renewals).collect::<Vec<_>>();
    shop.advance(20 * 60 * MINUTE);
    shop.fetch("crm", &used, "").await.ok();
    assert_eq!(renewals(), [0, 1]);
    shop.advance(5 * 60 * MINUTE);
    assert_eq!(shop.api.world.run_due().await, 2);
    assert_eq!(renewals(), [1, 1]);
    assert!(lent(&shop, &idle).await.last_fetched_at.is_none(), "a look is no use");
    assert_eq!(shop.api.world.run_due().await, 0, "until tomorrow");
    shop.vendor.revoke_all();
    shop.advance(DAY + MINUTE);
    shop.api.world.run_due().await;
    let listed = shop.program().await.get("/connections").await;
    let errors = listed.ok()["connections"].as_array().unwrap().iter().map(|one| one["errors"][0]["type"].clone());
    assert!(errors.into_iter().all(|kind| kind == "auth"), "{}", listed.text);
    shop.program().await.delete(&format!("/connections/{idle}?provider_config_key=crm")).await.ok();
    shop.advance(DAY + MINUTE);
    assert_eq!(shop.api.world.run_due().await, 2);
    shop.advance(DAY + MINUTE);
    assert_eq!(shop.api.world.run_due().await, 1, "what was deleted is not looked at again");
}

async fn proxy(shop: &Shop, method: &str, id: &str, more: &[(&str, &str)]) -> Answer {
    let mut headers = vec![("provider-config-key", "crm"), ("connection-id", id)];
    headers.extend(more);
    shop.program().await.raw(method, "/proxy/me", &headers, Vec::new()).await
}

#[tokio::test]
async fn a_request_carries_the_token_and_one_that_was_taken_back_is_renewed_on_the_way() {
    let shop = Shop::open().await;
    let id = shop.link("crm").await;
    assert_eq!(proxy(&shop, "GET", &id, &[]).await.ok()["sub"], "dana@msp.example");
    shop.vendor.forget_access();
    assert_eq!(proxy(&shop, "GET", &id, &[]).await.ok()["renewals"], 1);
    assert_eq!(proxy(&shop, "GET", &id, &[]).await.ok()["renewals"], 1, "and is used from then on");

    shop.advance(2 * MINUTE);
    shop.vendor.forget_access();
    let posts = || shop.vendor.journal().count(|entry| entry.path == "/me" && entry.method == "POST");
    assert_eq!(proxy(&shop, "POST", &id, &[]).await.status, 401, "what changes something is not repeated");
    assert_eq!(posts(), 1);
    let own = [("nango-proxy-authorization", "Bearer theirs")];
    assert_eq!(proxy(&shop, "GET", &id, &own).await.status, 401, "credentials of the program's own are its affair");
    assert_eq!(shop.vendor.grants()[0].renewals, 1);
}

#[tokio::test]
async fn a_vendor_that_always_refuses_costs_one_renewal_a_minute() {
    let shop = Shop::open().await;
    let id = shop.link("crm").await;
    let action = FaultAction::Status { status: 401, body: None, content_type: None, retry_after: None };
    shop.vendor.faults().add(Fault::always("GET /me", action));
    for _ in 0..3 {
        assert_eq!(proxy(&shop, "GET", &id, &[]).await.status, 401);
    }
    assert_eq!(shop.vendor.grants()[0].renewals, 1);
    shop.vendor.faults().clear();
    shop.vendor.revoke_all();
    shop.advance(2 * MINUTE);
    assert_eq!(proxy(&shop, "GET", &id, &[]).await.status, 401, "the vendor's own answer");
    let shown = shop.program().await.get("/connections").await;
    assert_eq!(shown.ok()["connections"][0]["errors"][0]["type"], "auth", "and the connection says so");
}
