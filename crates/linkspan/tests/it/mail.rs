//! Letters through a real mail server: plain, over STARTTLS, and what a refused sign-in looks like.

use crate::post_office::{Door, PostOffice};
use linkspan::app::mail::{Letter, post};
use linkspan::config::{Config, Flags, Mail};

const PASSWORD: &str = "the way in 42";

fn letter() -> Letter {
    Letter {
        id: "0190b4d2-1".into(),
        title: "Bestellung PO-1 wartet: Prüfung nötig".into(),
        body: "Line 1: a product is no longer sold.\n\n.a line that begins with a dot".into(),
        to: vec!["buyer@example.com".into(), "owner@example.com".into()],
    }
}

fn settings(office: &PostOffice, host: &str, security: &str) -> Mail {
    let settings = [
        ("FROM", "Linkspan <linkspan@msp.example>"),
        ("SMTP__HOST", host),
        ("SMTP__PORT", &office.port.to_string()),
        ("SMTP__SECURITY", security),
        ("SMTP__USER", "linkspan@msp.example"),
        ("SMTP__PASSWORD", PASSWORD),
    ];
    let settings = settings.map(|(name, value)| (format!("LINKSPAN__MAIL__{name}"), value.to_owned()));
    Config::load(None, settings, &Flags::default()).unwrap().mail
}

#[tokio::test]
async fn a_letter_arrives_whole() {
    let office = PostOffice::start(Door::Open).await;
    let post = post(&settings(&office, "127.0.0.1", "none")).unwrap().unwrap();
    post.send(&letter()).await.unwrap();
    let letters = office.letters();
    let arrived = &letters[0];
    for part in
        ["From: Linkspan <linkspan@msp.example>", "To: buyer@example.com, owner@example.com", "0190b4d2-1@linkspan"]
    {
        assert!(arrived.contains(part), "{part}: {arrived}");
    }
    assert!(arrived.contains("=?utf-8?b?") && arrived.contains("no longer sold"), "{arrived}");
    assert!(arrived.contains("\r\n..a line that begins") || arrived.contains("\n..a line"), "{arrived}");
    assert_eq!(office.sign_ins().len(), 1);
}

#[tokio::test]
async fn a_refused_sign_in_is_said_without_the_password_and_leaves_nothing() {
    let office = PostOffice::start(Door::Closed).await;
    let post = post(&settings(&office, "127.0.0.1", "none")).unwrap().unwrap();
    let problem = post.send(&letter()).await.unwrap_err();
    assert_eq!(problem.code, "mail_failed");
    assert!(problem.sentence.contains("Check the mail settings"), "{}", problem.sentence);
    let cause = problem.cause_chain();
    assert!(cause.contains("535") && cause.contains("[redacted]") && !cause.contains(PASSWORD), "{cause}");
    assert!(office.letters().is_empty());
    office.set(Door::Open);
    post.send(&letter()).await.unwrap();
    assert_eq!(office.letters().len(), 1, "it is tried again with the same settings");
}

#[tokio::test]
async fn without_tls_nothing_is_said_where_tls_is_asked_for() {
    let office = PostOffice::start(Door::Open).await;
    for security in ["starttls", "tls"] {
        let post = post(&settings(&office, "localhost", security)).unwrap().unwrap();
        let problem = post.send(&letter()).await.unwrap_err();
        assert_eq!(problem.code, "mail_failed", "{security}");
    }
    assert!(office.sign_ins().is_empty() && office.letters().is_empty(), "no password left this machine");
}
