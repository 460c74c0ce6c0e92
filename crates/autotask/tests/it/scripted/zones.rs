//! The zone rule, and silence after a refusal.

use std::sync::{Arc, OnceLock};

use autotask::{Consequence, Kind, entity::Product};
use serde_json::json;

use super::{Asked, CODE, SECRET, Say, errors, fixture, fixture_with, http, received, scripted, zone_at};

fn is_zone_call(asked: &Asked) -> bool {
    asked.path == "zoneInformation"
}

#[tokio::test]
async fn a_call_follows_a_tenant_that_has_moved_once() {
    let new_home = scripted(|_| Say::Json(200, json!({"item": {"id": 5}}))).await;
    let found = serde_json::to_value(zone_at(&new_home)).unwrap();
    let old_home =
        scripted(
            move |asked| {
                if is_zone_call(asked) { Say::Json(200, found.clone()) } else { Say::Text(401, "text/plain", "") }
            },
        )
        .await;
    let discovery = zone_at(&old_home).url;
    let fixture = fixture_with(&old_home, |builder| builder.rediscover_at(discovery));

    assert_eq!(fixture.client.get::<Product>(5).await.unwrap().unwrap().id, 5);
    assert_eq!(fixture.client.zone().url, zone_at(&new_home).url);
    assert_eq!((received(&old_home), received(&new_home)), (2, 1));
    fixture.client.get::<Product>(5).await.unwrap();
    assert_eq!((received(&old_home), received(&new_home)), (2, 2));
}

#[tokio::test]
async fn a_second_refusal_in_the_new_zone_is_final() {
    let new_home = scripted(|_| Say::Text(401, "text/plain", "")).await;
    let found = serde_json::to_value(zone_at(&new_home)).unwrap();
    let old_home =
        scripted(
            move |asked| {
                if is_zone_call(asked) { Say::Json(200, found.clone()) } else { Say::Text(401, "text/plain", "") }
            },
        )
        .await;
    let discovery = zone_at(&old_home).url;
    let fixture = fixture_with(&old_home, |builder| builder.rediscover_at(discovery));

    let error = fixture.client.get::<Product>(5).await.unwrap_err();
    assert_eq!((error.kind(), error.consequence()), (&Kind::Credentials, Consequence::Credentials));
    let again = fixture.client.get::<Product>(5).await.unwrap_err();
    assert_eq!(again.kind(), &Kind::CredentialsRefusedBefore);
    assert_eq!((received(&old_home), received(&new_home)), (2, 1));
}

#[tokio::test]
async fn a_refusal_in_the_same_zone_is_never_repeated() {
    let home: Arc<OnceLock<serde_json::Value>> = Arc::default();
    let known = Arc::clone(&home);
    let server =
        scripted(
            move |asked| {
                if is_zone_call(asked) { Say::Json(200, known.get().unwrap().clone()) } else { errors(401, "no") }
            },
        )
        .await;
    home.set(serde_json::to_value(zone_at(&server)).unwrap()).unwrap();
    let discovery = zone_at(&server).url;
    let fixture = fixture_with(&server, |builder| builder.rediscover_at(discovery));

    let calls = (0..8).map(|id| fixture.client.get::<Product>(id));
    let errors: Vec<_> = futures::future::join_all(calls).await;
    assert!(errors.iter().all(|result| result.as_ref().unwrap_err().consequence() == Consequence::Credentials));
    assert!(fixture.client.credentials_refused());
    let authenticated = server.journal().count(|entry| entry.path.contains("Products"));
    // Two calls run at once per entity, so two may be under way when the first is refused.
    assert!(authenticated <= 2, "{authenticated} calls with refused credentials");
    assert_eq!(server.journal().count(|entry| entry.path.contains("zoneInformation")), 1);
}

#[tokio::test]
async fn everybody_follows_a_move_that_one_has_noticed() {
    let new_home = scripted(|_| Say::Json(200, json!({"item": {"id": 5}}))).await;
    let found = serde_json::to_value(zone_at(&new_home)).unwrap();
    let old_home =
        scripted(move |asked| if is_zone_call(asked) { Say::Json(200, found.clone()) } else { errors(401, "no") })
            .await;
    let discovery = zone_at(&old_home).url;
    let fixture = fixture_with(&old_home, |builder| builder.rediscover_at(discovery));
    let calls = (0..8).map(|id| fixture.client.get::<Product>(id));
    for result in futures::future::join_all(calls).await {
        assert_eq!(result.unwrap().unwrap().id, 5);
    }
    assert_eq!(received(&new_home), 8);
    assert!(received(&old_home) <= 3, "{}", received(&old_home));
}

#[tokio::test]
async fn without_a_discovery_address_a_refusal_stands() {
    let server = scripted(|_| Say::Text(401, "text/html", "<html>denied</html>")).await;
    let fixture = fixture(&server);
    assert_eq!(fixture.client.version().await.unwrap_err().kind(), &Kind::Credentials);
    assert_eq!(fixture.client.version().await.unwrap_err().kind(), &Kind::CredentialsRefusedBefore);
    assert_eq!(received(&server), 1);
}

#[tokio::test]
async fn an_unknown_user_is_told_by_discovery() {
    let server = scripted(|_| errors(500, "Zone information could not be determined")).await;
    let error = autotask::discover(&http(), &zone_at(&server).url, "no+body@msp.example").await.unwrap_err();
    assert_eq!(error.kind(), &Kind::UnknownUser);
    let asked = &server.journal().entries()[0];
    assert_eq!(asked.path, "/ATServicesRest/v1.0/zoneInformation");
    assert_eq!(asked.query, "user=no%2Bbody%40msp.example");
}

#[tokio::test]
async fn secrets_do_not_come_back_even_if_the_vendor_repeats_them() {
    let server = scripted(|_| errors(500, &format!("user with {SECRET} and {CODE} is not welcome"))).await;
    let fixture = fixture(&server);
    let error = fixture.client.version().await.unwrap_err();
    let all = format!("{error} {error:?} {:?} {:?}", error.vendor_text(), fixture.client);
    assert!(!all.contains(SECRET) && !all.contains(CODE), "{all}");
    assert_eq!(error.vendor_text(), Some("user with [redacted] and [redacted] is not welcome"));
}
