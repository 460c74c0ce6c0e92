//! Asking the PSA for products that exist already: by external reference, by the distributor's part number, by manufacturer
//! and part number. Each question is about a whole page, and only about SKUs that the one before did not answer.

use super::candidate::Candidate;
use super::context::Context;
use linkspan_core::capability::psa::Product;
use linkspan_core::catalog::adopt::{Candidates, Match};
use linkspan_core::catalog::decision::Answer;
use linkspan_core::catalog::desired::reference;
use linkspan_core::catalog::guard::ProductHold;
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
    /// Several products, or one that is not certain: what people call each, by its id.
    Several(BTreeMap<String, String>),
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
        let matched = by_choice(candidate, known.find(&candidate.item), &products);
        found.insert(candidate.item.sku.clone(), matched);
    }
    settle_doubles(env, context, candidates, &mut found).await?;
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

/// What a person chose, where it is one of the products that are found now; else what was found. That none of them is right
/// was said about these alone.
fn by_choice(candidate: &Candidate, matched: Match<'_>, products: &[Product]) -> Found {
    let ids = match &matched {
        Match::None => return Found::Nothing,
        Match::One(product) => vec![product.id.clone()],
        Match::Listed(ids) => ids.clone(),
    };
    for decision in candidate.decisions().iter().rev() {
        match &decision.answer {
            Answer::Choose { product } => {
                if let Some(right) = products.iter().find(|one| one.id == *product && ids.contains(product)) {
                    return Found::Product(Box::new(right.clone()));
                }
            }
            Answer::CreateNew => {
                let about = ProductHold::SeveralProducts { products: ids.clone(), labels: BTreeMap::new() };
                if decision.about == about.fingerprint() {
                    return Found::Nothing;
                }
            }
            Answer::Accept | Answer::Keep => {}
        }
    }
    from_match(matched, products)
}

fn from_match(matched: Match<'_>, products: &[Product]) -> Found {
    match matched {
        Match::None => Found::Nothing,
        Match::One(product) => Found::Product(Box::new(product.clone())),
        Match::Listed(ids) => Found::Several(labels(&ids, products)),
    }
}

fn labels(ids: &[String], products: &[Product]) -> BTreeMap<String, String> {
    let label = |id: &String| products.iter().find(|one| one.id == *id).map(label).unwrap_or_default();
    ids.iter().map(|id| (id.clone(), label(id))).collect()
}

/// Enough to tell one product from another.
fn label(product: &Product) -> String {
    let values = &product.values;
    let parts = [values.name.as_deref(), product.manufacturer.as_deref(), values.manufacturer_part.as_deref()];
    let mut text = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(", ");
    if !product.active {
        text.push_str(" (inactive)");
    }
    text
}

/// One product cannot stand for two SKUs of a distributor: where it would, all of them wait for a person, except the one
/// for which a person chose it.
async fn settle_doubles(
    env: &Env,
    context: &Context,
    candidates: &[Candidate],
    found: &mut BTreeMap<String, Found>,
) -> Result<(), Problem> {
    let mut wanted: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for (sku, one) in found.iter() {
        if let Found::Product(product) = one {
            wanted.entry(product.id.clone()).or_insert_with(|| (label(product), Vec::new())).1.push(sku.clone());
        }
    }
    let ids: Vec<String> = wanted.keys().cloned().collect();
    let taken = env.linked_products(context.bridge.id, &ids).await?;
    for (product, (label, skus)) in wanted {
        let by_another = taken.get(&product).is_some_and(|sku| !skus.contains(sku));
        if !by_another && skus.len() == 1 {
            continue;
        }
        let chose = |one: &&Candidate| skus.contains(&one.item.sku) && one.chose(&product);
        let mut choosers = candidates.iter().filter(chose).map(|one| one.item.sku.clone());
        let winner = if by_another { None } else { choosers.next().filter(|_| choosers.next().is_none()) };
        for sku in skus.into_iter().filter(|sku| winner.as_ref() != Some(sku)) {
            found.insert(sku, Found::Several([(product.clone(), label.clone())].into()));
        }
    }
    Ok(())
}
