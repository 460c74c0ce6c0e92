//! Environments, users, sessions and one-time links.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::clock::from_ms;
use linkspan_core::id::UserId;
use linkspan_store::{Env, LinkPurpose, NewUser};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

const HOUR_MS: i64 = 3_600_000;

fn person(email: &str) -> NewUser {
    NewUser {
        email: email.into(),
        name: "Ada".into(),
        owner: true,
        password_hash: Some(SecretString::from("$argon2id$v=19$one")),
    }
}

async fn add(fixture: &Fixture, env: &Env, email: &str) -> Option<UserId> {
    let mut tx = fixture.store.begin().await.expect("a transaction");
    let id = env.add_user(&mut tx, &person(email)).await.expect("an answer");
    tx.commit().await.expect("a commit");
    id
}

#[tokio::test]
async fn environments_are_made_listed_and_renamed() {
    on_each(|fixture| async move {
        let store = &fixture.store;
        let mut tx = store.begin().await.unwrap();
        let first = store.add_environment(&mut tx, "Harbor IT").await.unwrap();
        let second = store.add_environment(&mut tx, "Second").await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        store.env(second).rename_environment(&mut tx, "Hill IT").await.unwrap();
        tx.commit().await.unwrap();

        let all = store.environments().await.unwrap();
        assert_eq!(all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Harbor IT", "Hill IT"]);
        assert_eq!(store.env(first).environment().await.unwrap(), Some(all[0].clone()));
        assert_eq!(fixture.env().environment().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_address_is_one_person_per_environment_in_any_case() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        assert!(!fixture.store.has_users().await.unwrap());
        let ada = add(&fixture, &env, " Ada@harbor.example ").await.unwrap();
        assert_eq!(add(&fixture, &env, "ada@HARBOR.example").await, None);
        let twin = add(&fixture, &other, "ada@harbor.example").await.unwrap();

        let found = fixture.store.users_by_email("ADA@harbor.example").await.unwrap();
        assert_eq!(
            found.iter().map(|user| (user.id, user.environment)).collect::<Vec<_>>(),
            [(ada, env.id()), (twin, other.id())]
        );
        assert_eq!(found[0].email, "Ada@harbor.example");
        assert!(fixture.store.has_users().await.unwrap());
        assert_eq!(env.users().await.unwrap().len(), 1);
        assert!(other.user(ada).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn what_a_person_changes_stays_with_that_person() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let ada = add(&fixture, &env, "ada@harbor.example").await.unwrap();
        let new = SecretString::from("$argon2id$v=19$two");
        for (scope, locale) in [(&env, Some("de")), (&other, None)] {
            let mut tx = fixture.store.begin().await.unwrap();
            scope.set_appearance(&mut tx, ada, locale, Some("dark")).await.unwrap();
            scope.note_sign_in(&mut tx, ada).await.unwrap();
            scope.set_password_hash(&mut tx, ada, &new).await.unwrap();
            tx.commit().await.unwrap();
        }
        let user = env.user(ada).await.unwrap().unwrap();
        assert_eq!((user.locale.as_deref(), user.theme.as_deref()), (Some("de"), Some("dark")));
        assert_eq!(user.signed_in_at, Some(fixture.clock.now()));
        assert!(user.has_password);
        let hash = env.password_hash(ada).await.unwrap().unwrap();
        assert_eq!(hash.expose_secret(), new.expose_secret());
        assert!(other.password_hash(ada).await.unwrap().is_none());
        assert!(!format!("{user:?} {hash:?} {:?}", person("x")).contains("argon2id"));
    })
    .await;
}

#[tokio::test]
async fn a_session_lives_until_it_ends_or_is_ended() {
    on_each(|fixture| async move {
        let (store, env, other) = (&fixture.store, fixture.env(), fixture.env());
        let ada = add(&fixture, &env, "ada@harbor.example").await.unwrap();
        let end = from_ms(fixture.clock.now_ms() + HOUR_MS);
        let mut tx = store.begin().await.unwrap();
        for token in ["laptop", "phone", "tablet"] {
            env.add_session(&mut tx, token, ada, end).await.unwrap();
        }
        tx.commit().await.unwrap();

        let session = store.session("laptop").await.unwrap().unwrap();
        assert_eq!((session.environment, session.user, session.expires_at), (env.id(), ada, end));

        let mut tx = store.begin().await.unwrap();
        other.end_session(&mut tx, "laptop").await.unwrap();
        assert_eq!(other.end_other_sessions(&mut tx, ada, "").await.unwrap(), 0);
        other.extend_session(&mut tx, "laptop", from_ms(0)).await.unwrap();
        env.end_session(&mut tx, "tablet").await.unwrap();
        assert_eq!(env.end_other_sessions(&mut tx, ada, "laptop").await.unwrap(), 1, "the phone's");
        tx.commit().await.unwrap();
        assert!(store.session("phone").await.unwrap().is_none());

        let mut tx = store.begin().await.unwrap();
        env.extend_session(&mut tx, "laptop", from_ms(fixture.clock.now_ms() + 2 * HOUR_MS)).await.unwrap();
        tx.commit().await.unwrap();
        fixture.clock.advance(Duration::from_millis(HOUR_MS.unsigned_abs()));
        assert!(store.session("laptop").await.unwrap().is_some());
        fixture.clock.advance(Duration::from_millis(HOUR_MS.unsigned_abs()));
        assert!(store.session("laptop").await.unwrap().is_none());
        let mut tx = store.begin().await.unwrap();
        assert_eq!(store.clear_ended_sessions(&mut tx).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_lets_somebody_in_once_and_looking_does_not_spend_it() {
    on_each(|fixture| async move {
        let (store, env, other) = (&fixture.store, fixture.env(), fixture.env());
        let end = from_ms(fixture.clock.now_ms() + HOUR_MS);
        let mut tx = store.begin().await.unwrap();
        for token in ["one", "two", "three"] {
            env.add_sign_in_link(&mut tx, token, LinkPurpose::FirstOwner, None, end).await.unwrap();
        }
        tx.commit().await.unwrap();

        let seen = store.sign_in_link("one").await.unwrap().unwrap();
        assert_eq!((seen.environment, seen.user, seen.purpose), (env.id(), None, LinkPurpose::FirstOwner));
        let mut uses = Vec::new();
        for _ in 0..2 {
            let mut tx = store.begin().await.unwrap();
            uses.push(store.use_sign_in_link(&mut tx, "one").await.unwrap());
            tx.commit().await.unwrap();
        }
        assert_eq!(uses, [Some(seen), None]);
        assert!(store.sign_in_link("one").await.unwrap().is_none());

        let mut tx = store.begin().await.unwrap();
        other.revoke_sign_in_links(&mut tx, LinkPurpose::FirstOwner).await.unwrap();
        env.revoke_sign_in_links(&mut tx, LinkPurpose::SignIn).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.sign_in_link("two").await.unwrap().is_some());

        fixture.clock.advance(Duration::from_millis(HOUR_MS.unsigned_abs()));
        let mut tx = store.begin().await.unwrap();
        assert!(store.use_sign_in_link(&mut tx, "two").await.unwrap().is_none(), "it has ended");
        env.revoke_sign_in_links(&mut tx, LinkPurpose::FirstOwner).await.unwrap();
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_connect_session_is_found_by_its_hash_until_it_ends() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let ends = fixture.clock.now() + Duration::from_secs(60);
        let ids = [fixture.store.new_row_id(), fixture.store.new_row_id()];
        let mut tx = fixture.store.begin().await.unwrap();
        for (id, hash) in ids.into_iter().zip(["one", "two"]) {
            env.add_connect_session(&mut tx, id, hash, &[0, 1, 255], ends).await.unwrap();
        }
        tx.commit().await.unwrap();
        let found = fixture.store.connect_session("one").await.unwrap().expect("a session");
        assert_eq!((found.id, found.environment, found.sealed.as_slice()), (ids[0], env.id(), &[0, 1, 255][..]));
        assert_eq!(found.expires_at, ends);
        assert!(fixture.store.connect_session("three").await.unwrap().is_none());

        let mut tx = fixture.store.begin().await.unwrap();
        other.end_connect_session(&mut tx, ids[0]).await.unwrap();
        env.end_connect_session(&mut tx, ids[1]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(fixture.store.connect_session("one").await.unwrap().is_some(), "another environment ends none of ours");
        assert!(fixture.store.connect_session("two").await.unwrap().is_none());

        fixture.clock.advance(Duration::from_secs(60));
        assert!(fixture.store.connect_session("one").await.unwrap().is_none(), "it has ended");
        let mut tx = fixture.store.begin().await.unwrap();
        assert_eq!(fixture.store.clear_ended_connect_sessions(&mut tx).await.unwrap(), 1);
        tx.commit().await.unwrap();
    })
    .await;
}
