//! A client as plain as can be, for tests that look at the wire.

use linkspan_emulator::autotask::{Autotask, Limits, Options, Ready, start};
use linkspan_emulator::clock::VirtualClock;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// A running emulator and a client with good credentials.
pub(crate) struct World {
    pub(crate) server: Autotask,
    pub(crate) ready: Ready,
    pub(crate) http: reqwest::Client,
}

impl World {
    /// Limits off, a clock that stands still at noon.
    pub(crate) async fn start() -> Self {
        Self::with(|options| options.limits = Limits::off()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = VirtualClock::frozen("2026-11-02T12:00:00Z".parse().unwrap());
        let mut options = Options { clock, ..Options::default() };
        change(&mut options);
        let server = start(options).await.unwrap();
        let ready = server.ready();
        Self { server, ready, http: reqwest::Client::new() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/atservicesrest/v1.0/{path}", self.server.url())
    }

    pub(crate) fn as_user(&self, user: &str, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, self.url(path)).header("UserName", user);
        request.header("Secret", &self.ready.secret).header("ApiIntegrationCode", &self.ready.integration_code)
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.as_user(&self.ready.user_name, method, path)
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        answer(self.request(method, path).json(&body)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send(Method::POST, path, body).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        self.send(Method::PATCH, path, body).await
    }

    /// Creates something that must succeed and returns its id.
    pub(crate) async fn created(&self, path: &str, body: Value) -> i64 {
        let (status, reply) = self.post(path, body).await;
        assert_eq!(status, 200, "{path}: {reply}");
        reply["itemId"].as_i64().unwrap()
    }

    /// One entity that must exist.
    pub(crate) async fn item(&self, path: &str) -> Value {
        let (status, reply) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {reply}");
        reply["item"].clone()
    }

    /// A value of one member of all rows that match.
    pub(crate) async fn matching(&self, entity: &str, filter: Value, member: &str) -> Vec<Value> {
        let (status, reply) = self.post(&format!("{entity}/query"), json!({ "filter": filter })).await;
        assert_eq!(status, 200, "{entity} {filter}: {reply}");
        reply["items"].as_array().unwrap().iter().map(|item| item[member].clone()).collect()
    }

    /// A product with a vendor row at TD SYNNEX.
    pub(crate) async fn product(&self, name: &str) -> i64 {
        let product =
            json!({"name": name, "isActive": true, "isSerialized": false, "productBillingCodeID": 29_683_401});
        let id = self.created("Products", product).await;
        let vendor = json!({
            "vendorID": self.ready.vendor_company_id, "isActive": true, "isDefault": true, "vendorCost": 10.5,
            "vendorPartNumber": format!("{id}"),
        });
        self.created(&format!("Products/{id}/Vendors"), vendor).await;
        id
    }

    /// A new purchase order at TD SYNNEX.
    pub(crate) async fn order(&self) -> i64 {
        let order = json!({
            "vendorID": self.ready.vendor_company_id, "status": 1, "shipToName": "Demo", "shipToAddress1": "1 Demo Way",
        });
        self.created("PurchaseOrders", order).await
    }

    /// An item of an order.
    pub(crate) async fn order_item(&self, order: i64, product: i64, quantity: i64) -> i64 {
        let item = json!({"productID": product, "quantity": quantity, "unitCost": 10.5, "inventoryLocationID": 1});
        self.created(&format!("PurchaseOrders/{order}/Items"), item).await
    }
}

/// Status and body; a body that is no JSON is null.
pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let reply = request.send().await.unwrap();
    let status = reply.status().as_u16();
    let text = reply.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// The first text of an `errors` list.
pub(crate) fn error(reply: &Value) -> &str {
    reply["errors"][0].as_str().unwrap_or_default()
}
