//! The client against servers: scripted ones for what a vendor does rarely, the emulator for what it does always; and the
//! guard under load, on a clock that jumps.

mod emulator;
mod load;
mod scripted;
mod virtual_time;
