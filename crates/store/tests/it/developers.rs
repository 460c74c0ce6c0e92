//! Keys for programs, integrations, and what developers add to connections.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::id::{ConnectionId, RowId};
use linkspan_store::{
    AccountKind, ConnectionState, Env, Grants, Health, IntegrationDraft, LentCard, LentFilter, Linked, NewApiKey,
};
use serde_json::{Map, Value, json};
use std::time::Duration;

fn new_key(hash: &str) -> NewApiKey {
    NewApiKey {
        hash: hash.into(),
        prefix: "lsk_abcd".into(),
        name: "Backend".into(),
        grants: Grants { scopes: vec!["environment:*".into()], ..Grants::default() },
        created_by: "Dana".into(),
        expires_at: None,
    }
}

async fn add(fixture: &Fixture, env: &Env, key: &NewApiKey) -> Option<RowId> {
    let mut tx = fixture.store.begin().await.expect("a transaction");
    let id = env.add_api_key(&mut tx, key).await.expect("an answer");
    tx.commit().await.expect("a commit");
    id
}

#[tokio::test]
async fn a_key_is_found_by_its_hash_until_it_ends_or_is_taken_back() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let ends = fixture.clock.now() + Duration::from_secs(60);
        let id = add(&fixture, &env, &NewApiKey { expires_at: Some(ends), ..new_key("a") }).await.expect("a key");
        let found = fixture.store.api_key("a").await.unwrap().expect("the key");
        assert_eq!((found.id, found.environment, found.grants.scopes.len()), (id, env.id(), 1));
        assert!(add(&fixture, &env, &new_key("a")).await.is_none(), "the same key twice");
        fixture.clock.advance(Duration::from_secs(60));
        assert!(fixture.store.api_key("a").await.unwrap().is_none(), "it has ended");

        let other = add(&fixture, &env, &new_key("b")).await.expect("a key");
        let mut tx = fixture.store.begin().await.unwrap();
        let foreign = fixture.env();
        assert_eq!(foreign.revoke_api_key(&mut tx, other).await.unwrap(), None, "another environment's");
        assert_eq!(env.revoke_api_key(&mut tx, other).await.unwrap().as_deref(), Some("b"));
        assert_eq!(env.revoke_api_key(&mut tx, other).await.unwrap(), None, "once is enough");
        tx.commit().await.unwrap();
        assert!(fixture.store.api_key("b").await.unwrap().is_none());
        assert_eq!(env.api_keys().await.unwrap().len(), 2, "what is over stays listed");
    })
    .await;
}

#[tokio::test]
async fn the_last_use_only_moves_forward() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let id = add(&fixture, &env, &new_key("a")).await.expect("a key");
        let now = fixture.clock.now();
        let mut tx = fixture.store.begin().await.unwrap();
        env.api_key_used(&mut tx, id, now).await.unwrap();
        env.api_key_used(&mut tx, id, now - Duration::from_secs(5)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(env.api_keys().await.unwrap()[0].last_used_at, Some(now));
    })
    .await;
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().expect("an object")
}

async fn lent(fixture: &Fixture, env: &Env, card: &LentCard) -> ConnectionId {
    let mut tx = fixture.store.begin().await.expect("a transaction");
    let id = env.add_connection(&mut tx, "autotask", "Autotask").await.expect("a connection");
    let linked = Linked {
        account_key: card.public_id.clone(),
        account_kind: AccountKind::Test,
        test_host: true,
        display_name: "Autotask".into(),
        settings: json!({}),
        email: None,
        permissions: json!([]),
        health: Health { code: "ok".into(), sentence: "It answered.".into() },
    };
    assert!(env.link_connection(&mut tx, id, &linked).await.expect("an answer"));
    env.set_lent_card(&mut tx, id, card).await.expect("a card");
    tx.commit().await.expect("a commit");
    id
}

fn card(public_id: &str, tags: Value) -> LentCard {
    let end_user = json!({"id": format!("user-{public_id}"), "display_name": "Harbor Dental", "email": "it@harbor.example",
        "organization": {"id": "harbor", "display_name": "Harbor"}});
    LentCard {
        integration: "autotask".into(),
        public_id: public_id.into(),
        tags: map(tags),
        end_user: Some(end_user),
        ..LentCard::default()
    }
}

async fn found(env: &Env, filter: LentFilter) -> Vec<String> {
    let all = env.lent_connections(&LentFilter { limit: 100, ..filter }).await.expect("a list");
    all.into_iter().map(|one| one.card.public_id).collect()
}

#[tokio::test]
async fn lent_connections_are_found_by_all_that_programs_know_of_them() {
    on_each(|fixture| async move {
        let env = fixture.env();
        lent(&fixture, &env, &card("one", json!({"env": "live", "team": "A\"b"}))).await;
        fixture.clock.advance(Duration::from_secs(1));
        lent(&fixture, &env, &LentCard { integration: "other".into(), ..card("Two", json!({"env": "Live"})) }).await;
        let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let all = LentFilter::default;
        assert_eq!(found(&env, all()).await, ["Two", "one"], "newest first");
        assert_eq!(
            found(&env, LentFilter { integrations: vec!["autotask".into(), "none".into()], ..all() }).await,
            ["one"]
        );
        assert_eq!(found(&env, LentFilter { integrations: vec!["auto".into()], ..all() }).await, [] as [&str; 0]);
        let both = vec!["one".into(), "Two".into()];
        assert_eq!(found(&env, LentFilter { public_ids: both, ..all() }).await, ["Two", "one"]);
        assert_eq!(found(&env, LentFilter { public_ids: vec!["two".into()], ..all() }).await, [] as [&str; 0]);
        assert_eq!(found(&env, LentFilter { search: "TW".into(), ..all() }).await, ["Two"]);
        assert_eq!(found(&env, LentFilter { search: "harbor.ex".into(), ..all() }).await.len(), 2);
        assert_eq!(found(&env, LentFilter { end_user: "user-one".into(), ..all() }).await, ["one"]);
        assert_eq!(found(&env, LentFilter { organization: "harbor".into(), ..all() }).await.len(), 2);
        assert_eq!(
            found(&env, LentFilter { tags: vec![tag("env", "live")], ..all() }).await,
            ["one"],
            "the case counts"
        );
        let several = vec![tag("team", "A\"b"), tag("env", "live")];
        assert_eq!(found(&env, LentFilter { tags: several, ..all() }).await, ["one"]);
        assert_eq!(found(&env, LentFilter { tags: vec![tag("b", "live")], ..all() }).await, [] as [&str; 0]);
        let page = env.lent_connections(&LentFilter { limit: 1, offset: 1, ..all() }).await.unwrap();
        assert_eq!((page.len(), page[0].card.public_id.as_str()), (1, "one"));
        assert!(found(&fixture.env(), all()).await.is_empty(), "another environment");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_connection_is_gone_and_its_public_id_is_free_again() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let id = lent(&fixture, &env, &card("one", json!({}))).await;
        let first = env.lent_connection("autotask", "one").await.unwrap().expect("it");
        assert_eq!((first.connection.id, first.connection.state), (id, ConnectionState::Connected));
        let mut tx = fixture.store.begin().await.unwrap();
        let taken = env.add_connection(&mut tx, "autotask", "Autotask").await.unwrap();
        assert!(env.set_lent_card(&mut tx, taken, &card("one", json!({}))).await.is_err(), "the id is taken");
        drop(tx);
        let mut tx = fixture.store.begin().await.unwrap();
        env.set_lent_metadata(&mut tx, id, &map(json!({"plan": "gold"}))).await.unwrap();
        env.connection_fetched(&mut tx, id, fixture.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let now = env.lent_connection_by_id(id).await.unwrap().unwrap();
        assert_eq!(
            (now.card.metadata, now.last_fetched_at),
            (Some(map(json!({"plan": "gold"}))), Some(fixture.clock.now()))
        );

        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.delete_connection(&mut tx, id).await.unwrap());
        assert!(!env.delete_connection(&mut tx, id).await.unwrap(), "once is enough");
        tx.commit().await.unwrap();
        assert!(env.lent_connection("autotask", "one").await.unwrap().is_none());
        assert!(env.connection(id).await.unwrap().is_none() && env.connections().await.unwrap().is_empty());
        let again = lent(&fixture, &env, &card("one", json!({}))).await;
        let again = env.lent_connection_by_id(again).await.unwrap().unwrap();
        assert!(again.number > first.number, "numbers are never given twice");
    })
    .await;
}

#[tokio::test]
async fn an_integration_has_a_key_of_its_own() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let draft = IntegrationDraft { unique_key: "psa".into(), ..IntegrationDraft::default() };
        let mut tx = fixture.store.begin().await.unwrap();
        let id = env.add_integration(&mut tx, "autotask", &draft).await.unwrap().expect("an integration");
        assert!(env.add_integration(&mut tx, "autotask", &draft).await.unwrap().is_none(), "the key is taken");
        assert!(
            fixture.env().add_integration(&mut tx, "autotask", &draft).await.unwrap().is_some(),
            "elsewhere it is free"
        );
        let changed = IntegrationDraft {
            unique_key: "psa-2".into(),
            display_name: Some("PSA".into()),
            config: map(json!({"a": "b"})),
            forward_webhooks: true,
        };
        env.change_integration(&mut tx, id, &changed).await.unwrap();
        tx.commit().await.unwrap();
        assert!(env.integration("psa").await.unwrap().is_none());
        let found = env.integration("psa-2").await.unwrap().unwrap();
        assert_eq!(
            (found.provider.as_str(), found.display_name, found.forward_webhooks),
            ("autotask", changed.display_name, true)
        );
        let mut tx = fixture.store.begin().await.unwrap();
        env.remove_integration(&mut tx, id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(env.integrations().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn one_renews_at_a_time_and_refusals_are_counted_from_the_first() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let id = lent(&fixture, &env, &card("one", json!({}))).await;
        let state = async || env.renewal_state(id).await.unwrap().expect("a state");
        let first = fixture.clock.now();
        let until = first + Duration::from_secs(40);
        let take = async |by: &str| {
            let mut tx = fixture.store.begin().await.unwrap();
            let taken = env.take_renewal(&mut tx, id, by, until).await.unwrap();
            tx.commit().await.unwrap();
            taken
        };
        assert_eq!((take("a").await, take("b").await), (true, false));
        let mut tx = fixture.store.begin().await.unwrap();
        env.release_renewal(&mut tx, id, "b").await.unwrap();
        tx.commit().await.unwrap();
        assert!(!take("b").await, "only who has it gives it back");
        fixture.clock.advance(Duration::from_secs(40));
        assert!(take("b").await, "who died loses it");
        let rests = fixture.clock.now() + Duration::from_secs(30);
        for _ in 0..2 {
            let mut tx = fixture.store.begin().await.unwrap();
            env.release_renewal(&mut tx, id, "b").await.unwrap();
            env.renewal_failed(&mut tx, id, rests).await.unwrap();
            tx.commit().await.unwrap();
            fixture.clock.advance(Duration::from_secs(60));
        }
        let failed = state().await;
        assert_eq!(failed.failed_since, Some(first + Duration::from_secs(40)), "the first one counts");
        assert_eq!(failed.rests_until, rests);
        let mut tx = fixture.store.begin().await.unwrap();
        env.clear_renewal(&mut tx, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(state().await.failed_since, None);
    })
    .await;
}
