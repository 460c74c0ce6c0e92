//! The price call: the names of the XML service in JSON, prices as text, one row per answer.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::error;
use crate::td_synnex::catalog::{Item, Kind, Standing, warehouse};
use crate::td_synnex::state::World;

/// Most lines of one call.
const MOST_LINES: usize = 100;

/// Answers a price call.
pub(super) fn respond(world: &World, asked: &Value) -> Response {
    let lines = asked["skuList"].as_array().map(Vec::as_slice).unwrap_or_default();
    if lines.is_empty() || lines.len() > MOST_LINES {
        return error(StatusCode::BAD_REQUEST, "skuList must hold 1 to 100 lines.");
    }
    let mut rows = Vec::new();
    let mut told = Vec::new();
    for line in lines {
        answer_line(world, line, &mut rows, &mut told);
    }
    Json(json!({"PriceAvailabilityList": rows, "errorMessage": null, "errorDetail": null})).into_response()
}

fn answer_line(world: &World, line: &Value, rows: &mut Vec<Value>, told: &mut Vec<u32>) {
    let sku = text(&line["synnexSKU"]);
    if !sku.is_empty() {
        match sku.parse().ok().and_then(|sku| world.catalog.by_sku(sku)) {
            // A second question for one SKU collapses into the first.
            Some(item) if told.contains(&item.sku) => {}
            Some(item) => {
                told.push(item.sku);
                rows.push(row(world, item, line));
            }
            None => rows.push(exception(&sku, None, "Not found", line)),
        }
        return;
    }
    let part = text(&line["mfgPN"]);
    let found = world.catalog.by_part(&part);
    if found.is_empty() {
        rows.push(exception("0", Some(&part), "Not found", line));
    }
    rows.extend(found.into_iter().map(|item| row(world, item, line)));
}

fn exception(sku: &str, part: Option<&str>, status: &str, line: &Value) -> Value {
    json!({
        "synnexSKU": sku.parse::<u64>().map_or_else(|_| json!(sku), |sku| json!(sku)),
        "mfgPN": part, "status": status, "price": null, "totalQuantity": null,
        "lineNumber": line["lineNumber"], "errorMessage": null, "errorDetail": null,
    })
}

fn row(world: &World, item: Item, line: &Value) -> Value {
    let status = match item.standing {
        Standing::Discontinued => "Discontinued",
        Standing::NotAuthorized | Standing::Bookkeeping => "Not authorized",
        Standing::Active | Standing::SpecialOrder => "Active",
    };
    if status != "Active" {
        return exception(&item.sku.to_string(), Some(&item.part_number), status, line);
    }
    let item = world.offered(item);
    let yes = |yes: bool| if yes { "Y" } else { "N" };
    let mut row = Map::new();
    let mut put = |name: &str, value: Value| row.insert(name.to_owned(), value);
    put("synnexSKU", item.sku.into());
    put("mfgPN", item.part_number.as_str().into());
    put("mfgCode", item.vendor_number.to_string().into());
    put("status", status.into());
    put("description", item.description.as_str().into());
    put("price", hundredths(item.price_cents).into());
    put("priceType", line["priceType"].clone());
    put("msrp", hundredths(item.msrp_cents).into());
    put("weight", hundredths(item.weight_hundredths.into()).into());
    put("parcelShippable", yes(item.category.kind != Kind::Heavy).into());
    put("EURequired", yes(matches!(item.category.kind, Kind::Licence | Kind::Service)).into());
    put("totalQuantity", item.total(world.settings.total_includes_direct_ship).into());
    put("AvailabilityByWarehouse", warehouses(world, &item));
    put("lineNumber", line["lineNumber"].clone());
    put("errorMessage", Value::Null);
    put("errorDetail", Value::Null);
    Value::Object(row)
}

fn warehouses(world: &World, item: &Item) -> Value {
    let places = item.stock.iter().enumerate().filter_map(|(index, (id, quantity))| {
        let place = warehouse::find(world.catalog.country, *id)?;
        let city =
            if place.state.is_empty() { place.city.to_owned() } else { format!("{},{}", place.city, place.state) };
        // What is on order goes to the first warehouse.
        let coming = if index == 0 { item.on_order } else { 0 };
        let arrival = item.eta.filter(|_| coming > 0).map(|date| date.strftime("%Y%m%d").to_string());
        Some(json!({
            "warehouseInfo": {"number": place.id, "zipcode": place.zip, "city": city, "addr": place.street},
            "qty": quantity, "onOrderQuantity": coming, "estimatedArrivalDate": arrival,
        }))
    });
    places.collect()
}

/// Numbers come as text or as numbers.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn hundredths(amount: u64) -> String {
    format!("{}.{:02}", amount / 100, amount % 100)
}
