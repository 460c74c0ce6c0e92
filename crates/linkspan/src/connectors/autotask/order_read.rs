//! Reading one purchase order with its lines: products' names and the vendor's part numbers, with one question each.

use super::purchasing::{Statuses, filter_problem};
use super::session::Session;
use ::autotask::Query;
use ::autotask::entity::{Product, ProductVendor, PurchaseOrder as Wire, PurchaseOrderItem};
use linkspan_core::capability::psa::{Address, PurchaseOrder, PurchaseOrderHead, PurchaseOrderLine};
use linkspan_core::problem::Problem;
use std::collections::HashMap;

/// How many products one question may name.
const KEYS: usize = 400;

/// The head of an order.
pub(super) fn head(order: &Wire, statuses: &Statuses, names: &HashMap<i64, String>) -> PurchaseOrderHead {
    let text =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    PurchaseOrderHead {
        id: order.id.to_string(),
        number: order.purchase_order_number.clone().unwrap_or_default(),
        status: statuses.read(order.status),
        vendor: order.vendor_id.map(|vendor| vendor.to_string()).unwrap_or_default(),
        external_number: text(&order.external_po_number),
        memo: order.general_memo.clone().unwrap_or_default(),
        purchase_for: order.purchase_for_company_id.map(|company| company.to_string()),
        purchase_for_name: order.purchase_for_company_id.and_then(|company| names.get(&company).cloned()),
    }
}

/// The whole order.
pub(super) async fn read_order(session: &Session, order: Wire, vendor: i64) -> Result<PurchaseOrder, Problem> {
    let statuses = Statuses::of(session).await?;
    let names = session.company_names(order.purchase_for_company_id).await?;
    let mut items = session.run(session.client().list_children::<PurchaseOrderItem>(order.id)).await?;
    items.sort_by_key(|item| item.id);
    let mut products: Vec<i64> = items.iter().filter_map(|item| item.product_id).collect();
    products.sort_unstable();
    products.dedup();
    let sold = products_by_id(session, &products).await?;
    let skus = vendor_part_numbers(session, vendor, &products).await?;
    let shipping_type = match order.shipping_type {
        Some(chosen) => session.shipping().await?.into_iter().find(|choice| choice.id == chosen.to_string()),
        None => None,
    };
    let line = |item: PurchaseOrderItem| line(item, &sold, &skus);
    Ok(PurchaseOrder {
        head: head(&order, &statuses, &names),
        ship_to: address(&order),
        shipping_type,
        lines: items.into_iter().map(line).collect(),
    })
}

fn line(item: PurchaseOrderItem, sold: &HashMap<i64, Product>, skus: &HashMap<i64, String>) -> PurchaseOrderLine {
    let product = item.product_id.and_then(|product| sold.get(&product));
    let name = product.map(|product| product.name.clone().unwrap_or_default());
    PurchaseOrderLine {
        id: item.id.to_string(),
        product: item.product_id.map(|product| product.to_string()),
        product_name: name
            .unwrap_or_else(|| item.charge_id.map_or_else(String::new, |charge| format!("Charge {charge}"))),
        sku: item.product_id.and_then(|product| skus.get(&product).cloned()),
        quantity: item.quantity.unwrap_or_default(),
        unit_cost: item.unit_cost,
        sale_price: product.and_then(|product| product.unit_price),
        memo: item.memo.unwrap_or_default(),
        estimated_arrival: item.estimated_arrival_date,
    }
}

fn address(order: &Wire) -> Address {
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    Address {
        name: text(&order.ship_to_name),
        line1: text(&order.ship_to_address1),
        line2: text(&order.ship_to_address2),
        city: text(&order.ship_to_city),
        state: text(&order.ship_to_state),
        postal_code: text(&order.ship_to_postal_code),
        // A purchase order has no country in Autotask.
        country: String::new(),
        phone: text(&order.phone),
    }
}

async fn products_by_id(session: &Session, products: &[i64]) -> Result<HashMap<i64, Product>, Problem> {
    let f = &Product::FIELDS;
    let queries = products.chunks(KEYS).map(|ids| {
        let query = Query::matching(f.id.is_in(ids.iter().copied())).map_err(filter_problem);
        query.map(|query| query.include(f.name).include(f.unit_price))
    });
    let found = session.all(queries.collect::<Result<_, _>>()?).await?;
    Ok(found.into_iter().map(|product| (product.id, product)).collect())
}

/// The vendor's part number of each product that has one; rows that are not in use do not count.
async fn vendor_part_numbers(
    session: &Session,
    vendor: i64,
    products: &[i64],
) -> Result<HashMap<i64, String>, Problem> {
    let f = &ProductVendor::FIELDS;
    let queries = products.chunks(KEYS).map(|ids| {
        let of_vendor = f.vendor_id.eq(vendor).and(f.is_active.eq(true));
        Query::matching(of_vendor.and(f.product_id.is_in(ids.iter().copied()))).map_err(filter_problem)
    });
    let found = session.all(queries.collect::<Result<_, _>>()?).await?;
    let filled = |row: ProductVendor| {
        let number = row.vendor_part_number?.trim().to_owned();
        Some((row.product_id?, number)).filter(|(_, number)| !number.is_empty())
    };
    Ok(found.into_iter().filter_map(filled).collect())
}
