//! Which entities a raw path is about, for callers that pass requests through and only need the gate.

use super::generated::CHILD_ROUTES;

/// The entities whose threads a request occupies, told from its path: the one it begins with and, for a child route
/// that this crate declares, the child.
///
/// A version segment and whatever precedes it may be there or not; a query string must not. An empty path gives none.
pub fn entities_of_path(path: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if let Some(version) = segments.iter().position(|segment| segment.eq_ignore_ascii_case("v1.0")) {
        segments.drain(..=version);
    }
    let Some(root) = segments.first().copied() else { return Vec::new() };
    let child = segments.get(2).and_then(|segment| {
        let known = CHILD_ROUTES
            .iter()
            .find(|(parent, name, _)| parent.eq_ignore_ascii_case(root) && name.eq_ignore_ascii_case(segment));
        known.map(|(_, _, entity)| *entity)
    });
    child.into_iter().chain([root]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_entities() {
        for (path, expected) in [
            ("/ATServicesRest/V1.0/Products/12", vec!["Products"]),
            ("Products/query/count", vec!["Products"]),
            ("/v1.0/purchaseorders/7/items", vec!["PurchaseOrderItems", "purchaseorders"]),
            ("PurchaseOrderItems/7/Receiving", vec!["PurchaseOrderItemReceiving", "PurchaseOrderItems"]),
            ("Projects/7/Tasks", vec!["Projects"]),
            ("inventoryproducts/7/StockedItemsAdd", vec!["InventoryStockedItemsAdd", "inventoryproducts"]),
            ("//", vec![]),
            ("v1.0", vec![]),
        ] {
            assert_eq!(entities_of_path(path), expected, "{path}");
        }
    }
}
