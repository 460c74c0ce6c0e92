//! The client against servers: scripted ones for what a vendor does rarely, the emulator for what it does always; and the
//! guard under load, on a clock that jumps.

#[path = "../support/hostile.rs"]
mod corpus;
mod emulator;
mod hostile;
mod load;
mod scripted;
mod virtual_time;
