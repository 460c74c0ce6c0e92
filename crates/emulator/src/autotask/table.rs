//! The rows of one entity, by id, with an index on the parent of child entities.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeBounds;
use std::sync::Arc;

use serde_json::Value;

use super::meta::Entity;
use super::record::Record;

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) entity: &'static Entity,
    rows: BTreeMap<i64, Arc<Record>>,
    children: BTreeMap<i64, Vec<i64>>,
    parent_field: Option<usize>,
    next_id: i64,
    /// Ids of rows that were put or removed since they were last asked for.
    changed: BTreeSet<i64>,
}

impl Table {
    pub(crate) fn new(entity: &'static Entity) -> Self {
        Self {
            entity,
            rows: BTreeMap::new(),
            children: BTreeMap::new(),
            parent_field: entity.parent_field(),
            next_id: 1,
            changed: BTreeSet::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn get(&self, id: i64) -> Option<&Record> {
        self.rows.get(&id).map(Arc::as_ref)
    }

    /// A row to be kept beyond the call that reads it.
    pub(crate) fn shared(&self, id: i64) -> Option<Arc<Record>> {
        self.rows.get(&id).cloned()
    }

    /// Rows in order of their ids.
    pub(crate) fn range(&self, ids: impl RangeBounds<i64>) -> impl Iterator<Item = &Arc<Record>> {
        self.rows.range(ids).map(|(_, row)| row)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Record> {
        self.rows.values().map(Arc::as_ref)
    }

    /// Rows of one parent in order of their ids; none if this is no child entity.
    pub(crate) fn children_of(&self, parent: i64) -> impl Iterator<Item = &Record> {
        self.shared_children_of(parent).map(Arc::as_ref)
    }

    /// The same, to be kept beyond the call that reads them.
    pub(crate) fn shared_children_of(&self, parent: i64) -> impl Iterator<Item = &Arc<Record>> {
        self.children.get(&parent).into_iter().flatten().filter_map(|id| self.rows.get(id))
    }

    /// Position of the field that names the parent.
    pub(crate) fn parent_field(&self) -> Option<usize> {
        self.parent_field
    }

    /// Stores a new row under the next free id and returns it.
    pub(crate) fn insert(&mut self, mut row: Record) -> i64 {
        let id = self.next_id;
        row.set_at(0, Value::from(id));
        self.put(row);
        id
    }

    /// Stores a row under the id that it carries, over one that is there already.
    pub(crate) fn put(&mut self, row: Record) {
        let id = row.id();
        self.unlink(id);
        if let Some(parent) = self.parent_field.and_then(|at| row.at(at).as_i64()) {
            let siblings = self.children.entry(parent).or_default();
            let at = siblings.partition_point(|&sibling| sibling < id);
            siblings.insert(at, id);
        }
        self.rows.insert(id, Arc::new(row));
        self.changed.insert(id);
        self.next_id = self.next_id.max(id + 1);
    }

    /// The id that the next new row gets.
    pub(crate) fn next_id(&self) -> i64 {
        self.next_id
    }

    /// Ids of rows that were put or removed since this was last asked.
    pub(crate) fn take_changed(&mut self) -> BTreeSet<i64> {
        std::mem::take(&mut self.changed)
    }

    /// Lets new ids begin at `id`, as in a database that has been used before.
    pub(crate) fn begin_ids_at(&mut self, id: i64) {
        self.next_id = self.next_id.max(id);
    }

    pub(crate) fn remove(&mut self, id: i64) -> bool {
        self.unlink(id);
        self.changed.insert(id);
        self.rows.remove(&id).is_some()
    }

    fn unlink(&mut self, id: i64) {
        let parent = self.parent_field.and_then(|at| self.rows.get(&id)?.at(at).as_i64());
        if let Some(siblings) = parent.and_then(|parent| self.children.get_mut(&parent)) {
            siblings.retain(|&sibling| sibling != id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autotask::meta::Catalogue;

    fn entity(name: &str) -> &'static Entity {
        Catalogue::standard().entity(name).unwrap()
    }

    fn vendor_row(product: i64) -> Record {
        let mut row = Record::new(entity("ProductVendors"));
        row.set("productID", product);
        row
    }

    #[test]
    fn children_are_found_by_parent_and_follow_a_move() {
        let mut table = Table::new(entity("ProductVendors"));
        let first = table.insert(vendor_row(7));
        table.insert(vendor_row(8));
        let third = table.insert(vendor_row(7));
        assert_eq!(table.children_of(7).map(Record::id).collect::<Vec<_>>(), [first, third]);
        let mut moved = table.get(first).unwrap().clone();
        moved.set("productID", 8);
        table.put(moved);
        assert_eq!(table.children_of(7).map(Record::id).collect::<Vec<_>>(), [third]);
        assert!(table.remove(third));
        assert_eq!(table.children_of(7).count(), 0);
    }

    #[test]
    fn ids_go_on_after_the_highest_one() {
        let mut table = Table::new(entity("Companies"));
        let mut own = Record::new(entity("Companies"));
        own.set("id", 0);
        table.put(own);
        table.begin_ids_at(29_000);
        assert_eq!(table.insert(Record::new(entity("Companies"))), 29_000);
        assert_eq!(table.range(..1).count(), 1);
    }
}
