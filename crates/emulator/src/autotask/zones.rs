//! Calls about the service itself: zone and version information, modules, the use of the hourly limit; and tenants that
//! move to another zone, which is another port of this machine.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde_json::{Value, json};

use tokio_util::sync::CancellationToken;

use super::World;
use super::http_api;
use super::limits::{Limits, TIMEFRAME_MINUTES};
use super::tenant::Tenant;
use crate::guard::lock;
use crate::server::{Base, serve};

/// Number of the zone where every tenant lives at first.
pub(crate) const FIRST_ZONE: usize = 0;

/// The origins of all zones, by their numbers.
#[derive(Debug)]
pub(crate) struct Zones {
    urls: Mutex<Vec<String>>,
    stop: CancellationToken,
}

impl Zones {
    pub(crate) fn new(stop: CancellationToken) -> Self {
        Self { urls: Mutex::default(), stop }
    }

    /// Adds a zone and returns its number.
    pub(crate) fn add(&self, url: &str) -> usize {
        let mut urls = lock(&self.urls);
        urls.push(url.to_owned());
        urls.len() - 1
    }

    /// Where a tenant is reached: at the host that the caller used, if it lives there.
    pub(crate) fn origin_of(&self, tenant: &Tenant, asked: usize, callers_origin: &str) -> String {
        let home = tenant.zone.load(Ordering::Relaxed);
        let url = if home == asked { None } else { lock(&self.urls).get(home).cloned() };
        url.unwrap_or_else(|| callers_origin.to_owned())
    }
}

/// Opens a zone for a tenant and moves it there; returns the origin of the new zone.
pub(crate) async fn move_tenant(world: &Arc<World>, ci: i64) -> io::Result<String> {
    let tenant = world.tenants.iter().find(|tenant| tenant.ci == ci);
    let tenant = tenant.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no such tenant"))?;
    let number = lock(&world.zones.urls).len();
    let base = Base { clock: world.clock.clone(), faults: world.faults.clone(), journal: world.journal.clone() };
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let running = serve(listen, http_api::router(Arc::clone(world), number), base).await?;
    let url = running.url().to_owned();
    let number = world.zones.add(&url);
    tenant.zone.store(number, Ordering::Relaxed);
    let stop = world.zones.stop.clone();
    tokio::spawn(async move {
        stop.cancelled().await;
        running.stop().await;
    });
    Ok(url)
}

/// Where a tenant lives; the zone is this server, as the caller reached it.
pub(crate) fn zone_information(tenant: &Tenant, origin: &str) -> Value {
    json!({
        "zoneName": tenant.zone_name,
        "url": format!("{origin}/ATServicesRest/"),
        "webUrl": format!("{origin}/_emulator/"),
        "ci": tenant.ci,
    })
}

/// The versions of the interface.
pub(crate) fn version_information() -> Value {
    json!({"apiVersions": ["v1.0"]})
}

/// The version of the product behind it.
pub(crate) fn version() -> Value {
    json!({"majorVersion": 2026, "minorVersion": 3, "build": 0, "customerType": "Production"})
}

/// Modules that are switched on; 24 is the only key known.
pub(crate) fn modules() -> Value {
    json!({"modules": [{"key": 24, "value": true}]})
}

/// How much of the hourly limit is used, this call included.
pub(crate) fn threshold(tenant: &Tenant, limits: &Limits, now: Timestamp) -> Value {
    json!({
        "externalRequestThreshold": limits.hourly,
        "requestThresholdTimeframe": TIMEFRAME_MINUTES,
        "currentTimeframeRequestCount": tenant.meter.used(now),
    })
}
