//! One account's client, and the watch over its credentials.

use super::errors::problem;
use crate::connectors::health::{ADDRESS, Watch};
use ::td_synnex::{Account, Client, Error};
use linkspan_core::money::Currency;
use linkspan_core::problem::Problem;

/// The way to one account.
pub(crate) struct Session {
    client: Client,
    watch: Option<Watch>,
}

impl Session {
    /// `watch` is told of refused credentials; it is missing while a connection is only tried out.
    pub(crate) fn new(client: Client, watch: Option<Watch>) -> Self {
        Self { client, watch }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn account(&self) -> &Account {
        self.client.account()
    }

    pub(super) fn currency(&self) -> Currency {
        super::currency(self.account().country)
    }

    /// Waits for a question, tells the watch, and makes a problem of an error.
    pub(super) async fn run<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Problem> {
        match call.await {
            Ok(answer) => Ok(answer),
            Err(error) => {
                let problem = problem(error);
                self.tell(&problem).await;
                Err(problem)
            }
        }
    }

    /// The distributor looked at an order, so it knows the sender's address.
    pub(super) async fn address_is_known(&self) {
        if let Some(watch) = &self.watch {
            watch.over(ADDRESS).await;
        }
    }

    /// Whether the last order was refused because of the sender's address.
    pub(super) async fn address_was_refused(&self) -> bool {
        match &self.watch {
            Some(watch) => watch.last_code().await.as_deref() == Some(ADDRESS),
            None => false,
        }
    }

    /// Tells the watch of something that is no error of a question.
    pub(super) async fn tell(&self, problem: &Problem) {
        if let Some(watch) = &self.watch {
            watch.saw(problem).await;
        }
    }
}
