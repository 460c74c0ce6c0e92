//! The server from outside: through HTTP and through the real binary, on real files.

mod binary;
mod browser;
mod door;
mod notices;
mod pages;
