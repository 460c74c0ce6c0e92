//! Connect sessions as programs and the connect page use them. One endpoint is one file.

pub(super) mod begin;
pub(super) mod end;
mod read;
pub(super) mod show;
pub(super) mod telemetry;
