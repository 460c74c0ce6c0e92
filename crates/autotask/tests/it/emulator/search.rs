//! Searching, paging and counting over the sample data.

use autotask::{
    Client, Filter, PageSize, Query,
    entity::{Company, NewProduct, Product, Resource},
};
use futures::TryStreamExt;
use rust_decimal::Decimal;

use super::{Vendor, procurement::billing_code};

async fn ids(client: &Client, filter: Filter<Product>) -> Vec<i64> {
    let found: Vec<Product> = client.query_all(Query::matching(filter).unwrap()).try_collect().await.unwrap();
    found.into_iter().map(|product| product.id).collect()
}

#[tokio::test]
async fn every_operator_finds_what_it_says() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    let code = billing_code(&client).await;
    let mut made = Vec::new();
    for (name, sku, cost) in
        [("Probe Alpha", Some("PRB-1"), 100), ("Probe Beta", Some("PRB-2"), 200), ("Probe Gamma", None, 300)]
    {
        let mut new = NewProduct::new(name, code, true, false).unit_cost(Decimal::new(cost, 1));
        new.sku = sku.map(str::to_owned);
        made.push(client.create(&new).await.unwrap());
    }
    let [alpha, beta, gamma] = made[..] else { panic!() };
    let f = &Product::FIELDS;
    let ours = || f.name.begins_with("probe ");
    let cost = |tenths| Decimal::new(tenths, 1);
    for (filter, expected) in [
        (f.name.eq("PROBE ALPHA"), vec![alpha]),
        (ours().and(f.name.not_eq("Probe Alpha")), vec![beta, gamma]),
        (ours().and(f.unit_cost.gt(cost(100))), vec![beta, gamma]),
        (ours().and(f.unit_cost.gte(cost(200))), vec![beta, gamma]),
        (ours().and(f.unit_cost.lt(cost(200))), vec![alpha]),
        (ours().and(f.unit_cost.lte(cost(200))), vec![alpha, beta]),
        (f.name.ends_with("e gamma"), vec![gamma]),
        (f.name.contains("robe b"), vec![beta]),
        (ours().and(f.sku.exists()), vec![alpha, beta]),
        (ours().and(f.sku.is_missing()), vec![gamma]),
        (f.sku.is_in(["PRB-2", "PRB-1", "PRB-9"]), vec![alpha, beta]),
        (ours().and(f.id.not_in([alpha, gamma])), vec![beta]),
        (ours().and(f.sku.eq("PRB-1").or(f.unit_cost.eq(cost(300)))), vec![alpha, gamma]),
        (Filter::any_of([f.id.eq(alpha), f.id.eq(gamma).and(f.is_active.eq(true))]), vec![alpha, gamma]),
    ] {
        let asked = format!("{filter:?}");
        assert_eq!(ids(&client, filter).await, expected, "{asked}");
    }
}

#[tokio::test]
async fn pages_and_counts_agree() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    let total = client.count(&Query::<Product>::all()).await.unwrap();
    let query = Query::<Product>::all().page_size(PageSize::new(7).unwrap()).include(Product::FIELDS.name);
    let pages: Vec<_> = client.pages(query.clone()).try_collect().await.unwrap();
    assert!(pages.len() > 2 && pages.iter().rev().skip(1).all(|page| page.items.len() == 7 && page.more));
    let all: Vec<Product> = client.query_all(query).try_collect().await.unwrap();
    assert_eq!(u64::try_from(all.len()).unwrap(), total);
    assert!(all.iter().all(|product| product.name.is_some() && product.is_active.is_none()));
}

#[tokio::test]
async fn a_list_of_500_travels_as_a_body() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    let everybody: Vec<Resource> = client.query_all(Query::all()).try_collect().await.unwrap();
    let wanted = (0..700).chain(everybody.iter().map(|resource| resource.id));
    let mut found = 0;
    for query in Query::chunked(Resource::FIELDS.id, wanted.collect::<std::collections::BTreeSet<i64>>()) {
        found += client.query(&query).await.unwrap().items.len();
    }
    assert_eq!(found, everybody.len());
    assert!(vendor.running.server().journal().count(|entry| entry.method == "POST") >= 1);
}

#[tokio::test]
async fn the_tenant_itself_is_company_0() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    assert_eq!(client.get::<Company>(0).await.unwrap().unwrap().id, 0);
    let owner = client.get::<Resource>(vendor.ready.owner_resource_id).await.unwrap().unwrap();
    assert_eq!(owner.email.as_deref(), Some(vendor.ready.owner_email.as_str()));
    assert_eq!(owner.is_active, Some(true));
}
