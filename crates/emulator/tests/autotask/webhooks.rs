//! Webhooks from registration to deactivation, with a receiver that listens on this machine.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, StatusCode, Uri};
use linkspan_emulator::autotask::Limits;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, error};

/// What arrived: path, signature, body.
type Received = (String, String, Value);

/// A receiver that answers with a status that can be changed.
#[derive(Clone)]
struct Receiver {
    url: String,
    status: Arc<Mutex<StatusCode>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let receiver = Self { url, status: Arc::new(Mutex::new(StatusCode::NO_CONTENT)), received: Arc::default() };
        let router = Router::new().fallback(take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    fn answers(&self, status: StatusCode) {
        *self.status.lock().unwrap() = status;
    }

    /// Waits in real time until so many messages have arrived.
    async fn has(&self, count: usize) -> Vec<Received> {
        for _ in 0..2_000 {
            let received = self.received.lock().unwrap().clone();
            if received.len() >= count {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{count} messages were expected, there are {:?}", self.received.lock().unwrap());
    }
}

async fn take(State(receiver): State<Receiver>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("x-hook-signature").map(|value| value.to_str().unwrap().to_owned());
    let body = serde_json::from_slice(&body).unwrap();
    receiver.received.lock().unwrap().push((uri.path().to_owned(), signature.unwrap_or_default(), body));
    *receiver.status.lock().unwrap()
}

/// Registers for all events of companies, with the phone subscribed to and the name always sent.
async fn registered(world: &World, receiver: &Receiver) -> i64 {
    let webhook = world.created("CompanyWebhooks", registration(receiver)).await;
    let (_, fields) = world.get("CompanyWebhookFields/entityInformation/fields").await;
    let list = fields["fields"][1]["picklistValues"].clone();
    let number = |label: &str| {
        let value = list.as_array().unwrap().iter().find(|value| value["label"] == label).unwrap();
        value["value"].as_str().unwrap().to_owned()
    };
    let path = format!("CompanyWebhooks/{webhook}/Fields");
    let field = |label: &str, always: bool, subscribed: bool| json!({"fieldID": number(label), "isDisplayAlwaysField": always, "isSubscribedField": subscribed});
    world.created(&path, field("CompanyName", true, false)).await;
    world.created(&path, field("Phone", false, true)).await;
    webhook
}

fn registration(receiver: &Receiver) -> Value {
    json!({
        "name": "Companies", "webhookUrl": format!("{}/hook", receiver.url), "isActive": true,
        "deactivationUrl": format!("{}/off", receiver.url), "secretKey": "key-canary",
        "isSubscribedToCreateEvents": true, "isSubscribedToUpdateEvents": true, "isSubscribedToDeleteEvents": true,
        "sendThresholdExceededNotification": false,
    })
}

async fn set_phone(world: &World, phone: &str) {
    assert_eq!(world.patch("Companies", json!({"id": 174, "phone": phone})).await.0, 200);
}

#[tokio::test]
async fn a_registration_is_ready_once_it_has_a_field_and_exists_once() {
    let (world, receiver) = (World::start().await, Receiver::start().await);
    let webhook = world.created("CompanyWebhooks", registration(&receiver)).await;
    let path = format!("CompanyWebhooks/{webhook}");
    assert_eq!(world.item(&path).await["isReady"], false);
    let (status, body) = world.post("CompanyWebhooks", registration(&receiver)).await;
    assert_eq!((status, error(&body).contains("already exists")), (500, true));
    let field = world.created(&format!("{path}/Fields"), json!({"fieldID": 3, "isSubscribedField": true})).await;
    assert_eq!(world.item(&path).await["isReady"], true);
    assert_eq!(world.send(Method::DELETE, &format!("{path}/Fields/{field}"), Value::Null).await.0, 200);
    assert_eq!(world.item(&path).await["isReady"], false);
    let (status, body) = world.post(&format!("{path}/Fields"), json!({"fieldID": 9_999})).await;
    assert_eq!((status, error(&body)), (500, "Picklist value [9999] does not exist for fieldID"));
    assert_eq!(world.post("CompanyWebhookFields", json!({"webhookID": webhook, "fieldID": 3})).await.0, 404);
    assert_eq!(world.send(Method::DELETE, &path, Value::Null).await.0, 200);
    assert_eq!(world.server.tenant().count("CompanyWebhookFields"), 0);
}

#[tokio::test]
async fn changes_of_subscribed_fields_are_delivered_and_signed() {
    let (world, receiver) = (World::start().await, Receiver::start().await);
    registered(&world, &receiver).await;
    world.patch("Companies", json!({"id": 174, "city": "Elsewhere"})).await;
    set_phone(&world, "217-555-0199").await;
    let company = json!({"companyName": "Café & Söhne", "companyType": 1, "phone": "217-555-0111", "ownerResourceID":
        world.ready.owner_resource_id});
    let new = world.created("Companies", company).await;
    let received = receiver.has(2).await;
    let (path, signature, update) = &received[0];
    assert_eq!((path.as_str(), &update["Action"], &update["Id"]), ("/hook", &json!("Update"), &json!(174)));
    assert_eq!(update["Fields"], json!({"CompanyName": "Juniper Dental Group", "Phone": "217-555-0199"}));
    assert_eq!((&update["EntityType"], &update["SequenceNumber"]), (&json!("Company"), &json!(1)));
    assert_eq!(update["EventTime"], "2026-11-02T12:00:00.000Z");
    assert!(signature.starts_with("sha1=") && signature.len() == 33, "{signature}");
    let (_, _, create) = &received[1];
    assert_eq!((&create["Action"], &create["Id"]), (&json!("Create"), &json!(new)));
    assert_eq!(create["Fields"]["CompanyName"], "Café & Söhne");
    let journal = serde_json::to_string(&world.server.server().journal().entries()).unwrap();
    assert!(!journal.contains("key-canary"), "the journal holds no key");
}

#[tokio::test]
async fn an_excluded_resource_raises_no_event() {
    let (world, receiver) = (World::start().await, Receiver::start().await);
    let webhook = registered(&world, &receiver).await;
    let company = world.item("CompanyWebhooks/1").await;
    assert_eq!(company["isReady"], true);
    let products = world.matching("Resources", json!([{"op": "eq", "field": "licenseType", "value": 7}]), "id").await;
    let own = json!({"resourceID": products[0]});
    world.created(&format!("CompanyWebhooks/{webhook}/ExcludedResources"), own).await;
    set_phone(&world, "217-555-0191").await;
    let owner = world.request(Method::PATCH, "Companies");
    let owner = owner.header("ImpersonationResourceId", world.ready.owner_resource_id);
    let changed = owner.json(&json!({"id": 174, "phone": "217-555-0192"})).send().await.unwrap();
    assert_eq!(changed.status(), 200);
    let received = receiver.has(1).await;
    assert_eq!(received[0].2["Fields"]["Phone"], "217-555-0192", "the other change was made by the excluded one");
    assert_eq!(received[0].2["PersonId"], world.ready.owner_resource_id);
}

#[tokio::test]
async fn a_message_is_tried_five_times_and_later_ones_wait_behind_it() {
    let (world, receiver) = (World::start().await, Receiver::start().await);
    registered(&world, &receiver).await;
    receiver.answers(StatusCode::SERVICE_UNAVAILABLE);
    set_phone(&world, "217-555-0101").await;
    set_phone(&world, "217-555-0102").await;
    for tries in 1..=5 {
        let received = receiver.has(tries).await;
        assert_eq!(received[tries - 1].2["SequenceNumber"], 1, "the first message is tried again");
        world.server.server().clock().advance(Duration::from_secs(30));
    }
    receiver.answers(StatusCode::OK);
    let received = receiver.has(6).await;
    assert_eq!(received[5].2["SequenceNumber"], 2);
    let log: Vec<Value> = world
        .http
        .get(format!("{}/_emulator/webhooks", world.server.url()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!((log[0]["status"].clone(), log[4]["attempt"].clone()), (json!(503), json!(5)));
}

#[tokio::test]
async fn what_was_not_delivered_yet_is_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || {
        World::with(|options| {
            options.limits = Limits::off();
            options.data = Some(folder.path().to_owned());
        })
    };
    let (first, receiver) = (kept().await, Receiver::start().await);
    registered(&first, &receiver).await;
    set_phone(&first, "217-555-0101").await;
    receiver.has(1).await;
    receiver.answers(StatusCode::SERVICE_UNAVAILABLE);
    set_phone(&first, "217-555-0102").await;
    set_phone(&first, "217-555-0103").await;
    assert_eq!(receiver.has(2).await[1].2["SequenceNumber"], 2, "it is refused and waits for its next try");
    first.server.stop().await;

    receiver.answers(StatusCode::OK);
    let second = kept().await;
    set_phone(&second, "217-555-0104").await;
    let received = receiver.has(5).await;
    let numbers: Vec<_> = received.iter().map(|(_, _, body)| body["SequenceNumber"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 2, 3, 4], "what was delivered is not sent again, and numbers go on");
    assert_eq!(received[2].2["Fields"]["Phone"], "217-555-0102");
    assert_eq!(received[4].2["Fields"]["Phone"], "217-555-0104");
    second.server.stop().await;

    let third = kept().await;
    set_phone(&third, "217-555-0105").await;
    // The last one may come twice: it may have been delivered without that having been written down.
    let mut received = receiver.has(6).await;
    if received[5].2["SequenceNumber"] == 4 {
        received = receiver.has(7).await;
    }
    let last = &received[received.len() - 1].2;
    assert_eq!((&last["SequenceNumber"], &last["Fields"]["Phone"]), (&json!(5), &json!("217-555-0105")));
}

#[tokio::test]
async fn after_25_failed_events_the_registration_is_switched_off_and_says_so() {
    let (world, receiver) = (World::start().await, Receiver::start().await);
    let webhook = registered(&world, &receiver).await;
    receiver.answers(StatusCode::INTERNAL_SERVER_ERROR);
    for event in 0..26 {
        set_phone(&world, &format!("217-555-01{event:02}")).await;
    }
    for tries in 1..=125 {
        receiver.has(tries).await;
        world.server.server().clock().advance(Duration::from_secs(30));
    }
    let received = receiver.has(126).await;
    let (path, _, message) = &received[125];
    assert_eq!((path.as_str(), &message["Action"]), ("/off", &json!("Deactivate")));
    assert_eq!(world.item(&format!("CompanyWebhooks/{webhook}")).await["isActive"], false);
}

#[tokio::test]
async fn nothing_is_sent_to_other_machines() {
    let world = World::with(|options| options.limits = Limits::off()).await;
    let receiver = Receiver { url: "http://192.0.2.7".to_owned(), ..Receiver::start().await };
    registered(&world, &receiver).await;
    set_phone(&world, "217-555-0150").await;
    let log = format!("{}/_emulator/webhooks", world.server.url());
    for _ in 0..2_000 {
        let tries: Vec<Value> = world.http.get(&log).send().await.unwrap().json().await.unwrap();
        if let Some(first) = tries.first() {
            assert!(first["error"].as_str().unwrap().contains("this machine alone"), "{first}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the refusal was not noted");
}
