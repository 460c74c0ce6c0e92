//! Live price and stock.

use super::session::Session;
use ::td_synnex::price::{ItemStatus, PriceItem, PriceQuery};
use async_trait::async_trait;
use linkspan_core::capability::distributor::{Orderable, PriceAndAvailability, Quote, WarehouseStock};
use linkspan_core::money::Currency;
use linkspan_core::problem::Problem;

#[async_trait]
impl PriceAndAvailability for Session {
    async fn quote(&self, skus: &[String]) -> Result<Vec<Quote>, Problem> {
        let queries: Vec<PriceQuery> = skus.iter().map(PriceQuery::sku).collect();
        let answers = self.run(self.client().price_and_availability(&queries)).await?;
        let currency = self.currency();
        Ok(skus.iter().zip(answers).map(|(sku, answer)| quote(sku, &answer.items, currency)).collect())
    }
}

/// The quote of one SKU. More than one item cannot come for a SKU; where it does, nothing is picked.
pub(super) fn quote(sku: &str, items: &[PriceItem], currency: Currency) -> Quote {
    match items {
        [item] => Quote {
            sku: sku.to_owned(),
            orderable: orderable(&item.status),
            price: item.price,
            currency,
            available: item.total_quantity.unwrap_or_default(),
            end_user_required: item.end_user_data_required == Some(true),
            warehouses: item.warehouses.iter().map(warehouse).collect(),
        },
        other => Quote {
            sku: sku.to_owned(),
            orderable: Orderable::Other(if other.is_empty() { "no answer" } else { "several answers" }.to_owned()),
            price: None,
            currency,
            available: 0,
            end_user_required: false,
            warehouses: Vec::new(),
        },
    }
}

fn orderable(status: &ItemStatus) -> Orderable {
    match status {
        ItemStatus::Active => Orderable::Yes,
        ItemStatus::Discontinued => Orderable::Discontinued,
        ItemStatus::NotFound => Orderable::NotFound,
        ItemStatus::NotAuthorized => Orderable::NotAuthorised,
        ItemStatus::Inactive => Orderable::Other("inactive".into()),
        ItemStatus::Unknown(word) => Orderable::Other(word.clone()),
    }
}

fn warehouse(stock: &::td_synnex::price::WarehouseStock) -> WarehouseStock {
    WarehouseStock {
        id: stock.number.clone(),
        name: stock.city.clone().unwrap_or_default(),
        quantity: stock.quantity.unwrap_or_default(),
        on_order: stock.on_order,
        expected: stock.eta,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sku_without_an_answer_cannot_be_ordered() {
        let quote = quote("77", &[], Currency::USD);
        assert_eq!(quote.orderable, Orderable::Other("no answer".into()));
        assert_eq!((quote.price, quote.available), (None, 0));
    }

    #[test]
    fn words_that_are_not_documented_are_kept() {
        assert_eq!(orderable(&ItemStatus::Unknown("NOTSETUP".into())), Orderable::Other("NOTSETUP".into()));
        assert_eq!(orderable(&ItemStatus::NotAuthorized), Orderable::NotAuthorised);
    }
}
