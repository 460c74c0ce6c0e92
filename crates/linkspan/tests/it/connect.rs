//! Connecting, reconnecting, disconnecting: each failure has its own name, and nothing is kept until a person says so.

use crate::harness::{ACTOR, World, holds};
use linkspan::connectors::{Values, Verdict};
use linkspan_core::capability::Lane;
use linkspan_core::problem::Consequence;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_store::{AccountKind, ConnectionState, CredentialOwner, Health};
use rstest::rstest;
use secrecy::ExposeSecret;
use std::time::Duration;

fn sign_ins(world: &World) -> usize {
    world.autotask.server().journal().count(|entry| entry.path.to_lowercase().ends_with("/version"))
}

#[tokio::test]
async fn a_good_form_shows_what_was_found_and_keeps_nothing_before_the_confirmation() {
    let world = World::bare().await;
    let report = world.tried("autotask", None, world.autotask_values()).await;
    let steps: Vec<_> = report.findings.iter().map(|finding| finding.step).collect();
    assert_eq!(&steps[..2], ["zone", "sign_in"]);
    assert_eq!(steps.last(), Some(&"resource"));
    assert_eq!(steps.iter().filter(|step| **step == "permission").count(), 8);
    let proposal = report.proposal.expect("a proposal");
    assert!(proposal.test_host && proposal.kind == "test", "an emulator is no production account");
    assert!(proposal.description.contains("America East") && proposal.description.contains("118204"));
    assert!(world.env().connections().await.unwrap().is_empty());

    let id = world.connect.confirm(world.environment, proposal.id, None, ACTOR).await.unwrap();
    let connection = world.env().connection(id).await.unwrap().unwrap();
    assert_eq!((connection.state, connection.account_key.as_deref()), (ConnectionState::Connected, Some("118204")));
    assert_eq!(connection.account_kind, AccountKind::Test);
    assert_eq!(connection.email, Some(world.autotask.ready().owner_email));
    assert!(world.connect.confirm(world.environment, proposal.id, None, ACTOR).await.is_err(), "once is enough");
}

#[tokio::test]
async fn both_links_open_and_the_secrets_are_nowhere_on_disk() {
    let linked = World::start().await;
    let psa = linked.app.links.psa(linked.environment, linked.psa, Lane::Person).await.unwrap();
    assert_eq!(psa.database, "118204");
    let distributor = linked.app.links.distributor(linked.environment, linked.distributor).await.unwrap();
    assert_eq!((distributor.country.as_str(), distributor.account.as_str()), ("US", "712345"));
    let owner = CredentialOwner::Connection(linked.psa);
    assert_eq!(linked.env().credentials(owner).await.unwrap().len(), 2);
    linked.app.store.close().await;
    let bytes = linked.everything_on_disk();
    let (autotask, td_synnex) = (linked.autotask.ready(), linked.td_synnex.ready());
    for secret in [&autotask.secret, &autotask.integration_code, &td_synnex.password, &td_synnex.reader_password] {
        assert!(!holds(&bytes, secret), "a secret lies on disk");
    }
    assert!(holds(&bytes, &autotask.user_name), "the search would find what is there");
}

#[rstest]
#[case::wrong_secret("secret", "not-the-secret", "secret_refused", 1)]
#[case::wrong_code("integration_code", "WRONG0INTEGRATION0CODE00001", "integration_code_refused", 1)]
#[case::unknown_user("user_name", "nobody@brightwater.example", "user_unknown", 0)]
#[case::inactive_user("user_name", "former.api@brightwater.example", "secret_refused", 1)]
#[case::no_licence("user_name", "technician@brightwater.example", "secret_refused", 1)]
#[case::no_permission("user_name", "restricted.api@brightwater.example", "permission_missing", 1)]
#[case::unknown_resource("email", "nobody@brightwater.example", "resource_unknown", 1)]
#[case::inactive_resource("email", "lee.former@brightwater.example", "resource_inactive", 1)]
#[case::foreign_host("zone", "https://webservices3.autotask.net.evil.example/", "zone_host_refused", 0)]
#[case::no_address("zone", "::::", "zone_unreadable", 0)]
#[case::another_zone("zone", "https://webservices3.autotask.net/", "zone_wrong", 0)]
#[case::code_too_short("integration_code", "SHORT", "too_short", 0)]
#[case::no_email("email", "dana", "not_an_email", 0)]
#[tokio::test]
async fn each_wrong_field_of_autotask_has_its_own_name_and_nothing_is_kept(
    #[case] field: &str,
    #[case] typed: &str,
    #[case] code: &str,
    #[case] sent: usize,
) {
    let world = World::bare().await;
    let report = world.tried("autotask", None, world.autotask_values().with(field, typed)).await;
    assert_eq!(report.failure(), Some(code), "{:?} {:?}", report.faults, report.findings);
    assert!(report.proposal.is_none());
    assert_eq!(sign_ins(&world), sent, "how often the secret was sent");
    assert!(world.env().connections().await.unwrap().is_empty());
    for finding in &report.findings {
        if let Verdict::Failed { sentence, cure, .. } = &finding.verdict {
            assert!(sentence.ends_with('.') && !cure.is_empty(), "{sentence} {cure}");
            assert!(!sentence.contains("not-the-secret") && !sentence.contains("WRONG0"));
        }
    }
}

#[tokio::test]
async fn a_missing_permission_is_named_with_its_module_and_the_others_are_shown_too() {
    let world = World::bare().await;
    let restricted = world.autotask.ready().restricted_user_name;
    let report = world.tried("autotask", None, world.autotask_values().with("user_name", restricted)).await;
    let missing: Vec<_> = report
        .findings
        .iter()
        .filter(|one| one.failure() == Some("permission_missing"))
        .map(|one| one.subject.clone().unwrap())
        .collect();
    assert_eq!(missing, ["Purchase orders", "Purchase order items"]);
    assert!(report.findings.iter().any(|one| one.step == "resource" && one.failure().is_none()));
}

#[tokio::test]
async fn one_secret_is_refused_at_most_twice_and_another_may_be_tried() {
    let world = World::bare().await;
    let wrong = || world.autotask_values().with("secret", "not-the-secret");
    for _ in 0..2 {
        assert_eq!(world.tried("autotask", None, wrong()).await.failure(), Some("secret_refused"));
    }
    let third = world.tried("autotask", None, wrong()).await;
    assert_eq!(third.failure(), Some("secret_tried_twice"));
    assert_eq!(sign_ins(&world), 2, "the third try was not sent");
    assert!(world.tried("autotask", None, world.autotask_values()).await.proposal.is_some());
}

#[tokio::test]
async fn a_locked_account_is_named_where_autotask_says_so() {
    let world = World::bare_with(|setup| setup.autotask.lock_out_after = 1).await;
    world.tried("autotask", None, world.autotask_values().with("secret", "not-the-secret")).await;
    let report = world.tried("autotask", None, world.autotask_values()).await;
    assert_eq!(report.failure(), Some("account_locked"), "{:?}", report.findings);
}

#[tokio::test]
async fn a_network_that_does_not_lead_to_autotask_is_named() {
    let world = World::bare().await;
    world.autotask.server().faults().add(Fault::always("", FaultAction::Refuse));
    let report = world.tried("autotask", None, world.autotask_values()).await;
    assert_eq!(report.failure(), Some("network"), "{:?}", report.findings);
}

#[rstest]
#[case::wrong_password("order_password", "not-the-password", "secret_refused", "order_sign_in")]
#[case::wrong_reading_password("read_password", "not-the-password", "secret_refused", "read_sign_in")]
#[case::another_account("account", "999999", "secret_refused", "read_sign_in")]
#[tokio::test]
async fn each_refused_log_in_of_td_synnex_is_named(
    #[case] field: &str,
    #[case] typed: &str,
    #[case] code: &str,
    #[case] step: &str,
) {
    let world = World::bare().await;
    let report = world.tried("td-synnex", None, world.td_synnex_values().with(field, typed)).await;
    assert_eq!(report.failure(), Some(code), "{:?}", report.findings);
    assert_eq!(report.findings.last().map(|finding| finding.step), Some(step));
    assert!(report.proposal.is_none() && world.env().connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_expired_password_of_td_synnex_is_named_with_its_rule() {
    let world = World::bare().await;
    world.td_synnex.set(|settings| settings.password_expired = true);
    let report = world.tried("td-synnex", None, world.td_synnex_values()).await;
    assert_eq!(report.failure(), Some("password_expired"));
    let Some(Verdict::Failed { sentence, .. }) = report.findings.last().map(|one| &one.verdict) else { panic!() };
    assert!(sentence.contains("90 days") && sentence.contains("ordering"));
}

#[tokio::test]
async fn td_synnex_says_what_it_cannot_find_out_without_ordering() {
    let world = World::bare().await;
    let report = world.tried("td-synnex", None, world.td_synnex_values()).await;
    let noted = report.findings.iter().find(|one| one.step == "sender_address").expect("a note");
    assert!(matches!(noted.verdict, Verdict::Noted { .. }));
    assert!(report.proposal.is_some(), "a note does not stop anybody");
    assert_eq!(world.td_synnex.orders().requests_seen, 0, "connecting orders nothing");
}

#[tokio::test]
async fn reconnecting_keeps_the_connection_and_must_reach_the_same_database() {
    let linked = World::start().await;
    let other = linked.autotask.ready().other_user_name;
    let other_email =
        linked.autotask_values().with("user_name", other).with("email", "dana.purchasing@harborlight.example");
    let report = linked.tried("autotask", Some(linked.psa), other_email).await;
    assert_eq!(report.failure(), Some("another_tenant"), "{:?}", report.findings);
    assert!(report.proposal.is_none());

    let report = linked.tried("autotask", Some(linked.psa), linked.autotask_values()).await;
    let id = linked.connect.confirm(linked.environment, report.proposal.unwrap().id, None, ACTOR).await.unwrap();
    assert_eq!(id, linked.psa);
    assert_eq!(linked.env().connections().await.unwrap().len(), 2);
    assert_eq!(
        linked.env().credentials(CredentialOwner::Connection(id)).await.unwrap().len(),
        2,
        "the old ones are gone"
    );
}

#[tokio::test]
async fn the_same_account_is_not_connected_twice() {
    let linked = World::start().await;
    let report = linked.tried("autotask", None, linked.autotask_values()).await;
    assert_eq!(report.failure(), Some("account_connected_already"));
}

#[tokio::test]
async fn a_confirmation_that_comes_too_late_or_from_elsewhere_is_refused() {
    let world = World::bare().await;
    let proposal = world.tried("autotask", None, world.autotask_values()).await.proposal.unwrap();
    let mut tx = world.app.store.begin().await.unwrap();
    let elsewhere = world.app.store.add_environment(&mut tx, "Another tenant").await.unwrap();
    tx.commit().await.unwrap();
    let refused = world.connect.confirm(elsewhere, proposal.id, None, ACTOR).await.unwrap_err();
    assert_eq!(refused.code, "proposal_gone");
    world.advance(Duration::from_secs(16 * 60));
    let refused = world.connect.confirm(world.environment, proposal.id, None, ACTOR).await.unwrap_err();
    assert_eq!(refused.code, "proposal_gone");
    assert!(world.env().connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn disconnecting_destroys_the_secrets_and_the_account_stays_known() {
    let linked = World::start().await;
    let farewell = linked.connect.before_disconnect(linked.environment, linked.psa).await.unwrap();
    assert!(farewell.open_orders.is_empty() && farewell.templates.is_empty());
    linked.connect.disconnect(linked.environment, linked.psa, ACTOR).await.unwrap();
    assert!(linked.env().credentials(CredentialOwner::Connection(linked.psa)).await.unwrap().is_empty());
    let connection = linked.env().connection(linked.psa).await.unwrap().unwrap();
    assert_eq!((connection.state, connection.account_key.as_deref()), (ConnectionState::NotConnected, Some("118204")));
    let refused = linked.app.links.psa(linked.environment, linked.psa, Lane::Orders).await.err().unwrap();
    assert_eq!((refused.code, refused.consequence), ("connection_unusable", Consequence::NeedsPerson));

    let report = linked.tried("autotask", Some(linked.psa), linked.autotask_values()).await;
    linked.connect.confirm(linked.environment, report.proposal.unwrap().id, None, ACTOR).await.unwrap();
    assert!(linked.app.links.psa(linked.environment, linked.psa, Lane::Orders).await.is_ok(), "and back again");
}

#[tokio::test]
async fn the_master_switch_counts_at_once() {
    let linked = World::start().await;
    assert!(linked.app.links.distributor(linked.environment, linked.distributor).await.is_ok());
    linked.connect.switch(linked.environment, linked.distributor, false, ACTOR).await.unwrap();
    let refused = linked.app.links.distributor(linked.environment, linked.distributor).await.err().unwrap();
    assert_eq!(refused.code, "connection_unusable");
    linked.connect.switch(linked.environment, linked.distributor, true, ACTOR).await.unwrap();
    assert!(linked.app.links.distributor(linked.environment, linked.distributor).await.is_ok());
}

#[tokio::test]
async fn refused_credentials_set_the_connection_to_error_are_told_once_and_never_sent_again() {
    let directory = tempfile::tempdir().unwrap();
    let spool = directory.path().join("mail.jsonl");
    let linked = World::start_with(|setup| {
        setup.settings.push(("LINKSPAN__MAIL__FROM", "linkspan@brightwater.example".into()));
        setup.settings.push(("LINKSPAN__MAIL__SPOOL_FILE", spool.display().to_string()));
    })
    .await;
    let journal = linked.autotask.server().journal();
    let refusal = FaultAction::Status { status: 401, body: None, content_type: None, retry_after: None };
    linked.autotask.server().faults().add(Fault::always("/companies", refusal));
    let link = linked.app.links.psa(linked.environment, linked.psa, Lane::Person).await.unwrap();
    let problem = link.directory.vendors("").await.unwrap_err();
    assert_eq!((problem.code, &problem.consequence), ("credentials_refused", &Consequence::Credentials));
    let connection = linked.env().connection(linked.psa).await.unwrap().unwrap();
    assert_eq!(connection.state, ConnectionState::Error);
    assert_eq!(connection.health.map(|Health { code, .. }| code), Some("credentials_refused".to_owned()));
    assert_eq!(linked.env().notices(10).await.unwrap().len(), 1);
    linked.run_due().await;
    let mail = std::fs::read_to_string(&spool).unwrap();
    assert_eq!(mail.matches("does not work any more").count(), 1, "{mail}");
    assert!(mail.contains(&linked.autotask.ready().owner_email) && !mail.contains(&linked.autotask.ready().secret));

    let before = journal.entries().len();
    assert!(link.directory.vendors("").await.is_err(), "the same link stays silent");
    let refused = linked.app.links.psa(linked.environment, linked.psa, Lane::Orders).await.err().unwrap();
    assert_eq!(refused.consequence, Consequence::Credentials);
    assert_eq!(journal.entries().len(), before, "nothing was sent");

    linked.autotask.server().faults().clear();
    let report = linked.tried("autotask", Some(linked.psa), linked.autotask_values()).await;
    linked.connect.confirm(linked.environment, report.proposal.unwrap().id, None, ACTOR).await.unwrap();
    let connection = linked.env().connection(linked.psa).await.unwrap().unwrap();
    assert_eq!(connection.state, ConnectionState::Connected);
}

#[tokio::test]
async fn the_operators_integration_code_needs_no_typing_and_is_not_stored() {
    let preset = "DEMO0INTEGRATION0CODE000001".to_owned();
    let world = World::bare_with(|setup| {
        setup.settings.push(("LINKSPAN__VENDORS__AUTOTASK__INTEGRATION_CODE", preset));
    })
    .await;
    let ready = world.autotask.ready();
    let values = Values::new([
        ("user_name", ready.user_name.into()),
        ("secret", ready.secret.into()),
        ("email", ready.owner_email.into()),
    ]);
    let id = world.connected("autotask", values).await;
    let sealed = world.env().credentials(CredentialOwner::Connection(id)).await.unwrap();
    assert_eq!(sealed.iter().map(|one| one.slot.as_str()).collect::<Vec<_>>(), ["secret"]);
    let link = world.app.links.psa(world.environment, id, Lane::Person).await.unwrap();
    assert!(link.directory.vendors("").await.is_ok());
}

#[tokio::test]
async fn everything_goes_on_after_a_restart() {
    let linked = World::start().await;
    let (psa, environment) = (linked.psa, linked.environment);
    let world = linked.world.restarted().await;
    let link = world.app.links.psa(environment, psa, Lane::Person).await.unwrap();
    assert!(link.directory.active_resource(&world.autotask.ready().owner_email).await.unwrap().is_some());
    assert!(world.env().connection(psa).await.unwrap().is_some());
    let values = world.autotask_values();
    assert_eq!(values.secret("secret").unwrap().expose_secret(), world.autotask.ready().secret);
}
