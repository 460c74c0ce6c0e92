//! Connections, sealed secrets, bridges and their templates.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::clock::from_ms;
use linkspan_core::id::{BridgeId, ConnectionId, RunId};
use linkspan_core::template::TemplateKind;
use linkspan_store::{AccountKind, ConnectionState, CredentialOwner, Env, Health, Linked, NewBridge};
use serde_json::json;
use std::time::Duration;

async fn connection(fixture: &Fixture, env: &Env, provider: &str) -> ConnectionId {
    let mut tx = fixture.store.begin().await.expect("a transaction");
    let id = env.add_connection(&mut tx, provider, provider).await.expect("a connection");
    tx.commit().await.expect("a commit");
    id
}

fn linked(account: &str) -> Linked {
    Linked {
        account_key: account.into(),
        account_kind: AccountKind::Sandbox,
        test_host: true,
        display_name: "Harbor sandbox".into(),
        settings: json!({"zone": 5}),
        email: Some("ops@harbor.example".into()),
        permissions: json!({"products": "read_write"}),
        health: Health { code: "ok".into(), sentence: "Signed in.".into() },
    }
}

async fn link(fixture: &Fixture, env: &Env, id: ConnectionId, account: &str) -> bool {
    let mut tx = fixture.store.begin().await.expect("a transaction");
    let done = env.link_connection(&mut tx, id, &linked(account)).await.expect("an answer");
    tx.commit().await.expect("a commit");
    done
}

async fn bridge(fixture: &Fixture, env: &Env, psa: ConnectionId, distributor: ConnectionId) -> Option<BridgeId> {
    let new = NewBridge {
        psa,
        distributor,
        vendor_id: "201".into(),
        vendor_name: "TD SYNNEX".into(),
        number_template: "LS-{purchaseOrderNumber}".into(),
        settings: json!({}),
    };
    let mut tx = fixture.store.begin().await.expect("a transaction");
    let id = env.add_bridge(&mut tx, &new).await.expect("an answer");
    tx.commit().await.expect("a commit");
    id
}

#[tokio::test]
async fn a_connection_keeps_its_account_and_settings_when_it_is_disconnected() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let id = connection(&fixture, &env, "autotask").await;
        let fresh = env.connection(id).await.unwrap().unwrap();
        assert_eq!((fresh.state, fresh.account_key, fresh.health), (ConnectionState::NotConnected, None, None));

        assert!(link(&fixture, &env, id, "30595").await);
        let mut tx = fixture.store.begin().await.unwrap();
        env.unlink_connection(&mut tx, id).await.unwrap();
        tx.commit().await.unwrap();
        let left = env.connection(id).await.unwrap().unwrap();
        assert_eq!(left.state, ConnectionState::NotConnected);
        assert_eq!(left.account_key.as_deref(), Some("30595"));
        assert_eq!(left.settings, json!({"zone": 5}));

        assert!(!link(&fixture, &env, id, "99999").await, "another tenant at reconnect");
        assert_eq!(env.connection(id).await.unwrap().unwrap().state, ConnectionState::NotConnected);
        assert!(link(&fixture, &env, id, "30595").await);
        let back = env.connection(id).await.unwrap().unwrap();
        assert_eq!((back.state, back.account_kind), (ConnectionState::Connected, AccountKind::Sandbox));
        assert_eq!(back.health.unwrap().sentence, "Signed in.");
        assert_eq!(back.connected_at, Some(fixture.clock.now()));
    })
    .await;
}

#[tokio::test]
async fn a_check_tells_how_it_is_but_does_not_switch_a_connection_on() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let id = connection(&fixture, &env, "td-synnex").await;
        link(&fixture, &env, id, "US/700100").await;
        let dead = Health { code: "password_expired".into(), sentence: "Renew it.".into() };
        let mut states = Vec::new();
        for before in [ConnectionState::Connected, ConnectionState::Disabled, ConnectionState::NotConnected] {
            let mut tx = fixture.store.begin().await.unwrap();
            env.set_connection_state(&mut tx, id, before).await.unwrap();
            env.set_connection_health(&mut tx, id, ConnectionState::Error, &dead).await.unwrap();
            tx.commit().await.unwrap();
            states.push(env.connection(id).await.unwrap().unwrap().state);
        }
        assert_eq!(states, [ConnectionState::Error, ConnectionState::Disabled, ConnectionState::NotConnected]);
        let mut tx = fixture.store.begin().await.unwrap();
        env.set_connection_settings(&mut tx, id, "Harbor", None, &json!({"country": "US"})).await.unwrap();
        env.set_connection_permissions(&mut tx, id, &json!([])).await.unwrap();
        tx.commit().await.unwrap();
        let kept = env.connection(id).await.unwrap().unwrap();
        assert_eq!((kept.health, kept.email, kept.display_name.as_str()), (Some(dead), None, "Harbor"));
        assert_eq!((kept.settings, kept.permissions), (json!({"country": "US"}), json!([])));
    })
    .await;
}

#[tokio::test]
async fn connections_of_another_environment_are_neither_seen_nor_changed() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let id = connection(&fixture, &env, "autotask").await;
        let twin = connection(&fixture, &other, "autotask").await;
        link(&fixture, &env, id, "30595").await;
        link(&fixture, &other, twin, "30595").await;
        let before = env.connection(id).await.unwrap().unwrap();

        assert!(!link(&fixture, &other, id, "30595").await);
        let mut tx = fixture.store.begin().await.unwrap();
        other.unlink_connection(&mut tx, id).await.unwrap();
        other.set_connection_state(&mut tx, id, ConnectionState::Disabled).await.unwrap();
        other.set_connection_health(&mut tx, id, ConnectionState::Error, &linked("").health).await.unwrap();
        other.set_connection_settings(&mut tx, id, "Taken", None, &json!(1)).await.unwrap();
        other.set_connection_permissions(&mut tx, id, &json!(1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(env.connection(id).await.unwrap().unwrap(), before);
        assert!(other.connection(id).await.unwrap().is_none());
        assert_eq!(env.connections().await.unwrap(), [before]);
        assert_eq!(other.connections_of("autotask").await.unwrap().len(), 1);
        assert!(env.connections_of("td-synnex").await.unwrap().is_empty());

        let everywhere = fixture.store.connections_on_account("autotask", "30595").await.unwrap();
        assert_eq!(everywhere.iter().map(|one| one.id).collect::<Vec<_>>(), [id, twin]);
    })
    .await;
}

#[tokio::test]
async fn sealed_secrets_are_replaced_and_destroyed_by_their_owner_alone() {
    on_each(|fixture| async move {
        let (store, env, other) = (&fixture.store, fixture.env(), fixture.env());
        let owner = CredentialOwner::Connection(connection(&fixture, &env, "autotask").await);
        let smtp = CredentialOwner::Setting("smtp");
        let (first, second) = (store.new_row_id(), store.new_row_id());
        let mut tx = store.begin().await.unwrap();
        env.put_credential(&mut tx, owner, first, "secret", "k1", &[0, 159, 255]).await.unwrap();
        env.put_credential(&mut tx, owner, second, "secret", "k2", &[1, 0]).await.unwrap();
        for scope in [&env, &other] {
            scope.put_credential(&mut tx, smtp, store.new_row_id(), "password", "k2", &[7]).await.unwrap();
        }
        tx.commit().await.unwrap();

        let kept = env.credential(owner, "secret").await.unwrap().unwrap();
        assert_eq!((kept.id, kept.key_id.as_str(), kept.sealed.as_slice()), (second, "k2", &[1, 0][..]));
        assert!(!format!("{kept:?}").contains("[1, 0]"));
        assert!(other.credential(owner, "secret").await.unwrap().is_none());
        assert_eq!(store.credentials_by_key().await.unwrap(), [("k2".to_owned(), 3)]);

        let mut tx = store.begin().await.unwrap();
        assert_eq!(other.destroy_credentials(&mut tx, owner).await.unwrap(), 0);
        assert_eq!(env.destroy_credentials(&mut tx, owner).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(env.credentials(owner).await.unwrap().is_empty());
        assert_eq!(env.credentials(smtp).await.unwrap()[0].sealed, [7]);
    })
    .await;
}

#[tokio::test]
async fn two_connections_are_bridged_once_and_only_within_an_environment() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let (psa, distributor) =
            (connection(&fixture, &env, "autotask").await, connection(&fixture, &env, "td-synnex").await);
        let foreign = connection(&fixture, &other, "td-synnex").await;
        assert_eq!(bridge(&fixture, &env, psa, foreign).await, None);
        assert_eq!(bridge(&fixture, &env, psa, psa).await, None);
        let id = bridge(&fixture, &env, psa, distributor).await.unwrap();
        assert_eq!(bridge(&fixture, &env, psa, distributor).await, None);
        link(&fixture, &env, distributor, "US/700100").await;

        let made = env.bridge(id).await.unwrap().unwrap();
        assert!(made.enabled && !made.reconcile_first && made.polled_at.is_none());
        assert_eq!(env.bridges_of(distributor).await.unwrap(), [made]);
        assert_eq!(env.bridges_of(psa).await.unwrap().len(), 1);
        let on_account = fixture.store.bridges_on_account("td-synnex", "US/700100").await.unwrap();
        assert_eq!(on_account[0].number_template, "LS-{purchaseOrderNumber}");
        assert!(other.bridge(id).await.unwrap().is_none() && other.bridges().await.unwrap().is_empty());

        for (scope, vendor) in [(&env, "202"), (&other, "666")] {
            let mut tx = fixture.store.begin().await.unwrap();
            scope.set_bridge_enabled(&mut tx, id, vendor != "202").await.unwrap();
            scope.set_bridge_settings(&mut tx, id, &json!({"vendor": vendor})).await.unwrap();
            scope.set_bridge_vendor(&mut tx, id, vendor, "TDS").await.unwrap();
            scope.note_polled(&mut tx, id).await.unwrap();
            tx.commit().await.unwrap();
        }
        let changed = env.bridges().await.unwrap().remove(0);
        assert_eq!((changed.enabled, changed.vendor_id.as_str()), (false, "202"));
        assert_eq!(changed.settings, json!({"vendor": "202"}));
        assert_eq!(changed.polled_at, Some(fixture.clock.now()));
    })
    .await;
}

#[tokio::test]
async fn templates_are_off_at_first_and_switched_one_by_one() {
    on_each(|fixture| async move {
        let (store, env, other) = (&fixture.store, fixture.env(), fixture.env());
        let id = fixture.bridge(&env).await;
        let all = env.templates(id).await.unwrap();
        assert_eq!(all.iter().map(|one| one.kind).collect::<Vec<_>>(), TemplateKind::ALL);
        assert!(all.iter().all(|one| !one.enabled && one.settings.is_none() && one.first_enabled_at.is_none()));

        let kind = TemplateKind::OrderSubmission;
        let (start, run) = (fixture.clock.now(), RunId::new(&*fixture.ids));
        let next = from_ms(fixture.clock.now_ms() + 90_000);
        let mut tx = store.begin().await.unwrap();
        assert!(!other.switch_template(&mut tx, id, kind, true).await.unwrap());
        assert!(env.switch_template(&mut tx, id, kind, true).await.unwrap());
        assert!(!env.switch_template(&mut tx, id, kind, true).await.unwrap(), "it is on already");
        for scope in [&env, &other] {
            let who = json!({"mine": scope.id() == env.id()});
            scope.set_template_settings(&mut tx, id, kind, &who).await.unwrap();
        }
        env.set_next_run(&mut tx, id, kind, Some(next)).await.unwrap();
        env.set_last_run(&mut tx, id, kind, run).await.unwrap();
        other.set_next_run(&mut tx, id, kind, None).await.unwrap();
        other.set_last_run(&mut tx, id, kind, RunId::new(&*fixture.ids)).await.unwrap();
        tx.commit().await.unwrap();

        let on = env.template(id, kind).await.unwrap().unwrap();
        assert!(on.enabled && on.enabled_at == Some(start) && on.next_run_at == Some(next));
        assert_eq!((on.settings, on.last_run), (Some(json!({"mine": true})), Some(run)));
        assert!(!env.template(id, TemplateKind::ProductSync).await.unwrap().unwrap().enabled);
        assert!(other.template(id, kind).await.unwrap().is_none() && other.templates(id).await.unwrap().is_empty());

        fixture.clock.advance(Duration::from_secs(60));
        let mut tx = store.begin().await.unwrap();
        assert!(env.switch_template(&mut tx, id, kind, false).await.unwrap());
        assert!(env.switch_template(&mut tx, id, kind, true).await.unwrap());
        tx.commit().await.unwrap();
        let again = env.template(id, kind).await.unwrap().unwrap();
        assert_eq!((again.first_enabled_at, again.enabled_at), (Some(start), Some(fixture.clock.now())));
        assert_eq!(again.next_run_at, None, "turned off, it had no next run");
    })
    .await;
}
