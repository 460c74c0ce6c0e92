//! Puts rows into tables as they are, with ids of the sample's choice.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::OWNER_RESOURCE_ID;
use crate::autotask::quirks::Quirks;
use crate::autotask::record::Record;
use crate::autotask::tenant::Data;
use crate::autotask::values::{coerce, shown_time};
use crate::autotask::write::{Actor, Writer};

/// What the parts of the sample fill.
pub(super) struct Seed<'a> {
    pub(super) data: &'a mut Data,
    pub(super) quirks: &'a Quirks,
    pub(super) now: Timestamp,
}

impl Seed<'_> {
    /// A row with the given fields; those that the entity does not have are a mistake of the sample.
    pub(super) fn put(&mut self, name: &'static str, id: i64, fields: &Value) {
        let entity = self.data.known(name);
        let mut row = Record::new(entity);
        row.set("id", id);
        let stamps = ["createDate", "createDateTime", "createdTime", "lastActivityDate", "lastModifiedDate"];
        for stamp in stamps {
            row.set(stamp, self.days_ago(200));
        }
        for (field, value) in fields.as_object().into_iter().flatten() {
            let at = entity.position(field).expect("the sample names fields of the data file");
            let value = coerce(entity.fields[at].kind, value).expect("the sample's values fit their fields");
            row.set_at(at, value);
        }
        self.data.named_mut(name).put(row);
    }

    /// A time so many days before the start, in the vendor's form.
    pub(super) fn days_ago(&self, days: i64) -> Value {
        json!(shown_time(self.time_ago(days)))
    }

    /// A writer that acts as the purchaser did so many days ago.
    pub(super) fn writer(&mut self, days_ago: i64) -> Writer<'_> {
        let now = self.time_ago(days_ago);
        let actor = Actor { resource_id: OWNER_RESOURCE_ID, impersonator: None };
        Writer { data: self.data, quirks: self.quirks, now, actor }
    }

    fn time_ago(&self, days: i64) -> Timestamp {
        self.now.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(self.now)
    }
}
