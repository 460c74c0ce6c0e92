//! Stories about the TD SYNNEX emulator over real HTTP: one file per service.

mod catalogue;
mod drops;
mod freight;
mod invoice;
mod order;
mod page;
mod partner;
mod price;
mod refusals;
#[cfg(feature = "sftp")]
mod sftp;
mod status;
mod world;
