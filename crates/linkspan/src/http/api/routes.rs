//! The table of contents of our own API: verb, path, scope, description, handler. The routes, the table of rights and the
//! published description are made from it, so an operation that is not here does not exist.

use super::operation::Operation;
use super::{bridges, connections, health, orders, products, records, runs, templates};
use crate::http::nango::endpoint::Verb::Get;

/// All operations, in the order in which they are shown.
pub(in crate::http) fn table() -> Vec<Operation> {
    const STATUS: &[&str; 1] = &["environment:status:read"];
    const LIST: &[&str; 1] = &["environment:connections:list"];
    const READ: &[&str; 1] = &["environment:connections:read"];
    const BRIDGES: &[&str; 1] = &["environment:bridges:read"];
    const TEMPLATES: &[&str; 1] = &["environment:templates:read"];
    const RUNS: &[&str; 1] = &["environment:runs:read"];
    const ORDERS: &[&str; 1] = &["environment:orders:read"];
    const PRODUCTS: &[&str; 1] = &["environment:products:read"];
    const LOGS: &[&str; 1] = &["environment:logs:read"];
    vec![
        Operation::new(Get, "/api/v1/connections", LIST, &connections::LIST, connections::list),
        Operation::new(Get, "/api/v1/connections/{connection}", READ, &connections::GET, connections::get),
        Operation::new(Get, "/api/v1/bridges", BRIDGES, &bridges::LIST, bridges::list),
        Operation::new(Get, "/api/v1/bridges/{bridge}", BRIDGES, &bridges::GET, bridges::get),
        Operation::new(Get, "/api/v1/bridges/{bridge}/templates", TEMPLATES, &templates::LIST, templates::list),
        Operation::new(Get, "/api/v1/bridges/{bridge}/templates/{template}", TEMPLATES, &templates::GET, templates::get),
        Operation::new(Get, "/api/v1/orders", ORDERS, &orders::LIST, orders::list),
        Operation::new(Get, "/api/v1/orders/{order}", ORDERS, &orders::GET, orders::get),
        Operation::new(Get, "/api/v1/orders/{order}/events", ORDERS, &orders::EVENTS, orders::events),
        Operation::new(Get, "/api/v1/orders/{order}/attempts", ORDERS, &orders::ATTEMPTS, orders::attempts),
        Operation::new(Get, "/api/v1/bridges/{bridge}/not_taken", ORDERS, &bridges::LEFT_ALONE, bridges::left_alone),
        Operation::new(Get, "/api/v1/runs", RUNS, &runs::LIST, runs::list),
        Operation::new(Get, "/api/v1/runs/{run}", RUNS, &runs::GET, runs::get),
        Operation::new(Get, "/api/v1/runs/{run}/records", RUNS, &runs::RECORDS, runs::records),
        Operation::new(Get, "/api/v1/products", PRODUCTS, &products::LIST, products::list),
        Operation::new(Get, "/api/v1/products/{sku}", PRODUCTS, &products::GET, products::get),
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
