//! An OAuth 2 authorisation server with a small protected resource: what stands at the other end of providers with
//! `OAUTH2`, `OAUTH2_CC` and password grants.
//!
//! Written from RFC 6749, 6750 and 7636 alone. Where they leave a choice to the server there is a switch in [`Settings`],
//! which says what it stands for. It knows nothing of who asks.

mod authorize;
mod books;
mod client;
mod control;
mod handle;
mod options;
mod page;
mod refusal;
mod request;
mod resource;
mod token;

pub use books::Grant;
pub use handle::{OAuth, Ready, start};
pub use options::{Client, ClientAuth, Consent, Options, Person, Settings};

use books::World;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::clock::VirtualClock;
use crate::guard::lock;

/// What all routes share: the books behind their lock, and the clock.
#[derive(Clone)]
struct State {
    clock: VirtualClock,
    world: Arc<Mutex<World>>,
}

impl State {
    fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }
}
