//! The decisions of product sync: what is selected, what a product should look like, what of that is written, what waits
//! for a person. Data in, data out; files, databases and the PSA are not known here.

pub mod item;

pub use item::{CatalogueItem, Standing};
