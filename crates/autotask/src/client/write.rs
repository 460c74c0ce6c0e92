//! Creating and changing records.
//!
//! Nothing here is repeated by itself. A create whose answer does not come back is an error of its own,
//! [`Kind::UnknownOutcome`]; the API has no key that would make a repetition safe, so [`Client::create_checked`] asks by
//! a natural key instead.

use serde::Deserialize;
use serde_json::Value;

use super::{Client, call::Call};
use crate::{
    entity::{Child, NewRecord, PatchRecord, Root},
    error::{Error, Kind, Verb},
    query::Query,
    quirks,
    value::WireValue,
};

/// How a checked creation ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Checked<E> {
    /// The record was created and has this id.
    Created(i64),
    /// Records with this key were there already; nothing was created.
    Existing(Vec<E>),
    /// The answer to the creation was lost, but the record is there.
    Recovered(Vec<E>),
}

#[derive(Deserialize)]
struct WrittenReply {
    #[serde(rename = "itemId", default)]
    id: Value,
}

impl Client {
    /// Creates a record and returns its id. Never repeated by itself.
    ///
    /// # Errors
    /// [`Kind::UnknownOutcome`] if the answer was lost: the record may exist. Otherwise see [`Kind`].
    pub async fn create<N>(&self, new: &N) -> Result<i64, Error>
    where
        N: NewRecord,
        N::Entity: Root,
    {
        let entities = [entity_path::<N::Entity>()];
        self.send_new(entities[0].to_owned(), body(new)?, &entities).await
    }

    /// Creates a child below its parent and returns the child's id. Never repeated by itself.
    ///
    /// # Errors
    /// As for [`Client::create`].
    pub async fn create_child<N>(&self, parent_id: i64, new: &N) -> Result<i64, Error>
    where
        N: NewRecord,
        N::Entity: Child,
    {
        let entities = child_entities::<N::Entity>();
        let mut body = body(new)?;
        if let Value::Object(members) = &mut body {
            members.insert(N::Entity::PARENT_FIELD.to_owned(), Value::from(parent_id));
        }
        self.send_new(child_path::<N::Entity>(parent_id), body, &entities).await
    }

    /// Creates a record unless one with the same natural key exists, and looks again if the answer was lost.
    ///
    /// `key` must find exactly the records that would be the same one. It is safe to call this again after any error.
    ///
    /// ```
    /// # mod doc { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.in")); }
    /// # doc::example(async |client: autotask::Client, _ready| {
    /// use autotask::{Checked, Query, entity::{NewProduct, Product}};
    ///
    /// let existing = client.query(&Query::<Product>::all()).await?.items;
    /// let billing_code = existing[0].product_billing_code_id.unwrap();
    /// let new = NewProduct::new("Switch, 8 ports", billing_code, true, false).external_product_id("shop-4711");
    /// let key = Query::matching(Product::FIELDS.external_product_id.eq("shop-4711"))?;
    ///
    /// let Checked::Created(id) = client.create_checked(&new, &key).await? else { panic!("it is new") };
    /// let Checked::Existing(found) = client.create_checked(&new, &key).await? else { panic!("it is there") };
    /// assert_eq!(found[0].id, id);
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// # Errors
    /// [`Kind::UnknownOutcome`] if the answer was lost and the record could not be found (yet). Otherwise see [`Kind`].
    pub async fn create_checked<N>(&self, new: &N, key: &Query<N::Entity>) -> Result<Checked<N::Entity>, Error>
    where
        N: NewRecord,
        N::Entity: Root,
    {
        self.checked(key, self.create(new)).await
    }

    /// [`Client::create_checked`] for a child.
    ///
    /// # Errors
    /// As for [`Client::create_checked`].
    pub async fn create_child_checked<N>(
        &self,
        parent_id: i64,
        new: &N,
        key: &Query<N::Entity>,
    ) -> Result<Checked<N::Entity>, Error>
    where
        N: NewRecord,
        N::Entity: Child,
    {
        self.checked(key, self.create_child(parent_id, new)).await
    }

    /// Changes the members that are set; an empty patch costs no call.
    ///
    /// ```
    /// # mod doc { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.in")); }
    /// # doc::example(async |client: autotask::Client, _ready| {
    /// use autotask::{Query, entity::{Product, ProductPatch}};
    /// use rust_decimal::Decimal;
    ///
    /// let product = client.query(&Query::<Product>::all()).await?.items.remove(0);
    /// let mut patch = ProductPatch::new(product.id).unit_cost(Decimal::new(19_99, 2));
    /// patch.link = Some(None); // An explicit null empties the field.
    /// client.patch(&patch).await?;
    ///
    /// let product: Product = client.get(product.id).await?.unwrap();
    /// assert_eq!((product.unit_cost, product.link), (Some(Decimal::new(19_99, 2)), None));
    /// # Ok(())
    /// # });
    /// ```
    ///
    /// Never repeated by itself. If the answer is lost the error asks for a repetition, which is harmless as long as the
    /// record has not been changed by somebody else in between.
    ///
    /// # Errors
    /// See [`Kind`].
    pub async fn patch<P>(&self, patch: &P) -> Result<(), Error>
    where
        P: PatchRecord,
        P::Entity: Root,
    {
        let entities = [entity_path::<P::Entity>()];
        self.send_patch(entities[0].to_owned(), patch, &entities).await
    }

    /// [`Client::patch`] for a child, which is written below its parent.
    ///
    /// # Errors
    /// See [`Kind`].
    pub async fn patch_child<P>(&self, parent_id: i64, patch: &P) -> Result<(), Error>
    where
        P: PatchRecord,
        P::Entity: Child,
    {
        self.send_patch(child_path::<P::Entity>(parent_id), patch, &child_entities::<P::Entity>()).await
    }

    async fn checked<E: crate::entity::Entity>(
        &self,
        key: &Query<E>,
        create: impl Future<Output = Result<i64, Error>>,
    ) -> Result<Checked<E>, Error> {
        let found = self.query(key).await?.items;
        if !found.is_empty() {
            return Ok(Checked::Existing(found));
        }
        let lost = match create.await {
            Ok(id) => return Ok(Checked::Created(id)),
            Err(error) if error.kind() == &Kind::UnknownOutcome => error,
            Err(error) => return Err(error),
        };
        match self.query(key).await {
            Ok(page) if !page.items.is_empty() => Ok(Checked::Recovered(page.items)),
            _ => Err(lost),
        }
    }

    async fn send_new(&self, path: String, body: Value, entities: &[&'static str]) -> Result<i64, Error> {
        let call = Call::write(Verb::Create, path, body, entities);
        let reply = self.execute::<WrittenReply>(&call).await.map_err(open_outcome)?;
        i64::from_json(&reply.id).ok_or_else(|| Error::new(Kind::UnknownOutcome))
    }

    async fn send_patch<P: PatchRecord>(
        &self,
        path: String,
        patch: &P,
        entities: &[&'static str],
    ) -> Result<(), Error> {
        if patch.is_empty() {
            return Ok(());
        }
        let call = Call::write(Verb::Update, path, body(patch)?, entities);
        self.execute::<WrittenReply>(&call).await.map(|_| ())
    }
}

/// The error of a create, told as an open outcome where it is one.
fn open_outcome(error: Error) -> Error {
    let unreadable_success = error.status().is_some_and(|status| (200..300).contains(&status));
    if unreadable_success || quirks::leaves_create_open(error.kind()) {
        error.into_kind(Kind::UnknownOutcome)
    } else {
        error
    }
}

fn body(record: &impl serde::Serialize) -> Result<Value, Error> {
    serde_json::to_value(record).map_err(|e| Error::new(Kind::Unsendable { what: "a record" }).with_source(e))
}

fn entity_path<E: crate::entity::Entity>() -> &'static str {
    E::PATH
}

fn child_path<E: Child>(parent_id: i64) -> String {
    format!("{}/{parent_id}/{}", E::PARENT, E::SEGMENT)
}

/// It is not documented whether a child route occupies a thread of the child or of the parent, so it takes both.
fn child_entities<E: Child>() -> [&'static str; 2] {
    [E::PATH, E::PARENT]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::PurchaseOrderItem;

    #[test]
    fn a_child_is_written_below_its_parent() {
        assert_eq!(child_path::<PurchaseOrderItem>(7), "PurchaseOrders/7/Items");
        assert_eq!(child_entities::<PurchaseOrderItem>(), ["PurchaseOrderItems", "PurchaseOrders"]);
    }

    #[test]
    fn only_doubtful_answers_to_a_create_are_told_as_open() {
        for kind in [Kind::Transient, Kind::Network { before_send: false }] {
            assert_eq!(open_outcome(Error::new(kind)).kind(), &Kind::UnknownOutcome);
        }
        assert_eq!(open_outcome(Error::protocol("shape").with_status(200)).kind(), &Kind::UnknownOutcome);
        for kind in [Kind::Validation, Kind::Network { before_send: true }, Kind::ThreadLimit] {
            assert_eq!(open_outcome(Error::new(kind.clone()).with_status(500)).kind(), &kind);
        }
    }
}
