//! Actions on products and on the catalogue's day.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{ControlError, NewDay, Product, ProductChange, WarehouseStock};
use crate::td_synnex::catalog::{DayShares, ListedStatus, Override, Standing};
use crate::td_synnex::state::World;

/// The product as it is offered now.
pub(in crate::td_synnex) fn product(world: &World, sku: u32) -> Result<Product, ControlError> {
    let found = world.catalog.by_sku(sku).ok_or_else(|| ControlError::NotFound(format!("SKU {sku}")))?;
    let item = world.offered(found);
    let status = match item.standing {
        Standing::Active | Standing::SpecialOrder => ListedStatus::Active,
        Standing::Discontinued => ListedStatus::Discontinued,
        Standing::NotAuthorized | Standing::Bookkeeping => ListedStatus::NotAuthorized,
    };
    Ok(Product {
        sku: item.sku,
        total: item.total(world.settings.total_includes_direct_ship),
        category: item.category.code.to_owned(),
        price: Decimal::new(i64::try_from(item.price_cents).unwrap_or(i64::MAX), 2),
        status,
        warehouses: item
            .stock
            .iter()
            .map(|(warehouse, quantity)| WarehouseStock { warehouse: *warehouse, quantity: *quantity })
            .collect(),
        part_number: item.part_number,
        manufacturer: item.manufacturer.into_owned(),
        description: item.description,
    })
}

/// Changes price, stock or status of one product, in answers and in the file.
pub(in crate::td_synnex) fn change_product(world: &mut World, change: &ProductChange) -> Result<Product, ControlError> {
    let cents = |price: Decimal| {
        (price * Decimal::ONE_HUNDRED)
            .to_u64()
            .filter(|cents| Decimal::from(*cents) == price * Decimal::ONE_HUNDRED)
            .ok_or_else(|| ControlError::BadRequest(format!("{price} is no price in whole cents")))
    };
    let price_cents = change.price.map(cents).transpose()?;
    let set = Override { price_cents, quantity: change.quantity, status: change.status };
    if !world.catalog.set(change.sku, set) {
        return Err(ControlError::NotFound(format!("SKU {}", change.sku)));
    }
    if change.quantity.is_some() {
        world.forget_promises(change.sku);
    }
    product(world, change.sku)
}

/// Goes on to the catalogue's next day. The clock is not moved.
pub(in crate::td_synnex) fn next_day(world: &mut World, shares: DayShares) -> NewDay {
    world.catalog.next_day(shares);
    NewDay { day: world.catalog.day(), rows: world.catalog.row_count(), shares }
}
