//! Messages to people: one per subject and state, whatever is repeated.

use crate::browser::Server;
use linkspan::app::notices;
use linkspan_store::NewNotice;
use std::path::Path;
use std::time::{Duration, Instant};

fn notice(state: &str) -> NewNotice {
    NewNotice {
        subject_kind: "order".into(),
        subject_id: "0190b4d2-0000-7000-8000-000000000001".into(),
        state: state.into(),
        title: "Purchase order PO-1 is waiting for you".into(),
        body: "Line 1: the product is no longer sold.".into(),
        recipients: vec!["buyer@example.com".into()],
    }
}

async fn raise(server: &Server, notice: &NewNotice) {
    let app = &server.installation.app;
    let mut tx = app.store.begin().await.unwrap();
    notices::raise(app, &app.env(server.installation.environment), &mut tx, notice).await.unwrap();
    tx.commit().await.unwrap();
    app.nudge.now();
}

async fn spooled(file: &Path, count: usize) -> Vec<serde_json::Value> {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let lines: Vec<_> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        if lines.len() >= count {
            return lines;
        }
        assert!(Instant::now() < end, "only {} messages", lines.len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_is_told_once_and_leads_to_its_page() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("mail.jsonl");
    let server = Server::start_with(&[("LINKSPAN__MAIL__SPOOL_FILE", file.display().to_string())]).await;
    raise(&server, &notice("held")).await;
    raise(&server, &notice("held")).await;
    spooled(&file, 1).await;
    raise(&server, &notice("held")).await;
    raise(&server, &notice("unknown")).await;
    let lines = spooled(&file, 2).await;
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[0]["to"][0], "buyer@example.com");
    assert!(lines[0]["text"].as_str().unwrap().contains("/orders/0190b4d2-0000"), "{lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_wants_to_hear_is_not_sent_and_a_failure_is_shown() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("mail.jsonl");
    let server = Server::start_with(&[("LINKSPAN__MAIL__SPOOL_FILE", file.display().to_string())]).await;
    let mut browser = server.owner().await;
    let saved = browser.submit("/settings/notices", &[("recipients", "desk@example.com"), ("on_unknown", "on")]).await;
    assert_eq!(saved.status, 303);
    raise(&server, &notice("held")).await;
    raise(&server, &notice("unknown")).await;
    let lines = spooled(&file, 1).await;
    assert_eq!((lines.len(), lines[0]["to"][0].as_str().unwrap()), (1, "desk@example.com"));

    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    assert_eq!(browser.submit("/settings/notices/test", &[]).await.status, 303);
    let env = server.installation.app.env(server.installation.environment);
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let failed = env.notices(10).await.unwrap().into_iter().find(|notice| notice.failure.is_some());
        if let Some(failed) = failed {
            assert!(failed.tries > 0 && failed.failure.unwrap().contains("mail.spool_file"));
            break;
        }
        assert!(Instant::now() < end, "no failure is shown");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
