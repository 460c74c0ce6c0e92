//! A field of an entity, with the type of its values: the only way to a condition.

use std::marker::PhantomData;

use super::filter::{Filter, Node};
use crate::value::WireValue;

/// A field of the entity `E` whose values are of type `T`.
#[derive(Debug)]
pub struct Field<E, T> {
    name: &'static str,
    max_length: Option<u32>,
    types: PhantomData<fn() -> (E, T)>,
}

impl<E, T> Clone for Field<E, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, T> Copy for Field<E, T> {}

impl<E, T> Field<E, T> {
    /// A field by its name on the wire, for those that an entity does not declare.
    pub const fn named(name: &'static str) -> Self {
        Self { name, max_length: None, types: PhantomData }
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The longest text that the vendor documents for it, in characters; the tenant's metadata has the last word.
    /// What becomes of a longer one is not documented, so send none.
    pub const fn max_length(self) -> Option<u32> {
        self.max_length
    }

    pub(crate) const fn longest(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// There is a value.
    pub fn exists(self) -> Filter<E> {
        Filter::of(Node::presence("exist", self.name))
    }

    /// There is no value.
    pub fn is_missing(self) -> Filter<E> {
        Filter::of(Node::presence("notExist", self.name))
    }
}

impl<E, T: WireValue> Field<E, T> {
    /// Equal; text is compared without regard to case.
    pub fn eq(self, value: impl Into<T>) -> Filter<E> {
        self.compare("eq", value)
    }

    /// Not equal.
    pub fn not_eq(self, value: impl Into<T>) -> Filter<E> {
        self.compare("noteq", value)
    }

    /// Greater.
    pub fn gt(self, value: impl Into<T>) -> Filter<E> {
        self.compare("gt", value)
    }

    /// Greater or equal.
    pub fn gte(self, value: impl Into<T>) -> Filter<E> {
        self.compare("gte", value)
    }

    /// Less.
    pub fn lt(self, value: impl Into<T>) -> Filter<E> {
        self.compare("lt", value)
    }

    /// Less or equal.
    pub fn lte(self, value: impl Into<T>) -> Filter<E> {
        self.compare("lte", value)
    }

    /// Any of the values; see [`Query::chunked`](super::Query::chunked) for more than 500.
    pub fn is_in(self, values: impl IntoIterator<Item = impl Into<T>>) -> Filter<E> {
        Filter::of(Node::one_of(self.name, values.into_iter().map(|value| value.into().to_json()).collect()))
    }

    /// None of the values.
    pub fn not_in(self, values: impl IntoIterator<Item = impl Into<T>>) -> Filter<E> {
        Filter::of(Node::none_of(self.name, values.into_iter().map(|value| value.into().to_json()).collect()))
    }

    fn compare(self, op: &'static str, value: impl Into<T>) -> Filter<E> {
        Filter::of(Node::compare(op, self.name, value.into().to_json()))
    }
}

impl<E> Field<E, String> {
    /// The text begins so.
    pub fn begins_with(self, text: impl Into<String>) -> Filter<E> {
        self.compare("beginsWith", text)
    }

    /// The text ends so.
    pub fn ends_with(self, text: impl Into<String>) -> Filter<E> {
        self.compare("endsWith", text)
    }

    /// The text occurs somewhere.
    pub fn contains(self, text: impl Into<String>) -> Filter<E> {
        self.compare("contains", text)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rstest::rstest;
    use serde_json::{Value, json};

    use super::*;
    use crate::entity::{Product, PurchaseOrder, PurchaseOrderItem};

    #[rstest]
    #[case(Product::FIELDS.id.not_eq(1), json!({"op": "noteq", "field": "id", "value": 1}))]
    #[case(Product::FIELDS.id.gt(1), json!({"op": "gt", "field": "id", "value": 1}))]
    #[case(Product::FIELDS.id.lt(1), json!({"op": "lt", "field": "id", "value": 1}))]
    #[case(Product::FIELDS.id.lte(1), json!({"op": "lte", "field": "id", "value": 1}))]
    #[case(Product::FIELDS.id.not_in([1, 2]), json!({"op": "notIn", "field": "id", "value": [1, 2]}))]
    #[case(Product::FIELDS.sku.exists(), json!({"op": "exist", "field": "sku"}))]
    #[case(Product::FIELDS.sku.is_missing(), json!({"op": "notExist", "field": "sku"}))]
    #[case(Product::FIELDS.sku.contains("x"), json!({"op": "contains", "field": "sku", "value": "x"}))]
    #[case(Product::FIELDS.sku.ends_with("x"), json!({"op": "endsWith", "field": "sku", "value": "x"}))]
    #[case(Product::FIELDS.is_active.eq(true), json!({"op": "eq", "field": "isActive", "value": true}))]
    #[case(Field::<Product, i64>::named("addedLater").eq(2_i64), json!({"op": "eq", "field": "addedLater", "value": 2}))]
    fn each_operator_is_spelled_as_documented(#[case] filter: Filter<Product>, #[case] expected: Value) {
        assert_eq!(filter.into_node().to_json(), expected);
    }

    #[test]
    fn times_and_dates_are_sent_in_utc() {
        let since =
            PurchaseOrder::FIELDS.create_date_time.gte("2026-01-01T01:00:00+01:00".parse::<jiff::Timestamp>().unwrap());
        assert_eq!(since.into_node().to_json()["value"], "2026-01-01T00:00:00Z");
        let due = PurchaseOrderItem::FIELDS.estimated_arrival_date.lt(date(2026, 2, 3));
        assert_eq!(due.into_node().to_json()["value"], "2026-02-03T00:00:00Z");
    }
}
