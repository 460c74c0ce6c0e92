//! Reading records: one, a page, all of them, how many, those of a parent.

use futures::{Stream, TryStreamExt, stream};
use serde::Deserialize;

use super::{Client, call::Call};
use crate::{
    entity::{Child, Entity},
    error::{Error, Kind},
    query::{Field, Page, PageReply, Query},
};

#[derive(Deserialize)]
#[serde(bound = "E: Entity")]
struct ItemReply<E> {
    item: Option<E>,
}

#[derive(Deserialize)]
struct CountReply {
    #[serde(rename = "queryCount")]
    count: u64,
}

impl Client {
    /// One record by its id; `None` if there is none (the vendor says so by a 404 or by an empty answer).
    ///
    /// # Errors
    /// See [`Kind`].
    pub async fn get<E: Entity>(&self, id: i64) -> Result<Option<E>, Error> {
        const { assert!(E::QUERYABLE, "this entity is posted only and cannot be asked for") };
        let call_entities = [E::PATH];
        let call = Call::get(format!("{}/{id}", E::PATH), &call_entities);
        match self.execute::<ItemReply<E>>(&call).await {
            Ok(reply) => Ok(reply.item),
            Err(error) if error.kind() == &Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The first page of a search.
    ///
    /// # Errors
    /// See [`Kind`].
    pub async fn query<E: Entity>(&self, query: &Query<E>) -> Result<Page<E>, Error> {
        let call_entities = [E::PATH];
        let base = self.zone().api_base();
        let call = Call::search(format!("{}/query", E::PATH), query.body(), &base, &call_entities);
        Ok(self.execute::<PageReply<E>>(&call).await?.into())
    }

    /// The only record of a search, or none.
    ///
    /// # Errors
    /// `Protocol` if there are several, and see [`Kind`].
    pub async fn query_one<E: Entity>(&self, query: &Query<E>) -> Result<Option<E>, Error> {
        let mut items = self.query(query).await?.items;
        if items.len() > 1 {
            return Err(Error::protocol(format!("several records of {} where one was expected", E::PATH)));
        }
        Ok(items.pop())
    }

    /// All pages of a search, each asked for when it is wanted.
    ///
    /// Pages are asked by the last id seen, so the walk can pause for as long as it likes, and the addresses of further
    /// pages that the vendor hands out are never followed.
    pub fn pages<E: Entity>(&self, query: Query<E>) -> impl Stream<Item = Result<Page<E>, Error>> + Send + use<E> {
        let start = Walk { client: self.clone(), next: Some(query.clone()), query, last: None };
        stream::try_unfold(start, |mut walk| async move {
            let Some(query) = walk.next.take() else { return Ok(None) };
            let page = walk.client.query(&query).await?;
            walk.turn(&page)?;
            Ok(Some((page, walk)))
        })
    }

    /// All records of a search, by ascending id.
    ///
    /// ```
    /// # mod doc { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.in")); }
    /// # doc::example(async |client: autotask::Client, _ready| {
    /// use autotask::{Query, entity::Product};
    /// use futures::TryStreamExt;
    ///
    /// let f = &Product::FIELDS;
    /// let retired = Query::matching(f.is_active.eq(false))?.include(f.name).include(f.sku);
    /// let mut products = std::pin::pin!(client.query_all(retired));
    /// while let Some(product) = products.try_next().await? {
    ///     println!("{} {:?}", product.id, product.name);
    /// }
    /// # Ok(())
    /// # });
    /// ```
    pub fn query_all<E: Entity>(&self, query: Query<E>) -> impl Stream<Item = Result<E, Error>> + Send + use<E> {
        self.pages(query).map_ok(|page| stream::iter(page.items.into_iter().map(Ok))).try_flatten()
    }

    /// How many records a search finds.
    ///
    /// # Errors
    /// See [`Kind`].
    pub async fn count<E: Entity>(&self, query: &Query<E>) -> Result<u64, Error> {
        let call_entities = [E::PATH];
        let base = self.zone().api_base();
        let search = query.count_body().into();
        let call = Call::search(format!("{}/query/count", E::PATH), search, &base, &call_entities);
        Ok(self.execute::<CountReply>(&call).await?.count)
    }

    /// All children of one parent.
    ///
    /// They are searched for by the parent's id rather than listed below the parent, because it is not documented
    /// whether such a list is cut at 500.
    ///
    /// # Errors
    /// See [`Kind`].
    pub async fn list_children<E: Child>(&self, parent_id: i64) -> Result<Vec<E>, Error> {
        let query = Query::matching(Field::<E, i64>::named(E::PARENT_FIELD).eq(parent_id))
            .map_err(|error| Error::protocol("a filter").with_source(error))?;
        self.query_all(query).try_collect().await
    }
}

/// The state of a walk through pages.
struct Walk<E> {
    client: Client,
    query: Query<E>,
    next: Option<Query<E>>,
    last: Option<i64>,
}

impl<E: Entity> Walk<E> {
    /// Finds out from a page how to go on.
    fn turn(&mut self, page: &Page<E>) -> Result<(), Error> {
        // Ascending order is seen everywhere but promised nowhere; without it this walk would lose records.
        for item in &page.items {
            if self.last.is_some_and(|last| item.id() <= last) {
                return Err(Error::protocol(format!("records of {} that are not in the order of their ids", E::PATH)));
            }
            self.last = Some(item.id());
        }
        let full = page.items.len() >= usize::from(self.query.size().get());
        self.next =
            self.last.filter(|_| full || (page.more && !page.items.is_empty())).map(|last| self.query.after(last));
        Ok(())
    }
}
