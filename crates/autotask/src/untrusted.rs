//! Reads bytes as every answer that the vendor could have meant, and forgets what was read. For fuzzing alone: it reaches the
//! readers without a server.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    classify::{Refusal, Subject, classify},
    client::{ApiVersion, Threshold},
    entity::{Company, Contact, Entity, Product, ProductVendor, PurchaseOrder, PurchaseOrderItem, TicketWebhook},
    error::Verb,
    http::decode,
    metadata::{EntityInfo, Fields},
    query::PageReply,
    zone::Zone,
};

/// Reads the bytes in every way; answers how many ways found something.
///
/// # Panics
/// When a record that was read and written again is another one: that is what fuzzing looks for.
pub fn read(bytes: &[u8]) -> usize {
    for status in [401, 404, 429, 500, 503] {
        let subject = Subject { entity: "Products", verb: Verb::Create };
        let error = classify(&Refusal { status, body: bytes, retry_after: None }, subject);
        let _ = (error.to_string(), error.consequence());
    }
    let found = [
        reads::<Fields>(bytes),
        reads::<EntityInfo>(bytes),
        reads::<Zone>(bytes),
        reads::<Threshold>(bytes),
        reads::<ApiVersion>(bytes),
        page::<Product>(bytes),
        page::<ProductVendor>(bytes),
        page::<PurchaseOrder>(bytes),
        page::<PurchaseOrderItem>(bytes),
        page::<Company>(bytes),
        page::<Contact>(bytes),
        page::<TicketWebhook>(bytes),
    ];
    if let Ok(fields) = decode::<Fields>(bytes) {
        for field in &fields.fields {
            for value in &field.picklist_values {
                let _ = fields.picklist_value(&field.name, &value.label);
            }
        }
    }
    found.into_iter().filter(|found| *found).count()
}

fn reads<T: DeserializeOwned>(bytes: &[u8]) -> bool {
    decode::<T>(bytes).is_ok()
}

/// Reads a page of records, and each record again from what it is written as.
fn page<E: Entity + Serialize>(bytes: &[u8]) -> bool {
    let Ok(page) = decode::<PageReply<E>>(bytes) else { return false };
    for record in crate::Page::from(page).items {
        let written = serde_json::to_vec(&record).unwrap_or_default();
        let again = decode::<E>(&written).ok();
        assert_eq!(again.as_ref().map(coarse), Some(coarse(&record)), "written and read again");
    }
    true
}

/// A record as JSON, its fractions cut to twelve digits: the JSON reader is not exact beyond fifteen, which only concerns
/// members that are not declared, since declared ones travel as text where a fraction would not do.
fn coarse(record: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(record).unwrap_or_default();
    cut_fractions(&mut value);
    value
}

fn cut_fractions(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            *value = Value::from(format!("{:.11e}", number.as_f64().unwrap_or_default()));
        }
        Value::Array(items) => items.iter_mut().for_each(cut_fractions),
        Value::Object(members) => members.values_mut().for_each(cut_fractions),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_is_found_in_its_way() {
        for (ways, body) in [
            (7, r#"{"items":[{"id":1}],"pageDetails":{"nextPageUrl":null}}"#),
            (1, r#"{"fields":[{"name":"status","picklistValues":[{"value":"1","label":"New"}]}]}"#),
            (1, r#"{"zoneName":"EU 1","url":"https://webservices19.autotask.net/ATServicesRest/","ci":7}"#),
            (0, r#"{"errors":["IntegrationCode is invalid."]}"#),
            (0, "<html>"),
        ] {
            assert_eq!(read(body.as_bytes()), ways, "{body}");
        }
    }
}
