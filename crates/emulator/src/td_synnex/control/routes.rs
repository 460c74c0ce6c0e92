//! The actions as JSON over HTTP, under `/_emulator/`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{ControlError, Expected, Lines, ProductChange, Reprice, Split, actions, backorders, products};
use crate::td_synnex::catalog::DayShares;
use crate::td_synnex::lifecycle::Plan;
use crate::td_synnex::state::{State, VendorFault, World};

type App = Shared<Arc<State>>;

/// The control routes.
pub(in crate::td_synnex) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/_emulator/orders", get(orders))
        .route("/_emulator/orders/{po}/{action}", post(order_action))
        .route("/_emulator/settings", get(settings).post(change_settings))
        .route("/_emulator/prices", post(change_price))
        .route("/_emulator/prices/{sku}", get(price))
        .route("/_emulator/next-day", post(next_day))
        .route("/_emulator/vendor-faults", get(vendor_faults).post(add_vendor_fault).delete(clear_vendor_faults))
        .with_state(state)
}

async fn orders(Shared(state): App) -> Response {
    let (world, _) = state.world();
    answer(Ok(actions::books(&world)))
}

async fn order_action(Shared(state): App, Path((po, action)): Path<(String, String)>, body: Bytes) -> Response {
    let (mut world, now) = state.world();
    answer(act(&mut world, &po, &action, &body, now).map(|()| json!({"done": action, "po_number": po})))
}

fn act(world: &mut World, po: &str, action: &str, body: &Bytes, now: Timestamp) -> Result<(), ControlError> {
    match action {
        "release" => actions::release(world, po, now),
        "ship" => actions::ship(world, po, &or_default::<Lines>(body)?, now),
        "cancel" => actions::cancel(world, po, &or_default::<Lines>(body)?, now),
        "split" => actions::split(world, po, read::<Split>(body)?, now),
        "invoice" => actions::invoice(world, po, now),
        "expect" => backorders::expect(world, po, read::<Expected>(body)?, now),
        "reprice" => backorders::reprice(world, po, read::<Reprice>(body)?),
        "deliver" => backorders::deliver(world, po, now),
        "plan" => {
            actions::plan(world, po, read::<Plan>(body)?);
            Ok(())
        }
        _ => Err(ControlError::NotFound(format!("action {action}"))),
    }
}

async fn settings(Shared(state): App) -> Response {
    let (world, _) = state.world();
    answer(Ok(&world.settings))
}

async fn change_settings(Shared(state): App, body: Bytes) -> Response {
    let (mut world, _) = state.world();
    answer(read::<Value>(&body).and_then(|change| actions::change_settings(&mut world, &change)))
}

async fn price(Shared(state): App, Path(sku): Path<u32>) -> Response {
    let (world, _) = state.world();
    answer(products::product(&world, sku))
}

async fn change_price(Shared(state): App, body: Bytes) -> Response {
    let (mut world, _) = state.world();
    answer(read::<ProductChange>(&body).and_then(|change| products::change_product(&mut world, &change)))
}

async fn next_day(Shared(state): App, body: Bytes) -> Response {
    let (mut world, _) = state.world();
    answer(or_default::<DayShares>(&body).map(|shares| products::next_day(&mut world, shares)))
}

async fn vendor_faults(Shared(state): App) -> Response {
    let (world, _) = state.world();
    answer(Ok(&world.vendor_faults))
}

async fn add_vendor_fault(Shared(state): App, body: Bytes) -> Response {
    let (mut world, _) = state.world();
    answer(read::<VendorFault>(&body).map(|fault| {
        world.vendor_faults.push_back(fault);
        json!({"planned": world.vendor_faults.len()})
    }))
}

async fn clear_vendor_faults(Shared(state): App) -> Response {
    let (mut world, _) = state.world();
    world.vendor_faults.clear();
    answer(Ok(json!({"planned": 0})))
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, ControlError> {
    serde_json::from_slice(body).map_err(|error| ControlError::BadRequest(error.to_string()))
}

fn or_default<T: DeserializeOwned + Default>(body: &Bytes) -> Result<T, ControlError> {
    if body.is_empty() { Ok(T::default()) } else { read(body) }
}

fn answer<T: Serialize>(result: Result<T, ControlError>) -> Response {
    match result {
        Ok(value) => axum::Json(value).into_response(),
        Err(error) => {
            let status = match error {
                ControlError::NotFound(_) => StatusCode::NOT_FOUND,
                ControlError::Conflict(_) => StatusCode::CONFLICT,
                ControlError::BadRequest(_) => StatusCode::BAD_REQUEST,
            };
            (status, axum::Json(json!({"error": error.to_string()}))).into_response()
        }
    }
}
