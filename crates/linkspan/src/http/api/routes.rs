//! The table of contents of our own API: verb, path, scope, description, handler. The routes, the table of rights and the
//! published description are made from it, so an operation that is not here does not exist.

use super::operation::Operation;
use crate::http::nango::endpoint::Verb::{Get, Patch, Post, Put};

/// All operations, in the order in which they are shown.
pub(in crate::http) fn table() -> Vec<Operation> {
    [connections(), bridges(), templates(), orders(), runs(), products(), the_rest()].concat()
}

fn connections() -> Vec<Operation> {
    use super::connection_actions as act;
    use super::connections::{self as one, GET, LIST};
    const LISTED: &[&str; 1] = &["environment:connections:list"];
    const READ: &[&str; 1] = &["environment:connections:read"];
    const UPDATE: &[&str; 1] = &["environment:connections:update"];
    const DELETE: &[&str; 1] = &["environment:connections:delete"];
    const SHARE: &[&str; 1] = &["environment:status:write"];
    vec![
        Operation::new(Get, "/api/v1/connections", LISTED, &LIST, one::list),
        Operation::new(Get, "/api/v1/connections/{connection}", READ, &GET, one::get),
        Operation::new(Post, "/api/v1/connections/{connection}/check", UPDATE, &act::CHECK, act::check),
        Operation::new(Post, "/api/v1/connections/{connection}/switch", UPDATE, &act::MASTER_SWITCH, act::switch),
        Operation::new(Post, "/api/v1/connections/{connection}/disconnect", DELETE, &act::DISCONNECT, act::disconnect),
        Operation::new(Put, "/api/v1/connections/{connection}/quota_share", SHARE, &act::SET_SHARE, act::set_share),
    ]
}

fn bridges() -> Vec<Operation> {
    use super::bridge_actions as act;
    use super::bridges::{self as one, GET, LIST};
    const READ: &[&str; 1] = &["environment:bridges:read"];
    const WRITE: &[&str; 1] = &["environment:bridges:write"];
    vec![
        Operation::new(Get, "/api/v1/bridges", READ, &LIST, one::list),
        Operation::new(Post, "/api/v1/bridges", WRITE, &act::MAKE, act::make),
        Operation::new(Get, "/api/v1/bridges/{bridge}", READ, &GET, one::get),
        Operation::new(Get, "/api/v1/bridges/{bridge}/reconcile", READ, &act::RECONCILE, act::reconcile_list),
        Operation::new(Post, "/api/v1/bridges/{bridge}/reconcile/ask", WRITE, &act::ASK_AGAIN, act::ask_again),
        Operation::new(Get, "/api/v1/connections/{connection}/vendor_companies", READ, &act::VENDORS, act::vendors),
    ]
}

fn templates() -> Vec<Operation> {
    use super::templates::{self as one, GET, LIST};
    use super::{settings, settings_orders, template_actions as act};
    const READ: &[&str; 1] = &["environment:templates:read"];
    const WRITE: &[&str; 1] = &["environment:templates:write"];
    const SYNC: &str = "/api/v1/bridges/{bridge}/templates/product_sync/settings";
    const SUBMISSION: &str = "/api/v1/bridges/{bridge}/templates/order_submission/settings";
    const STATUS: &str = "/api/v1/bridges/{bridge}/templates/order_status/settings";
    vec![
        Operation::new(Get, "/api/v1/bridges/{bridge}/templates", READ, &LIST, one::list),
        Operation::new(Get, "/api/v1/bridges/{bridge}/templates/{template}", READ, &GET, one::get),
        Operation::new(Post, "/api/v1/bridges/{bridge}/templates/{template}/switch", WRITE, &act::SET, act::switch),
        Operation::new(Post, "/api/v1/bridges/{bridge}/templates/{template}/run", WRITE, &act::RUN, act::run),
        Operation::new(Get, SYNC, READ, &settings::SYNC_GET, settings::sync_get),
        Operation::new(Patch, SYNC, WRITE, &settings::SYNC_SET, settings::sync_set),
        Operation::new(Get, SUBMISSION, READ, &settings_orders::GET, settings_orders::get),
        Operation::new(Patch, SUBMISSION, WRITE, &settings_orders::SET, settings_orders::set),
        Operation::new(Get, STATUS, READ, &settings::STATUS_GET, settings::status_get),
        Operation::new(Patch, STATUS, WRITE, &settings::STATUS_SET, settings::status_set),
    ]
}

fn orders() -> Vec<Operation> {
    use super::orders::{self as one, ATTEMPTS, EVENTS, GET, LIST};
    use super::{bridges, order_actions as act};
    const READ: &[&str; 1] = &["environment:orders:read"];
    const WRITE: &[&str; 1] = &["environment:orders:write"];
    vec![
        Operation::new(Get, "/api/v1/orders", READ, &LIST, one::list),
        Operation::new(Get, "/api/v1/orders/{order}", READ, &GET, one::get),
        Operation::new(Get, "/api/v1/orders/{order}/events", READ, &EVENTS, one::events),
        Operation::new(Get, "/api/v1/orders/{order}/attempts", READ, &ATTEMPTS, one::attempts),
        Operation::new(Post, "/api/v1/orders/{order}/release", WRITE, &act::RELEASE, act::release),
        Operation::new(Post, "/api/v1/orders/{order}/check", WRITE, &act::CHECK, act::check),
        Operation::new(Post, "/api/v1/orders/{order}/it_was_ordered", WRITE, &act::IT_WAS_ORDERED, act::it_was_ordered),
        Operation::new(Post, "/api/v1/orders/{order}/send_again", WRITE, &act::SEND_AGAIN, act::send_again),
        Operation::new(Post, "/api/v1/orders/{order}/give_up", WRITE, &act::GIVE_UP, act::give_up),
        Operation::new(Get, "/api/v1/bridges/{bridge}/not_taken", READ, &bridges::LEFT_ALONE, bridges::left_alone),
        Operation::new(Post, "/api/v1/bridges/{bridge}/take", WRITE, &act::TAKE, act::take),
    ]
}

fn runs() -> Vec<Operation> {
    use super::run_actions as act;
    use super::runs::{self as one, GET, LIST, RECORDS};
    const READ: &[&str; 1] = &["environment:runs:read"];
    const WRITE: &[&str; 1] = &["environment:runs:write"];
    vec![
        Operation::new(Get, "/api/v1/runs", READ, &LIST, one::list),
        Operation::new(Get, "/api/v1/runs/{run}", READ, &GET, one::get),
        Operation::new(Get, "/api/v1/runs/{run}/records", READ, &RECORDS, one::records),
        Operation::new(Get, "/api/v1/runs/{run}/plan", READ, &act::PLAN, act::plan),
        Operation::new(Post, "/api/v1/bridges/{bridge}/rehearsals", WRITE, &act::REHEARSE, act::rehearse),
        Operation::new(Post, "/api/v1/runs/{run}/apply", WRITE, &act::APPLY, act::apply),
        Operation::new(Post, "/api/v1/runs/{run}/cancel", WRITE, &act::CANCEL, act::cancel),
        Operation::new(Post, "/api/v1/runs/{run}/resume", WRITE, &act::RESUME, act::resume),
    ]
}

fn products() -> Vec<Operation> {
    use super::product_actions as act;
    use super::products::{self as one, GET, LIST};
    const READ: &[&str; 1] = &["environment:products:read"];
    const WRITE: &[&str; 1] = &["environment:products:write"];
    vec![
        Operation::new(Get, "/api/v1/products", READ, &LIST, one::list),
        Operation::new(Get, "/api/v1/products/{sku}", READ, &GET, one::get),
        Operation::new(Post, "/api/v1/products/{sku}/decide", WRITE, &act::DECIDE, act::decide),
    ]
}

fn the_rest() -> Vec<Operation> {
    use super::{health, records};
    const LOGS: &[&str; 1] = &["environment:logs:read"];
    const STATUS: &[&str; 1] = &["environment:status:read"];
    vec![
        Operation::new(Get, "/api/v1/records", LOGS, &records::LIST, records::list),
        Operation::new(Get, "/api/v1/audit", LOGS, &records::AUDIT, records::audit),
        Operation::new(Get, "/api/v1/health", STATUS, &health::GET, health::get),
        Operation::new(Get, "/api/v1/quotas", STATUS, &health::QUOTAS, health::quotas),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys::SCOPES;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_has_a_name_of_its_own_and_a_scope_that_can_be_granted() {
        let table = table();
        let names: BTreeSet<_> = table.iter().map(|one| one.described.id).collect();
        assert_eq!(names.len(), table.len());
        for one in &table {
            assert!(SCOPES.contains(&one.scope), "{} needs {}", one.described.id, one.scope);
            assert!(!one.described.summary.is_empty() && !one.described.group.is_empty(), "{}", one.described.id);
        }
    }

    #[test]
    fn what_stands_in_a_path_is_described_and_nothing_else() {
        for one in table() {
            let parts = one.endpoint.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            let described: Vec<_> = one.described.path.iter().map(|field| field.name).collect();
            assert_eq!(parts.collect::<Vec<_>>(), described, "{}", one.described.id);
        }
    }
}
