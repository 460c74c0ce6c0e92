//! Random filters on random data: the rows that come through the client and the emulator are those that a plain evaluator,
//! written here from the reference alone, finds in the same data.

use autotask::{
    Client, Filter, PageSize, Query,
    entity::Product,
    query::{Field, UdfFilter},
};
use futures::TryStreamExt;
use linkspan_emulator::autotask::{Limits, Options};
use proptest::{
    prelude::*,
    sample::{select, subsequence},
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Vendor, procurement::billing_code};

const TEXTS: [&str; 9] =
    ["Alpha", "alpha beta", "BETA", "beta 10%_[x]", "Émile", "émile o'neil", "10", "a", "\"quoted\" \\ end"];
const NAMES: [&str; 3] = ["name", "sku", "description"];
const AMOUNTS: [&str; 2] = ["unitCost", "msrp"];
const WHOLES: [&str; 3] = ["id", "productBillingCodeID", "defaultVendorID"];
const FLAGS: [&str; 3] = ["isActive", "isSerialized", "doesNotRequireProcurement"];
const UDF: &str = "Warranty Months";

/// A condition as this test thinks of it.
#[derive(Debug, Clone)]
enum Condition {
    Text(&'static str, TextOp, &'static str),
    Amount(&'static str, Order, i64),
    Whole(&'static str, Order, i64),
    Flag(&'static str, bool, bool),
    There(&'static str, bool),
    TextIn(&'static str, bool, Vec<&'static str>),
    WholeIn(bool, Vec<i64>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

#[derive(Debug, Clone, Copy)]
enum TextOp {
    Eq,
    NotEq,
    Begins,
    Ends,
    Contains,
}

#[derive(Debug, Clone, Copy)]
enum Order {
    Eq,
    NotEq,
    Gt,
    Gte,
    Lt,
    Lte,
}

fn condition() -> impl Strategy<Value = Condition> {
    let text_op = select(vec![TextOp::Eq, TextOp::NotEq, TextOp::Begins, TextOp::Ends, TextOp::Contains]);
    let order = || select(vec![Order::Eq, Order::NotEq, Order::Gt, Order::Gte, Order::Lt, Order::Lte]);
    let piece = select(
        TEXTS
            .iter()
            .flat_map(|text| [*text, &text[..1.max(text.len() / 3)]])
            .filter(|text| text.is_ascii())
            .chain(TEXTS)
            .collect::<Vec<_>>(),
    );
    let every: Vec<&'static str> = [&NAMES[..], &AMOUNTS, &WHOLES, &FLAGS].concat();
    let leaf = prop_oneof![
        (select(NAMES.to_vec()), text_op, piece).prop_map(|(field, op, text)| Condition::Text(field, op, text)),
        (select(AMOUNTS.to_vec()), order(), 0..12_i64).prop_map(|(field, op, n)| Condition::Amount(field, op, n * 25)),
        (select(WHOLES.to_vec()), order(), 0..90_i64).prop_map(|(field, op, n)| Condition::Whole(field, op, n)),
        (select(FLAGS.to_vec()), any::<bool>(), any::<bool>())
            .prop_map(|(field, eq, flag)| Condition::Flag(field, eq, flag)),
        (select(every), any::<bool>()).prop_map(|(field, there)| Condition::There(field, there)),
        (select(NAMES.to_vec()), any::<bool>(), subsequence(TEXTS.to_vec(), 1..6))
            .prop_map(|(field, within, texts)| Condition::TextIn(field, within, texts)),
        (any::<bool>(), proptest::collection::vec(0..90_i64, 1..40))
            .prop_map(|(within, ids)| Condition::WholeIn(within, ids)),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let group = || proptest::collection::vec(inner.clone(), 1..5);
        prop_oneof![group().prop_map(Condition::All), group().prop_map(Condition::Any)]
    })
}

/// The condition in the client's words. Ids are told from the first one of the data.
fn filter(condition: &Condition, first: i64) -> Filter<Product> {
    match condition {
        Condition::Text(name, op, text) => {
            let field = Field::<Product, String>::named(name);
            match op {
                TextOp::Eq => field.eq(*text),
                TextOp::NotEq => field.not_eq(*text),
                TextOp::Begins => field.begins_with(*text),
                TextOp::Ends => field.ends_with(*text),
                TextOp::Contains => field.contains(*text),
            }
        }
        Condition::Amount(name, op, cents) => compared(Field::<_, Decimal>::named(name), *op, Decimal::new(*cents, 2)),
        Condition::Whole(name, op, number) => compared(Field::<_, i64>::named(name), *op, number + base(name, first)),
        Condition::Flag(name, eq, flag) => {
            let field = Field::<Product, bool>::named(name);
            if *eq { field.eq(*flag) } else { field.not_eq(*flag) }
        }
        Condition::There(name, there) => {
            let field = Field::<Product, String>::named(name);
            if *there { field.exists() } else { field.is_missing() }
        }
        Condition::TextIn(name, within, texts) => {
            let field = Field::<Product, String>::named(name);
            if *within { field.is_in(texts.iter().copied()) } else { field.not_in(texts.iter().copied()) }
        }
        Condition::WholeIn(within, numbers) => {
            let ids = numbers.iter().map(|number| number + first);
            if *within { Product::FIELDS.id.is_in(ids) } else { Product::FIELDS.id.not_in(ids) }
        }
        Condition::All(conditions) => Filter::all_of(conditions.iter().map(|condition| filter(condition, first))),
        Condition::Any(conditions) => Filter::any_of(conditions.iter().map(|condition| filter(condition, first))),
    }
}

fn compared<T: autotask::value::WireValue>(field: Field<Product, T>, op: Order, value: T) -> Filter<Product> {
    match op {
        Order::Eq => field.eq(value),
        Order::NotEq => field.not_eq(value),
        Order::Gt => field.gt(value),
        Order::Gte => field.gte(value),
        Order::Lt => field.lt(value),
        Order::Lte => field.lte(value),
    }
}

/// Ids are spread from the first one on, other numbers from 0.
fn base(name: &str, first: i64) -> i64 {
    if name == "id" { first } else { 0 }
}

/// Whether a row as it came over the wire satisfies the condition: text without regard to case, null nothing but "is missing".
fn holds(condition: &Condition, row: &Value, first: i64) -> bool {
    let text = |name: &str| row[name].as_str().map(str::to_lowercase);
    match condition {
        Condition::Text(name, op, wanted) => text(name).is_some_and(|text| {
            let wanted = wanted.to_lowercase();
            match op {
                TextOp::Eq => text == wanted,
                TextOp::NotEq => text != wanted,
                TextOp::Begins => text.starts_with(&wanted),
                TextOp::Ends => text.ends_with(&wanted),
                TextOp::Contains => text.contains(&wanted),
            }
        }),
        Condition::Amount(name, op, cents) => row[name].as_f64().is_some_and(|amount| {
            #[expect(clippy::cast_possible_truncation, reason = "amounts of this test are quarters below 4")]
            let amount = (amount * 100.0).round() as i64;
            ordered(amount, *op, *cents)
        }),
        Condition::Whole(name, op, number) => {
            row[name].as_i64().is_some_and(|stored| ordered(stored, *op, number + base(name, first)))
        }
        Condition::Flag(name, eq, flag) => row[name].as_bool().is_some_and(|stored| (stored == *flag) == *eq),
        Condition::There(name, there) => row[name].is_null() != *there,
        Condition::TextIn(name, within, texts) => {
            text(name).is_some_and(|text| texts.iter().any(|wanted| wanted.to_lowercase() == text) == *within)
        }
        Condition::WholeIn(within, numbers) => {
            row["id"].as_i64().is_some_and(|id| numbers.contains(&(id - first)) == *within)
        }
        Condition::All(conditions) => conditions.iter().all(|condition| holds(condition, row, first)),
        Condition::Any(conditions) => conditions.iter().any(|condition| holds(condition, row, first)),
    }
}

fn ordered(stored: i64, op: Order, wanted: i64) -> bool {
    match op {
        Order::Eq => stored == wanted,
        Order::NotEq => stored != wanted,
        Order::Gt => stored > wanted,
        Order::Gte => stored >= wanted,
        Order::Lt => stored < wanted,
        Order::Lte => stored <= wanted,
    }
}

/// A random product beside the sample.
fn product(code: i64) -> impl Strategy<Value = Value> {
    let text = || proptest::option::weighted(0.8, select(TEXTS.to_vec()));
    let amount = || proptest::option::weighted(0.8, (0..12_i64).prop_map(|n| Decimal::new(n * 25, 2)));
    let flags = (any::<bool>(), any::<bool>(), proptest::option::of(any::<bool>()));
    (select(TEXTS.to_vec()), text(), text(), amount(), amount(), flags, text()).prop_map(
        move |(name, sku, description, cost, msrp, (active, serialized, procured), months)| {
            let number = |amount: Option<Decimal>| amount.map(|amount| amount.to_string());
            json!({
                "name": name, "sku": sku, "description": description, "unitCost": number(cost), "msrp": number(msrp),
                "isActive": active, "isSerialized": serialized, "doesNotRequireProcurement": procured,
                "productBillingCodeID": code, "userDefinedFields": [{"name": UDF, "value": months}],
            })
        },
    )
}

/// All products as the emulator keeps them, by their ids.
fn rows(vendor: &Vendor) -> Vec<Value> {
    let mut rows = vendor.running.tenant().entities("Products");
    rows.sort_by_key(|row| row["id"].as_i64());
    rows
}

async fn found(client: &Client, query: Query<Product>, size: u16) -> Vec<i64> {
    let products: Vec<Product> =
        client.query_all(query.page_size(PageSize::new(size).unwrap())).try_collect().await.unwrap();
    products.into_iter().map(|product| product.id).collect()
}

#[test]
fn random_filters_find_what_a_plain_evaluator_finds() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 250, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let (client, rows, _vendor) = runtime.block_on(async {
        let vendor = Vendor::start(Options { limits: Limits::off(), ..Options::default() }).await;
        let client = vendor.unguarded_client().await;
        let strategy = proptest::collection::vec(product(billing_code(&client).await), 60);
        for product in strategy.new_tree(&mut runner).unwrap().current() {
            vendor.running.tenant().create("Products", None, product).unwrap();
        }
        let rows = rows(&vendor);
        (client, rows, vendor)
    });
    let first = rows[0]["id"].as_i64().unwrap();
    let months = proptest::option::weighted(0.3, select(TEXTS.to_vec()));
    let hits = std::cell::Cell::new(0);
    let cases = (condition(), 9..70_u16, months);
    runner
        .run(&cases, |(condition, size, months)| {
            let udf_holds = |row: &Value| {
                let Some(months) = months else { return true };
                let fields = row["userDefinedFields"].as_array().into_iter().flatten();
                let value = fields.filter(|field| field["name"] == UDF).find_map(|field| field["value"].as_str());
                value.is_some_and(|value| value.to_lowercase() == months.to_lowercase())
            };
            let expected: Vec<i64> = rows
                .iter()
                .filter(|row| udf_holds(row) && holds(&condition, row, first))
                .filter_map(|row| row["id"].as_i64())
                .collect();
            let query = match months {
                Some(months) => Query::by_udf(UdfFilter::eq(UDF, months)).and(filter(&condition, first)).unwrap(),
                None => Query::matching(filter(&condition, first)).unwrap(),
            };
            let (count, ids) = runtime
                .block_on(async { (client.count(&query).await.unwrap(), found(&client, query.clone(), size).await) });
            prop_assert_eq!(count as usize, expected.len());
            if !expected.is_empty() && expected.len() < rows.len() {
                hits.set(hits.get() + 1);
            }
            prop_assert_eq!(ids, expected);
            Ok(())
        })
        .unwrap();
    assert!(hits.get() > 125, "only {} of 250 filters told rows apart", hits.get());
}
