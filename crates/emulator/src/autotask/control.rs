//! Control calls beside the API: purchase orders as a purchaser writes them, rows to assert on, locked accounts.
//! The tenant is the first one unless `?ci=` names another.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use http::request::Parts;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::World;
use super::purchaser::{NewOrder, OrderDraft, Purchaser};
use super::quirks::Quirks;
use super::refusal::Refused;
use super::webhooks::Delivery;
use super::zones;

/// Routes under `/_emulator/`.
pub(super) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/_emulator/po", get(orders).post(write))
        .route("/_emulator/po/{id}", get(order).patch(edit))
        .route("/_emulator/po/{id}/submit", post(submit))
        .route("/_emulator/po/{id}/cancel", post(cancel))
        .route("/_emulator/po/{id}/reopen", post(reopen))
        .route("/_emulator/po/items/{id}", patch(edit_item))
        .route("/_emulator/po/items/{id}/receive", post(receive))
        .route("/_emulator/entity/{name}", get(rows).post(create))
        .route("/_emulator/entity/{name}/{id}", get(row))
        .route("/_emulator/count/{name}", get(count))
        .route("/_emulator/use_up_calls/{count}", post(use_up_calls))
        .route("/_emulator/unlock", post(unlock))
        .route("/_emulator/move_zone", post(move_zone))
        .route("/_emulator/webhooks", get(deliveries))
        .route("/_emulator/quirks", get(quirks))
}

impl FromRequestParts<Arc<World>> for Purchaser {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, world: &Arc<World>) -> Result<Self, Response> {
        let query = parts.uri.query().unwrap_or_default();
        let ci = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "ci");
        let ci = ci.map(|(_, value)| value.parse().unwrap_or_default());
        world.purchaser(ci).ok_or_else(|| Refused::errors(404, "There is no such tenant.").into_response())
    }
}

async fn orders(at: Purchaser) -> Json<Vec<Value>> {
    Json(at.entities("PurchaseOrders"))
}

async fn order(at: Purchaser, Path(id): Path<i64>) -> Result<Json<Value>, Refused> {
    let order = at.entity("PurchaseOrders", id).ok_or_else(|| Refused::empty(404))?;
    Ok(Json(json!({"order": order, "items": at.items_of(id)})))
}

async fn write(at: Purchaser, Json(draft): Json<OrderDraft>) -> Result<Json<NewOrder>, Refused> {
    at.purchase_order_create(&draft).map(Json)
}

async fn edit(at: Purchaser, Path(id): Path<i64>, Json(fields): Json<Map<String, Value>>) -> Result<(), Refused> {
    at.purchase_order_edit(id, fields)
}

async fn submit(at: Purchaser, Path(id): Path<i64>) -> Result<(), Refused> {
    at.purchase_order_submit(id)
}

async fn cancel(at: Purchaser, Path(id): Path<i64>) -> Result<(), Refused> {
    at.purchase_order_cancel(id)
}

async fn reopen(at: Purchaser, Path(id): Path<i64>) -> Result<(), Refused> {
    at.purchase_order_reopen(id)
}

async fn edit_item(at: Purchaser, Path(id): Path<i64>, Json(fields): Json<Map<String, Value>>) -> Result<(), Refused> {
    at.purchase_order_item_edit(id, fields)
}

#[derive(Deserialize)]
struct Receipt {
    quantity: i64,
    serial_number: Option<String>,
}

async fn receive(at: Purchaser, Path(id): Path<i64>, Json(receipt): Json<Receipt>) -> Result<Json<Value>, Refused> {
    let id = at.receive(id, receipt.quantity, receipt.serial_number.as_deref())?;
    Ok(Json(json!({ "id": id })))
}

#[derive(Deserialize)]
struct Creation {
    parent: Option<i64>,
    fields: Value,
}

async fn create(at: Purchaser, Path(name): Path<String>, Json(new): Json<Creation>) -> Result<Json<Value>, Refused> {
    let id = at.create(&name, new.parent, new.fields)?;
    Ok(Json(json!({ "id": id })))
}

async fn rows(at: Purchaser, Path(name): Path<String>) -> Json<Vec<Value>> {
    Json(at.entities(&name))
}

async fn row(at: Purchaser, Path((name, id)): Path<(String, i64)>) -> Result<Json<Value>, Refused> {
    at.entity(&name, id).map(Json).ok_or_else(|| Refused::empty(404))
}

async fn count(at: Purchaser, Path(name): Path<String>) -> Json<Value> {
    Json(json!({"count": at.count(&name)}))
}

async fn use_up_calls(at: Purchaser, Path(count): Path<u32>) -> Json<Value> {
    at.use_up_calls(count);
    Json(json!({"used": at.calls_used()}))
}

async fn unlock(State(world): State<Arc<World>>) {
    world.accounts.unlock_all();
}

async fn move_zone(State(world): State<Arc<World>>, at: Purchaser) -> Result<Json<Value>, Refused> {
    let moved = zones::move_tenant(&world, at.ci()).await;
    moved.map(|url| Json(json!({ "url": url }))).map_err(|error| Refused::errors(503, error.to_string()))
}

async fn deliveries(State(world): State<Arc<World>>) -> Json<Vec<Delivery>> {
    Json(world.hub.deliveries())
}

async fn quirks() -> Json<Vec<Value>> {
    let all = Quirks::all().iter();
    Json(all.map(|quirk| json!({"name": quirk.name, "choices": quirk.choices, "about": quirk.about})).collect())
}
