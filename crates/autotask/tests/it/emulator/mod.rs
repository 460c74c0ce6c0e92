//! The client against the emulator, which was written from the same facts by another reading.

mod entities;
mod failures;
mod limits;
mod metadata;
mod procurement;
mod property;
mod refusals;
mod search;

use std::sync::Arc;

use autotask::{
    Client, Credentials, Error, Zone, discover,
    gate::{Gate, Lane, Observation, Permit},
    time::{ManualTime, TimeSource},
};
use linkspan_emulator::autotask::{Autotask, Options, Quirks, Ready, start};
use reqwest::Url;

use crate::scripted::http;

/// A running emulator with what it says about itself.
pub(crate) struct Vendor {
    pub(crate) running: Autotask,
    pub(crate) ready: Ready,
}

impl Vendor {
    pub(crate) async fn start(options: Options) -> Self {
        let running = start(options).await.unwrap();
        let ready = running.ready();
        Self { running, ready }
    }

    pub(crate) async fn usual() -> Self {
        Self::start(Options::default()).await
    }

    /// One with some undocumented behaviours switched.
    pub(crate) async fn with_quirks(quirks: &[(&str, &str)]) -> Self {
        let mut set = Quirks::default();
        for (name, choice) in quirks {
            set.set(name, choice).unwrap();
        }
        Self::start(Options { quirks: set, ..Options::default() }).await
    }

    pub(crate) fn discovery(&self) -> Url {
        format!("{}/atservicesrest/", self.ready.url).parse().unwrap()
    }

    pub(crate) fn credentials(&self) -> Credentials {
        Credentials {
            user_name: self.ready.user_name.clone(),
            secret: self.ready.secret.clone().into(),
            integration_code: self.ready.integration_code.clone().into(),
        }
    }

    pub(crate) async fn zone(&self) -> Zone {
        discover(&http(), &self.discovery(), &self.ready.user_name).await.unwrap()
    }

    /// A client with all rights.
    pub(crate) async fn client(&self) -> Client {
        self.client_as(self.credentials()).await
    }

    /// A client for other credentials, in the same zone.
    pub(crate) async fn client_as(&self, credentials: Credentials) -> Client {
        let time: Arc<dyn TimeSource> = Arc::new(ManualTime::at(0));
        Client::builder(http(), self.zone().await, credentials).rediscover_at(self.discovery()).time(time).build()
    }

    /// A client that nobody keeps from calling.
    pub(crate) async fn unguarded_client(&self) -> Client {
        let time: Arc<dyn TimeSource> = Arc::new(ManualTime::at(0));
        Client::builder(http(), self.zone().await, self.credentials()).gate(Arc::new(Open)).time(time).build()
    }

    /// Authenticated requests that arrived.
    pub(crate) fn calls(&self) -> usize {
        self.running.server().journal().count(|entry| !entry.path.to_lowercase().contains("zoneinformation"))
    }
}

/// A gate that lets everything pass.
#[derive(Debug)]
struct Open;

#[async_trait::async_trait]
impl Gate for Open {
    async fn acquire(&self, _: Lane, _: &[&str]) -> Result<Permit, Error> {
        Ok(Permit::free())
    }

    async fn acquire_probe(&self, _: &[&str]) -> Result<Permit, Error> {
        Ok(Permit::free())
    }

    fn observe(&self, _: Observation) {}
}
