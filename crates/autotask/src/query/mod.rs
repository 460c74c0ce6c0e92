//! Questions to the API that cannot be put wrongly.
//!
//! A [`Field`] knows its entity and its type, a [`Filter`] is made from fields, and a [`Query`] is the only thing that
//! can be sent; making one checks what the vendor would refuse: no condition at all, an empty group or list, more than
//! 500 alternatives. A user-defined field has its own constructor, so that there is at most one. This matters beyond
//! politeness: by one report an unknown operator is dropped silently and every row matches.
//!
//! ```
//! use autotask::{Filter, PageSize, Query, entity::{Product, PurchaseOrder}, query::UdfFilter};
//! use jiff::Timestamp;
//!
//! let f = &PurchaseOrder::FIELDS;
//! let since: Timestamp = "2026-01-01T00:00:00Z".parse()?;
//! let query = Query::matching(f.create_date_time.gte(since))?
//!     .and(f.external_po_number.is_missing().or(f.external_po_number.begins_with("TEST-")))?
//!     .page_size(PageSize::new(50).unwrap())
//!     .include(f.status);
//!
//! // A user-defined field is asked for by its label, one per query.
//! let banded = Query::<Product>::by_udf(UdfFilter::eq("Stock band", "10-49"));
//!
//! // What the vendor would refuse is refused here, before a call is spent.
//! assert!(Query::matching(Filter::<Product>::any_of([])).is_err());
//! assert!(Query::matching(Product::FIELDS.id.is_in(0..501)).is_err());
//! assert_eq!(Query::chunked(Product::FIELDS.id, 0..501).len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It must not know how a query travels.

mod field;
mod filter;
mod page;

use std::marker::PhantomData;

use serde_json::{Map, Value, json};

use self::filter::Node;
pub(crate) use self::page::PageReply;
pub use self::{
    field::Field,
    filter::{Filter, FilterError, HasUserDefinedFields, MAX_ALTERNATIVES, UdfFilter},
    page::{Page, PageSize},
};
use crate::{entity::Entity, value::WireValue};

/// A checked search over one entity.
#[derive(Debug)]
pub struct Query<E> {
    filter: Vec<Node>,
    page_size: PageSize,
    include: Vec<&'static str>,
    entity: PhantomData<fn() -> E>,
}

impl<E> Clone for Query<E> {
    fn clone(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            page_size: self.page_size,
            include: self.include.clone(),
            entity: PhantomData,
        }
    }
}

impl<E: Entity> Query<E> {
    /// Every record (`id` of at least 0, since 0 is a legitimate id).
    pub fn all() -> Self {
        Self::of(Field::<E, i64>::named("id").gte(0).into_node())
    }

    /// The records that match.
    ///
    /// # Errors
    /// [`FilterError`] if the vendor would refuse it: an empty group or list, or too many alternatives.
    pub fn matching(filter: Filter<E>) -> Result<Self, FilterError> {
        let node = filter.into_node();
        node.check()?;
        Ok(Self::of(node))
    }

    /// The records with a value in a user-defined field; a query can ask for one such field only.
    pub fn by_udf(filter: UdfFilter<E>) -> Self
    where
        E: HasUserDefinedFields,
    {
        Self::of(filter.into_node())
    }

    /// One query per at most 500 values of a field, which is the most that one search can ask for.
    ///
    /// No values give no queries.
    pub fn chunked<T: WireValue>(field: Field<E, T>, values: impl IntoIterator<Item = impl Into<T>>) -> Vec<Self> {
        let values: Vec<Value> = values.into_iter().map(|value| value.into().to_json()).collect();
        values.chunks(MAX_ALTERNATIVES).map(|chunk| Self::of(Node::one_of(field.name(), chunk.to_vec()))).collect()
    }

    /// Only those records of this query that match `filter` too.
    ///
    /// # Errors
    /// [`FilterError`] as for [`Query::matching`], counted over the whole query.
    pub fn and(mut self, filter: Filter<E>) -> Result<Self, FilterError> {
        self.filter.push(filter.into_node());
        Node::check_all(&self.filter)?;
        Ok(self)
    }

    /// How many records a page holds; 500 unless told.
    #[must_use]
    pub fn page_size(mut self, size: PageSize) -> Self {
        self.page_size = size;
        self
    }

    /// Asks for this field only, and for others so named; `id` always comes along.
    #[must_use]
    pub fn include<T>(mut self, field: Field<E, T>) -> Self {
        self.include.push(field.name());
        self
    }

    /// The body of a `query` call.
    pub(crate) fn body(&self) -> Value {
        let mut body = self.count_body();
        body.insert("MaxRecords".into(), json!(self.page_size.get()));
        if !self.include.is_empty() {
            let mut names = vec!["id"];
            names.extend(self.include.iter().copied().filter(|name| *name != "id"));
            body.insert("IncludeFields".into(), json!(names));
        }
        Value::Object(body)
    }

    /// The body of a `query/count` call.
    pub(crate) fn count_body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("filter".into(), self.filter.iter().map(Node::to_json).collect());
        body
    }

    /// The same search, from the record behind `id` on.
    pub(crate) fn after(&self, id: i64) -> Self {
        let mut next = self.clone();
        next.filter.push(Field::<E, i64>::named("id").gt(id).into_node());
        next
    }

    pub(crate) fn size(&self) -> PageSize {
        self.page_size
    }

    fn of(node: Node) -> Self {
        const { assert!(E::QUERYABLE, "this entity is posted only and cannot be asked for") };
        Self { filter: vec![node], page_size: PageSize::MAX, include: Vec::new(), entity: PhantomData }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{Contact, Product, PurchaseOrder};

    #[test]
    fn a_search_is_spelled_as_documented() {
        let f = &PurchaseOrder::FIELDS;
        let query = Query::matching(f.vendor_id.eq(7))
            .unwrap()
            .and(f.status.is_in([2, 3]).or(f.external_po_number.begins_with("PO-")))
            .unwrap()
            .page_size(PageSize::new(50).unwrap())
            .include(f.status)
            .include(f.id);
        assert_eq!(
            query.body(),
            json!({
                "MaxRecords": 50,
                "IncludeFields": ["id", "status"],
                "filter": [
                    {"op": "eq", "field": "vendorID", "value": 7},
                    {"op": "or", "items": [
                        {"op": "in", "field": "status", "value": [2, 3]},
                        {"op": "beginsWith", "field": "externalPONumber", "value": "PO-"},
                    ]},
                ],
            })
        );
    }

    #[test]
    fn everything_is_asked_by_id_and_the_next_page_by_the_last_id() {
        assert_eq!(
            Query::<Product>::all().after(12).body(),
            json!({"MaxRecords": 500, "filter": [
                {"op": "gte", "field": "id", "value": 0}, {"op": "gt", "field": "id", "value": 12}]})
        );
    }

    #[test]
    fn a_count_sends_the_filter_alone() {
        let query = Query::<Product>::all().include(Product::FIELDS.sku);
        assert_eq!(query.count_body().keys().collect::<Vec<_>>(), ["filter"]);
    }

    #[test]
    fn the_only_user_defined_field_is_marked() {
        let query =
            Query::<Contact>::by_udf(UdfFilter::eq("Badge", "12")).and(Contact::FIELDS.is_active.eq(true)).unwrap();
        assert_eq!(
            query.count_body()["filter"],
            json!([{"op": "eq", "field": "Badge", "value": "12", "udf": true}, {"op": "eq", "field": "isActive", "value": 1}])
        );
    }

    #[test]
    fn long_lists_are_cut_into_queries_of_500() {
        let skus = (0..1201).map(|n| format!("TDS-{n}"));
        let queries = Query::chunked(Product::FIELDS.sku, skus);
        let sizes: Vec<usize> =
            queries.iter().map(|q| q.count_body()["filter"][0]["value"].as_array().unwrap().len()).collect();
        assert_eq!(sizes, [500, 500, 201]);
        assert!(Query::chunked(Product::FIELDS.sku, Vec::<String>::new()).is_empty());
    }

    #[test]
    fn alternatives_are_counted_over_the_whole_query() {
        let f = &Product::FIELDS;
        let query = Query::matching(f.id.is_in(0..300)).unwrap();
        assert_eq!(query.clone().and(f.sku.is_in(["a"; 201])).unwrap_err(), FilterError::TooManyAlternatives(501));
        assert!(query.and(f.sku.is_in(["a"; 200])).is_ok());
    }
}
