//! The decisions of product sync: what is selected, what a product should look like, what of that is written, what waits
//! for a person. Data in, data out; files, databases and the PSA are not known here.

pub mod adopt;
pub mod categories;
pub mod decision;
pub mod desired;
pub mod guard;
pub mod item;
pub mod mapping;
pub mod merge;
pub mod plan;
pub mod price_rule;
pub mod retire;
pub mod selection;

pub use item::{CatalogueItem, Standing};
