//! `CompanyLocations` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A postal location of a company.
    CompanyLocation {
        fields: CompanyLocationFields,
        new: NewCompanyLocation,
        patch: CompanyLocationPatch,
        route: child "CompanyLocations" of "Companies" / "Locations" by "companyID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Name: text, at most 100 characters.
        name: String = "name" max 100,
    }
    optional {
        /// Address1: text, at most 128 characters.
        address1: String = "address1" max 128,
        /// Address2: text, at most 128 characters.
        address2: String = "address2" max 128,
        /// Alternate phone1: text, at most 25 characters.
        alternate_phone1: String = "alternatePhone1" max 25,
        /// Alternate phone2: text, at most 25 characters.
        alternate_phone2: String = "alternatePhone2" max 25,
        /// City: text, at most 50 characters.
        city: String = "city" max 50,
        /// Country: id of the country.
        country_id: i64 = "countryID",
        /// Description: text, at most 500 characters.
        description: String = "description" max 500,
        /// Fax: text, at most 25 characters.
        fax: String = "fax" max 25,
        /// Is active: yes or no.
        is_active: bool = "isActive",
        /// Is primary: yes or no.
        is_primary: bool = "isPrimary",
        /// Is tax exempt: yes or no.
        is_tax_exempt: bool = "isTaxExempt",
        /// Override account tax settings: yes or no.
        override_account_tax_settings: bool = "overrideAccountTaxSettings",
        /// Override company tax settings: yes or no.
        override_company_tax_settings: bool = "overrideCompanyTaxSettings",
        /// Phone: text, at most 25 characters.
        phone: String = "phone" max 25,
        /// Postal code: text, at most 20 characters.
        postal_code: String = "postalCode" max 20,
        /// Roundtrip distance: decimal number.
        roundtrip_distance: Decimal = "roundtripDistance",
        /// State: text, at most 25 characters.
        state: String = "state" max 25,
        /// Tax region: id of the tax region.
        tax_region_id: i64 = "taxRegionID",
    }
    create_only {}
    read_only {
        /// Id of the parent company; set by the route at creation.
        company_id: i64 = "companyID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
