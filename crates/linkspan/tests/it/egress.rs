//! The way out, through real sockets: where clients of a policy get to, and how often they knock.

use crate::harness::World;
use linkspan::egress::{self, Policy};
use linkspan_emulator::faults::{Fault, FaultAction};
use std::time::Duration;
use url::Url;

fn policy(hosts: &[&str], allow_private: bool) -> Policy {
    let hosts = egress::HostRules::new(hosts.iter().map(|host| host.parse().unwrap()));
    Policy { provider: "test", hosts, allow_private, timeout: Duration::from_secs(5) }
}

async fn reaches(policy: &Policy, url: &str) -> bool {
    let client = egress::ordinary(policy).unwrap();
    client.get(url).send().await.is_ok()
}

#[tokio::test]
async fn a_private_address_is_reached_only_with_the_operators_leave() {
    let world = World::bare().await;
    let url = world.td_synnex.url().to_owned();
    let before = world.td_synnex.running().connections();
    assert!(!reaches(&policy(&["127.0.0.1"], false), &url).await, "no leave");
    assert!(!reaches(&policy(&["vendor.example"], true), &url).await, "not listed");
    assert_eq!(world.td_synnex.running().connections(), before, "not even a connection was made");
    assert!(reaches(&policy(&["127.0.0.1"], true), &url).await);
}

#[tokio::test]
async fn a_name_that_resolves_inside_is_refused_too() {
    let world = World::bare().await;
    let port = world.td_synnex.running().addr().port();
    let url = format!("http://localhost:{port}/");
    assert!(!reaches(&policy(&["localhost"], false), &url).await);
    assert!(reaches(&policy(&["localhost"], true), &url).await);
}

#[tokio::test]
async fn a_refusal_counts_as_never_sent() {
    let client = egress::one_shot(&policy(&["vendor.example"], true)).unwrap();
    for url in ["http://127.0.0.1:9/", "http://elsewhere.example/"] {
        let error = client.post(url).body("order").send().await.unwrap_err();
        assert!(error.is_connect() || error.is_builder(), "{url}: {error:?}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let world = World::bare().await;
    let redirect = FaultAction::Status { status: 302, body: None, content_type: None, retry_after: None };
    world.td_synnex.faults().add(Fault::always("", redirect));
    let client = egress::ordinary(&policy(&["127.0.0.1"], true)).unwrap();
    assert_eq!(client.get(world.td_synnex.url()).send().await.unwrap().status(), 302);
}

#[tokio::test]
async fn one_call_of_a_one_shot_client_is_one_connection_and_one_request() {
    let world = World::bare().await;
    let client = egress::one_shot(&policy(&["127.0.0.1"], true)).unwrap();
    let url = Url::parse(world.td_synnex.url()).unwrap().join("/SynnexXML/POStatus").unwrap();
    let before = world.td_synnex.running().connections();
    for calls in 1..=3 {
        client.post(url.clone()).body("<x/>").send().await.unwrap().text().await.unwrap();
        assert_eq!(world.td_synnex.running().connections(), before + calls, "no connection is used twice");
    }
    let seen = world.td_synnex.journal().entries().len();
    world.td_synnex.faults().add(Fault::always("", FaultAction::CutBefore));
    assert!(client.post(url).body("<x/>").send().await.is_err());
    assert_eq!(world.td_synnex.journal().entries().len(), seen + 1, "a cut call is not repeated");
}
