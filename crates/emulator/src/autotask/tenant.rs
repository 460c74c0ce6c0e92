//! One customer database of the vendor: its tables, its own lists and fields, its use of the limits.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::keep::{Batch, Changed, Keeper, next_key, orders_key};
use super::limits::Meter;
use super::meta::{Catalogue, Entity, Field};
use super::quirks::Quirks;
use super::record::{Record, UdfDefinition};
use super::table::Table;
use super::webhooks::{self, Event, Hub, Numbered};
use crate::guard::lock;

/// Page URLs that are remembered.
const REMEMBERED_PAGES: usize = 50;

#[derive(Debug)]
pub(crate) struct Tenant {
    /// The database id, `ci` in zone information.
    pub(crate) ci: i64,
    pub(crate) company_name: String,
    pub(crate) zone_name: String,
    pub(crate) meter: Meter,
    data: RwLock<Data>,
    effects: OnceLock<Effects>,
    /// The last page URLs that were given out.
    pages: Mutex<VecDeque<String>>,
    /// The zone where it lives now, by the number of its server.
    pub(crate) zone: AtomicUsize,
}

/// What follows from changes beside the data.
#[derive(Debug)]
pub(crate) struct Effects {
    pub(crate) hub: Arc<Hub>,
    pub(crate) quirks: Arc<Quirks>,
    pub(crate) keeper: Option<Arc<Keeper>>,
}

impl Tenant {
    pub(crate) fn new(ci: i64, company_name: &str, zone_name: &str, data: Data) -> Self {
        Self {
            ci,
            company_name: company_name.to_owned(),
            zone_name: zone_name.to_owned(),
            meter: Meter::default(),
            data: RwLock::new(data),
            effects: OnceLock::new(),
            pages: Mutex::default(),
            zone: AtomicUsize::new(0),
        }
    }

    /// Everything it stores, to read; shared by any number of calls.
    pub(crate) fn data(&self) -> RwLockReadGuard<'_, Data> {
        self.data.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, to change; one call at a time.
    pub(crate) fn change<T>(self: &Arc<Self>, change: impl FnOnce(&mut Data) -> T) -> T {
        let mut data = self.data.write().unwrap_or_else(PoisonError::into_inner);
        let done = change(&mut data);
        let events = std::mem::take(&mut data.events);
        if let Some(effects) = self.effects.get() {
            let told = events.iter().flat_map(|event| webhooks::messages(&data, &effects.quirks, event));
            let numbered: Vec<Numbered> =
                told.map(|(to, message)| effects.hub.numbered(&Arc::downgrade(self), self.ci, to, message)).collect();
            if let Some(keeper) = &effects.keeper {
                let queues = numbered.iter().map(Numbered::as_change).collect();
                keeper.send(Batch { queues, ..data.take_batch(self.ci) });
            }
            // Behind what is kept: a message that was settled is struck out after it was written down.
            numbered.into_iter().for_each(|message| effects.hub.enqueue(self.ci, message));
        }
        done
    }

    /// Remembers page URLs that were given out; the oldest of more than fifty are forgotten.
    pub(crate) fn remember_pages<'a>(&self, urls: impl Iterator<Item = &'a String>) {
        let mut pages = lock(&self.pages);
        pages.extend(urls.cloned());
        let too_many = pages.len().saturating_sub(REMEMBERED_PAGES);
        pages.drain(..too_many);
    }

    /// Whether a URL with this `paging` is among the last that were given out.
    pub(crate) fn knows_page(&self, paging: &str) -> bool {
        let encoded = utf8_percent_encode(paging, NON_ALPHANUMERIC).to_string();
        lock(&self.pages).iter().any(|url| url.contains(&encoded))
    }

    /// Lets changes have effects from now on; what was changed before is kept too.
    pub(crate) fn connect(self: &Arc<Self>, effects: Effects) {
        // A tenant is connected once, when the emulator starts.
        let _ = self.effects.set(effects);
        self.change(|_| ());
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
    /// What webhooks have not been told yet.
    pub(crate) events: Vec<Event>,
}

impl Data {
    /// Empty tables for all entities.
    pub(crate) fn new(catalogue: &'static Catalogue) -> Self {
        let tables = catalogue.entities.iter().map(Table::new).collect();
        Self {
            catalogue,
            tables,
            picklists: HashMap::new(),
            udfs: HashMap::new(),
            orders_numbered: 0,
            events: Vec::new(),
        }
    }

    /// Takes all rows away; ids go on.
    pub(crate) fn clear_rows(&mut self) {
        for table in &mut self.tables {
            let ids: Vec<i64> = table.iter().map(Record::id).collect();
            ids.into_iter().for_each(|id| {
                table.remove(id);
            });
        }
    }

    /// Everything that was changed since this was last asked.
    pub(crate) fn take_batch(&mut self, ci: i64) -> Batch {
        let mut batch = Batch { ci, ..Batch::default() };
        for table in &mut self.tables {
            let changed = table.take_changed();
            if changed.is_empty() {
                continue;
            }
            let entity = table.entity;
            let udfs = self.udfs.get(&entity.index).cloned().unwrap_or_default();
            batch.state.push((next_key(ci, &entity.name), table.next_id().to_string()));
            batch.rows.extend(changed.into_iter().map(|id| Changed {
                entity: &entity.name,
                id,
                row: table.shared(id),
                udfs: Arc::clone(&udfs),
            }));
        }
        batch.state.push((orders_key(ci), self.orders_numbered.to_string()));
        batch
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

    /// Gives a field a list of the sample's; nothing happens if there is no such field, or if the tenant itself has told it.
    pub(crate) fn set_list(&mut self, name: &str, field: &str, list: Vec<(String, String)>) {
        let entity = self.catalogue.entity(name);
        let place = entity.and_then(|entity| Some((entity, entity.position(field)?)));
        if let Some((entity, position)) = place.filter(|(entity, at)| entity.fields[*at].said.is_none()) {
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

    pub(crate) fn define_udf(&mut self, name: &str, udf: UdfDefinition) {
        let Some(entity) = self.catalogue.entity(name) else { return };
        let all = Arc::make_mut(self.udfs.entry(entity.index).or_default());
        all.retain(|known| !known.name.eq_ignore_ascii_case(&udf.name));
        all.push(udf);
    }

    /// Whether a reference points at a row; references to entities that are not kept are taken as they are.
    pub(crate) fn reference_exists(&self, field: &Field, id: i64) -> bool {
        let target = field.references.as_deref().and_then(|name| self.catalogue.entity_of_singular(name));
        target.is_none_or(|target| target.is_added || self.table(target).get(id).is_some())
    }
}
