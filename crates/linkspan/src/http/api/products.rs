//! The distributor's catalogue: search, and one product.

use super::describe::{COUNT, Described, Field, Gives, Kind, LIMIT, MONEY, Shape, TEXT, field};
use super::operation::{Ask, Reply, nowhere, page};
use super::shown;
use crate::app::catalog::shelf::{CostPoint, Found, LinkStanding, Shelf};
use crate::http::nango::refusal::Refusal;
use serde_json::{Value, json};

/// How many changes of cost are given.
const COSTS: i64 = 24;

const STANDINGS: [(LinkStanding, &str); 5] = [
    (LinkStanding::Linked, "linked"),
    (LinkStanding::Planned, "planned"),
    (LinkStanding::NotSelected, "not_selected"),
    (LinkStanding::Held, "held"),
    (LinkStanding::Discontinued, "discontinued"),
];

fn standings() -> Vec<&'static str> {
    STANDINGS.iter().map(|(_, word)| *word).collect()
}

macro_rules! product_fields {
    ($($more:expr),* $(,)?) => {
        &[
            field("sku", TEXT, "The distributor's product number."),
            field("name", TEXT, "The description in the catalogue."),
            field("manufacturer", TEXT, "Who makes it."),
            field("manufacturer_part", TEXT, "The manufacturer's part number."),
            field("category", TEXT, "The name of its category."),
            field("category_code", TEXT, "The code of its category."),
            field("cost", Kind::Object(&MONEY), "The cost in the last catalogue file.").or_null(),
            field("list_price", Kind::Object(&MONEY), "The list price.").or_null(),
            field("quantity", COUNT, "Units in stock in the last catalogue file."),
            field("link", Kind::WordOf(standings), "How it stands to the PSA."),
            field("psa_product_id", TEXT, "The PSA's id of its product.").or_null(),
            field("changed_at", Kind::Time, "When its row in the catalogue changed last."),
            $($more),*
        ]
    };
}

static ROW: Shape = Shape { name: "ProductSummary", about: "A product in a list.", fields: product_fields!() };

static STOCK: Shape = Shape {
    name: "WarehouseStock",
    about: "Stock of one warehouse.",
    fields: &[field("warehouse", TEXT, "Its name."), field("quantity", COUNT, "Units there.")],
};

static COST: Shape = Shape {
    name: "CostChange",
    about: "The cost from a moment on.",
    fields: &[
        field("since", Kind::Time, "Since when."),
        field("cost", Kind::Object(&MONEY), "The cost.").or_null(),
        field("change_percent", Kind::Amount, "Change against the one before, in per cent.").or_null(),
    ],
};

static PRODUCT: Shape = Shape {
    name: "Product",
    about: "A product of the distributor's catalogue.",
    fields: product_fields!(
        field("minimum_quantity", COUNT, "The fewest units that can be ordered.").or_null(),
        field("end_user_data", Kind::Flag, "Whether the distributor wants to know the end user."),
        field("upc", TEXT, "The bar code.").or_null(),
        field("replaced_by", TEXT, "The SKU that takes its place.").or_null(),
        field("stock", Kind::List(&Kind::Object(&STOCK)), "Stock by warehouse."),
        field("costs", Kind::List(&Kind::Object(&COST)), "What it cost over time, newest first."),
    ),
};

/// The product of a path.
pub(super) const PATH: &[Field] = &[field("sku", Kind::Text(1, 64), "The distributor's product number.")];

pub(super) static LIST: Described = Described {
    id: "searchProducts",
    group: "Products",
    summary: "Search the catalogue",
    more: "By SKU, part number and words; a search looks at the first 1,000 products that it finds. Without `q` and `link` \
           the list is empty. In the order of the SKUs.",
    query: &[
        field("q", Kind::Text(0, 100), "Words, a SKU or a part number.").optional(),
        field("link", Kind::WordOf(standings), "Only products that stand like this.").optional(),
        LIMIT,
        field("cursor", Kind::Text(0, 64), "`next_cursor` of the page before; left out for the first page.").optional(),
    ],
    gives: Gives::Page(&ROW),
    ..Described::READ
};

/// `GET /api/v1/products`.
pub(super) async fn list(ask: Ask) -> Reply {
    let wanted = STANDINGS.iter().find(|(_, word)| *word == ask.asked("link")).map(|(standing, _)| *standing);
    let (words, after) = (ask.asked("q"), ask.asked("cursor"));
    let none = || page(Vec::<Value>::new(), ask.limit(), Value::to_string, Value::clone);
    if words.is_empty() && wanted.is_none() {
        return Ok(none());
    }
    let Some(shelf) = Shelf::of(&ask.env()).await? else { return Ok(none()) };
    let mut found = shelf.find(words, wanted).await?;
    found.sort_by(|one, other| one.stored.item.sku.cmp(&other.stored.item.sku));
    found.retain(|one| one.stored.item.sku.as_str() > after);
    found.truncate(usize::try_from(ask.limit()).unwrap_or(0) + 1);
    Ok(page(found, ask.limit(), |one| one.stored.item.sku.clone(), |one| head(&shelf, one)))
}

pub(super) static GET: Described = Described {
    id: "getProduct",
    group: "Products",
    summary: "Get a product",
    path: PATH,
    gives: Gives::One(&PRODUCT),
    ..Described::READ
};

/// `GET /api/v1/products/{sku}`.
pub(super) async fn get(ask: Ask) -> Reply {
    let (shelf, found) = find(&ask).await?;
    let item = &found.stored.item;
    let currency = shelf.currency.to_string();
    let stock = shelf.warehouses(&found).await?;
    let costs = shelf.costs(&found, COSTS).await?;
    let mut value = head(&shelf, &found);
    let more = json!({
        "minimum_quantity": item.minimum_quantity, "end_user_data": item.end_user_data, "upc": item.upc,
        "replaced_by": item.replacement,
        "stock": stock.iter().map(|one| json!({"warehouse": one.name, "quantity": one.quantity.max(0)})).collect::<Vec<_>>(),
        "costs": costs.iter().map(|one| cost(one, &currency)).collect::<Vec<_>>(),
    });
    if let (Some(all), Value::Object(more)) = (value.as_object_mut(), more) {
        all.extend(more);
    }
    Ok(value)
}

/// The product that the path names, with its shelf.
pub(super) async fn find(ask: &Ask) -> Result<(Shelf, Found), Refusal> {
    let shelf = Shelf::of(&ask.env()).await?.ok_or_else(nowhere)?;
    let found = shelf.one(ask.param("sku")).await?.ok_or_else(nowhere)?;
    Ok((shelf, found))
}

fn head(shelf: &Shelf, found: &Found) -> Value {
    let item = &found.stored.item;
    let currency = shelf.currency.to_string();
    let link = STANDINGS.iter().find(|(standing, _)| *standing == found.stands).map(|(_, word)| *word);
    json!({
        "sku": item.sku, "name": item.description, "manufacturer": item.manufacturer,
        "manufacturer_part": item.manufacturer_part, "category": shelf.category(&item.category),
        "category_code": item.category, "cost": shown::money(item.cost, &currency),
        "list_price": shown::money(item.msrp, &currency), "quantity": item.quantity.max(0), "link": link,
        "psa_product_id": found.link.as_ref().and_then(|link| link.product.clone()),
        "changed_at": shown::time(Some(found.stored.changed_at)),
    })
}

fn cost(one: &CostPoint, currency: &str) -> Value {
    json!({
        "since": shown::time(Some(one.since)), "cost": shown::money(one.cost, currency),
        "change_percent": shown::amount(one.change),
    })
}
