//! What lies on people's desks: notices, the audit, purchase orders left alone, settings.

use crate::harness::on_each;
use linkspan_core::Clock;
use linkspan_core::clock::from_ms;
use linkspan_store::{AuditFilter, NewAudit, NewNotice, NotTaken, NotTakenReason, StoreError};
use serde_json::json;

fn held() -> NewNotice {
    NewNotice {
        subject_kind: "order".into(),
        subject_id: "7".into(),
        state: "held".into(),
        title: "Order 7 waits for you".into(),
        body: "The address has no state.".into(),
        recipients: vec!["ops@harbor.example".into()],
    }
}

#[tokio::test]
async fn people_hear_once_of_a_subject_in_a_state_until_it_is_forgotten() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let mut tx = fixture.store.begin().await.unwrap();
        let id = env.add_notice(&mut tx, &held()).await.unwrap().unwrap();
        assert_eq!(env.add_notice(&mut tx, &held()).await.unwrap(), None);
        let unknown = NewNotice { state: "unknown".into(), ..held() };
        assert!(env.add_notice(&mut tx, &unknown).await.unwrap().is_some());
        assert!(other.add_notice(&mut tx, &held()).await.unwrap().is_some());
        other.forget_notice(&mut tx, "order", "7", "unknown").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(env.notices(10).await.unwrap().len(), 2);
        assert_eq!(env.notices(1).await.unwrap()[0].content, unknown);
        assert_eq!(env.notice(id).await.unwrap().unwrap().content, held());
        assert!(other.notice(id).await.unwrap().is_none());

        let mut tx = fixture.store.begin().await.unwrap();
        env.forget_notice(&mut tx, "order", "7", "held").await.unwrap();
        assert!(env.add_notice(&mut tx, &held()).await.unwrap().is_some());
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_outbox_holds_what_was_not_sent_and_counts_its_tries() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let mut tx = fixture.store.begin().await.unwrap();
        let id = env.add_notice(&mut tx, &held()).await.unwrap().unwrap();
        env.note_notice_failed(&mut tx, id, "The mail server did not answer.").await.unwrap();
        other.note_notice_failed(&mut tx, id, "Not mine.").await.unwrap();
        assert!(!other.note_notice_sent(&mut tx, id).await.unwrap());
        tx.commit().await.unwrap();
        let waiting = env.unsent_notices(10).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].tries), (1, 1));
        assert_eq!(waiting[0].failure.as_deref(), Some("The mail server did not answer."));
        assert!(other.unsent_notices(10).await.unwrap().is_empty());

        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.note_notice_sent(&mut tx, id).await.unwrap());
        assert!(!env.note_notice_sent(&mut tx, id).await.unwrap(), "sent once");
        env.note_notice_failed(&mut tx, id, "Too late.").await.unwrap();
        tx.commit().await.unwrap();
        assert!(env.unsent_notices(10).await.unwrap().is_empty());
        let sent = env.notice(id).await.unwrap().unwrap();
        assert_eq!((sent.sent_at, sent.failure, sent.tries), (Some(fixture.clock.now()), None, 1));
    })
    .await;
}

#[tokio::test]
async fn the_audit_is_found_by_subject_and_text_newest_first() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let entry = |action: &str, subject_kind: &str, sentence: &str| NewAudit {
            actor: "Ada Müller".into(),
            action: action.into(),
            subject_kind: subject_kind.into(),
            subject_id: "7".into(),
            sentence: sentence.into(),
            detail: json!({"digest": "ab"}),
        };
        let released = entry("order.released", "order", "Released as it stands.");
        let linked = entry("connection.linked", "connection", "Linked the account 30595.");
        let mut tx = fixture.store.begin().await.unwrap();
        env.add_audit(&mut tx, &released).await.unwrap();
        env.add_audit(&mut tx, &linked).await.unwrap();
        other.add_audit(&mut tx, &released).await.unwrap();
        tx.commit().await.unwrap();

        let found = async |filter: AuditFilter| {
            let entries = env.audit(&filter).await.unwrap();
            entries.into_iter().map(|entry| entry.content).collect::<Vec<_>>()
        };
        let any = AuditFilter::default;
        assert_eq!(found(any()).await, [linked.clone(), released.clone()]);
        assert_eq!(found(AuditFilter { limit: 1, offset: 1, ..any() }).await, std::slice::from_ref(&released));
        let one = AuditFilter { subject_kind: "order".into(), subject_id: "7".into(), ..any() };
        assert_eq!(found(one).await, [released]);
        assert_eq!(found(AuditFilter { text: "ACCOUNT 3059".into(), ..any() }).await, [linked]);
        assert_eq!(found(AuditFilter { text: "MÜLLER".into(), ..any() }).await.len(), 2);
        assert!(found(AuditFilter { subject_id: "8".into(), ..any() }).await.is_empty());
        assert_eq!(env.audit(&any()).await.unwrap()[0].at, fixture.clock.now());
    })
    .await;
}

#[tokio::test]
async fn purchase_orders_left_alone_are_listed_until_a_person_takes_them() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let bridge = fixture.bridge(&env).await;
        let order = |id: &str, reason| NotTaken {
            psa_order_id: id.into(),
            psa_order_number: format!("20261122.{id}"),
            purchase_for: "Harbor Dental".into(),
            reason,
            seen_at: from_ms(0),
        };
        let orders = [order("7", NotTakenReason::BeforeStart), order("8", NotTakenReason::NotOrderedByUs)];
        let mut added = Vec::new();
        for _ in 0..2 {
            let mut tx = fixture.store.begin().await.unwrap();
            added.push(env.add_not_taken(&mut tx, bridge, &orders).await.unwrap());
            tx.commit().await.unwrap();
        }
        assert_eq!(added, [2, 0]);
        let listed = env.not_taken(bridge).await.unwrap();
        assert_eq!(listed[1], NotTaken { seen_at: fixture.clock.now(), ..orders[1].clone() });
        assert!(other.not_taken(bridge).await.unwrap().is_empty());

        let mut tx = fixture.store.begin().await.unwrap();
        assert!(!other.take(&mut tx, bridge, "7", "Eve").await.unwrap());
        assert!(env.take(&mut tx, bridge, "7", "Ada").await.unwrap());
        assert!(!env.take(&mut tx, bridge, "7", "Ada").await.unwrap(), "taken once");
        assert_eq!(env.add_not_taken(&mut tx, bridge, &orders).await.unwrap(), 0, "taken, it does not come back");
        tx.commit().await.unwrap();
        assert_eq!(env.not_taken(bridge).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn settings_belong_to_an_environment_and_a_few_values_to_the_installation() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let mut tx = fixture.store.begin().await.unwrap();
        env.set_setting(&mut tx, "quota_share", &30, "Ada").await.unwrap();
        env.set_setting(&mut tx, "quota_share", &45, "Ada").await.unwrap();
        other.set_setting(&mut tx, "quota_share", &10, "Eve").await.unwrap();
        other.set_setting(&mut tx, "smtp", &json!({"host": "mail.example.com"}), "Eve").await.unwrap();
        fixture.store.set_installation_value(&mut tx, "host", &"a").await.unwrap();
        fixture.store.set_installation_value(&mut tx, "host", &"b").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(env.setting::<u32>("quota_share").await.unwrap(), Some(45));
        assert_eq!(env.setting::<u32>("smtp").await.unwrap(), None);
        assert_eq!(env.settings().await.unwrap(), [("quota_share".to_owned(), json!(45))]);
        assert_eq!(fixture.store.installation_value::<String>("host").await.unwrap().as_deref(), Some("b"));
        assert_eq!(fixture.store.installation_value::<String>("clock").await.unwrap(), None);

        let wrong = other.setting::<u32>("smtp").await.unwrap_err();
        assert!(matches!(&wrong, StoreError::Corrupt { table: "settings", column, .. } if column == "value"));

        let mut tx = fixture.store.begin().await.unwrap();
        env.drop_setting(&mut tx, "quota_share").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(env.setting::<u32>("quota_share").await.unwrap(), None);
        assert_eq!(other.setting::<u32>("quota_share").await.unwrap(), Some(10));
    })
    .await;
}
