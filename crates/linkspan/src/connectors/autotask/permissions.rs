//! What the API user may do, module by module, against the least that Linkspan needs.

use super::session::Session;
use ::autotask::Kind;
use ::autotask::entity::{
    BillingCode, Company, Entity, Product, ProductVendor, PurchaseOrder, PurchaseOrderItem, Resource, ShippingType,
};
use ::autotask::metadata::Access;
use linkspan_core::capability::psa::{PermissionFinding, Rights};
use linkspan_core::problem::Problem;

const READ: Rights = Rights { read: true, create: false, change: false };
const CHANGE: Rights = Rights { read: true, create: false, change: true };
const ALL: Rights = Rights { read: true, create: true, change: true };

/// One finding for each module. Nothing is deleted and no order is created, so no right to do so is asked for.
pub(super) async fn findings(session: &Session) -> Result<Vec<PermissionFinding>, Problem> {
    Ok(vec![
        finding::<PurchaseOrder>(session, "Purchase orders", CHANGE).await?,
        finding::<PurchaseOrderItem>(session, "Purchase order items", CHANGE).await?,
        finding::<Product>(session, "Products", ALL).await?,
        finding::<ProductVendor>(session, "Product vendors", ALL).await?,
        finding::<Company>(session, "Companies", READ).await?,
        finding::<Resource>(session, "Resources", READ).await?,
        finding::<BillingCode>(session, "Billing codes", READ).await?,
        finding::<ShippingType>(session, "Shipping types", READ).await?,
    ])
}

async fn finding<E: Entity>(session: &Session, module: &str, needed: Rights) -> Result<PermissionFinding, Problem> {
    // A refusal to describe the module is the finding, not a failure of the question.
    let described = async {
        match session.client().entity_information::<E>().await {
            Err(error) if matches!(error.kind(), Kind::Permission { .. }) => Ok(None),
            other => other.map(Some),
        }
    };
    let may = session.run(described).await?.map_or_else(Rights::default, |info| Rights {
        read: info.user_access_for_query != Access::None,
        create: info.user_access_for_create != Access::None,
        change: info.user_access_for_update != Access::None,
    });
    Ok(PermissionFinding { module: module.to_owned(), may, needed })
}
