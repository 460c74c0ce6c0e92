//! Conditions and how they combine, and the check of what the vendor refuses.

use std::marker::PhantomData;

use serde_json::{Value, json};

/// The most alternatives that one query may hold, the elements of a list counted (as users of live tenants report).
pub const MAX_ALTERNATIVES: usize = 500;

/// Why a query was not made: the vendor would refuse it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// A group without conditions or a list without values.
    #[error("a group of conditions or a list of values is empty")]
    Empty,
    /// More alternatives than one query may hold.
    #[error("the query has {0} alternatives, Autotask takes at most {MAX_ALTERNATIVES}")]
    TooManyAlternatives(usize),
}

/// An entity whose user-defined fields can be asked by.
pub trait HasUserDefinedFields {}

/// A condition on the records of `E`, or several combined.
#[derive(Debug)]
#[must_use]
pub struct Filter<E> {
    node: Node,
    entity: PhantomData<fn() -> E>,
}

impl<E> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Self::of(self.node.clone())
    }
}

impl<E> Filter<E> {
    /// Both hold.
    pub fn and(self, other: Self) -> Self {
        Self::all_of([self, other])
    }

    /// At least one holds.
    pub fn or(self, other: Self) -> Self {
        Self::any_of([self, other])
    }

    /// Every one holds; a query made of none is refused.
    pub fn all_of(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::of(Node::Group { op: "and", items: filters.into_iter().map(Self::into_node).collect() })
    }

    /// At least one holds; a query made of none is refused.
    pub fn any_of(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::of(Node::Group { op: "or", items: filters.into_iter().map(Self::into_node).collect() })
    }

    pub(super) fn of(node: Node) -> Self {
        Self { node, entity: PhantomData }
    }

    pub(super) fn into_node(self) -> Node {
        self.node
    }
}

/// A condition on one user-defined field, by its label.
#[derive(Debug)]
#[must_use]
pub struct UdfFilter<E> {
    node: Node,
    entity: PhantomData<fn() -> E>,
}

impl<E: HasUserDefinedFields> UdfFilter<E> {
    /// The field has this value.
    pub fn eq(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self::of("eq", label.into(), Some(value.into()))
    }

    /// The field has another value.
    pub fn not_eq(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self::of("noteq", label.into(), Some(value.into()))
    }

    /// The value begins so.
    pub fn begins_with(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self::of("beginsWith", label.into(), Some(value.into()))
    }

    /// The text occurs in the value.
    pub fn contains(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self::of("contains", label.into(), Some(value.into()))
    }

    /// The field has a value.
    pub fn exists(label: impl Into<String>) -> Self {
        Self::of("exist", label.into(), None)
    }

    /// The field has no value.
    pub fn is_missing(label: impl Into<String>) -> Self {
        Self::of("notExist", label.into(), None)
    }

    pub(super) fn into_node(self) -> Node {
        self.node
    }

    fn of(op: &'static str, label: String, value: Option<String>) -> Self {
        Self { node: Node::Udf { op, label, value }, entity: PhantomData }
    }
}

/// The untyped form.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Compare { op: &'static str, field: &'static str, value: Value },
    Presence { op: &'static str, field: &'static str },
    List { op: &'static str, field: &'static str, values: Vec<Value> },
    Udf { op: &'static str, label: String, value: Option<String> },
    Group { op: &'static str, items: Vec<Node> },
}

impl Node {
    pub(super) fn compare(op: &'static str, field: &'static str, value: Value) -> Self {
        Self::Compare { op, field, value }
    }

    pub(super) fn presence(op: &'static str, field: &'static str) -> Self {
        Self::Presence { op, field }
    }

    pub(super) fn one_of(field: &'static str, values: Vec<Value>) -> Self {
        Self::List { op: "in", field, values }
    }

    pub(super) fn none_of(field: &'static str, values: Vec<Value>) -> Self {
        Self::List { op: "notIn", field, values }
    }

    pub(super) fn check(&self) -> Result<(), FilterError> {
        Self::check_all(std::slice::from_ref(self))
    }

    /// Checks conditions that all must hold.
    pub(super) fn check_all(nodes: &[Self]) -> Result<(), FilterError> {
        let mut alternatives = 0;
        for node in nodes {
            alternatives += node.alternatives(false)?;
        }
        if alternatives > MAX_ALTERNATIVES { Err(FilterError::TooManyAlternatives(alternatives)) } else { Ok(()) }
    }

    /// How many alternatives the condition opens: each element of a list and, anywhere below an `or`, each condition.
    ///
    /// How the vendor counts the members of an `and` below an `or` is not documented; each one is the most it can be.
    fn alternatives(&self, below_or: bool) -> Result<usize, FilterError> {
        match self {
            Self::List { values, .. } if values.is_empty() => Err(FilterError::Empty),
            Self::Group { items, .. } if items.is_empty() => Err(FilterError::Empty),
            Self::List { values, .. } => Ok(values.len()),
            Self::Group { op, items } => {
                let below_or = below_or || *op == "or";
                items.iter().try_fold(0, |sum, item| Ok(sum + item.alternatives(below_or)?))
            }
            Self::Compare { .. } | Self::Presence { .. } | Self::Udf { .. } => Ok(usize::from(below_or)),
        }
    }

    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Compare { op, field, value } => json!({"op": op, "field": field, "value": value}),
            Self::Presence { op, field } => json!({"op": op, "field": field}),
            Self::List { op, field, values } => json!({"op": op, "field": field, "value": values}),
            Self::Udf { op, label, value: Some(value) } => {
                json!({"op": op, "field": label, "value": value, "udf": true})
            }
            Self::Udf { op, label, value: None } => json!({"op": op, "field": label, "udf": true}),
            Self::Group { op, items } => {
                json!({"op": op, "items": items.iter().map(Self::to_json).collect::<Vec<_>>()})
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{entity::Product, query::Query};

    const OPERATORS: [&str; 13] = [
        "eq",
        "noteq",
        "gt",
        "gte",
        "lt",
        "lte",
        "beginsWith",
        "endsWith",
        "contains",
        "exist",
        "notExist",
        "in",
        "notIn",
    ];

    /// Any filter that the public interface can make.
    fn any_filter() -> impl Strategy<Value = Filter<Product>> {
        let f = &Product::FIELDS;
        let leaf = prop_oneof![
            any::<i64>().prop_map(|n| f.id.eq(n)),
            any::<i64>().prop_map(|n| f.id.gt(n)),
            ".{0,8}".prop_map(|t| f.name.contains(t)),
            ".{0,8}".prop_map(|t| f.sku.begins_with(t)),
            Just(f.sku.exists()),
            Just(f.unit_cost.is_missing()),
            proptest::collection::vec(any::<i64>(), 0..300).prop_map(|ids| f.id.is_in(ids)),
            proptest::collection::vec(any::<i64>(), 0..300).prop_map(|ids| f.id.not_in(ids)),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let group = proptest::collection::vec(inner, 0..6);
            prop_oneof![group.clone().prop_map(Filter::all_of), group.prop_map(Filter::any_of)]
        })
    }

    /// What the reference says the vendor refuses, told from the JSON alone.
    fn refused(node: &Value) -> bool {
        let op = node["op"].as_str().unwrap();
        if let Some(items) = node.get("items").and_then(Value::as_array) {
            return !["and", "or"].contains(&op) || items.is_empty() || items.iter().any(refused);
        }
        let wants_value = op != "exist" && op != "notExist";
        let empty_list = node["value"].as_array().is_some_and(Vec::is_empty);
        !OPERATORS.contains(&op)
            || node["field"].as_str().is_none()
            || wants_value != node.get("value").is_some()
            || empty_list
    }

    /// The alternatives of a condition as the longest way of counting has them, told from the JSON alone.
    fn listed(node: &Value, below_or: bool) -> usize {
        let below_or = below_or || node["op"] == "or";
        match node.get("items").and_then(Value::as_array) {
            Some(items) => items.iter().map(|item| listed(item, below_or)).sum(),
            None => node["value"].as_array().map_or(usize::from(below_or), Vec::len),
        }
    }

    proptest! {
        #[test]
        fn no_query_holds_what_the_vendor_refuses(filter in any_filter()) {
            if let Ok(query) = Query::matching(filter) {
                let body = query.body();
                let top = body["filter"].as_array().unwrap();
                prop_assert!(!top.is_empty());
                prop_assert!(!top.iter().any(refused), "{body}");
                prop_assert!(top.iter().map(|node| listed(node, false)).sum::<usize>() <= MAX_ALTERNATIVES);
            }
        }
    }

    #[test]
    fn empty_groups_and_lists_are_refused() {
        assert_eq!(Query::<Product>::matching(Filter::any_of([])).unwrap_err(), FilterError::Empty);
        assert_eq!(Query::matching(Product::FIELDS.id.is_in(Vec::<i64>::new())).unwrap_err(), FilterError::Empty);
        let nested = Product::FIELDS.id.eq(1).and(Filter::all_of([]));
        assert_eq!(Query::matching(nested).unwrap_err(), FilterError::Empty);
    }

    #[test]
    fn the_501st_alternative_is_refused() {
        let ids = |n: i64| Filter::any_of((0..n).map(|id| Product::FIELDS.id.eq(id)));
        assert!(Query::matching(ids(500)).is_ok());
        assert_eq!(Query::matching(ids(501)).unwrap_err(), FilterError::TooManyAlternatives(501));
        let pairs = |n: i64| {
            let pair = |id| Product::FIELDS.id.eq(id).and(Product::FIELDS.is_active.eq(true));
            Filter::any_of((0..n).map(pair))
        };
        assert!(Query::matching(pairs(250)).is_ok());
        assert_eq!(Query::matching(pairs(251)).unwrap_err(), FilterError::TooManyAlternatives(502));
        let lists = Product::FIELDS.id.is_in(0..300).or(Product::FIELDS.sku.is_in(["a"; 201]));
        assert_eq!(Query::matching(lists).unwrap_err(), FilterError::TooManyAlternatives(501));
    }
}
