//! Stories about the authorisation server over real HTTP: one file per part of it.

mod authorize;
mod control;
mod renew;
mod resource;
mod token;
mod world;
