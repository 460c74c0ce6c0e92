//! The sample data: a small fictional MSP and, under another database id, a second one. All names are made up.

mod lists;
mod orders;
mod parties;
mod products;
mod seed;

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value, json};

use self::seed::Seed;
use super::auth::{ApiUser, Rights};
use super::meta::{Access, Catalogue};
use super::quirks::Quirks;
use super::tenant::{Data, Tenant};
use super::webhooks::list_fields;
use super::{Options, Ready};

pub use self::products::adoptable_parts;

/// The secret of all sample users unless the options name another one.
pub(crate) const DEMO_SECRET: &str = "demo-secret-not-for-real-use";
/// The integration code of all sample users: 27 characters as the vendor's.
pub(crate) const INTEGRATION_CODE: &str = "DEMO0INTEGRATION0CODE000001";
/// The company TD SYNNEX of type Vendor.
pub(crate) const VENDOR_COMPANY_ID: i64 = 240;
/// Another vendor, to buy from elsewhere.
const OTHER_VENDOR_ID: i64 = 242;
/// The purchaser: active, with an e-mail address.
pub(crate) const OWNER_RESOURCE_ID: i64 = 29_682_885;
/// The resource behind the API users.
const API_RESOURCE_ID: i64 = 29_682_890;
/// The default inventory location.
pub(crate) const MAIN_LOCATION_ID: i64 = 1;
/// Licence type of API users in the sample's list.
pub(crate) const API_LICENSE: i64 = 7;

const CI: i64 = 118_204;
const OTHER_CI: i64 = 120_377;
const USER: &str = "linkspan.api@brightwater.example";
const RESTRICTED_USER: &str = "restricted.api@brightwater.example";
const INACTIVE_USER: &str = "former.api@brightwater.example";
const UNLICENSED_USER: &str = "technician@brightwater.example";
const COSTLESS_USER: &str = "no-costs.api@brightwater.example";
const ONE_LINE_USER: &str = "one-line.api@brightwater.example";
/// The line of business of that user.
pub(crate) const ONE_LINE: i64 = 1;
const OTHER_USER: &str = "linkspan.api@harborlight.example";

/// A product of the sample that a distributor sells too, to be put into its catalogue so that adoption can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AdoptablePart {
    /// Manufacturer name.
    pub manufacturer: &'static str,
    /// Manufacturer part number.
    pub part_number: &'static str,
    /// Product name.
    pub description: &'static str,
}

/// The two tenants and their users.
pub(crate) fn tenants(
    options: &Options,
    catalogue: &'static Catalogue,
    quirks: &Quirks,
) -> (Vec<Arc<Tenant>>, Vec<ApiUser>) {
    let first = Arc::new(Tenant::new(
        CI,
        "Brightwater IT Services",
        "America East",
        data(options, catalogue, quirks, "Brightwater IT Services", "brightwater"),
    ));
    let other = Arc::new(Tenant::new(
        OTHER_CI,
        "Harborlight Networks",
        "America East",
        data(options, catalogue, quirks, "Harborlight Networks", "harborlight"),
    ));
    let users = vec![
        user(options, &first, USER),
        ApiUser { rights: without_orders(), ..user(options, &first, RESTRICTED_USER) },
        ApiUser { is_active: false, ..user(options, &first, INACTIVE_USER) },
        ApiUser { is_licensed: false, ..user(options, &first, UNLICENSED_USER) },
        ApiUser { rights: Rights { hides_costs: true, ..Rights::default() }, ..user(options, &first, COSTLESS_USER) },
        ApiUser {
            rights: Rights { lines: Some(vec![ONE_LINE]), ..Rights::default() },
            ..user(options, &first, ONE_LINE_USER)
        },
        user(options, &other, OTHER_USER),
    ];
    (vec![first, other], users)
}

/// The line that is printed when the emulator is ready.
pub(crate) fn ready(url: &str, secret: &str) -> Ready {
    Ready {
        url: url.to_owned(),
        user_name: USER.to_owned(),
        secret: secret.to_owned(),
        integration_code: INTEGRATION_CODE.to_owned(),
        ci: CI,
        vendor_company_id: VENDOR_COMPANY_ID,
        owner_resource_id: OWNER_RESOURCE_ID,
        owner_email: parties::owner_email("brightwater"),
        inactive_email: parties::inactive_email("brightwater"),
        restricted_user_name: RESTRICTED_USER.to_owned(),
        inactive_user_name: INACTIVE_USER.to_owned(),
        unlicensed_user_name: UNLICENSED_USER.to_owned(),
        costless_user_name: COSTLESS_USER.to_owned(),
        one_line_user_name: ONE_LINE_USER.to_owned(),
        other_user_name: OTHER_USER.to_owned(),
        other_ci: OTHER_CI,
    }
}

/// What an order has unless its writer says otherwise.
pub(crate) fn order_defaults() -> Map<String, Value> {
    let fields = json!({
        "shipToName": "Brightwater IT Services",
        "shipToAddress1": "1200 Demo Harbor Way",
        "shipToAddress2": "Dock 4",
        "shipToCity": "Springfield",
        "shipToState": "IL",
        "shipToPostalCode": "62701",
        "phone": "217-555-0142",
        "shippingType": lists::GROUND_SHIPPING_ID,
        "paymentTerm": 1,
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn data(options: &Options, catalogue: &'static Catalogue, quirks: &Quirks, company: &str, domain: &str) -> Data {
    let mut data = Data::new(catalogue);
    let mut seed = Seed { data: &mut data, quirks, now: options.clock.now() };
    lists::fill(&mut seed);
    if let Some(dump) = &options.tenant {
        for (entity, udfs) in dump.udfs() {
            udfs.into_iter().for_each(|udf| seed.data.define_udf(entity, udf));
        }
    }
    parties::fill(&mut seed, company, domain);
    products::fill(&mut seed);
    orders::fill(&mut seed);
    list_fields(&mut data);
    data.events.clear();
    data
}

fn user(options: &Options, tenant: &Arc<Tenant>, name: &str) -> ApiUser {
    ApiUser {
        name: name.to_owned(),
        tenant: Arc::clone(tenant),
        resource_id: API_RESOURCE_ID,
        secret: options.secret.clone(),
        integration_code: INTEGRATION_CODE.to_owned(),
        is_active: true,
        is_licensed: true,
        rights: Rights::default(),
    }
}

/// A security level that hides purchase orders and everything below them.
fn without_orders() -> Rights {
    let names = ["PurchaseOrders", "PurchaseOrderItems", "PurchaseOrderItemReceiving"];
    let all = [Access::Query, Access::Create, Access::Update];
    Rights {
        denied: names.into_iter().flat_map(|name| all.map(|access| (name, access))).collect(),
        ..Rights::default()
    }
}
