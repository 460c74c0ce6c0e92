//! The server from outside: against both emulators, through HTTP, and through the real binary, on real files. One binary;
//! the modules mirror `src`.

mod harness;
mod program;

mod backup;
mod binary;
mod bridge;
mod browser;
mod calls;
mod canary;
mod catalog;
mod catalog_files;
mod catalog_sync;
mod config;
mod connect;
mod connectors_autotask;
mod connectors_td_synnex;
mod desk;
mod doctor;
mod door;
mod egress;
mod mail;
mod nango_frame;
mod notices;
mod pages;
mod pages_activity;
mod pages_backup;
mod pages_products;
mod pages_reconcile;
mod pages_sync;
mod post_office;
mod postgres;
mod pulse;
mod story;
