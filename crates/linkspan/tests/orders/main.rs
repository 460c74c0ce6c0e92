//! The order protocol against hostile vendors in memory: a real store, a clock moved by hand, workers driven by hand. Every
//! story counts what the distributor saw.

mod crash;
mod fakes;
mod stage;
mod unused;

mod after;
mod content;
mod detect;
mod outcomes;
mod races;
mod random;
mod reconcile;
mod settle;
mod switches;
