//! Product sync: from the distributor's catalogue file to the PSA's products.
//!
//! A file is imported into the catalogue; a run plans from it and works the plan off. What a page or the API needs is in
//! [`categories`], [`switch`], [`view`], [`shelf`] and [`holds`].

mod apply;
mod candidate;
pub mod categories;
mod context;
pub mod detail;
mod find;
mod gone;
pub mod holds;
pub mod import;
mod load;
mod outcome;
mod plan;
mod replay;
pub mod settings;
pub mod shelf;
pub mod spool;
pub mod switch;
pub mod sync;
pub mod view;
mod write;
