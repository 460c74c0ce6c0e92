//! One customer database of the vendor: its tables, its own lists and fields, its use of the limits.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::limits::Meter;
use super::meta::{Catalogue, Entity, Field};
use super::record::{Record, UdfDefinition};
use super::table::Table;

#[derive(Debug)]
pub(crate) struct Tenant {
    /// The database id, `ci` in zone information.
    pub(crate) ci: i64,
    pub(crate) company_name: String,
    pub(crate) zone_name: String,
    pub(crate) meter: Meter,
    data: RwLock<Data>,
}

impl Tenant {
    pub(crate) fn new(ci: i64, company_name: &str, zone_name: &str, data: Data) -> Self {
        Self {
            ci,
            company_name: company_name.to_owned(),
            zone_name: zone_name.to_owned(),
            meter: Meter::default(),
            data: RwLock::new(data),
        }
    }

    /// Everything it stores, to read; shared by any number of calls.
    pub(crate) fn data(&self) -> RwLockReadGuard<'_, Data> {
        self.data.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, to change; one call at a time.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Data) -> T) -> T {
        let mut data = self.data.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut data)
    }
}

#[derive(Debug)]
pub(crate) struct Data {
    pub(crate) catalogue: &'static Catalogue,
    tables: Vec<Table>,
    /// Lists that belong to the tenant, or whose numbers a switch changed.
    picklists: HashMap<(usize, usize), Vec<(String, String)>>,
    udfs: HashMap<usize, Arc<Vec<UdfDefinition>>>,
    /// Orders numbered so far.
    pub(crate) orders_numbered: u32,
}

impl Data {
    /// Empty tables for all entities.
    pub(crate) fn new(catalogue: &'static Catalogue) -> Self {
        let tables = catalogue.entities.iter().map(Table::new).collect();
        Self { catalogue, tables, picklists: HashMap::new(), udfs: HashMap::new(), orders_numbered: 0 }
    }

    /// An entity that the code names itself.
    pub(crate) fn known(&self, name: &'static str) -> &'static Entity {
        self.catalogue.entity(name).expect("the emulator's own code names only entities of its data")
    }

    pub(crate) fn table(&self, entity: &Entity) -> &Table {
        &self.tables[entity.index]
    }

    pub(crate) fn table_mut(&mut self, entity: &Entity) -> &mut Table {
        &mut self.tables[entity.index]
    }

    /// The table of an entity that the rules know by name.
    pub(crate) fn named(&self, name: &'static str) -> &Table {
        self.table(self.known(name))
    }

    /// The same, to change.
    pub(crate) fn named_mut(&mut self, name: &'static str) -> &mut Table {
        self.table_mut(self.known(name))
    }

    pub(crate) fn row(&self, name: &'static str, id: i64) -> Option<&Record> {
        self.named(name).get(id)
    }

    /// The list of a field: the tenant's own or the common one; `None` if the field has no list.
    pub(crate) fn picklist<'a>(&'a self, entity: &'a Entity, position: usize) -> Option<&'a [(String, String)]> {
        let common = entity.fields[position].picklist.as_deref()?;
        Some(self.picklists.get(&(entity.index, position)).map_or(common, Vec::as_slice))
    }

    pub(crate) fn set_picklist(&mut self, name: &'static str, field: &str, list: Vec<(String, String)>) {
        let entity = self.known(name);
        if let Some(position) = entity.position(field) {
            self.picklists.insert((entity.index, position), list);
        }
    }

    pub(crate) fn udfs(&self, entity: &Entity) -> &[UdfDefinition] {
        self.udfs.get(&entity.index).map_or(&[], |udfs| udfs.as_slice())
    }

    /// The same, to be kept beyond the call.
    pub(crate) fn shared_udfs(&self, entity: &Entity) -> Arc<Vec<UdfDefinition>> {
        self.udfs.get(&entity.index).cloned().unwrap_or_default()
    }

    pub(crate) fn define_udf(&mut self, name: &'static str, label: &str, kind: &'static str) {
        let udf = UdfDefinition { name: label.to_owned(), kind };
        Arc::make_mut(self.udfs.entry(self.known(name).index).or_default()).push(udf);
    }

    /// Whether a reference points at a row; references to entities that are not kept are taken as they are.
    pub(crate) fn reference_exists(&self, field: &Field, id: i64) -> bool {
        let target = field.references.as_deref().and_then(|name| self.catalogue.entity_of_singular(name));
        target.is_none_or(|target| self.table(target).get(id).is_some())
    }
}
