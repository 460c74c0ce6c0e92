//! Who there is: the own company, customers, vendors, their contacts, and the people who work in the tenant.

use serde_json::json;

use super::seed::Seed;
use super::{API_LICENSE, API_RESOURCE_ID, OTHER_VENDOR_ID, OWNER_RESOURCE_ID, VENDOR_COMPANY_ID};

const CUSTOMER: i64 = 1;
const PROSPECT: i64 = 3;
const VENDOR: i64 = 7;

/// E-mail address of the active purchaser.
pub(super) fn owner_email(domain: &str) -> String {
    format!("dana.purchasing@{domain}.example")
}

/// E-mail address of somebody who has left.
pub(super) fn inactive_email(domain: &str) -> String {
    format!("lee.former@{domain}.example")
}

pub(super) fn fill(seed: &mut Seed<'_>, company: &str, domain: &str) {
    resources(seed, domain);
    companies(seed, company);
    contacts(seed);
}

fn companies(seed: &mut Seed<'_>, own: &str) {
    for (id, name, kind, active, city, state, postal_code) in [
        (0, own, CUSTOMER, true, "Springfield", "IL", "62701"),
        (174, "Juniper Dental Group", CUSTOMER, true, "Decatur", "IL", "62521"),
        (175, "Copperleaf Architects", CUSTOMER, true, "Peoria", "IL", "61602"),
        (176, "Oldfield Farm Supply", CUSTOMER, true, "Lincoln", "IL", "62656"),
        (177, "Sandpiper Legal", CUSTOMER, false, "Springfield", "IL", "62702"),
        (181, "Northgate Bakery", PROSPECT, true, "Bloomington", "IL", "61701"),
        (VENDOR_COMPANY_ID, "TD SYNNEX", VENDOR, true, "Greenville", "SC", "29607"),
        (241, "TD SYNNEX", CUSTOMER, true, "Clearwater", "FL", "33755"),
        (OTHER_VENDOR_ID, "Granite Peak Distribution", VENDOR, true, "Denver", "CO", "80202"),
        (243, "Former Parts Trader", VENDOR, false, "Omaha", "NE", "68102"),
    ] {
        let row = json!({
            "companyName": name, "companyType": kind, "isActive": active, "phone": "217-555-0100",
            "ownerResourceID": OWNER_RESOURCE_ID, "address1": "100 Sample Street", "city": city, "state": state,
            "postalCode": postal_code, "currencyID": 1, "isTaxExempt": false, "taxRegionID": 1,
        });
        seed.put("Companies", id, &row);
    }
    seed.data.named_mut("Companies").begin_ids_at(29_700_000);
}

fn contacts(seed: &mut Seed<'_>) {
    for (id, company, first, last, email) in [
        (30_682_901, 174, "Robin", "Molar", "robin@juniper-dental.example"),
        (30_682_902, 175, "Jamie", "Gable", "jamie@copperleaf.example"),
        (30_682_903, 176, "Chris", "Furrow", "chris@oldfield-farm.example"),
        (30_682_904, VENDOR_COMPANY_ID, "Account", "Desk", "desk@distributor.example"),
    ] {
        let row = json!({
            "companyID": company, "firstName": first, "lastName": last, "emailAddress": email, "isActive": 1,
            "phone": "217-555-0177", "primaryContact": true,
        });
        seed.put("Contacts", id, &row);
    }
}

fn resources(seed: &mut Seed<'_>, domain: &str) {
    for (id, first, last, email, active, license) in [
        (OWNER_RESOURCE_ID, "Dana", "Purchasing", owner_email(domain), true, 1),
        (29_682_886, "Sam", "Service", format!("sam.service@{domain}.example"), true, 1),
        (29_682_887, "Lee", "Former", inactive_email(domain), false, 1),
        (API_RESOURCE_ID, "Linkspan", "API", format!("linkspan.api@{domain}.example"), true, API_LICENSE),
    ] {
        let row = json!({
            "firstName": first, "lastName": last, "email": email, "isActive": active, "licenseType": license,
            "userName": email, "emailTypeCode": "PRIMARY", "hireDate": "2021-03-01", "locationID": 1,
            "numberFormat": "X,XXX.XX", "payrollType": 1, "resourceType": "Employee", "userType": 1,
        });
        seed.put("Resources", id, &row);
    }
}
