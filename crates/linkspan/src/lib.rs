//! Linkspan, the server, as a library: the binary and the tests use the same modules.

pub mod http;
