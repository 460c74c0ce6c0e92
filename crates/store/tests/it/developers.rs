//! Keys for programs, integrations, and what developers add to connections.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::id::RowId;
use linkspan_store::{Env, Grants, NewApiKey};
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
