//! The demo: both vendors as emulators, a whole installation, and the story of the main job told step by step.
//!
//! Everything talks real HTTP to the emulators. The crash tests use the same [`world`].

pub mod clock;
pub mod report;
pub mod run;
pub mod world;

mod connect;
mod orders;
mod products;
mod status;
mod wait;

use clock::DemoClock;
use linkspan_core::id::BridgeId;
use world::{Vendors, World};

/// A linked installation in the middle of its story.
pub struct Story {
    /// The installation.
    pub world: World,
    /// Both vendors.
    pub vendors: Vendors,
    /// The time of all three.
    pub clock: DemoClock,
    /// The bridge between the two accounts.
    pub bridge: BridgeId,
    /// SKUs of products that exist at both vendors and can be ordered; the last one was adopted.
    pub skus: Vec<String>,
}
