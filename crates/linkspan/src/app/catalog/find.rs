//! Asking the PSA for products that exist already: by external reference, by the distributor's part number, by manufacturer
//! and part number. Each question is about a whole page, and only about SKUs that the one before did not answer.

use super::context::Context;
use super::plan::Candidate;
use linkspan_core::capability::psa::Product;
use linkspan_core::catalog::adopt::{Candidates, Match};
use linkspan_core::catalog::desired::reference;
use linkspan_core::problem::Problem;
use linkspan_store::Env;
use std::collections::{BTreeMap, BTreeSet};

/// What was found for a SKU.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// Nothing: a product may be made.
    Nothing,
    /// The product.
    Product(Box<Product>),
    /// Several products, or one that is not certain.
    Several(Vec<String>),
}

/// Looks for the products of SKUs that have none, and says how many questions that took.
///
/// # Errors
/// What the PSA says.
pub(super) async fn find_products(
    env: &Env,
    context: &Context,
    candidates: &[Candidate],
) -> Result<(BTreeMap<String, Found>, i64), Problem> {
    let mut found = BTreeMap::new();
    if candidates.is_empty() {
        return Ok((found, 0));
    }
    let (products, calls) = ask(context, candidates).await?;
    let known = Candidates::new(&context.bridge.vendor_id, &products);
    for candidate in candidates {
        let chosen = candidate.link.as_ref().and_then(|link| link.chosen.as_deref());
        let matched = match chosen {
            Some("") => Found::Nothing,
            Some(id) => match products.iter().find(|product| product.id == id) {
                Some(product) => Found::Product(Box::new(product.clone())),
                None => from_match(known.find(&candidate.item)),
            },
            None => from_match(known.find(&candidate.item)),
        };
        found.insert(candidate.item.sku.clone(), matched);
    }
    settle_doubles(env, context, &mut found).await?;
    Ok((found, calls))
}

async fn ask(context: &Context, candidates: &[Candidate]) -> Result<(Vec<Product>, i64), Problem> {
    let catalogue = &context.psa.catalogue;
    let vendor = &context.bridge.vendor_id;
    let references: Vec<String> = candidates.iter().map(|one| reference(&one.item.sku)).collect();
    let mut products = catalogue.products_by_reference(&references).await?;
    let mut calls = 1;
    let open = |products: &[Product]| -> Vec<&Candidate> {
        let known = Candidates::new(vendor, products);
        candidates.iter().filter(|one| known.find(&one.item) == Match::None).collect()
    };
    let skus: Vec<String> = open(&products).iter().map(|one| one.item.sku.clone()).collect();
    if !skus.is_empty() {
        products.extend(catalogue.products_by_vendor_part(vendor, &skus).await?);
        calls += 1;
    }
    let parts: BTreeSet<String> = open(&products)
        .iter()
        .map(|one| one.item.manufacturer_part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    if !parts.is_empty() {
        let parts: Vec<String> = parts.into_iter().collect();
        products.extend(catalogue.products_by_manufacturer_part(&parts).await?);
        calls += 1;
    }
    Ok((products, calls))
}

fn from_match(matched: Match<'_>) -> Found {
    match matched {
        Match::None => Found::Nothing,
        Match::One(product) => Found::Product(Box::new(product.clone())),
        Match::Listed(ids) => Found::Several(ids),
    }
}

/// One product cannot stand for two SKUs of a distributor: where it would, all of them wait for a person.
async fn settle_doubles(env: &Env, context: &Context, found: &mut BTreeMap<String, Found>) -> Result<(), Problem> {
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (sku, one) in found.iter() {
        if let Found::Product(product) = one {
            wanted.entry(product.id.clone()).or_default().push(sku.clone());
        }
    }
    let ids: Vec<String> = wanted.keys().cloned().collect();
    let taken = env.linked_products(context.bridge.id, &ids).await?;
    for (product, skus) in wanted {
        let by_another = taken.get(&product).is_some_and(|sku| !skus.contains(sku));
        if by_another || skus.len() > 1 {
            for sku in skus {
                found.insert(sku, Found::Several(vec![product.clone()]));
            }
        }
    }
    Ok(())
}
