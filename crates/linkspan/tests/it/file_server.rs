//! The distributor's file server: linked, trusted by its key, fetched from, held when it turns into a stranger.

use crate::browser::Browser;
use crate::harness::{ACTOR, Linked, World, holds};
use linkspan::app::catalog::import;
use linkspan::app::catalog::spool::FileSource;
use linkspan::connectors::{FileServer, Finding, Verdict};
use linkspan::http::{self as web, Web};
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_store::{AuditFilter, CredentialOwner, FileState, Run, RunState};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const NIGHTLY: &str = "/712345.zip";

/// Both accounts linked, the distributor's file server among them.
async fn linked() -> Linked {
    let linked = World::start().await;
    reconnect(&linked, linked.td_synnex_values_with_files()).await;
    linked.td_synnex.journal().clear();
    linked
}

async fn reconnect(linked: &Linked, values: linkspan::connectors::Values) -> Vec<Finding> {
    let report = linked.tried("td-synnex", Some(linked.distributor), values).await;
    let proposal = report.proposal.as_ref().unwrap_or_else(|| panic!("{report:?}"));
    linked.connect.confirm(linked.environment, proposal.id, None, ACTOR).await.unwrap();
    report.findings
}

async fn server(linked: &Linked) -> FileServer {
    let connection = linked.env().connection(linked.distributor).await.unwrap().unwrap();
    FileServer::of(&connection.settings).expect("a file server")
}

/// Fetches the file and answers the run, which may still be waiting for its next try.
async fn fetch(linked: &Linked) -> Run {
    let by = linked.by_person();
    let run = import::begin(&linked.app, linked.environment, &by, FileSource::Distributor, false).await.unwrap();
    linked.run_due().await;
    linked.env().run(run).await.unwrap().unwrap()
}

fn seen(linked: &Linked, path: &str) -> usize {
    linked.td_synnex.journal().count(|entry| entry.method == "SFTP" && entry.path == path)
}

fn spooled(linked: &Linked) -> usize {
    std::fs::read_dir(linked.app.store.directory().unwrap().join("spool")).map_or(0, Iterator::count)
}

fn about_files(findings: &[Finding]) -> &Finding {
    findings.iter().find(|finding| finding.step == "file_server").expect("a line about the file server")
}

#[tokio::test]
async fn the_form_shows_the_key_and_the_catalogue_comes_over_sftp() {
    let linked = World::start().await;
    let findings = reconnect(&linked, linked.td_synnex_values_with_files()).await;
    let key = linked.td_synnex.ready().sftp_host_key.clone().unwrap();
    let Verdict::Ok { found } = &about_files(&findings).verdict else { panic!("{findings:?}") };
    assert!(found.contains(&key), "{found}");
    let kept = server(&linked).await;
    assert_eq!((kept.user.as_str(), kept.key.as_deref()), ("u712345", Some(key.as_str())));

    linked.td_synnex.journal().clear();
    let taken = linked.import().await;
    assert_eq!((taken.state, taken.bad), (FileState::Taken, 0));
    assert!(taken.good > 900 && seen(&linked, NIGHTLY) == 1 && seen(&linked, "/category_list.txt") == 1);
    assert_eq!(linked.td_synnex.journal().count(|entry| entry.path.starts_with("/catalogue/")), 0, "not over HTTP too");
    assert_eq!(spooled(&linked), 0);

    linked.app.store.close().await;
    assert!(!holds(&linked.everything_on_disk(), &linked.td_synnex.ready().sftp_password), "a secret lies on disk");
}

#[tokio::test]
async fn a_cut_fetch_is_gone_on_with_at_the_next_try() {
    let linked = linked().await;
    linked.td_synnex.faults().add(Fault::once("SFTP /712345.zip", FaultAction::Truncate));
    let run = fetch(&linked).await;
    assert!(run.finished_at.is_none(), "{run:?}");
    assert_eq!(spooled(&linked), 2, "what has come, and of which file it is a part");
    linked.live(Duration::from_secs(600), Duration::from_secs(60)).await;
    let run = linked.env().run(run.id).await.unwrap().unwrap();
    assert_eq!(run.state, RunState::Completed, "{:?}", run.sentence);
    assert_eq!((seen(&linked, NIGHTLY), spooled(&linked)), (2, 0));
}

#[tokio::test]
async fn a_stranger_gets_no_password_and_waits_for_a_person() {
    let linked = linked().await;
    let known = server(&linked).await.key.unwrap();
    linked.td_synnex.set(|settings| settings.sftp_other_host_key = true);
    let run = fetch(&linked).await;
    let said = run.sentence.clone().unwrap();
    assert_eq!(run.state, RunState::Failed);
    assert!(said.contains("another key") && said.contains(&known), "{said}");
    assert_eq!(seen(&linked, "login"), 0);
    let shown = server(&linked).await.shown.expect("the other key");
    assert!(shown != known && said.contains(&shown));
    let notices = linked.env().notices(10).await.unwrap();
    assert_eq!(notices.iter().filter(|notice| notice.content.title.contains("another key")).count(), 1);

    // The orders' side of the account is not touched by it.
    linked.app.links.distributor(linked.environment, linked.distributor).await.unwrap();
    let (environment, distributor) = (linked.environment, linked.distributor);
    let accept = |seen: String| {
        let connect = std::sync::Arc::clone(&linked.connect);
        async move { connect.accept_host_key(environment, distributor, &seen, ACTOR).await }
    };
    assert_eq!(accept(known.clone()).await.unwrap_err().code, "host_key_not_shown", "only the key that waits");
    accept(shown.clone()).await.unwrap();
    let after = server(&linked).await;
    assert_eq!((after.key, after.shown), (Some(shown), None));
    assert_eq!(fetch(&linked).await.state, RunState::Completed);
    let audit = linked.env().audit(&AuditFilter::default()).await.unwrap();
    assert!(
        audit
            .iter()
            .any(|entry| entry.content.action == "connection.host_key_accepted"
                && entry.content.detail["before"] == known)
    );
}

#[tokio::test]
async fn a_refused_log_in_is_sent_once_until_somebody_reconnects() {
    let linked = linked().await;
    let refusal = FaultAction::Status { status: 401, body: None, content_type: None, retry_after: None };
    linked.td_synnex.faults().add(Fault::once("SFTP login", refusal));
    assert!(fetch(&linked).await.sentence.unwrap().contains("refuses the user u712345"));
    let again = fetch(&linked).await;
    assert_eq!((again.state, seen(&linked, "login")), (RunState::Failed, 1), "not a second time");
    assert!(server(&linked).await.refused);
    reconnect(&linked, linked.td_synnex_values_with_files()).await;
    assert_eq!(fetch(&linked).await.state, RunState::Completed);
}

#[tokio::test]
async fn a_wrong_password_in_the_form_keeps_nothing_and_is_not_sent_a_third_time() {
    let linked = World::start().await;
    let wrong = || linked.td_synnex_values_with_files().with("sftp_password", "not-it");
    for code in ["sftp_log_in_refused", "sftp_log_in_refused", "secret_tried_twice"] {
        let report = linked.tried("td-synnex", Some(linked.distributor), wrong()).await;
        assert_eq!((report.failure(), report.proposal.is_none()), (Some(code), true));
    }
    assert_eq!(seen(&linked, "login"), 2);
    let half = linked.td_synnex_values().with("sftp_user", "u712345");
    let report = linked.tried("td-synnex", Some(linked.distributor), half).await;
    assert_eq!(report.failure(), Some("file_server_incomplete"));
}

#[tokio::test]
async fn renewing_the_other_passwords_keeps_the_file_server_as_it_is() {
    let linked = linked().await;
    let before = server(&linked).await;
    let findings = reconnect(&linked, linked.td_synnex_values()).await;
    assert!(matches!(about_files(&findings).verdict, Verdict::Noted { .. }));
    assert_eq!((server(&linked).await, seen(&linked, "login")), (before, 0), "kept, and not asked");
    let owner = CredentialOwner::Connection(linked.distributor);
    assert_eq!(linked.env().credentials(owner).await.unwrap().len(), 3);
    assert_eq!(fetch(&linked).await.state, RunState::Completed);
}

#[tokio::test]
async fn a_file_server_that_is_down_does_not_keep_an_account_out() {
    let linked = World::start().await;
    linked.td_synnex.faults().add(Fault::always("SFTP connect", FaultAction::Refuse));
    let findings = reconnect(&linked, linked.td_synnex_values_with_files()).await;
    assert!(
        matches!(&about_files(&findings).verdict, Verdict::Noted { sentence } if sentence.contains("not found out"))
    );
    assert_eq!(server(&linked).await.key, None);
    linked.td_synnex.faults().clear();
    assert_eq!(fetch(&linked).await.state, RunState::Completed);
    assert_eq!(server(&linked).await.key, linked.td_synnex.ready().sftp_host_key, "that of the first visit");
}

#[tokio::test]
async fn the_doctor_visits_it_and_names_what_is_missing() {
    let linked = linked().await;
    let visit = || async { linked.connect.check(linked.environment, linked.distributor).await.unwrap() };
    assert!(matches!(about_files(&visit().await).verdict, Verdict::Ok { .. }));
    linked.td_synnex.set(|settings| settings.sftp_old_algorithms = true);
    let findings = visit().await;
    assert_eq!(about_files(&findings).failure(), Some("sftp_old_algorithms"));
    assert!(findings.iter().filter(|finding| finding.failure().is_some()).count() == 1, "the rest holds: {findings:?}");
}

#[tokio::test]
async fn old_algorithms_are_the_operators_to_allow() {
    let linked = World::start_with(|setup| {
        setup.td_synnex.settings.sftp_old_algorithms = true;
        setup.settings.push(("LINKSPAN__VENDORS__TD_SYNNEX__SFTP_OLD_ALGORITHMS", "true".into()));
    })
    .await;
    reconnect(&linked, linked.td_synnex_values_with_files()).await;
    assert_eq!(fetch(&linked).await.state, RunState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_both_keys_and_accepts_the_one_that_was_seen() {
    const PAGE: &str = "/connectors/td-synnex";
    const BUTTON: &str = "/connectors/td-synnex/host-key";
    let linked = linked().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let web = Web::new(&linked.installation, &linked.config, listener.local_addr().unwrap());
    let (mut browser, stop) = (Browser::at(web.origin()), CancellationToken::new());
    let _stop = stop.clone().drop_guard();
    tokio::spawn(web::serve(web, listener, stop));
    browser.become_owner(&linked.installation).await;

    let known = server(&linked).await.key.unwrap();
    let calm = browser.get(PAGE).await.body;
    assert!(calm.contains(&known) && calm.contains("u712345") && !calm.contains(BUTTON), "{calm}");
    linked.td_synnex.set(|settings| settings.sftp_other_host_key = true);
    assert_eq!(browser.submit(&format!("{PAGE}/check"), &[]).await.to(), PAGE);
    let shown = server(&linked).await.shown.expect("the other key");
    let alarmed = browser.get(PAGE).await.body;
    assert!(alarmed.contains(&known) && alarmed.contains(&shown) && alarmed.contains(BUTTON), "{alarmed}");

    browser.submit(BUTTON, &[("key", known.as_str())]).await;
    assert_eq!(server(&linked).await.shown.as_ref(), Some(&shown), "that was not the key that waits");
    assert_eq!(browser.submit(BUTTON, &[("key", shown.as_str())]).await.to(), PAGE);
    let calm = browser.get(PAGE).await.body;
    assert!(calm.contains(&shown) && !calm.contains(&known) && !calm.contains(BUTTON), "{calm}");

    // A reconnect asks for the passwords alone; country, account and system are those that are kept.
    let ready = linked.td_synnex.ready();
    let passwords = [("order_user", ready.user_id.as_str()), ("order_password", ready.password.as_str())];
    let reached = browser.submit(&format!("{PAGE}/reconnect"), &passwords).await;
    assert!(reached.status == 200 && reached.body.contains("name=\"attempt\""), "{}", reached.body);
}
