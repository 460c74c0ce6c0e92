//! The price call: the questions and answers of the XML service in JSON, up to 100 lines a call.

use super::call::{PartnerClient, below};
use crate::error::Error;
use crate::order::FieldProblem;
use crate::price::{Asked, ItemKey, PriceAnswer, PriceQuery, read_answer};
use serde_json::{Value, json};

/// Lines in one call (documented).
const BATCH: usize = 100;

impl PartnerClient {
    /// Asks for prices and stock, as [`Client::price_and_availability`](crate::Client::price_and_availability) does, which
    /// says what the answers mean.
    ///
    /// Special bids and single warehouses cannot be asked for here: such questions come back with that problem. An application
    /// that is not entitled to the call gets [`Error::Permanent`].
    ///
    /// # Errors
    /// Fails as a whole if one batch fails; see [`Error`].
    pub async fn price_and_availability(&self, queries: &[PriceQuery]) -> Result<Vec<PriceAnswer>, Error> {
        let mut asked = Asked::new(queries, |query| [query.problems(), not_here(query)].concat());
        let url = below(&self.hosts.api, &["api", "v1", "webservice", "json", "GetPriceAvailability"]);
        for batch in asked.batches(BATCH) {
            let root = self.post("priceResponse", &url, &request(&batch)).await?;
            asked.note(&batch, read_answer(&root, &batch).map_err(Self::unusable)?);
        }
        Ok(asked.answers())
    }
}

fn not_here(query: &PriceQuery) -> Vec<FieldProblem> {
    let problem = |field: &str, found: &str| FieldProblem {
        field: field.to_owned(),
        limit: "not in the Partner API".to_owned(),
        found: found.to_owned(),
        sentence: "The Partner API's price call takes neither special bids nor single warehouses.".to_owned(),
    };
    let bid = query.special_deal.iter().map(|bid| problem("skuList/specialDealNumber", bid));
    let places =
        (!query.warehouses.is_empty()).then(|| problem("skuList/requestWarehouse", &query.warehouses.join(",")));
    bid.chain(places).collect()
}

fn request(batch: &[&PriceQuery]) -> Value {
    let line = |(number, query): (usize, &&PriceQuery)| {
        let kind = query.price_type.as_deref().unwrap_or("REGULAR");
        match &query.item {
            ItemKey::Sku(sku) => json!({"synnexSKU": sku.trim(), "lineNumber": number, "priceType": kind}),
            ItemKey::ManufacturerPart(part) => json!({"mfgPN": part, "lineNumber": number, "priceType": kind}),
        }
    };
    json!({"version": "2.8", "skuList": (1..).zip(batch).map(line).collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_has_the_names_that_clients_send() {
        let queries = [PriceQuery::sku("439866"), PriceQuery::manufacturer_part("108R00645")];
        let expected = json!({"version": "2.8", "skuList": [
            {"synnexSKU": "439866", "lineNumber": 1, "priceType": "REGULAR"},
            {"mfgPN": "108R00645", "lineNumber": 2, "priceType": "REGULAR"},
        ]});
        assert_eq!(request(&queries.iter().collect::<Vec<_>>()), expected);
    }

    #[test]
    fn what_cannot_be_asked_here_is_named() {
        let query = PriceQuery {
            special_deal: Some("BID-7".to_owned()),
            warehouses: vec!["3".to_owned()],
            ..PriceQuery::sku("1")
        };
        let fields: Vec<_> = not_here(&query).into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["skuList/specialDealNumber", "skuList/requestWarehouse"]);
        assert!(not_here(&PriceQuery::sku("1")).is_empty());
    }
}
