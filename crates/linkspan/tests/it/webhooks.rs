//! Messages for programs: what they say, that they arrive, and what becomes of those that do not.

use crate::harness::{ACTOR, Setup, World};
use crate::program::Api;
use crate::receiver::Receiver;
use linkspan::app::webhooks::{self, WAITS_S};
use linkspan::config::{Config, Flags};
use linkspan::start::Installation;
use linkspan::webhooks::WebhookSettings;
use linkspan_core::Clock;
use linkspan_core::capability::Lane;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_store::{Delivery, DeliveryFilter, DeliveryState};
use secrecy::ExposeSecret;
use serde_json::json;
use std::process::Command;
use std::time::{Duration, Instant};

/// The receivers of these tests are on this machine.
fn allowed(setup: &mut Setup) {
    setup.settings.push(("LINKSPAN__WEBHOOKS__PRIVATE_HOSTS", "127.0.0.1".into()));
}

async fn world() -> World {
    World::bare_with(allowed).await
}

async fn goes_to(world: &World, urls: &[String]) {
    let settings = WebhookSettings { urls: urls.to_vec(), ..WebhookSettings::default() };
    webhooks::save(&world.app, world.environment, settings, ACTOR).await.unwrap();
}

async fn deliveries(world: &World) -> Vec<Delivery> {
    let all = DeliveryFilter { limit: 100, ..DeliveryFilter::default() };
    webhooks::list(&world.app, world.environment, &all).await.unwrap()
}

async fn only(world: &World) -> Delivery {
    let mut all = deliveries(world).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// The only delivery, when the server has done with it.
async fn settled(world: &World) -> Delivery {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let delivery = only(world).await;
        if delivery.state != DeliveryState::Waiting {
            return delivery;
        }
        assert!(Instant::now() < end, "{delivery:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn key(world: &World) -> String {
    let key = webhooks::signing_key(&world.app, world.environment).await.unwrap();
    key.expose_secret().to_owned()
}

/// A test message, and what it became after one attempt.
async fn tried(world: &World) -> Delivery {
    webhooks::test(&world.app, world.environment).await.unwrap();
    world.run_due().await;
    deliveries(world).await.remove(0)
}

#[tokio::test]
async fn a_connection_that_a_person_makes_and_renews_is_told_with_every_signature() {
    let (world, receiver) = (world().await, Receiver::start().await);
    goes_to(&world, &[receiver.at("/hooks"), receiver.at("/other")]).await;
    let id = world.connected("autotask", world.autotask_values()).await;
    world.run_due().await;
    let got = receiver.take();
    assert_eq!(got.len(), 2, "one for each address");
    assert_eq!((&got[0].text, got[0].header("webhook-id")), (&got[1].text, got[1].header("webhook-id")));
    let expected = format!(
        "{{\"authMode\":\"API_KEY\",\"connectionId\":\"{id}\",\"environment\":\"default\",\"from\":\"nango\",\
         \"operation\":\"creation\",\"provider\":\"autotask\",\"providerConfigKey\":\"autotask\",\"success\":true,\
         \"tags\":{{}},\"type\":\"auth\"}}"
    );
    assert_eq!(got[0].text, expected);
    assert_eq!(got[0].header("content-type"), "application/json");
    assert!(got.iter().all(|message| message.header("webhook-id").starts_with("msg_")));
    let key = key(&world).await;
    assert!(got.iter().all(|message| message.is_signed_with(&key)), "{got:?}");
    assert_eq!(got[0].header("webhook-timestamp"), world.clock.now().as_second().to_string());

    let report = world.tried("autotask", Some(id), world.autotask_values()).await;
    let proposal = report.proposal.expect("a proposal");
    world.connect.confirm(world.environment, proposal.id, None, ACTOR).await.unwrap();
    world.run_due().await;
    let again = receiver.take();
    assert_eq!(again[0].json()["operation"], "override");
    assert_ne!(again[0].header("webhook-id"), got[0].header("webhook-id"));
    assert!(deliveries(&world).await.iter().all(|one| one.state == DeliveryState::Delivered));
}

#[tokio::test]
async fn a_program_s_connection_goes_to_its_own_address_with_its_person() {
    let (world, receiver) = (Box::new(world().await), Receiver::start().await);
    goes_to(&world, &[receiver.at("/other")]).await;
    let api = Api::over(world).await;
    let program = api.program().await;
    program.post("/integrations", json!({"provider": "unauthenticated", "unique_key": "open"})).await.ok();
    let body = json!({"provider_config_key": "open", "connection_id": "harbor", "credentials": {"type": "NONE"}, "connection_config": {"baseUrl": "api.example"},
        "webhook_url_override": receiver.at("/hooks"), "tags": {"team": "Süd / 1"},
        "end_user": {"id": "7", "email": "it@harbor.example"}});
    program.post("/connections", body).await.ok();
    let told = receiver.next().await;
    assert!(told.text.contains("\"team\":\"Süd / 1\""), "{}", told.text);
    let person = json!({"endUserId": "7", "endUserEmail": "it@harbor.example", "tags": {}});
    assert_eq!(told.json()["endUser"], person);
    let delivery = only(&api.world).await;
    assert_eq!((delivery.content.url, delivery.content.public_id), (receiver.at("/hooks"), "harbor".to_owned()));
}

#[tokio::test]
async fn refused_credentials_are_told_once_and_only_where_somebody_wants_to_know() {
    for wanted in [true, false] {
        let linked = World::start_with(allowed).await;
        let receiver = Receiver::start().await;
        let settings = WebhookSettings {
            urls: vec![receiver.at("/hooks")],
            on_auth_creation: false,
            on_auth_refresh_error: wanted,
        };
        webhooks::save(&linked.app, linked.environment, settings, ACTOR).await.unwrap();
        let refusal = FaultAction::Status { status: 401, body: None, content_type: None, retry_after: None };
        linked.autotask.server().faults().add(Fault::always("/companies", refusal));
        let link = linked.app.links.psa(linked.environment, linked.psa, Lane::Person).await.unwrap();
        for _ in 0..2 {
            assert_eq!(link.directory.vendors("").await.unwrap_err().code, "credentials_refused");
        }
        linked.run_due().await;
        if !wanted {
            assert!(receiver.take().is_empty() && deliveries(&linked).await.is_empty());
            continue;
        }
        let told = receiver.one().json();
        assert_eq!((&told["operation"], &told["success"]), (&json!("refresh"), &json!(false)));
        assert_eq!(told["error"]["type"], "credentials_refused");
        assert!(!told["error"]["description"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn eight_attempts_in_a_day_then_a_person_sends_it_again() {
    let (world, receiver) = (world().await, Receiver::start().await);
    goes_to(&world, &[receiver.at("/hooks")]).await;
    receiver.answers([500, 404, 429, 500, 500, 500, 500, 503]);
    let first = tried(&world).await;
    assert_eq!((first.state, first.attempts, first.status), (DeliveryState::Waiting, 1, Some(500)));
    assert_eq!(first.failure.as_deref(), Some("answered"));
    for (before, wait) in WAITS_S.into_iter().enumerate() {
        world.advance(Duration::from_secs(wait.unsigned_abs() - 1));
        world.run_due().await;
        assert_eq!(receiver.take().len(), 1, "attempt {} was not made too soon", before + 1);
        world.advance(Duration::from_secs(1));
        world.run_due().await;
    }
    let last = receiver.one();
    let dead = only(&world).await;
    assert_eq!((dead.state, dead.attempts, dead.status, dead.due_at), (DeliveryState::Dead, 8, Some(503), None));
    world.advance(Duration::from_secs(90 * 24 * 3_600));
    assert_eq!(world.run_due().await, 0, "a dead one waits for a person");

    webhooks::resend(&world.app, world.environment, dead.id, ACTOR).await.unwrap();
    world.run_due().await;
    let again = receiver.one();
    assert_eq!((again.header("webhook-id"), &again.text), (last.header("webhook-id"), &last.text));
    assert_ne!(again.header("webhook-timestamp"), last.header("webhook-timestamp"));
    let done = only(&world).await;
    assert_eq!((done.state, done.attempts, done.status), (DeliveryState::Delivered, 1, Some(204)));

    world.advance(Duration::from_secs(31 * 24 * 3_600));
    tried(&world).await;
    assert_eq!(only(&world).await.content.kind, "test", "what was delivered a month ago is forgotten");
}

#[tokio::test]
async fn what_a_person_gives_up_is_not_sent_any_more() {
    let (world, receiver) = (world().await, Receiver::start().await);
    goes_to(&world, &[receiver.at("/hooks")]).await;
    receiver.answers([500]);
    let waiting = tried(&world).await;
    receiver.take();
    webhooks::give_up(&world.app, world.environment, waiting.id, ACTOR).await.unwrap();
    let twice = webhooks::give_up(&world.app, world.environment, waiting.id, ACTOR).await.unwrap_err();
    assert_eq!(twice.code, "delivery_not_found");
    world.advance(Duration::from_secs(24 * 3_600));
    assert_eq!((world.run_due().await, receiver.take().len()), (0, 0));
    assert_eq!(only(&world).await.state, DeliveryState::GivenUp);
}

#[tokio::test]
async fn an_attempt_that_a_crash_cut_off_counts_and_the_next_one_is_made() {
    let (mut world, receiver) = (world().await, Receiver::start().await);
    goes_to(&world, &[receiver.at("/hooks")]).await;
    webhooks::test(&world.app, world.environment).await.unwrap();
    let begin = async |world: &World, attempts: i64| {
        let id = only(world).await.id;
        let mut tx = world.app.store.begin().await.unwrap();
        assert!(world.env().begin_delivery(&mut tx, id, attempts).await.unwrap());
        tx.commit().await.unwrap();
    };
    begin(&world, 0).await;
    world = world.restarted().await;
    world.run_due().await;
    assert_eq!(receiver.take().len(), 1);
    let done = only(&world).await;
    assert_eq!((done.state, done.attempts), (DeliveryState::Delivered, 2));

    webhooks::resend(&world.app, world.environment, done.id, ACTOR).await.unwrap();
    for attempts in 0..8 {
        begin(&world, attempts).await;
    }
    world.run_due().await;
    let dead = only(&world).await;
    assert_eq!((dead.state, dead.failure.as_deref()), (DeliveryState::Dead, Some("interrupted")));
    assert!(receiver.take().is_empty());
}

#[tokio::test]
async fn redirects_stay_with_their_host_and_some_answers_are_the_end() {
    let (world, receiver) = (world().await, Receiver::start().await);
    goes_to(&world, &[receiver.at("/moved")]).await;
    let moved = tried(&world).await;
    assert_eq!((moved.state, receiver.take().len()), (DeliveryState::Delivered, 1));
    for (path, status) in [("/away", Some(307)), ("/round", None)] {
        goes_to(&world, &[receiver.at(path)]).await;
        let lost = tried(&world).await;
        assert_eq!(
            (lost.state, lost.status, lost.failure.as_deref()),
            (DeliveryState::Waiting, status, Some("redirected"))
        );
    }
    goes_to(&world, &[receiver.at("/hooks")]).await;
    receiver.answers([410]);
    let gone = tried(&world).await;
    assert_eq!((gone.state, gone.attempts, gone.failure.as_deref()), (DeliveryState::Dead, 1, Some("gone")));
    goes_to(&world, &["http://127.0.0.1:1/".to_owned()]).await;
    let nobody = tried(&world).await;
    assert_eq!((nobody.state, nobody.failure.as_deref()), (DeliveryState::Waiting, Some("unreachable")));
}

#[tokio::test]
async fn a_private_address_is_neither_kept_nor_called_unless_the_operator_allows_it() {
    let (world, receiver) = (Box::new(World::bare().await), Receiver::start().await);
    for url in [receiver.at("/hooks"), "https://169.254.169.254/".into(), "https://ada:b@app.example/".into()] {
        let settings = WebhookSettings { urls: vec![url.clone()], ..WebhookSettings::default() };
        let refused = webhooks::save(&world.app, world.environment, settings, ACTOR).await.unwrap_err();
        assert_eq!(refused.code, "webhook_address_wrong", "{url}");
    }
    let too_many: Vec<String> = (0..3).map(|number| format!("https://app{number}.example/")).collect();
    let settings = WebhookSettings { urls: too_many, ..WebhookSettings::default() };
    let refused = webhooks::save(&world.app, world.environment, settings, ACTOR).await.unwrap_err();
    assert_eq!(refused.code, "too_many_webhooks");
    assert!(webhooks::settings(&world.app, world.environment).await.unwrap().urls.is_empty());

    // A program may name an address for its connection that nobody looked at yet.
    let api = Api::over(world).await;
    let program = api.program().await;
    program.post("/integrations", json!({"provider": "unauthenticated", "unique_key": "open"})).await.ok();
    let body = json!({"provider_config_key": "open", "credentials": {"type": "NONE"}, "connection_config": {"baseUrl": "api.example"},
        "webhook_url_override": receiver.at("/hooks")});
    program.post("/connections", body).await.ok();
    let refused = settled(&api.world).await;
    assert_eq!((refused.state, refused.failure.as_deref()), (DeliveryState::Dead, Some("address_refused")));
    assert!(receiver.take().is_empty());
}

#[tokio::test]
async fn a_changed_key_signs_beside_the_one_before_for_a_day() {
    let (world, receiver) = (world().await, Receiver::start().await);
    goes_to(&world, &[receiver.at("/hooks")]).await;
    let signatures = async |world: &World| {
        tried(world).await;
        let message = receiver.one();
        (message.header("webhook-signature").split(' ').count(), message)
    };
    let old = key(&world).await;
    assert_eq!(key(&world).await, old, "it is made once");
    webhooks::change_key(&world.app, world.environment, None, ACTOR).await.unwrap();
    let new = key(&world).await;
    assert_ne!(new, old);
    let (count, message) = signatures(&world).await;
    assert!(count == 2 && message.is_signed_with(&new) && !message.is_signed_with(&old));
    world.advance(Duration::from_secs(24 * 3_600));
    assert_eq!(signatures(&world).await.0, 1);

    let theirs = "6f0c0a4e-58a2-4f3e-9d0e-0b54c3f7a001";
    webhooks::change_key(&world.app, world.environment, Some(theirs.into()), ACTOR).await.unwrap();
    assert_eq!(key(&world).await, theirs);
    let short = webhooks::change_key(&world.app, world.environment, Some("short".into()), ACTOR).await.unwrap_err();
    assert_eq!(short.code, "signing_key_malformed");
    assert!(!crate::harness::holds(&world.everything_on_disk(), theirs), "it is sealed");
}

#[tokio::test]
async fn messages_are_listed_and_sent_again_from_the_command_line() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let data = tempfile::tempdir().unwrap();
    let flags = Flags { data: Some(data.path().to_owned()), ..Flags::default() };
    let installation = Installation::open(&Config::load(None, [], &flags).unwrap()).await.unwrap();
    let (app, environment) = (installation.app.clone(), installation.environment);
    let urls = vec!["https://app.example/hooks".to_owned()];
    webhooks::save(&app, environment, WebhookSettings { urls, ..WebhookSettings::default() }, ACTOR).await.unwrap();
    webhooks::test(&app, environment).await.unwrap();
    let id = webhooks::list(&app, environment, &DeliveryFilter { limit: 1, ..Default::default() }).await.unwrap()[0].id;
    webhooks::give_up(&app, environment, id, ACTOR).await.unwrap();
    app.store.close().await;
    drop((app, installation));

    let ask = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linkspan"));
        let output =
            command.args(arguments).arg("--data").arg(data.path()).env_remove("DATABASE_URL").output().unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.success(), said)
    };
    let id = id.to_string();
    let listed = ask(&["webhooks", "list"]).1;
    assert!(
        listed.contains(&id) && listed.contains("given_up") && listed.contains("https://app.example/hooks"),
        "{listed}"
    );
    assert_eq!(ask(&["webhooks", "list", "--state", "waiting", "--json"]), (true, "[]\n".to_owned()));
    let (again, said) = ask(&["webhooks", "resend", &id]);
    assert!(again && said.contains("is sent again"), "{said}");
    let waiting = ask(&["webhooks", "list", "--state", "waiting", "--json"]).1;
    let waiting: serde_json::Value = serde_json::from_str(&waiting).unwrap();
    assert_eq!((&waiting[0]["id"], &waiting[0]["attempts"]), (&json!(id), &json!(0)));
    for (wrong, sentence) in [
        (&["webhooks", "list", "--state", "lost"][..], "There is: waiting, delivered, dead, given_up"),
        (&["webhooks", "resend", "nonsense"], "There is no such message"),
        (&["webhooks", "list", "--environment", "prod"], "There is: default"),
    ] {
        let (done, said) = ask(wrong);
        assert!(!done && said.contains(sentence), "{said}");
    }
}
