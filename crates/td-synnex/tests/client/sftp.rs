//! Fetching the catalogue over SFTP from the emulator: what comes, what is gone on with, who is trusted, what is refused.

use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::td_synnex::{self as emulator, Options, SftpLogIn, TdSynnex};
use std::path::Path;
use std::time::Duration;
use td_synnex::catalog;
use td_synnex::sftp::{self, Fetched, HostKey, Limits, Session, SftpError, SignIn};
use td_synnex::{Account, Country};
use url::Url;

const NIGHTLY: &str = "/712345.zip";

async fn vendor() -> TdSynnex {
    emulator::start(Options { rows: 3_000, ..Options::default() }).await.unwrap()
}

fn login(vendor: &TdSynnex) -> SignIn {
    let ready = vendor.ready();
    SignIn {
        user: ready.sftp_user.clone(),
        password: ready.sftp_password.clone().into(),
        expected_key: None,
        old_algorithms: false,
    }
}

async fn enter(vendor: &TdSynnex, login: &SignIn, limits: Limits) -> Result<Session, SftpError> {
    let url: Url = vendor.ready().sftp_url.as_deref().unwrap().parse().unwrap();
    let stream = sftp::dial(url.host_str().unwrap(), url.port().unwrap(), &limits).await?;
    sftp::sign_in(stream, login, limits).await
}

async fn session(vendor: &TdSynnex) -> Session {
    enter(vendor, &login(vendor), Limits::default()).await.unwrap()
}

fn good_rows(file: &Path) -> u64 {
    let mut open = catalog::open_catalog(file).unwrap();
    let mut reader = open.reader(Country::Us).unwrap();
    while reader.next_record().unwrap().is_some() {}
    reader.totals().good
}

/// What lies in a directory beside the file itself.
fn left_over(directory: &Path) -> Vec<String> {
    let names = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "catalogue").collect()
}

#[tokio::test]
async fn the_nightly_file_is_streamed_to_disk_and_can_be_read() {
    let vendor = vendor().await;
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("catalogue");
    let account = Account { number: vendor.ready().account.clone(), country: Country::Us };
    assert_eq!(sftp::usual_user(&account), vendor.ready().sftp_user);
    let session = session(&vendor).await;
    assert_eq!(Some(session.host_key().to_string()), vendor.ready().sftp_host_key);
    let told = session.size_of(&sftp::nightly_file(&account)).await.unwrap();
    let fetched = session.fetch(&sftp::nightly_file(&account), &place).await.unwrap();
    assert_eq!(told, Some(fetched.bytes));
    assert_eq!(fetched, Fetched { bytes: std::fs::metadata(&place).unwrap().len(), kept: 0 });
    assert!(good_rows(&place) > 2_500, "{}", good_rows(&place));
    assert!(left_over(directory.path()).is_empty(), "{:?}", left_over(directory.path()));
    let hourly = directory.path().join("hourly");
    session.fetch(&sftp::hourly_file(&account), &hourly).await.unwrap();
    assert_eq!(good_rows(&hourly), good_rows(&place));
    let lists = [session.read(sftp::CATEGORY_LIST).await.unwrap(), session.read(sftp::VENDOR_LIST).await.unwrap()];
    assert!(lists.iter().all(|list| list.split(|byte| *byte == b'\n').count() > 10));
    session.leave().await;
}

#[tokio::test]
async fn a_fetch_that_was_cut_goes_on_where_it_stopped() {
    let vendor = vendor().await;
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("catalogue");
    let whole = session(&vendor).await.fetch(NIGHTLY, &place).await.unwrap().bytes;
    let wanted = std::fs::read(&place).unwrap();
    std::fs::remove_file(&place).unwrap();

    vendor.faults().add(Fault::once("SFTP /712345.zip", FaultAction::Truncate));
    let error = session(&vendor).await.fetch(NIGHTLY, &place).await.unwrap_err();
    assert!(matches!(error, SftpError::Cut(_)) && error.may_retry(), "{error:?}");
    assert!(!place.exists(), "half a file is not the file");

    let again = session(&vendor).await.fetch(NIGHTLY, &place).await.unwrap();
    assert_eq!(again.bytes, whole);
    assert!(again.kept > 0 && again.kept < whole, "{again:?}");
    assert_eq!(std::fs::read(&place).unwrap(), wanted);
}

#[tokio::test]
async fn half_of_yesterdays_file_is_not_gone_on_with_today() {
    let vendor = vendor().await;
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("catalogue");
    vendor.faults().add(Fault::once("SFTP /712345.zip", FaultAction::Truncate));
    session(&vendor).await.fetch(NIGHTLY, &place).await.unwrap_err();
    let sku = vendor.ready().skus[0];
    let change: emulator::ProductChange =
        serde_json::from_value(serde_json::json!({"sku": sku, "quantity": 7})).unwrap();
    vendor.change_product(&change).unwrap();
    let again = session(&vendor).await.fetch(NIGHTLY, &place).await.unwrap();
    assert_eq!(again.kept, 0);
    assert!(good_rows(&place) > 2_500);
}

#[tokio::test]
async fn the_key_of_the_first_visit_is_expected_from_then_on() {
    let vendor = vendor().await;
    let first = session(&vendor).await.host_key().clone();
    let pinned = SignIn { expected_key: Some(first.clone()), ..login(&vendor) };
    assert_eq!(*enter(&vendor, &pinned, Limits::default()).await.unwrap().host_key(), first);

    vendor.set(|settings| settings.sftp_other_host_key = true);
    vendor.journal().clear();
    let Err(error) = enter(&vendor, &pinned, Limits::default()).await else { panic!("a stranger was trusted") };
    let SftpError::HostKeyChanged { expected, found } = &error else { panic!("{error:?}") };
    assert!(*expected == first && *found != first && !error.may_retry());
    assert_eq!(vendor.journal().count(|entry| entry.path == "login"), 0, "the password was not shown to a stranger");

    let accepted: HostKey = found.to_string().parse().unwrap();
    let renewed = SignIn { expected_key: Some(accepted), ..pinned };
    assert!(enter(&vendor, &renewed, Limits::default()).await.is_ok(), "once a person has accepted the new key");
}

#[tokio::test]
async fn a_wrong_password_is_sent_once_and_never_shown() {
    let vendor = vendor().await;
    let wrong = SignIn { password: "canary-password".into(), ..login(&vendor) };
    let Err(error) = enter(&vendor, &wrong, Limits::default()).await else { panic!("let in") };
    assert!(matches!(error, SftpError::LogInRefused) && !error.may_retry());
    assert_eq!(vendor.journal().count(|entry| entry.path == "login"), 1);
    assert!(!format!("{error:?} {error} {wrong:?}").contains("canary"));
}

#[tokio::test]
async fn a_host_that_asks_for_the_password_in_a_dialogue_gets_it_there() {
    let vendor = vendor().await;
    vendor.set(|settings| settings.sftp_log_in = SftpLogIn::KeyboardInteractive);
    let entered = session(&vendor).await;
    assert!(!entered.read(sftp::CATEGORY_LIST).await.unwrap().is_empty());
    assert_eq!(vendor.journal().count(|entry| entry.path == "login"), 1);

    let wrong = SignIn { password: "canary-password".into(), ..login(&vendor) };
    let Err(error) = enter(&vendor, &wrong, Limits::default()).await else { panic!("let in") };
    assert!(matches!(error, SftpError::LogInRefused), "{error:?}");
    assert_eq!(vendor.journal().count(|entry| entry.path == "login"), 2, "a wrong password is sent once here too");
}

#[tokio::test]
async fn a_host_that_wants_a_code_as_well_is_named_and_not_tried_again() {
    let vendor = vendor().await;
    vendor.set(|settings| settings.sftp_log_in = SftpLogIn::SecondFactor);
    let Err(error) = enter(&vendor, &login(&vendor), Limits::default()).await else { panic!("let in") };
    assert!(matches!(&error, SftpError::AsksForMore { wanted } if wanted == "One-time code:"), "{error:?}");
    assert!(!error.may_retry());
    assert_eq!(vendor.journal().count(|entry| entry.path == "login"), 1);
}

#[tokio::test]
async fn the_dialogue_does_not_show_the_password_to_a_stranger_either() {
    let vendor = vendor().await;
    vendor.set(|settings| settings.sftp_log_in = SftpLogIn::KeyboardInteractive);
    let pinned = SignIn { expected_key: Some(session(&vendor).await.host_key().clone()), ..login(&vendor) };
    vendor.set(|settings| settings.sftp_other_host_key = true);
    vendor.journal().clear();
    let refused = enter(&vendor, &pinned, Limits::default()).await;
    assert!(matches!(refused, Err(SftpError::HostKeyChanged { .. })));
    assert_eq!(vendor.journal().count(|entry| entry.path == "login"), 0);
}

#[tokio::test]
async fn old_algorithms_are_used_only_where_they_are_allowed() {
    let vendor = vendor().await;
    vendor.set(|settings| settings.sftp_old_algorithms = true);
    let Err(error) = enter(&vendor, &login(&vendor), Limits::default()).await else { panic!("old ones were used") };
    assert!(matches!(error, SftpError::NoCommonAlgorithm { old_may_help: true, .. }), "{error:?}");
    let allowed = SignIn { old_algorithms: true, ..login(&vendor) };
    let session = enter(&vendor, &allowed, Limits::default()).await.unwrap();
    assert!(!session.read(sftp::CATEGORY_LIST).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_not_there_not_allowed_or_refused_is_told_apart() {
    let vendor = vendor().await;
    let session = session(&vendor).await;
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("catalogue");
    assert!(
        matches!(session.fetch("/999.zip", &place).await, Err(SftpError::NoSuchFile { path }) if path == "/999.zip")
    );
    let status = |status| FaultAction::Status { status, body: None, content_type: None, retry_after: None };
    vendor.faults().add(Fault::once("SFTP /712345.zip", status(403)));
    assert!(matches!(session.fetch(NIGHTLY, &place).await, Err(SftpError::NotAllowed { .. })));
    vendor.faults().add(Fault::once("SFTP /712345.zip", status(500)));
    let refused = session.fetch(NIGHTLY, &place).await.unwrap_err();
    assert!(matches!(refused, SftpError::Refused { .. }) && refused.may_retry());
    assert!(session.fetch(NIGHTLY, &place).await.is_ok(), "the session outlives each of them");
}

#[tokio::test]
async fn size_and_time_have_their_limits() {
    let vendor = vendor().await;
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("catalogue");
    let small = Limits { largest_file: 1_000, largest_list: 10, ..Limits::default() };
    let session = enter(&vendor, &login(&vendor), small).await.unwrap();
    assert!(matches!(session.fetch(NIGHTLY, &place).await, Err(SftpError::TooLarge { limit: 1_000 })));
    assert!(matches!(session.read(sftp::CATEGORY_LIST).await, Err(SftpError::TooLarge { limit: 10 })));
    assert!(left_over(directory.path()).is_empty(), "nothing was begun");

    let hasty = Limits { whole: Duration::from_millis(200), ..Limits::default() };
    let session = enter(&vendor, &login(&vendor), hasty).await.unwrap();
    vendor.faults().add(Fault::once("SFTP /712345.zip", FaultAction::Delay { millis: 20_000 }));
    assert!(matches!(session.fetch(NIGHTLY, &place).await, Err(SftpError::TimedOut)));
}

#[tokio::test]
async fn a_host_that_is_silent_or_gone_is_no_riddle() {
    let vendor = vendor().await;
    let quick = Limits { connect: Duration::from_millis(300), ..Limits::default() };
    vendor.faults().add(Fault::once("SFTP connect", FaultAction::Delay { millis: 20_000 }));
    let Err(silent) = enter(&vendor, &login(&vendor), quick).await else { panic!("let in") };
    assert!(matches!(silent, SftpError::TimedOut) && silent.may_retry());
    vendor.faults().add(Fault::once("SFTP connect", FaultAction::Refuse));
    let Err(cut) = enter(&vendor, &login(&vendor), quick).await else { panic!("let in") };
    assert!(matches!(cut, SftpError::Cut(_)) && cut.may_retry(), "{cut:?}");
    let url: Url = vendor.ready().sftp_url.as_deref().unwrap().parse().unwrap();
    drop(vendor);
    let free = || async { sftp::dial("127.0.0.1", url.port().unwrap(), &quick).await };
    while free().await.is_ok() {
        tokio::task::yield_now().await;
    }
    let Err(gone) = free().await else { panic!("somebody is there") };
    assert!(matches!(gone, SftpError::Unreachable(_)) && gone.may_retry());
}
