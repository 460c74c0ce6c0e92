//! One customer database of the vendor: its tables, its own lists and fields, its use of the limits.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use super::limits::Meter;
use super::meta::{Entity, Field, catalogue, entity};
use super::record::{Record, UdfDefinition};
use super::table::Table;
use crate::guard::lock;

#[derive(Debug)]
pub(crate) struct Tenant {
    /// The database id, `ci` in zone information.
    pub(crate) ci: i64,
    pub(crate) company_name: String,
    pub(crate) zone_name: String,
    pub(crate) meter: Meter,
    data: Mutex<Data>,
}

impl Tenant {
    pub(crate) fn new(ci: i64, company_name: &str, zone_name: &str, data: Data) -> Self {
        Self {
            ci,
            company_name: company_name.to_owned(),
            zone_name: zone_name.to_owned(),
            meter: Meter::default(),
            data: Mutex::new(data),
        }
    }

    /// Everything it stores; held for one call at a time.
    pub(crate) fn data(&self) -> MutexGuard<'_, Data> {
        lock(&self.data)
    }
}

#[derive(Debug)]
pub(crate) struct Data {
    tables: Vec<Table>,
    /// Lists that belong to the tenant, or whose numbers a switch changed.
    picklists: HashMap<(usize, usize), Vec<(String, String)>>,
    udfs: HashMap<usize, Vec<UdfDefinition>>,
    /// Orders numbered so far.
    pub(crate) orders_numbered: u32,
}

impl Default for Data {
    fn default() -> Self {
        let tables = catalogue().entities.iter().map(Table::new).collect();
        Self { tables, picklists: HashMap::new(), udfs: HashMap::new(), orders_numbered: 0 }
    }
}

impl Data {
    pub(crate) fn table(&self, entity: &Entity) -> &Table {
        &self.tables[entity.index]
    }

    pub(crate) fn table_mut(&mut self, entity: &Entity) -> &mut Table {
        &mut self.tables[entity.index]
    }

    /// The table of an entity that the rules know by name.
    pub(crate) fn named(&self, name: &'static str) -> &Table {
        self.table(known(name))
    }

    /// The same, to change.
    pub(crate) fn named_mut(&mut self, name: &'static str) -> &mut Table {
        self.table_mut(known(name))
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
        let entity = known(name);
        if let Some(position) = entity.position(field) {
            self.picklists.insert((entity.index, position), list);
        }
    }

    pub(crate) fn udfs(&self, entity: &Entity) -> &[UdfDefinition] {
        self.udfs.get(&entity.index).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn define_udf(&mut self, name: &'static str, label: &str, kind: &'static str) {
        let udf = UdfDefinition { name: label.to_owned(), kind };
        self.udfs.entry(known(name).index).or_default().push(udf);
    }

    /// Whether a reference points at a row; references to entities that are not kept are taken as they are.
    pub(crate) fn reference_exists(&self, field: &Field, id: i64) -> bool {
        let target = field.references.as_deref().and_then(super::meta::entity_of_singular);
        target.is_none_or(|target| self.table(target).get(id).is_some())
    }
}

/// An entity that the code names itself.
pub(crate) fn known(name: &'static str) -> &'static Entity {
    entity(name).expect("the emulator's own code names only entities of its data")
}
