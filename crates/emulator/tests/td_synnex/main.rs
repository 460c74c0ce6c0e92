//! Stories about the TD SYNNEX emulator over real HTTP: one file per service.

mod catalogue;
mod drops;
mod freight;
mod invoice;
mod order;
mod page;
mod price;
mod refusals;
mod status;
mod world;
