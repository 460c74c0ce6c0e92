//! The client against servers: scripted ones for what a vendor does rarely, the emulator for what it does always.

mod emulator;
mod scripted;
