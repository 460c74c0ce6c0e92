//! The store on SQLite and, where `LINKSPAN_TEST_POSTGRES_URL` is set, on PostgreSQL: the same stories on both.

mod accounts;
mod activity;
mod backup;
mod call_minutes;
mod catalogue;
mod changes;
mod deliveries;
mod desk;
mod developers;
mod harness;
mod keyset;
mod ledger;
mod opening;
mod people;
mod products;
mod reconcile;
mod statements;
mod work;
