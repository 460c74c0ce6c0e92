//! Descriptions of entities, kept for an hour, because asking for them counts against every limit.

use std::{collections::HashMap, sync::Arc, sync::Mutex, sync::PoisonError};

use serde::Deserialize;

use super::{Client, call::Call};
use crate::{
    entity::Entity,
    error::Error,
    metadata::{EntityInfo, Fields},
};

/// How long a description is kept, in milliseconds.
const KEPT_MS: i64 = 60 * 60 * 1000;

/// Which description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Fields,
    UserDefinedFields,
}

type Slot = Arc<tokio::sync::Mutex<Option<(i64, Arc<Fields>)>>>;

/// Descriptions by entity. The inner lock makes a second asker wait for the first one's answer.
#[derive(Debug, Default)]
pub(super) struct Cache {
    slots: Mutex<HashMap<(&'static str, What), Slot>>,
}

impl Cache {
    fn slot(&self, entity: &'static str, what: What) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry((entity, what)).or_default())
    }

    fn clear(&self) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[derive(Deserialize)]
struct InfoReply {
    info: EntityInfo,
}

impl Client {
    /// The fields of an entity with their picklists; kept for an hour.
    ///
    /// ```
    /// # mod doc { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.in")); }
    /// # doc::example(async |client: autotask::Client, _ready| {
    /// use autotask::{Query, entity::PurchaseOrder};
    ///
    /// let fields = client.fields::<PurchaseOrder>().await?;
    /// let submitted = fields.picklist_value("status", "Submitted").ok_or("this tenant has no such status")?;
    /// let waiting = Query::matching(PurchaseOrder::FIELDS.status.eq(submitted))?;
    /// println!("{} orders wait for their distributor", client.count(&waiting).await?);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// See [`Kind`](crate::Kind).
    pub async fn fields<E: Entity>(&self) -> Result<Arc<Fields>, Error> {
        self.described::<E>(What::Fields).await
    }

    /// The user-defined fields of an entity, none if it has none; kept for an hour.
    ///
    /// # Errors
    /// See [`Kind`](crate::Kind).
    pub async fn user_defined_fields<E: Entity>(&self) -> Result<Arc<Fields>, Error> {
        self.described::<E>(What::UserDefinedFields).await
    }

    /// What can be done with an entity and what this user may do; asked anew each time.
    ///
    /// # Errors
    /// See [`Kind`](crate::Kind).
    pub async fn entity_information<E: Entity>(&self) -> Result<EntityInfo, Error> {
        let entities = [E::PATH];
        let call = Call::get(format!("{}/entityInformation", E::PATH), &entities);
        Ok(self.execute::<InfoReply>(&call).await?.info)
    }

    /// Forgets the descriptions that are kept, for instance after the administrator has changed a picklist.
    pub fn forget_metadata(&self) {
        self.shared.metadata.clear();
    }

    async fn described<E: Entity>(&self, what: What) -> Result<Arc<Fields>, Error> {
        let slot = self.shared.metadata.slot(E::PATH, what);
        let mut kept = slot.lock().await;
        let now = self.shared.time.now_ms();
        if let Some((since, fields)) = kept.as_ref()
            && now - since < KEPT_MS
        {
            return Ok(Arc::clone(fields));
        }
        let entities = [E::PATH];
        let fields = match what {
            What::Fields => {
                self.execute(&Call::get(format!("{}/entityInformation/fields", E::PATH), &entities)).await?
            }
            What::UserDefinedFields => {
                let path = format!("{}/entityInformation/userDefinedFields", E::PATH);
                match self.execute(&Call::get(path, &entities)).await {
                    // Some entities answer 404 where nothing is defined.
                    Err(error) if error.status() == Some(404) => Fields { fields: Vec::new() },
                    other => other?,
                }
            }
        };
        let fields = Arc::new(fields);
        *kept = Some((now, Arc::clone(&fields)));
        Ok(fields)
    }
}
