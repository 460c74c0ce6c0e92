//! One account's client with what is remembered between calls, and the watch over its credentials.

use super::errors::problem;
use crate::connectors::health::Watch;
use ::autotask::entity::{Company, ShippingType};
use ::autotask::{Client, Error, Query};
use futures::TryStreamExt;
use linkspan_core::Clock;
use linkspan_core::capability::psa::Choice;
use linkspan_core::clock::Timestamp;
use linkspan_core::problem::Problem;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How long names and lists are kept, in milliseconds.
const KEPT_MS: i64 = 60 * 60 * 1000;

/// The way to one account, in one lane.
pub(crate) struct Session {
    client: Client,
    clock: Arc<dyn Clock>,
    watch: Option<Watch>,
    lists: Arc<Lists>,
    submitted: Option<i64>,
}

/// Names that change seldom; shared by the lanes of a connection, so that each costs a call an hour.
#[derive(Default)]
pub(crate) struct Lists {
    companies: Mutex<HashMap<i64, (i64, String)>>,
    shipping: tokio::sync::Mutex<Option<(i64, Vec<Choice>)>>,
}

impl Session {
    /// `watch` is told of refused credentials; it is missing while a connection is only tried out.
    pub(crate) fn new(client: Client, clock: Arc<dyn Clock>, watch: Option<Watch>, lists: Arc<Lists>) -> Self {
        Self { client, clock, watch, lists, submitted: None }
    }

    /// The status that hands a purchase order over, where an administrator chose it because no status is called
    /// *Submitted*.
    #[must_use]
    pub(crate) fn with_submitted(mut self, chosen: Option<i64>) -> Self {
        self.submitted = chosen;
        self
    }

    pub(super) fn submitted(&self) -> Option<i64> {
        self.submitted
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Waits for a call, tells the watch, and makes a problem of an error.
    pub(crate) async fn run<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Problem> {
        let error = match call.await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let problem = problem(error, self.now());
        if let Some(watch) = &self.watch {
            watch.saw(&problem).await;
        }
        Err(problem)
    }

    /// All records of some queries.
    pub(super) async fn all<E: ::autotask::entity::Entity>(&self, queries: Vec<Query<E>>) -> Result<Vec<E>, Problem> {
        let mut found = Vec::new();
        for query in queries {
            found.extend(self.run(self.client.query_all(query).try_collect::<Vec<E>>()).await?);
        }
        Ok(found)
    }

    /// The names of companies; those that do not exist are left out.
    pub(super) async fn company_names(
        &self,
        ids: impl IntoIterator<Item = i64>,
    ) -> Result<HashMap<i64, String>, Problem> {
        let now = self.clock.now_ms();
        let wanted: HashSet<i64> = ids.into_iter().collect();
        let fresh = |(since, _): &(i64, String)| now - since < KEPT_MS;
        let unknown: Vec<i64> = {
            let kept = self.lists.companies.lock().unwrap_or_else(PoisonError::into_inner);
            wanted.iter().copied().filter(|id| !kept.get(id).is_some_and(fresh)).collect()
        };
        let f = &Company::FIELDS;
        let queries = Query::chunked(f.id, unknown).into_iter().map(|query| query.include(f.company_name)).collect();
        let read = self.all(queries).await?;
        let mut kept = self.lists.companies.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(read.into_iter().map(|company| (company.id, (now, company.company_name.unwrap_or_default()))));
        Ok(wanted.into_iter().filter_map(|id| Some((id, kept.get(&id)?.1.clone()))).collect())
    }

    /// The active shipping types.
    pub(super) async fn shipping(&self) -> Result<Vec<Choice>, Problem> {
        let now = self.clock.now_ms();
        let mut kept = self.lists.shipping.lock().await;
        if let Some((since, list)) = kept.as_ref()
            && now - since < KEPT_MS
        {
            return Ok(list.clone());
        }
        let types = self.all(vec![Query::<ShippingType>::all()]).await?;
        let choice = |one: ShippingType| Choice { id: one.id.to_string(), label: one.name.unwrap_or_default() };
        let list: Vec<Choice> = types.into_iter().filter(|one| one.is_active != Some(false)).map(choice).collect();
        *kept = Some((now, list.clone()));
        Ok(list)
    }
}
