//! Stories about the TD SYNNEX emulator over real HTTP: one file per service.

mod invoice;
mod order;
mod price;
mod refusals;
mod status;
mod world;
